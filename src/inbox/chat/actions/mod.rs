//! What can be done to a message. Here is the button on it; its menu and what opens from there come
//! when the first one is pressed.

mod begun;
mod delete;
mod details;
mod edit;
mod forward;
mod keys;
mod menu;
mod offer;
mod reveal;
mod touch;
mod translate;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use recado_protocol::{Command, Conversation, Feature, MessageId, MessageWrite};
use rustc_hash::FxHashMap;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::calls::{ChatCalls, use_chat_calls};
use super::open_conversation::OpenConversation;
use crate::later::{self, Action};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, memo, shown_from_first};
use crate::session::Intent;
use crate::ui::{Icon, small_icon};

use begun::has_begun;
pub use begun::{Begun, begun, keep};
pub use keys::{begin_at_newest, focus_log, go_by_key};
pub use menu::ActionTools;
pub use touch::LongPress;

/// What the menus of one log have in common.
#[derive(Clone, Copy)]
pub struct MessageActions {
    pub open: OpenConversation,
    pub calls: ChatCalls,
    /// Whether reactions reach the customer here.
    pub can_react: Memo<bool>,
    /// What messages say in the reader's language, where they asked.
    pub translations: RwSignal<FxHashMap<MessageId, String>>,
    pressed: RwSignal<Option<Pressed>>,
    window: RwSignal<Option<(Window, MessageId)>>,
}

/// A window about one message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Window {
    Edit,
    Delete,
    Forward,
    Details,
    Reveal,
}

/// The message whose menu is open, and the button beside which it stands.
#[derive(Clone)]
struct Pressed {
    message: MessageId,
    button: HtmlElement,
}

impl MessageActions {
    pub fn new(open: OpenConversation) -> Self {
        let session = open.session;
        Self {
            open,
            calls: use_chat_calls(),
            can_react: memo(move || {
                let is_over = open.read(Conversation::is_over);
                session.can(&Feature::REACT) && session.limits_in(&open.id()).react && !is_over
            }),
            translations: RwSignal::new(FxHashMap::default()),
            pressed: RwSignal::new(None),
            window: RwSignal::new(None),
        }
    }

    /// Whether somebody began a new text of a message and left it; not while they are at it. Reactive.
    pub fn has_left(self, message: &MessageId) -> bool {
        let is_at_it =
            |(window, at): &(Window, MessageId)| *window == Window::Edit && at == message;
        let is_edited = self
            .window
            .with(|window| window.as_ref().is_some_and(is_at_it));
        has_begun(self.open, message) && !is_edited
    }

    /// Opens the window in which the text of a message is changed.
    pub fn edit(self, message: MessageId) {
        self.window.set(Some((Window::Edit, message)));
    }

    fn press(self, message: &MessageId, event: &MouseEvent) {
        let button = event
            .current_target()
            .and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            // A plain attribute is always taken.
            let _ = button.set_attribute("aria-expanded", "true");
            self.pressed.set(Some(Pressed {
                message: message.clone(),
                button,
            }));
        }
    }

    fn close(self) {
        if let Some(pressed) = self.pressed.get_untracked() {
            let _ = pressed.button.set_attribute("aria-expanded", "false");
        }
        self.pressed.set(None);
    }
}

/// The button on a message. The arrows lead from one to the next: only one of a log is a stop of the
/// Tab key (`keys.rs`).
pub fn actions_button(id: &MessageId, actions: MessageActions) -> AnyView {
    let id = id.clone();
    view! {
        <button
            type="button"
            class="message__actions"
            tabindex="-1"
            aria-label=Key::ChatMessageActions
            aria-haspopup="menu"
            aria-expanded="false"
            on:click=move |event: MouseEvent| actions.press(&id, &event)
        >
            {small_icon(Icon::More)}
        </button>
    }
}

/// The menu and what opens from it, from the first time on that one of them is wanted.
pub fn action_tools(actions: MessageActions) -> AnyView {
    shown_from_first(
        move || actions.pressed.with(Option::is_some) || actions.window.with(Option::is_some),
        move || later::action(Action::MessageActions(actions)),
    )
}

/// Does something to a message that the backend has.
pub fn dispatch_write(open: OpenConversation, id: &MessageId, write: &MessageWrite) {
    if let Command::Write {
        conversation,
        verb,
        resource,
        body,
    } = write.command(open.id(), id)
    {
        open.session.dispatch(Intent::Write {
            conversation,
            verb,
            resource,
            body,
        });
    }
}
