//! An approved template, as it was sent.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::Choice;

use super::choices::choices_view;
use crate::locale::{Key, t_with};
use crate::markup::view;

/// What a template has besides its text.
pub struct Parts<'t> {
    pub name: &'t str,
    pub header: Option<&'t str>,
    pub footer: Option<&'t str>,
    pub choices: &'t [Choice],
}

pub fn view(parts: &Parts<'_>, text: AnyView, answer: Option<&Answer>) -> AnyView {
    let name = parts.name.to_owned();
    let name = move || t_with(Key::RichTemplate, &[("name", &name)]);
    let header = parts
        .header
        .map(|header| view! { <p class="rich__heading" dir="auto">{header.to_owned()}</p> });
    let footer = parts
        .footer
        .map(|footer| view! { <p class="rich__footer" dir="auto">{footer.to_owned()}</p> });
    let choices = (!parts.choices.is_empty())
        .then(|| choices_view(parts.choices, answer, "choices--buttons"));
    view! {
        <p class="bubble__kind" dir="auto">{name}</p>
        {header} {text} {footer} {choices}
    }
}
