//! A question with a menu. The customer opens it by its button; here it is open.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::ListSection;

use super::choices::choices_view;
use crate::markup::view;

pub fn view(button: &str, sections: &[ListSection], answer: Option<&Answer>) -> AnyView {
    let sections: Vec<AnyView> = sections
        .iter()
        .map(|section| {
            let title = section.title.clone().map(|title| {
                view! { <p class="rich__heading" dir="auto">{title}</p> }
            });
            let choices = choices_view(&section.choices, answer, "choices--list");
            view! { {title} {choices} }
        })
        .collect();
    view! {
        <div class="rich">
            <p class="rich__button" dir="auto">{button.to_owned()}</p>
            {sections}
        </div>
    }
}
