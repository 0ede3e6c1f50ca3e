//! What was typed and not sent, per conversation and what it is to become.

use recado_protocol::{ConversationId, MessageId};

use crate::{Changes, Store};

/// What the composer writes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    Reply,
    Note,
}

/// What a draft is to become.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DraftKind {
    /// What the composer writes.
    Written(Mode),
    /// No text of its own: which message the next one answers.
    Answer,
    /// The new text of a message that was sent. Each has a draft of its own: two tabs may change two messages.
    Edit(MessageId),
}

/// Where a draft belongs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DraftKey {
    pub conversation: ConversationId,
    pub kind: DraftKind,
}

impl Store {
    /// What was typed; empty when nothing.
    pub fn draft(&self, key: &DraftKey) -> &str {
        self.drafts.get(key).map_or("", String::as_str)
    }

    /// Keeps what is typed. Blank text is no draft, and nothing is kept where all was erased.
    pub fn set_draft(&mut self, key: DraftKey, text: String) -> Changes {
        let mut changes = Changes::default();
        let had_one = self.drafts.contains_key(&key);
        let conversation = key.conversation.clone();
        if text.trim().is_empty() {
            self.drafts.remove(&key);
        } else {
            self.drafts.insert(key.clone(), text);
        }
        if had_one != self.drafts.contains_key(&key) {
            changes.conversations.insert(conversation.clone());
        }
        self.forget_if_erased(&conversation, &mut changes);
        changes
    }

    /// Every draft, for storage.
    pub fn drafts(&self) -> impl Iterator<Item = (&DraftKey, &str)> {
        self.drafts.iter().map(|(key, text)| (key, text.as_str()))
    }
}
