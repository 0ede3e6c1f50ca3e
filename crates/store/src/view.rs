//! A filtered, sorted list of conversations that is kept sorted and never sorted again.

use std::cmp::Reverse;

use recado_protocol::{AgentId, ChannelId, Conversation, ConversationId, Filter, Timestamp};

use crate::ranked_set::RankedSet;

/// The conversations that match one filter, newest activity first; the id breaks ties.
#[derive(Clone, Debug)]
pub struct View {
    filter: Filter,
    order: RankedSet<Place>,
}

/// Where a conversation stands in every view that it is in, and its channel, by which views are
/// narrowed.
pub type Place = (Reverse<Timestamp>, ConversationId, ChannelId);

/// The place that belongs to a conversation.
pub fn place_of(conversation: &Conversation) -> Place {
    (
        Reverse(conversation.last_activity_at),
        conversation.id.clone(),
        conversation.channel.clone(),
    )
}

impl View {
    /// A view without conversations.
    pub fn empty(filter: Filter) -> Self {
        Self {
            filter,
            order: RankedSet::new(),
        }
    }

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

    /// The same view over the filter's channels only, in O(n): what is in order stays in order.
    pub fn narrowed(&self, filter: Filter) -> Self {
        let channels = &filter.channels;
        let places = self.order.iter().filter(|(.., at)| channels.contains(at));
        Self {
            order: RankedSet::from_sorted(places.cloned()),
            filter,
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
        let [before, after] =
            [before, after].map(|side| side.filter(|it| self.filter.matches(it, me)));
        let stays = match (before, after) {
            (Some(before), Some(after)) => {
                before.last_activity_at == after.last_activity_at
                    && before.id == after.id
                    && before.channel == after.channel
            }
            (None, None) => true,
            _ => false,
        };
        if stays {
            return false;
        }
        if let Some(before) = before {
            self.order.remove(&place_of(before));
        }
        if let Some(after) = after {
            self.order.insert(place_of(after));
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
        self.order.range(ranks).map(|(_, id, _)| id)
    }

    /// The rank of a conversation; `None` when it is not in this view.
    pub fn rank_of(&self, conversation: &Conversation) -> Option<usize> {
        self.order.rank_of(&place_of(conversation))
    }
}
