//! A section that can be folded under its heading.

use crate::keyboard::{Goal, use_keyboard};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, memo};
use leptos::{html, prelude::*};
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Icon, small_icon, unique_id};
use crate::browser::storage;
use crate::locale::number;

/// A window is waited for so many frames.
const FRAMES: u32 = 120;

#[component]
pub fn Disclosure(
    #[prop(into)] title: Signal<String>,
    /// Under this name the device remembers how it was left.
    name: &'static str,
    /// Whether it is open, for what is only made then.
    #[prop(optional)]
    state: Option<RwSignal<bool>>,
    /// How many things are inside.
    #[prop(optional, into)]
    count: Signal<Option<u64>>,
    children: Children,
) -> impl IntoView {
    // What is made when it is opened stays folded until somebody wants it, and all else is open.
    let at_first = state.is_none();
    let open = state.unwrap_or_else(|| RwSignal::new(true));
    if storage::get(&kept(name)).is_some() {
        open.set(!at_first);
    }
    let content = unique_id("disclosure");
    let button = NodeRef::<html::Button>::new();
    let set = move |is_open: bool| {
        open.set(is_open);
        if is_open == at_first {
            storage::remove(&kept(name));
        } else {
            storage::set(&kept(name), "yes");
        }
    };
    let press = move |_| {
        let is_open = !open.get_untracked();
        set(is_open);
        if is_open && let Some(button) = button.get_untracked() {
            show(&button);
        }
    };
    let keyboard = use_keyboard();
    let is_on_the_way = memo(move || keyboard.goal().and_then(Goal::section) == Some(name));
    effect(move || {
        if is_on_the_way.get() {
            set(true);
            come_to(button, FRAMES, move || keyboard.reach_section(name));
        }
    });
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

/// The style sheet says how much room it wants below it.
fn show(button: &HtmlElement) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    button.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Goes to the heading as soon as it is seen: the window around it may be about to open.
fn come_to(button: NodeRef<html::Button>, frames: u32, then: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        let Some(heading) = button.try_get_untracked().flatten() else {
            return;
        };
        if heading.client_width() > 0 {
            show(&heading);
            // What can't take the focus leaves it where it was.
            let _ = heading.focus();
            then();
        } else if frames > 0 {
            come_to(button, frames - 1, then);
        }
    });
}

/// Has a section that is folded at first open from the next time on that it is drawn.
pub fn unfold(name: &str) {
    storage::set(&kept(name), "yes");
}

/// What is kept is that it is not as it is at first.
fn kept(name: &str) -> String {
    format!("section-{name}")
}
