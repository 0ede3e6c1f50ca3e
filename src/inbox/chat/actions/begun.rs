//! New texts of messages that were begun and not saved: they are kept as drafts are.

use recado_protocol::{Fields, MessageId};
use recado_store::{DraftKey, Mode};
use serde::{Deserialize, Serialize};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::session::Intent;

/// One of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Begun {
    message: MessageId,
    pub text: String,
    /// What the message said then.
    pub before: String,
}

/// That of this message.
pub fn begun(open: OpenConversation, message: &MessageId) -> Option<Begun> {
    all(open).into_iter().find(|it| it.message == *message)
}

/// Keeps a text in the place of what was kept of this message before; with none, nothing is kept any more.
pub fn keep(open: OpenConversation, message: &MessageId, text: Option<String>, before: &str) {
    let mut all = all(open);
    all.retain(|it| it.message != *message);
    all.extend(text.map(|text| Begun {
        message: message.clone(),
        text,
        before: before.to_owned(),
    }));
    let text = if all.is_empty() {
        String::new()
    } else {
        Fields::of(&all).as_json().to_owned()
    };
    let key = key(open);
    open.session.dispatch(Intent::SetDraft { key, text });
}

fn all(open: OpenConversation) -> Vec<Begun> {
    let key = key(open);
    let kept = open.session.peek(|store| store.draft(&key).to_owned());
    Fields::from_json(kept).read().unwrap_or_default()
}

fn key(open: OpenConversation) -> DraftKey {
    DraftKey {
        conversation: open.id(),
        mode: Mode::Edit,
    }
}
