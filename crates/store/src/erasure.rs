//! Of who was erased nothing stays on this device, not even what an agent wrote and did not send: it may tell of them,
//! and nobody can send it any more.

use recado_protocol::ConversationId;

use crate::{Changes, Store};

impl Store {
    /// The conversations that are not here and for which something was written and not sent: they are archived, or were
    /// erased while this device was away.
    pub fn written_for_and_not_here(&self) -> Vec<ConversationId> {
        let drafts = self.drafts.iter().map(|(key, _)| &key.conversation);
        let failed = self.outbox.iter().filter(|entry| entry.has_failed());
        let failed = failed.map(|entry| entry.envelope.command.conversation());
        let mut all: Vec<ConversationId> = Vec::new();
        for id in drafts.chain(failed) {
            if !self.base.contains_key(id) && !all.contains(id) {
                all.push(id.clone());
            }
        }
        all
    }

    /// Whether the backend says that all that was said there was erased.
    pub(crate) fn is_erased(&self, id: &ConversationId) -> bool {
        let held = self.base.get(id);
        held.is_some_and(|held| held.conversation.erased)
    }

    /// Drops the drafts of a conversation that was erased, and what waits for a person there.
    pub(crate) fn forget_if_erased(&mut self, id: &ConversationId, changes: &mut Changes) {
        if !self.is_erased(id) {
            return;
        }
        self.drafts.retain(|key, _| key.conversation != *id);
        changes.conversations.insert(id.clone());
        changes.erased.push(id.clone());
        let failed = self.outbox.of(id).filter(|entry| entry.has_failed());
        let failed: Vec<_> = failed.map(|entry| entry.envelope.id.clone()).collect();
        for command in failed {
            changes.fold(self.take_out(&command));
        }
    }
}
