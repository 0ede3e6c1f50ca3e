//! What is asked of the backend: snapshots, pages of conversations, pages of messages.

use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow, Snapshot};
use recado_protocol::{Condition, ConversationId, ConversationRecord, Counts};

use crate::{Changes, Fill, Store};

impl Store {
    /// Takes a fresh snapshot. What was known stays on the screen until newer pages replace it;
    /// what is on its way stays on its way.
    pub fn load_snapshot(&mut self, snapshot: Snapshot) -> Changes {
        self.me = snapshot.me;
        self.agents = snapshot
            .agents
            .into_iter()
            .map(|a| (a.id.clone(), a))
            .collect();
        self.teams = snapshot
            .teams
            .into_iter()
            .map(|t| (t.id.clone(), t))
            .collect();
        self.companies = snapshot
            .companies
            .into_iter()
            .map(|c| (c.id.clone(), c))
            .collect();
        self.channels = snapshot
            .channels
            .into_iter()
            .map(|c| (c.id.clone(), c))
            .collect();
        self.backend_counts = snapshot.counts;
        if self.cursor.replace(snapshot.cursor).is_some() {
            self.generation += 1;
        }
        for timeline in self.timelines.values_mut() {
            timeline.mark_stale();
        }
        // Between these and a page that is asked for now something may be missing.
        self.meanwhile.clear();
        let mut changes = self.add_conversations(snapshot.conversations);
        changes.everything = true;
        self.build_views_anew(Condition::Kind, &mut changes);
        changes
    }

    /// Forgets the cursor: events were missed that the backend no longer has. Until a fresh snapshot
    /// comes, what arrives is shown but does not count as a place to go on from.
    pub fn lose_place(&mut self) {
        if self.cursor.take().is_some() {
            // What comes from now on is newer than the snapshot that is to come may be, and must not
            // be dropped because its pages do not name it.
            self.generation += 1;
        }
    }

    /// Adds the next page of conversations after the snapshot's.
    pub fn add_conversations(&mut self, page: ConversationPage) -> Changes {
        let mut changes = Changes::default();
        for record in page.items {
            self.put_record(record, &mut changes);
        }
        self.fill = match page.next {
            Some(next) => Fill::Loading { next },
            None => {
                self.drop_left_over(&mut changes);
                Fill::Complete
            }
        };
        changes.counts = true;
        changes
    }

    /// Adds one conversation that was asked for by itself.
    pub fn add_record(&mut self, record: ConversationRecord) -> Changes {
        let mut changes = Changes::default();
        let id = record.conversation.id.clone();
        self.put_record(record, &mut changes);
        if let Some(held) = self.base.get_mut(&id) {
            held.asked_for = true;
        }
        changes
    }

    /// Adds conversations that were asked for besides those of the account.
    pub fn add_records(&mut self, records: Vec<ConversationRecord>) -> Changes {
        let mut changes = Changes::default();
        for record in records {
            changes.fold(self.add_record(record));
        }
        changes
    }

    /// Takes the backend's counts, which are shown while the replica is filling.
    pub fn set_backend_counts(&mut self, counts: Counts) -> Changes {
        self.backend_counts = counts;
        Changes {
            counts: true,
            ..Changes::default()
        }
    }

    /// Notes that a page of messages is being asked for: what comes meanwhile is added after it.
    pub fn expect_messages(&mut self, conversation: &ConversationId) {
        let is_known = self
            .timelines
            .get(conversation)
            .is_some_and(|timeline| !timeline.is_stale());
        if !is_known {
            self.meanwhile.entry(conversation.clone()).or_default();
        }
    }

    /// Adds a page of messages that was asked for with `window`.
    pub fn add_messages(
        &mut self,
        conversation: &ConversationId,
        window: MessageWindow,
        page: MessagePage,
    ) -> Changes {
        let mut changes = Changes::default();
        for message in &page.items {
            self.confirm_by_echo(message, &mut changes);
            if let Some(search) = &mut self.search {
                search.put_message(message);
            }
        }
        let timeline = self.timelines.entry(conversation.clone()).or_default();
        timeline.add_page(window, page);
        for message in self.meanwhile.remove(conversation).unwrap_or_default() {
            timeline.add(message);
        }
        changes.timelines.insert(conversation.clone());
        self.foresee_again(conversation, &mut changes);
        changes
    }

    /// Drops the conversations that the newest complete account does not have any more.
    fn drop_left_over(&mut self, changes: &mut Changes) {
        let gone: Vec<_> = self
            .base
            .iter()
            .filter(|(_, held)| held.generation < self.generation && !held.asked_for)
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            let before = self.conversation(&id).cloned();
            if let Some(held) = self.base.remove(&id) {
                self.forget_talk(&held.conversation.contact, &id);
            }
            let timeline = self.timelines.remove(&id).unwrap_or_default();
            if let Some(search) = &mut self.search {
                search.forget_conversation(&id, timeline.messages());
            }
            self.refresh(&id, before.as_ref(), changes);
        }
    }
}
