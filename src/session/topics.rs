//! Which parts of the replica somebody on the screen looks at.

use std::cell::RefCell;

use leptos::prelude::*;
use recado_protocol::{ContactId, ConversationId};
use recado_store::Changes;
use rustc_hash::FxHashMap;

/// More triggers than this are all fired and forgotten: whoever still looks comes back. A screen
/// needs a few hundred.
const MOST_TRIGGERS: usize = 4_096;

/// One thing that a view can look at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Topic {
    /// The row, the status bar, the card.
    Conversation(ConversationId),
    /// The messages, those on their way included.
    Timeline(ConversationId),
    Typing(ConversationId),
    Contact(ContactId),
    /// Order and members of the views.
    Views,
    Counts,
    /// Agents, teams, companies, channels; and what the account has besides and the replica does not hold.
    Directory,
    Outbox,
}

/// A trigger per topic that was ever looked at.
#[derive(Default)]
pub struct Topics {
    triggers: RefCell<FxHashMap<Topic, ArcTrigger>>,
}

impl Topics {
    /// Whoever runs now runs again when the topic changes.
    pub fn track(&self, topic: Topic) {
        let trigger = self.triggers.borrow_mut().entry(topic).or_default().clone();
        trigger.track();
    }

    /// Tells everybody who looks at what changed.
    pub fn notify(&self, changes: &Changes) {
        if changes.everything || self.triggers.borrow().len() > MOST_TRIGGERS {
            let all = self.triggers.take();
            for trigger in all.into_values() {
                trigger.notify();
            }
            return;
        }
        let conversations = changes
            .conversations
            .iter()
            .cloned()
            .map(Topic::Conversation);
        let timelines = changes.timelines.iter().cloned().map(Topic::Timeline);
        let typing = changes.typing.iter().cloned().map(Topic::Typing);
        let contacts = changes.contacts.iter().cloned().map(Topic::Contact);
        let parts = [
            (changes.views, Topic::Views),
            (changes.counts, Topic::Counts),
            (changes.directory, Topic::Directory),
            (changes.outbox, Topic::Outbox),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(changed, topic)| changed.then_some(topic));
        for topic in conversations
            .chain(timelines)
            .chain(typing)
            .chain(contacts)
            .chain(parts)
        {
            self.fire(&topic);
        }
    }

    /// Tells everybody who looks at one topic.
    pub fn fire(&self, topic: &Topic) {
        // Taken out of the borrow first: those who are told may look again at once.
        let trigger = self.triggers.borrow().get(topic).cloned();
        if let Some(trigger) = trigger {
            trigger.notify();
        }
    }
}
