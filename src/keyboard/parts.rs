//! What keys open: the windows, and what is done to a conversation without one.

use leptos::prelude::*;
use recado_protocol::ConversationId;

use super::palette::{Palette, Scope};
use super::sheet::Sheet;
use super::{Asked, Shortcut, use_keyboard};
use crate::inbox::deeds::{Deed, Doer, Targets};
use crate::inbox::send_later::SendLaterDialog;
use crate::inbox::status::change_status;
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect};
use crate::session::use_session;
use crate::shell::use_address;
use crate::ui::use_toaster;

/// Does what the keyboard asks for from now on.
#[component]
pub fn KeyboardParts() -> impl IntoView {
    let keyboard = use_keyboard();
    let (session, toaster, address) = (use_session(), use_toaster(), use_address());
    let doer = Doer::here();
    let scope = RwSignal::new(None::<Scope>);
    let is_sheet_open = RwSignal::new(false);
    let is_choosing_time = RwSignal::new(false);
    let put_off = StoredValue::new(None::<ConversationId>);
    effect(move || {
        let Some(Asked {
            shortcut,
            conversation,
        }) = keyboard.asked.get()
        else {
            return;
        };
        match (shortcut, conversation) {
            (Shortcut::Sheet, _) => is_sheet_open.set(true),
            (Shortcut::Status, Some(conversation)) => {
                change_status(session, toaster, conversation);
            }
            (Shortcut::Assign, Some(conversation)) => scope.set(Some(Scope::Assign(conversation))),
            (Shortcut::Label, Some(conversation)) => scope.set(Some(Scope::Label(conversation))),
            (Shortcut::Unread, Some(conversation)) => {
                let place = address.place_now().unwrap_or_default();
                // Whoever looks at it would read it again at once.
                if place.conversation.as_ref() == Some(&conversation) {
                    address.go(&place.with_conversation(None));
                }
                doer.act(Targets::one(conversation), Deed::Unread);
            }
            (Shortcut::Snooze, Some(conversation)) => scope.set(Some(Scope::Snooze(conversation))),
            (Shortcut::Palette, _) => scope.set(Some(Scope::Everything)),
            _ => {}
        }
    });
    let choose_time = move |conversation: ConversationId| {
        put_off.set_value(Some(conversation));
        is_choosing_time.set(true);
    };
    view! {
        <Palette scope on_choose_time=move |(id,): (ConversationId,)| choose_time(id) />
        <Sheet open=is_sheet_open />
        <SendLaterDialog
            open=is_choosing_time
            title=text(Key::KeyboardSnooze)
            on_choose=move |at: recado_protocol::Timestamp| {
                if let Some(conversation) = put_off.get_value() {
                    super::palette::snooze(session, toaster, &conversation, Some(at));
                }
            }
        />
    }
}
