//! What the parts of one chat ask of each other: the log of the composer, and the other way round.

use leptos::prelude::*;
use recado_protocol::message::more::Cited;
use recado_protocol::{Fields, MessageId, More, OutgoingContent};
use recado_store::{DraftKey, DraftKind};

use super::open_conversation::OpenConversation;
use crate::reactive::{RwSignal, StoredValue};
use crate::session::Intent;

/// Shared by the log and the composer of one conversation.
#[derive(Clone, Copy)]
pub struct ChatCalls {
    pub open: OpenConversation,
    /// A message that was sent and called back: it belongs into the composer again.
    pub put_back: RwSignal<Option<OutgoingContent>>,
    /// Grows whenever somebody wants to see the newest messages.
    pub show_newest: RwSignal<u32>,
    /// A message that is to be seen, wherever in the history it is.
    pub show_message: RwSignal<Option<MessageId>>,
    /// The message that the next one answers. It is kept as a draft is.
    pub answering: RwSignal<Option<Cited>>,
    /// Grows whenever somebody wants to write.
    pub write: RwSignal<u32>,
    /// Whether the person has chosen what the next message answers; storage must not change it then.
    is_chosen: StoredValue<bool>,
}

impl ChatCalls {
    /// For the parts of the chat that is drawn now.
    pub fn provide(open: OpenConversation) {
        provide_context(Self {
            open,
            put_back: RwSignal::new(None),
            show_newest: RwSignal::new(0),
            show_message: RwSignal::new(None),
            answering: RwSignal::new(None),
            write: RwSignal::new(0),
            is_chosen: StoredValue::new(false),
        });
    }

    /// The next message answers this one, or none.
    pub fn answer(self, cited: Option<Cited>) {
        let text = cited.as_ref().map(Fields::of);
        self.is_chosen.set_value(true);
        self.answering.set(cited);
        self.open.session.dispatch(Intent::SetDraft {
            key: self.draft(),
            text: text.map_or_else(String::new, |text| text.as_json().to_owned()),
        });
    }

    /// Takes what an earlier page or another tab has kept.
    pub fn take_kept(self, text: &str) {
        let kept: Option<Cited> = Fields::from_json(text).read();
        if !self.is_chosen.get_value() && self.answering.with_untracked(|now| *now != kept) {
            self.answering.set(kept);
        }
    }

    /// Where it is kept.
    pub fn draft(self) -> DraftKey {
        DraftKey {
            conversation: self.open.id(),
            kind: DraftKind::Answer,
        }
    }

    /// What the next message says besides its text.
    pub fn more(self) -> Option<More> {
        let cited = self.answering.get_untracked()?;
        Some(More {
            reply_to: Some(cited.message),
            quote: Some(cited.quote),
            ..More::default()
        })
    }
}

/// The calls of this chat.
pub fn use_chat_calls() -> ChatCalls {
    expect_context()
}
