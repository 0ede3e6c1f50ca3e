//! What stands where there is nothing yet: why, and what to do next.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;

use super::{Icon, icon as draw};

#[component]
pub fn EmptyState(
    icon: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    /// Buttons for what to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon">{draw(icon)}</span>
            <p class="empty-state__title">{title}</p>
            <p class="empty-state__hint">{hint}</p>
            {children.map(|children| view! { <div class="empty-state__actions">{children()}</div> })}
        </div>
    }
}
