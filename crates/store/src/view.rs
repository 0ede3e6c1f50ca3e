//! A filtered, sorted list of conversations that is kept sorted and never sorted again.

use std::cmp::Reverse;

use recado_protocol::{AgentId, Conversation, ConversationId, Filter, Timestamp};

use crate::ranked_set::RankedSet;

/// The conversations that match one filter, newest activity first; the id breaks ties.
#[derive(Clone, Debug)]
pub struct View {
    filter: Filter,
    order: RankedSet<Place>,
}

/// Where a conversation stands in every view that it is in.
pub type Place = (Reverse<Timestamp>, ConversationId);

/// The place that belongs to a conversation.
pub fn place_of(conversation: &Conversation) -> Place {
    (
        Reverse(conversation.last_activity_at),
        conversation.id.clone(),
    )
}

impl View {
    /// Builds the view from all conversations, in O(n log n).
    pub fn build<'a>(
        filter: Filter,
        me: &AgentId,
        all: impl Iterator<Item = &'a Conversation>,
    ) -> Self {
        let places = all
            .filter(|conversation| filter.matches(conversation, me))
            .map(place_of)
            .collect();
        Self {
            filter,
            order: RankedSet::from_unsorted(places),
        }
    }

    /// Moves one conversation from where it was to where it belongs now, in O(log n). Returns
    /// whether the order or the members changed.
    pub fn update(
        &mut self,
        before: Option<&Conversation>,
        after: Option<&Conversation>,
        me: &AgentId,
    ) -> bool {
        let place = |conversation: Option<&Conversation>| {
            conversation
                .filter(|c| self.filter.matches(c, me))
                .map(place_of)
        };
        let (before, after) = (place(before), place(after));
        if before == after {
            return false;
        }
        if let Some(before) = before {
            self.order.remove(&before);
        }
        if let Some(after) = after {
            self.order.insert(after);
        }
        true
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The ids of the given ranks, counted from 0 at the top; fewer when the view ends earlier.
    pub fn ids(&self, ranks: std::ops::Range<usize>) -> impl Iterator<Item = &ConversationId> {
        self.order.range(ranks).map(|(_, id)| id)
    }

    /// The rank of a conversation; `None` when it is not in this view.
    pub fn rank_of(&self, conversation: &Conversation) -> Option<usize> {
        self.order.rank_of(&place_of(conversation))
    }
}
