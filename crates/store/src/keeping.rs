//! What storage needs of the replica, and gives back to it.

use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow, Snapshot};
use recado_protocol::{BaseView, ConversationId, ConversationRecord, Counts, Filter};

use crate::{Changes, Fill, Store, Timeline};

/// How much a replica holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sizes {
    pub conversations: usize,
    pub contacts: usize,
    pub timelines: usize,
    pub messages: usize,
    pub drafts: usize,
}

impl Store {
    pub fn sizes(&self) -> Sizes {
        Sizes {
            conversations: self.base.len(),
            contacts: self.people.len(),
            timelines: self.timelines.len(),
            messages: self.timelines.values().map(Timeline::len).sum(),
            drafts: self.drafts.len(),
        }
    }

    /// A conversation and its contact as the backend gave them.
    pub fn record(&self, id: &ConversationId) -> Option<ConversationRecord> {
        let conversation = (*self.base.get(id)?.conversation).clone();
        let contact = self.contact(&conversation.contact)?.clone();
        Some(ConversationRecord {
            conversation,
            contact,
        })
    }

    /// Who and what there is besides conversations, as a snapshot without them.
    pub fn directory(&self) -> Snapshot {
        Snapshot {
            me: self.me.clone(),
            agents: self.agents.values().cloned().collect(),
            teams: self.teams.values().cloned().collect(),
            companies: self.companies.values().cloned().collect(),
            channels: self.channels.values().cloned().collect(),
            counts: self.counts(),
            conversations: ConversationPage::default(),
            cursor: self.cursor.unwrap_or_default(),
        }
    }

    /// How many conversations each base view holds, as far as is known.
    pub fn counts(&self) -> Counts {
        let count = |view| self.count(&Filter::of(view));
        Counts {
            mine: count(BaseView::Mine),
            pending: count(BaseView::Pending),
            unread: count(BaseView::Unread),
            all: count(BaseView::All),
            unassigned: count(BaseView::Unassigned),
        }
    }

    /// Whether every conversation of the account is here.
    pub fn is_complete(&self) -> bool {
        self.fill == Fill::Complete
    }

    /// Takes the newest messages of a conversation from storage. Ones that do not reach up to its
    /// end are left out: something is missing there.
    pub fn take_newest_messages(&mut self, id: &ConversationId, page: MessagePage) -> Changes {
        let end = self
            .base
            .get(id)
            .map(|held| held.conversation.last_position);
        let stored = page.items.last().map(|message| message.position);
        if stored.is_none() || stored < end || self.timelines.contains_key(id) {
            return Changes::default();
        }
        self.add_messages(id, MessageWindow::Latest, page)
    }

    /// Says that every event up to this one is in the replica, whatever its snapshot said.
    pub fn reach(&mut self, seq: Option<u64>) {
        if self.cursor.is_some() {
            self.cursor = self.cursor.max(seq);
        }
    }
}
