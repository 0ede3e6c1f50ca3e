//! The shapes of rows that are still loading, in the room that they will take.

use crate::markup::view;
use leptos::prelude::*;

#[component]
pub fn SkeletonRows(count: usize) -> impl IntoView {
    let rows: Vec<AnyView> = (0..count).map(|_| row()).collect();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }
}

fn row() -> AnyView {
    view! {
        <div class="skeleton__row">
            <span class="skeleton__avatar"></span>
            <span class="skeleton__lines">
                <span class="skeleton__line skeleton__line--name"></span>
                <span class="skeleton__line"></span>
            </span>
        </div>
    }
}
