//! What comes from the backend: snapshots, pages, events.
//!
//! Records carry revisions and of two copies the higher one wins, so that events, answers and pages
//! may come in any order and any number of times.

use recado_protocol::filter::Glance;
use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow, Snapshot};
use recado_protocol::{
    Agent, Author, Condition, Contact, ContactId, Content, Conversation, ConversationId,
    ConversationRecord, Counts, Delivery, Event, EventBody, Message, SystemEvent,
};
use rustc_hash::FxHashMap;

use crate::sorted_map::SortedMap;
use crate::{Changes, Fill, Held, Person, Store};

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

    /// Applies one event. One that is in the replica already changes nothing.
    pub fn apply(&mut self, event: Event) -> Changes {
        self.apply_all(vec![event])
    }

    /// Applies events that came together, in their order. What one of them says of a conversation and
    /// a later one says anew moves nothing.
    pub fn apply_all(&mut self, mut events: Vec<Event>) -> Changes {
        events.retain(|event| {
            let is_new = self.cursor.is_none_or(|cursor| event.seq > cursor);
            if is_new && let Some(cursor) = &mut self.cursor {
                *cursor = event.seq;
            }
            is_new
        });
        let mut changes = Changes::default();
        let outdated = outdated(&events);
        for (event, is_outdated) in events.into_iter().zip(outdated) {
            self.take(event.body, is_outdated, &mut changes);
        }
        changes.counts_unsure = changes.views && self.fill != Fill::Complete;
        changes
    }

    fn take(&mut self, body: EventBody, is_outdated: bool, changes: &mut Changes) {
        match body {
            EventBody::Conversation(record) if is_outdated => {
                self.put_contact(record.contact, changes);
            }
            EventBody::Conversation(record) => self.put_record(*record, changes),
            EventBody::Message(change) => {
                // The conversation first: the counts of unread messages come with it.
                match change.record {
                    Some(record) if is_outdated => self.put_contact(record.contact, changes),
                    Some(record) => self.put_record(record, changes),
                    None => {}
                }
                self.put_message(change.message, changes);
            }
            EventBody::Contact(contact) => self.put_contact(*contact, changes),
            EventBody::Company(company) => {
                self.companies.insert(company.id.clone(), company);
                changes.directory = true;
            }
            EventBody::Agent(agent) => self.put_agent(agent, changes),
            EventBody::Channel(channel) => {
                let before = self.channels.get(&channel.id);
                let is_same_kind = before.is_some_and(|before| before.kind == channel.kind);
                self.channels.insert(channel.id.clone(), channel);
                changes.directory = true;
                if !is_same_kind {
                    self.build_views_anew(Condition::Kind, changes);
                }
            }
            // Whoever shows what the replica does not hold may want to ask anew.
            EventBody::Unknown { .. } => changes.directory = true,
        }
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
        if self.is_news(&message) {
            changes.told.push(message.clone());
        }
        if let Some(meanwhile) = self.meanwhile.get_mut(&message.conversation) {
            meanwhile.push(message.clone());
        }
        let Some(timeline) = self.timelines.get_mut(&message.conversation) else {
            // One that was changed has come before.
            if message.revision == 1 && matches!(message.author, Author::Contact { .. }) {
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
            changes.timelines.insert(conversation.clone());
            self.foresee_again(&conversation, changes);
        }
    }

    /// Whether this agent may want to be told of a message that no customer wrote, and has not been told yet as far as
    /// this replica knows.
    fn is_news(&self, message: &Message) -> bool {
        let known = self
            .timelines
            .get(&message.conversation)
            .and_then(|timeline| timeline.get(&message.id));
        let has_failed = |message: &Message| {
            matches!(message.delivery, Some(Delivery::Failed { .. })) || message.has_failed_change()
        };
        let is_mine = matches!(&message.author, Author::Agent { id, .. } if *id == self.me.id);
        match &message.content {
            Content::Note { .. } => known.is_none() && !is_mine,
            Content::System { event } => {
                let is_about_work = matches!(
                    event,
                    SystemEvent::Assigned { .. }
                        | SystemEvent::Transferred { .. }
                        | SystemEvent::StatusChanged { by: None, .. }
                );
                known.is_none() && is_about_work
            }
            _ => is_mine && has_failed(message) && !known.is_some_and(has_failed),
        }
    }

    /// How much a read mark on its way leaves unread is known from the messages.
    fn foresee_again(&mut self, id: &ConversationId, changes: &mut Changes) {
        if let Some(before) = self.shown.get(id).cloned() {
            self.refresh(id, Some(&before), changes);
        }
    }

    pub(crate) fn put_record(&mut self, record: ConversationRecord, changes: &mut Changes) {
        self.put_contact(record.contact, changes);
        self.put_conversation(record.conversation, changes);
    }

    fn put_contact(&mut self, contact: Contact, changes: &mut Changes) {
        let known = self.people.get(&contact.id);
        if known.is_some_and(|known| known.contact.revision >= contact.revision) {
            return;
        }
        if let Some(search) = &mut self.search {
            search.put_contact(&contact);
        }
        let id = contact.id.clone();
        let moving: Vec<_> = match known {
            Some(known) if known.contact.company != contact.company => {
                self.conversations_of(&id).cloned().collect()
            }
            _ => Vec::new(),
        };
        changes.views |= self.step_views(&moving, false);
        match self.people.get_mut(&id) {
            Some(known) => {
                changes
                    .conversations
                    .extend(known.conversations.iter().cloned());
                known.contact = contact;
            }
            None => {
                let person = Person {
                    contact,
                    conversations: Vec::new(),
                };
                self.people.insert(id.clone(), Box::new(person));
            }
        }
        changes.contacts.insert(id);
        changes.views |= self.step_views(&moving, true);
        changes.counts |= changes.views;
    }

    fn put_conversation(&mut self, mut conversation: Conversation, changes: &mut Changes) {
        if let Some(held) = self.base.get_mut(&conversation.id) {
            held.generation = self.generation;
            if held.conversation.revision >= conversation.revision {
                return;
            }
            conversation.id = held.conversation.id.clone();
        }
        if let Some(search) = &mut self.search {
            search.put_conversation(&conversation);
        }
        self.share_ids(&mut conversation);
        let glance = Glance::of(&conversation, &self.me.id);
        let (id, contact) = (conversation.id.clone(), conversation.contact.clone());
        let of_contact = if let Some(held) = self.base.get_mut(&id) {
            held.glance = glance;
            let before = std::mem::replace(&mut *held.conversation, conversation);
            let of_contact = before.contact.clone();
            // What was shown before has the effect of what is on its way.
            let before = self.shown.get(&id).cloned().unwrap_or(before);
            self.refresh(&id, Some(&before), changes);
            Some(of_contact)
        } else {
            let held = Held {
                conversation: Box::new(conversation),
                glance,
                generation: self.generation,
                asked_for: false,
            };
            self.base.insert(id.clone(), held);
            self.refresh(&id, None, changes);
            None
        };
        if of_contact.as_ref() != Some(&contact) {
            if let Some(before) = of_contact {
                self.forget_talk(&before, &id);
                changes.views = true;
            }
            if let Some(person) = self.people.get_mut(&contact)
                && let Err(at) = person.conversations.binary_search(&id)
            {
                person.conversations.insert(at, id);
            }
        }
    }

    /// Takes ids from the replica instead of copies of them, which weigh more than all else that a
    /// conversation says.
    fn share_ids(&self, conversation: &mut Conversation) {
        fn share<K: Ord + Clone, V>(id: &mut K, map: &SortedMap<K, V>) {
            if let Some(known) = map.key_of(id) {
                id.clone_from(known);
            }
        }
        share(&mut conversation.channel, &self.channels);
        if let Some(known) = self.people.get(&conversation.contact) {
            conversation.contact = known.contact.id.clone();
        }
        if let Some(team) = &mut conversation.team {
            share(team, &self.teams);
        }
        let resolution = conversation.resolution.as_mut().map(|it| &mut it.by);
        let last = conversation.last_message.as_mut();
        let author = last.and_then(|last| match &mut last.author {
            Author::Agent { id, .. } => Some(id),
            Author::Contact { id } => {
                if *id == conversation.contact {
                    *id = conversation.contact.clone();
                }
                None
            }
            _ => None,
        });
        let agents = [conversation.assignee.as_mut(), resolution, author];
        for agent in agents.into_iter().flatten() {
            share(agent, &self.agents);
        }
    }

    /// A conversation is no longer one with this contact.
    fn forget_talk(&mut self, contact: &ContactId, id: &ConversationId) {
        if let Some(person) = self.people.get_mut(contact) {
            person.conversations.retain(|known| known != id);
        }
    }

    /// Computes again what is shown of a conversation and moves it in every view.
    pub(crate) fn refresh(
        &mut self,
        id: &ConversationId,
        before: Option<&Conversation>,
        changes: &mut Changes,
    ) {
        self.lay_over(id);
        changes.views |= self.move_in_views(before, id);
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

/// Of which events a later one brings the conversation as new or newer.
fn outdated(events: &[Event]) -> Vec<bool> {
    let mut newest: FxHashMap<&ConversationId, u64> = FxHashMap::default();
    let mut outdated = vec![false; events.len()];
    if events.len() > 1 {
        for (event, is_outdated) in events.iter().zip(&mut outdated).rev() {
            let record = match &event.body {
                EventBody::Conversation(record) => Some(&**record),
                EventBody::Message(change) => change.record.as_ref(),
                _ => None,
            };
            let Some(record) = record else {
                continue;
            };
            let (id, revision) = (&record.conversation.id, record.conversation.revision);
            *is_outdated = newest.get(id).is_some_and(|newest| *newest >= revision);
            if !*is_outdated {
                newest.insert(id, revision);
            }
        }
    }
    outdated
}
