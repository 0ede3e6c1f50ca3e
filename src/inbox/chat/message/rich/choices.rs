//! Things to choose from, and what was chosen.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::Choice;

use crate::locale::Key;
use crate::markup::view;
use crate::ui::{Icon, small_icon};

/// The choices in their order. `class` says what they look like.
pub fn choices_view(choices: &[Choice], answer: Option<&Answer>, class: &'static str) -> AnyView {
    let choices: Vec<AnyView> = choices
        .iter()
        .map(|choice| choice_view(choice, is_chosen(choice, answer)))
        .collect();
    view! {
        <ul class=format!("choices {class}") role="list">
            {choices}
        </ul>
    }
}

fn is_chosen(choice: &Choice, answer: Option<&Answer>) -> bool {
    answer.is_some_and(|answer| answer.chosen.contains(&choice.id))
}

fn choice_view(choice: &Choice, is_chosen: bool) -> AnyView {
    let mark = is_chosen.then(|| {
        view! {
            {small_icon(Icon::Check)}
            <span class="visually-hidden">{Key::RichChosen}</span>
        }
    });
    let description = choice.description.clone().map(|description| {
        view! { <span class="choice__description" dir="auto">{description}</span> }
    });
    let title = view! { <span class="choice__title" dir="auto">{choice.title.clone()}</span> };
    let title = match choice.url.as_deref().filter(|url| is_page(url)) {
        // Where it leads is shown: a title can say anything.
        Some(url) => view! {
            <a
                class="choice__link"
                href=url.to_owned()
                target="_blank"
                rel="noopener noreferrer nofollow"
            >
                {title}
                <span class="choice__address" dir="ltr">{url.to_owned()}</span>
            </a>
        },
        None => title,
    };
    view! {
        <li class="choice" class=("choice--chosen", is_chosen)>
            {mark} {title} {description}
        </li>
    }
}

/// Whether it is an address of a page, and nothing that could run.
fn is_page(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
