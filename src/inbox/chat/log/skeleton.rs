//! The shapes of messages that are on their way.

use crate::markup::view;
use leptos::prelude::*;

/// Bubbles without words.
pub fn skeleton() -> AnyView {
    let bubbles = ["", "", "ours", "", "ours", "ours"].map(|side| {
        view! {
            <span class="log-skeleton__bubble" class=("log-skeleton__bubble--ours", side == "ours")></span>
        }
    });
    view! { <div class="log-skeleton" aria-hidden="true">{bubbles.into_iter().collect_view()}</div> }
}
