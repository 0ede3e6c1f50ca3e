//! A section that can be folded under its heading.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal};
use leptos::{html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Icon, small_icon, unique_id};
use crate::locale::number;

#[component]
pub fn Disclosure(
    #[prop(into)] title: Signal<String>,
    /// Whether it is open at first.
    #[prop(default = true)]
    open: bool,
    /// Whether it is open, for what is only made then.
    #[prop(optional)]
    state: Option<RwSignal<bool>>,
    /// How many things are inside.
    #[prop(optional, into)]
    count: Signal<Option<u64>>,
    children: Children,
) -> impl IntoView {
    let open = state.unwrap_or_else(|| RwSignal::new(open));
    let content = unique_id("disclosure");
    let button = NodeRef::<html::Button>::new();
    let press = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked()
            && let Some(button) = button.get_untracked()
        {
            // The style sheet says how much room it wants below it.
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            button.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    view! {
        <section class="disclosure">
            <h3 class="disclosure__heading">
                <button
                    type="button"
                    class="disclosure__button"
                    node_ref=button
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=content.clone()
                    on:click=press
                >
                    <span class="disclosure__title">{title}</span>
                    <span class="disclosure__count">{move || count.get().map(number)}</span>
                    {small_icon(Icon::ChevronDown)}
                </button>
            </h3>
            <div class="disclosure__content" id=content hidden=move || !open.get()>
                {children()}
            </div>
        </section>
    }
}
