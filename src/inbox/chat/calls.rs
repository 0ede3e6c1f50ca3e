//! What the parts of one chat ask of each other: the log of the composer, and the other way round.

use leptos::prelude::*;
use recado_protocol::{MessageId, OutgoingContent};

use crate::reactive::RwSignal;

/// Shared by the log and the composer of one conversation.
#[derive(Clone, Copy)]
pub struct ChatCalls {
    /// A message that was sent and called back: it belongs into the composer again.
    pub put_back: RwSignal<Option<OutgoingContent>>,
    /// Grows whenever somebody wants to see the newest messages.
    pub show_newest: RwSignal<u32>,
    /// A message that is to be seen, wherever in the history it is.
    pub show_message: RwSignal<Option<MessageId>>,
}

impl ChatCalls {
    /// For the parts of the chat that is drawn now.
    pub fn provide() {
        provide_context(Self {
            put_back: RwSignal::new(None),
            show_newest: RwSignal::new(0),
            show_message: RwSignal::new(None),
        });
    }
}

/// The calls of this chat.
pub fn use_chat_calls() -> ChatCalls {
    expect_context()
}
