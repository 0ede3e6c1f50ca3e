//! Conversations and contacts, as records that carry revisions: of two copies the higher one wins.

use recado_protocol::filter::Glance;
use recado_protocol::{
    Author, Contact, ContactId, Conversation, ConversationId, ConversationRecord,
};

use crate::sorted_map::SortedMap;
use crate::{Changes, Held, Person, Store};

impl Store {
    pub(crate) fn put_record(&mut self, record: ConversationRecord, changes: &mut Changes) {
        self.put_contact(record.contact, changes);
        self.put_conversation(record.conversation, changes);
    }

    pub(crate) fn put_contact(&mut self, contact: Contact, changes: &mut Changes) {
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
        let is_erased = conversation.erased;
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
                person.conversations.insert(at, id.clone());
            }
        }
        if is_erased {
            self.forget_if_erased(&id, changes);
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
    pub(crate) fn forget_talk(&mut self, contact: &ContactId, id: &ConversationId) {
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
}
