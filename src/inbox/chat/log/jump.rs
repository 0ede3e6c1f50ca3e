//! Takes the reader to a message, wherever in the history it is.

use leptos::task::spawn_local;
use recado_protocol::MessageId;

use super::history::HistoryLoader;
use super::log_rows::RowKey;
use crate::inbox::chat::calls::use_chat_calls;
use crate::inbox::chat::message::MessageSetting;
use crate::locale::{Key, t};
use crate::reactive::{StoredValue, effect};
use crate::session::Whereabouts;
use crate::ui::use_toaster;

/// The log of one chat, as it is jumped about in.
#[derive(Clone, Copy)]
pub struct Jumps {
    pub loader: HistoryLoader,
    pub setting: MessageSetting,
    /// The message that stands out.
    pub highlighted: StoredValue<Option<MessageId>>,
}

impl Jumps {
    /// Shows what the other parts of the chat want to be seen.
    pub fn follow_calls(self) {
        let (calls, toaster) = (use_chat_calls(), use_toaster());
        let open = self.setting.open;
        effect(move || {
            let Some(message) = calls.show_message.get() else {
                return;
            };
            calls
                .show_message
                .update_untracked(|message| *message = None);
            if self.show(&message) {
                return;
            }
            let conversation = open.id();
            spawn_local(async move {
                let whereabouts = open.session.find_message(&conversation, &message).await;
                if self.highlighted.try_get_value().is_none() {
                    // The person has gone elsewhere meanwhile.
                    return;
                }
                match whereabouts {
                    Whereabouts::Here => {
                        self.show(&message);
                    }
                    Whereabouts::Nowhere => toaster.notice(t(Key::ChatMessageNotFound)),
                    Whereabouts::Unknown => toaster.notice(t(Key::ChatMessageNotLoaded)),
                }
            });
        });
    }

    /// Goes to a message that this device has, and shows all of it.
    fn show(self, message: &MessageId) -> bool {
        let open = self.setting.open;
        let position = open.session.peek(|store| {
            let known = store.timeline(&open.id())?;
            let known = known.get(message).filter(|_| !known.is_stale())?;
            Some(known.position)
        });
        let Some(position) = position else {
            return false;
        };
        self.highlighted.set_value(Some(message.clone()));
        let page = self.loader.scroller.page;
        page.highlight(&RowKey::Message(message.clone()));
        self.setting.unfolded.update(|all| {
            all.insert(message.clone());
        });
        self.loader.go_to(position);
        true
    }
}
