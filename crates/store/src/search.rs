//! Search in what this replica holds: people, and the messages that are known.

use std::cmp::Reverse;

use recado_protocol::folding::{digits, fold, query_digits, query_words};
use recado_protocol::{Contact, ContactId, Conversation, ConversationId, Message, MessageId};

use crate::Store;
use crate::haystack::{Found, Haystack};
use crate::ordered::first_of;

/// The folded texts of a replica. Made when somebody searches for the first time, kept up to date
/// from then on.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    people: Haystack<ContactId>,
    /// The newest message of every conversation, as far as its row shows it.
    previews: Haystack<ConversationId>,
    /// The messages of the conversations that were opened.
    messages: Haystack<(ConversationId, MessageId)>,
    /// The conversations that were there before the index and are not in it yet.
    unread: Vec<ConversationId>,
}

/// Something that was found: a message, or where there is none, a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// The conversation of the message, or the newest one with the person.
    pub conversation: ConversationId,
    pub message: Option<MessageId>,
}

#[derive(Clone, Copy)]
enum Kind {
    Person,
    Preview,
    Message,
}

/// So many conversations are taken into the index at a time: a part of a frame's work.
const AT_A_TIME: usize = 1_000;

impl Store {
    /// Does a part of the work that the first search needs. Says whether there is more to do.
    pub fn prepare_search(&mut self) -> bool {
        let index = self.search.get_or_insert_with(|| SearchIndex {
            unread: self.base.keys().cloned().collect(),
            ..SearchIndex::default()
        });
        let rest = index.unread.len().saturating_sub(AT_A_TIME);
        for id in index.unread.split_off(rest) {
            let Some(held) = self.base.get(&id) else {
                continue;
            };
            if let Some(person) = self.people.get(&held.conversation.contact) {
                index.put_contact(&person.contact);
            }
            index.put_conversation(&held.conversation);
            let known = self.timelines.get(&id);
            for message in known.into_iter().flat_map(|known| known.messages()) {
                index.put_message(message);
            }
        }
        !index.unread.is_empty()
    }

    /// At most `limit` people and messages with every word of the query: those at the beginning of
    /// a word first, and of these the newest first.
    pub fn search(&mut self, query: &str, limit: usize) -> Vec<Hit> {
        while self.prepare_search() {}
        let Some(index) = &self.search else {
            return Vec::new();
        };
        let found = index.find(query);
        // A message may be found twice, as a conversation's newest one and by itself.
        let enough = limit.saturating_mul(2);
        let order = |(_, found): &(Kind, Found)| (Reverse(found.begins), Reverse(found.time));
        let ranked = first_of(found, enough, |a, b| order(a).cmp(&order(b)));
        let mut hits: Vec<Hit> = Vec::new();
        for (kind, found) in ranked {
            if hits.len() == limit {
                break;
            }
            if let Some(hit) = self.hit(index, kind, found.at)
                && !hits.contains(&hit)
                && !self.is_seen_with_person(&hit, &hits)
            {
                hits.push(hit);
            }
        }
        hits
    }

    /// Whether a message is the newest one of a conversation that was found by its person already:
    /// it stands in that result.
    fn is_seen_with_person(&self, hit: &Hit, hits: &[Hit]) -> bool {
        let newest = self
            .base
            .get(&hit.conversation)
            .and_then(|held| held.conversation.last_message.as_ref());
        hit.message.is_some()
            && hit.message.as_ref() == newest.map(|newest| &newest.message)
            && hits
                .iter()
                .any(|known| known.message.is_none() && known.conversation == hit.conversation)
    }

    fn hit(&self, index: &SearchIndex, kind: Kind, at: usize) -> Option<Hit> {
        match kind {
            Kind::Person => {
                let newest = self
                    .conversations_of(index.people.key(at)?)
                    .max_by_key(|conversation| conversation.last_activity_at)?;
                Some(Hit {
                    conversation: newest.id.clone(),
                    message: None,
                })
            }
            Kind::Preview => {
                let conversation = index.previews.key(at)?;
                let held = &self.base.get(conversation)?.conversation;
                Some(Hit {
                    conversation: conversation.clone(),
                    message: Some(held.last_message.as_ref()?.message.clone()),
                })
            }
            Kind::Message => {
                let (conversation, message) = index.messages.key(at)?.clone();
                Some(Hit {
                    conversation,
                    message: Some(message),
                })
            }
        }
    }
}

impl SearchIndex {
    pub(crate) fn put_contact(&mut self, contact: &Contact) {
        let mut text = fold(&contact.name);
        for field in [&contact.handle, &contact.email].into_iter().flatten() {
            text.push(' ');
            text.push_str(&fold(field));
        }
        if let Some(phone) = &contact.phone {
            text.push(' ');
            text.push_str(&digits(phone));
        }
        self.people.put(contact.id.clone(), &text, 0);
    }

    pub(crate) fn put_conversation(&mut self, conversation: &Conversation) {
        let time = conversation.last_activity_at.millis();
        self.people.touch(&conversation.contact, time);
        match &conversation.last_message {
            Some(last) => {
                self.previews
                    .put(conversation.id.clone(), &fold(&last.text), time);
            }
            None => self.previews.remove(&conversation.id),
        }
    }

    pub(crate) fn put_message(&mut self, message: &Message) {
        let key = (message.conversation.clone(), message.id.clone());
        match message.content.text() {
            Some(text) => self.messages.put(key, &fold(text), message.at.millis()),
            // It may have had one, before it was deleted.
            None => self.messages.remove(&key),
        }
    }

    pub(crate) fn forget_conversation<'a>(
        &mut self,
        id: &ConversationId,
        messages: impl Iterator<Item = &'a Message>,
    ) {
        self.previews.remove(id);
        for message in messages {
            self.messages.remove(&(id.clone(), message.id.clone()));
        }
    }

    fn find(&self, query: &str) -> Vec<(Kind, Found)> {
        let words = query_words(query);
        let mut all = Vec::new();
        let mut found = Vec::new();
        // A part of a number is looked for among numbers, whatever stands between its digits.
        match query_digits(query) {
            Some(digits) => self.people.find(&[digits], &mut found),
            None => self.people.find(&words, &mut found),
        }
        all.extend(found.drain(..).map(|found| (Kind::Person, found)));
        self.previews.find(&words, &mut found);
        all.extend(found.drain(..).map(|found| (Kind::Preview, found)));
        self.messages.find(&words, &mut found);
        all.extend(found.into_iter().map(|found| (Kind::Message, found)));
        all
    }
}
