//! Finding something in this conversation. Here is what opens it; the bar comes when it is first
//! wanted.

mod bar;
mod date;
mod marks;
mod matches;
mod older;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::calls::{ChatCalls, use_chat_calls};
use super::open_conversation::OpenConversation;
use crate::keyboard::{self, Shortcut, use_keyboard};
use crate::later::{self, Action};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, shown_while};
use crate::ui::{Icon, IconButton};

pub use bar::FindBar;

/// The search of one chat.
#[derive(Clone, Copy)]
pub struct Find {
    open: OpenConversation,
    calls: ChatCalls,
    is_open: RwSignal<bool>,
    /// Grows whenever the field is to have the focus.
    asked: RwSignal<u32>,
    /// What had the focus before.
    came_from: StoredValue<Option<HtmlElement>>,
}

impl Find {
    pub fn of(open: OpenConversation) -> Self {
        let find = Self {
            open,
            calls: use_chat_calls(),
            is_open: RwSignal::new(false),
            asked: RwSignal::new(0),
            came_from: StoredValue::new(None),
        };
        use_keyboard().offer(Shortcut::Find, move || find.show());
        find
    }

    /// Where the browser would look through what is drawn, all of the conversation is looked through.
    pub fn key(self, event: &KeyboardEvent) {
        if keyboard::is(event, Shortcut::Find) {
            event.prevent_default();
            self.show();
        }
    }

    fn show(self) {
        if !self.is_open.get_untracked() {
            let focused = document().active_element();
            self.came_from
                .set_value(focused.and_then(|it| it.dyn_into().ok()));
            self.is_open.set(true);
        }
        self.asked.update(|asked| *asked = asked.wrapping_add(1));
    }

    fn close(self) {
        self.is_open.set(false);
        if let Some(before) = self.came_from.get_value() {
            // What is gone or disabled leaves the focus where it is.
            let _ = before.focus();
        }
    }
}

/// The button in the chat's header.
pub fn find_button(find: Find) -> AnyView {
    view! {
        <span class="chat-header__find">
            <IconButton
                icon=Icon::Search
                label=Key::FindTitle
                shortcut=Shortcut::Find
                on_press=move || {
                    if find.is_open.get_untracked() {
                        find.close();
                    } else {
                        find.show();
                    }
                }
            />
        </span>
    }
}

/// The bar between the head of the chat and its messages.
pub fn find_bar(find: Find) -> AnyView {
    shown_while(
        move || find.is_open.get(),
        move || later::action(Action::Find(find)),
    )
}
