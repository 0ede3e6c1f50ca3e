//! What comes from the backend: snapshots, pages, events.
//!
//! Records carry revisions and of two copies the higher one wins, so that events, answers and pages
//! may come in any order and any number of times.

use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow, Snapshot};
use recado_protocol::{
    Agent, Author, Contact, Conversation, ConversationId, ConversationRecord, Counts, Event,
    EventBody, Message,
};

use crate::{Changes, Fill, Held, Store};

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
        changes
    }

    /// Applies one event. One that is in the replica already changes nothing.
    pub fn apply(&mut self, event: Event) -> Changes {
        let mut changes = Changes::default();
        if let Some(cursor) = &mut self.cursor {
            if event.seq <= *cursor {
                return changes;
            }
            *cursor = event.seq;
        }
        match event.body {
            EventBody::Conversation(record) => self.put_record(*record, &mut changes),
            EventBody::Message(change) => {
                // The conversation first: the counts of unread messages come with it.
                self.put_record(change.record, &mut changes);
                self.put_message(change.message, &mut changes);
            }
            EventBody::Contact(contact) => self.put_contact(contact, &mut changes),
            EventBody::Company(company) => {
                self.companies.insert(company.id.clone(), company);
                changes.directory = true;
            }
            EventBody::Agent(agent) => self.put_agent(agent, &mut changes),
            EventBody::Channel(channel) => {
                self.channels.insert(channel.id.clone(), channel);
                changes.directory = true;
            }
            EventBody::Unknown { .. } => {}
        }
        changes.counts_unsure = changes.views && self.fill != Fill::Complete;
        changes
    }

    /// Takes this agent's own record from an answer.
    pub fn set_me(&mut self, me: Agent) -> Changes {
        let mut changes = Changes::default();
        self.put_agent(me, &mut changes);
        changes
    }

    fn put_agent(&mut self, agent: Agent, changes: &mut Changes) {
        if agent.id == self.me.id {
            self.me = agent.clone();
        }
        self.agents.insert(agent.id.clone(), agent);
        changes.directory = true;
    }

    pub(crate) fn put_message(&mut self, message: Message, changes: &mut Changes) {
        self.confirm_by_echo(&message, changes);
        self.stop_typing(&message.conversation, &message.author, changes);
        if let Some(meanwhile) = self.meanwhile.get_mut(&message.conversation) {
            meanwhile.push(message.clone());
        }
        let Some(timeline) = self.timelines.get_mut(&message.conversation) else {
            if matches!(message.author, Author::Contact { .. }) {
                changes.arrived.push((message.conversation, message.id));
            }
            return;
        };
        if let Some(search) = &mut self.search {
            search.put_message(&message);
        }
        let known = timeline.get(&message.id).is_some();
        let from_contact = matches!(message.author, Author::Contact { .. });
        let (conversation, id) = (message.conversation.clone(), message.id.clone());
        if timeline.add(message) {
            if !known && from_contact {
                changes.arrived.push((conversation.clone(), id));
            }
            changes.timelines.insert(conversation);
        }
    }

    pub(crate) fn put_record(&mut self, record: ConversationRecord, changes: &mut Changes) {
        self.put_contact(record.contact, changes);
        self.put_conversation(record.conversation, changes);
    }

    fn put_contact(&mut self, contact: Contact, changes: &mut Changes) {
        if self
            .contacts
            .get(&contact.id)
            .is_some_and(|known| known.revision >= contact.revision)
        {
            return;
        }
        changes.contacts.insert(contact.id.clone());
        changes.conversations.extend(
            self.conversations_of
                .get(&contact.id)
                .into_iter()
                .flatten()
                .cloned(),
        );
        if let Some(search) = &mut self.search {
            search.put_contact(&contact);
        }
        self.contacts.insert(contact.id.clone(), contact);
    }

    fn put_conversation(&mut self, conversation: Conversation, changes: &mut Changes) {
        let id = conversation.id.clone();
        if let Some(held) = self.base.get_mut(&id) {
            held.generation = self.generation;
            if held.conversation.revision >= conversation.revision {
                return;
            }
        }
        if let Some(search) = &mut self.search {
            search.put_conversation(&conversation);
        }
        let before = self.conversation(&id).cloned();
        let contact = conversation.contact.clone();
        if let Some(before) = before.as_ref().filter(|before| before.contact != contact)
            && let Some(ids) = self.conversations_of.get_mut(&before.contact)
        {
            ids.remove(&id);
        }
        self.conversations_of
            .entry(contact)
            .or_default()
            .insert(id.clone());
        let asked_for = self.base.get(&id).is_some_and(|held| held.asked_for);
        let held = Held {
            conversation,
            generation: self.generation,
            asked_for,
        };
        self.base.insert(id.clone(), held);
        self.refresh(&id, before.as_ref(), changes);
    }

    /// Computes again what is shown of a conversation and moves it in every view.
    pub(crate) fn refresh(
        &mut self,
        id: &ConversationId,
        before: Option<&Conversation>,
        changes: &mut Changes,
    ) {
        self.lay_over(id);
        let after = self
            .shown
            .get(id)
            .or_else(|| self.base.get(id).map(|held| &held.conversation));
        for view in self.views.values_mut() {
            changes.views |= view.update(before, after, &self.me.id);
        }
        changes.counts |= changes.views;
        changes.conversations.insert(id.clone());
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
            if let Some(held) = self.base.remove(&id)
                && let Some(ids) = self.conversations_of.get_mut(&held.conversation.contact)
            {
                ids.remove(&id);
            }
            let timeline = self.timelines.remove(&id).unwrap_or_default();
            if let Some(search) = &mut self.search {
                search.forget_conversation(&id, timeline.messages());
            }
            self.refresh(&id, before.as_ref(), changes);
        }
    }
}
