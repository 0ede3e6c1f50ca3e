//! A section that can be folded under its heading.

use crate::keyboard::{Goal, Keyboard, Section, use_keyboard};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, memo};
use leptos::{html, prelude::*};
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Icon, small_icon, unique_id};
use crate::browser::storage;
use crate::locale::{number, text};

#[component]
pub fn Disclosure(
    section: Section,
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
    if storage::get(&kept(section)).is_some() {
        open.set(!at_first);
    }
    let content = unique_id("disclosure");
    let button = NodeRef::<html::Button>::new();
    let set = move |is_open: bool| {
        open.set(is_open);
        if is_open == at_first {
            storage::remove(&kept(section));
        } else {
            storage::set(&kept(section), "yes");
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
    let is_on_the_way = memo(move || keyboard.goal().and_then(Goal::section) == Some(section));
    effect(move || {
        if is_on_the_way.get() {
            set(true);
            come_to(button, section, keyboard);
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
                    <span class="disclosure__title">{text(section.title())}</span>
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
fn come_to(button: NodeRef<html::Button>, section: Section, keyboard: Keyboard) {
    request_animation_frame(move || {
        let Some(heading) = button.try_get_untracked().flatten() else {
            return;
        };
        if untrack(|| keyboard.goal()).and_then(Goal::section) != Some(section) {
            return;
        }
        if heading.client_width() > 0 {
            show(&heading);
            // What can't take the focus leaves it where it was.
            let _ = heading.focus();
            keyboard.reach_section(section);
        } else {
            come_to(button, section, keyboard);
        }
    });
}

/// Has a section that is folded at first open from the next time on that it is drawn.
pub fn unfold(section: Section) {
    storage::set(&kept(section), "yes");
}

/// What is kept is that it is not as it is at first.
fn kept(section: Section) -> String {
    format!("section-{}", section.word())
}
