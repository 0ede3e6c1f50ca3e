//! What an engine can say of itself, so that a slow or stuck client can be explained.

use recado_store::EntryState;

use crate::Engine;
use crate::host::Host;

/// One line: a name that stays the same in every language and version, and its value.
pub type Finding = (&'static str, String);

impl<H: Host> Engine<H> {
    /// Grows whenever a sign-in begins or ends.
    pub fn life(&self) -> u32 {
        self.life.get()
    }

    /// How many events were applied since this engine began, its own and those of other tabs.
    pub fn events_applied(&self) -> u64 {
        self.flow.events.get()
    }

    /// The state of sync, outbox, replica and storage.
    pub fn report(&self) -> Vec<Finding> {
        let store = self.store.borrow();
        let sizes = store.sizes();
        let outbox = store.outbox();
        let count = |wanted: fn(&EntryState) -> bool| {
            let entries = outbox.iter().filter(|entry| wanted(&entry.state));
            entries.count().to_string()
        };
        let cursor = store.cursor();
        let mut findings = vec![
            ("sync.link", format!("{:?}", self.link())),
            ("sync.leads_tabs", self.leads().to_string()),
            (
                "sync.cursor",
                cursor.map_or("none".to_owned(), |seq| seq.to_string()),
            ),
            ("sync.fill", format!("{:?}", store.fill())),
            ("sync.snapshots", self.flow.snapshots.get().to_string()),
            ("sync.links_opened", self.flow.links.get().to_string()),
            ("sync.events_applied", self.events_applied().to_string()),
            ("outbox.queued", count(|state| *state == EntryState::Queued)),
            (
                "outbox.sending",
                count(|state| *state == EntryState::Sending),
            ),
            (
                "outbox.waiting",
                count(|state| matches!(state, EntryState::Waiting { .. })),
            ),
            (
                "outbox.failed",
                count(|state| matches!(state, EntryState::Failed { .. })),
            ),
            ("replica.conversations", sizes.conversations.to_string()),
            ("replica.contacts", sizes.contacts.to_string()),
            ("replica.timelines", sizes.timelines.to_string()),
            ("replica.messages", sizes.messages.to_string()),
            ("replica.drafts", sizes.drafts.to_string()),
        ];
        findings.extend(self.unkept.borrow().report());
        findings
    }
}
