//! New texts of messages that were begun and not saved: they are kept as drafts are.

use recado_protocol::{Fields, MessageId};
use recado_store::{DraftKey, DraftKind};
use serde::{Deserialize, Serialize};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::session::{Intent, Topic};

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Begun {
    pub text: String,
    /// What the message said then.
    pub before: String,
}

/// That of this message.
pub fn begun(open: OpenConversation, message: &MessageId) -> Option<Begun> {
    let key = key(open, message);
    let kept = open.session.peek(|store| store.draft(&key).to_owned());
    Fields::from_json(kept).read()
}

/// Whether there is one. Reactive.
pub fn has_begun(open: OpenConversation, message: &MessageId) -> bool {
    let key = key(open, message);
    let topic = Topic::Conversation(open.id());
    open.session
        .watch(topic, |store| !store.draft(&key).is_empty())
}

/// Keeps it in the place of what was kept of this message before; with none, nothing is kept any more.
pub fn keep(open: OpenConversation, message: &MessageId, begun: Option<Begun>) {
    let text = begun.map_or_else(String::new, |begun| Fields::of(&begun).as_json().to_owned());
    let key = key(open, message);
    open.session.dispatch(Intent::SetDraft { key, text });
}

fn key(open: OpenConversation, message: &MessageId) -> DraftKey {
    DraftKey {
        conversation: open.id(),
        kind: DraftKind::Edit(message.clone()),
    }
}
