//! The button beside the tabs. What it opens, and what says how the list is narrowed, comes when it is
//! needed (`filtering`).

use leptos::ev::KeyboardEvent;
use leptos::{html, prelude::*};
use recado_protocol::BaseView;

use crate::browser::storage;
use crate::inbox::place::InboxPlace;
use crate::keyboard::{Goal, use_keyboard};
use crate::later::{self, ListPart};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, memo, shown_while};
use crate::ui::{Icon, icon};

/// Under this name a device remembers that its agent has queues.
const HAS_QUEUES: &str = "queues";

/// A window in which something about filters is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// The further conditions.
    Conditions,
    /// A name for a new queue.
    NewQueue,
    /// The queues themselves.
    Queues,
}

/// What is open of all that narrows a list.
#[derive(Clone, Copy)]
pub struct MoreFilters {
    pub place: Signal<InboxPlace>,
    pub button: NodeRef<html::Button>,
    pub is_menu_open: RwSignal<bool>,
    pub window: RwSignal<Option<Window>>,
    pub has_queues: RwSignal<bool>,
}

impl MoreFilters {
    pub fn new(place: Signal<InboxPlace>) -> Self {
        let more = Self {
            place,
            button: NodeRef::new(),
            is_menu_open: RwSignal::new(false),
            window: RwSignal::new(None),
            has_queues: RwSignal::new(storage::get(HAS_QUEUES).is_some()),
        };
        // They may have been made elsewhere: the page looks once it is at leisure and has what comes after the list.
        effect(move || {
            if later::panels_are_here() {
                more.has_queues.set(true);
            }
        });
        let keyboard = use_keyboard();
        for window in [Window::Conditions, Window::NewQueue, Window::Queues] {
            keyboard.arrive(Goal::Filters(window), move || more.window.set(Some(window)));
        }
        more
    }

    /// Notes whether there are queues, for this time and the next.
    pub fn set_has_queues(self, has_queues: bool) {
        self.has_queues.set(has_queues);
        if has_queues {
            storage::set(HAS_QUEUES, "yes");
        } else {
            storage::remove(HAS_QUEUES);
        }
    }

    pub fn button(self) -> AnyView {
        let is_open = self.is_menu_open;
        view! {
            <button
                type="button"
                class="button button--quiet button--icon conversation-list__more"
                aria-label=text(Key::ListMoreFilters)
                title=text(Key::ListMoreFilters)
                aria-haspopup="menu"
                aria-expanded=move || is_open.get().to_string()
                node_ref=self.button
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                on:keydown=move |event: KeyboardEvent| {
                    if event.key() == "ArrowDown" {
                        event.prevent_default();
                        is_open.set(true);
                    }
                }
            >
                {icon(Icon::ChevronDown)}
            </button>
        }
    }

    /// What is under the tabs, where there is something.
    pub fn tools(self) -> AnyView {
        let is_wanted = memo(move || {
            self.has_queues.get()
                || self.is_menu_open.get()
                || self.window.get().is_some()
                || self.place.with(|place| {
                    !place.filter.is_base()
                        || place.filter.view == BaseView::Unassigned
                        || place.queue.is_some()
                })
        });
        shown_while(
            move || is_wanted.get(),
            move || later::list(ListPart::Filters(self)),
        )
    }
}
