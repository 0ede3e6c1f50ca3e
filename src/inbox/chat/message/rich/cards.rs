//! Cards side by side, each with its own choices.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::Card;

use super::choices::choices_view;
use crate::markup::view;

pub fn view(cards: &[Card], answer: Option<&Answer>) -> AnyView {
    let cards: Vec<AnyView> = cards
        .iter()
        .map(|card| {
            let text = card
                .text
                .clone()
                .map(|text| view! { <p class="card__text" dir="auto">{text}</p> });
            let choices = (!card.choices.is_empty())
                .then(|| choices_view(&card.choices, answer, "choices--buttons"));
            view! {
                <li class="card">
                    <p class="card__title" dir="auto">{card.title.clone()}</p>
                    {text} {choices}
                </li>
            }
        })
        .collect();
    // What can be scrolled must be reached by the keyboard.
    view! {
        <ul class="cards" role="list" tabindex="0">
            {cards}
        </ul>
    }
}
