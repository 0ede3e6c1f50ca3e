//! What comes from the backend by itself: events.
//!
//! Records carry revisions and of two copies the higher one wins, so that events, answers and pages
//! may come in any order and any number of times.

use recado_protocol::{
    Agent, Author, Condition, Content, ConversationId, Delivery, Event, EventBody, Message,
    SystemEvent,
};
use rustc_hash::FxHashMap;

use crate::{Changes, Fill, Store};

impl Store {
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
    pub(crate) fn foresee_again(&mut self, id: &ConversationId, changes: &mut Changes) {
        if let Some(before) = self.shown.get(id).cloned() {
            self.refresh(id, Some(&before), changes);
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
