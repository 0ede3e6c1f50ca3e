//! A filtered, sorted list of conversations that is kept sorted and never sorted again.

use std::cmp::Reverse;

use recado_protocol::filter::Subject;
use recado_protocol::{ChannelId, Condition, Conversation, ConversationId, Filter, Sort};

use crate::ranked_set::RankedSet;

/// The conversations that match one filter, in its order.
#[derive(Clone, Debug)]
pub struct View {
    filter: Filter,
    order: RankedSet<Place>,
    /// One that does not match any more and stays where it was, because it is being read.
    guest: Option<Place>,
}

/// Where a conversation stands in a view: by what the order goes by, the greatest first. And its
/// channel, by which views are narrowed.
pub type Place = (Reverse<(i64, ConversationId)>, ChannelId);

fn place_of(sort: Sort, conversation: &Conversation) -> Place {
    (
        Reverse((sort.key(conversation), conversation.id.clone())),
        conversation.channel.clone(),
    )
}

impl View {
    /// A view without conversations.
    pub fn empty(filter: Filter) -> Self {
        Self::of(filter, RankedSet::new())
    }

    fn of(filter: Filter, order: RankedSet<Place>) -> Self {
        Self {
            filter,
            order,
            guest: None,
        }
    }

    /// Builds views of the same conditions and the same order from the conversations of which these conditions hold,
    /// in O(n log n).
    pub fn build<'a>(filters: &[Filter], narrowed: impl Iterator<Item = Subject<'a>>) -> Vec<Self> {
        let mut places: Vec<Vec<Place>> = filters.iter().map(|_| Vec::new()).collect();
        for subject in narrowed {
            for (filter, places) in filters.iter().zip(&mut places) {
                if filter.view_matches(&subject) {
                    places.push(place_of(filter.sort, subject.conversation));
                }
            }
        }
        let views = filters.iter().zip(places).map(|(filter, mut places)| {
            places.sort_unstable();
            Self::of(filter.clone(), RankedSet::from_sorted(places))
        });
        views.collect()
    }

    /// The same view over some channels only, in O(n): what is in order stays in order.
    pub fn narrowed(&self, filter: Filter) -> Self {
        let places = self.order.iter().filter(|place| {
            self.guest.as_ref() != Some(place)
                && filter.contains(Condition::Channel, place.1.as_str())
        });
        let order = RankedSet::from_sorted(places.cloned());
        Self::of(filter, order)
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Moves one conversation from where it was to where it belongs now, in O(log n). One that is being
    /// read stays where it was, though it does not match any more. Returns whether the order or the
    /// members changed.
    pub fn update(
        &mut self,
        before: Option<&Subject<'_>>,
        after: Option<&Subject<'_>>,
        is_being_read: bool,
    ) -> bool {
        let sort = self.filter.sort;
        let [was, is] = [before, after].map(|side| {
            side.filter(|it| self.filter.matches(it))
                .map(|it| it.conversation)
        });
        let is_guest = |guest: &mut Place| {
            let either = after.or(before);
            either.is_some_and(|it| it.conversation.id == guest.0.0.1)
        };
        if let Some(guest) = self.guest.take_if(is_guest) {
            if is.is_none() && after.is_some() {
                self.guest = Some(guest);
                return false;
            }
            self.order.remove(&guest);
            if let Some(is) = is {
                self.order.insert(place_of(sort, is));
            }
            return true;
        }
        let stays = match (was, is) {
            (Some(was), Some(is)) => {
                sort.key(was) == sort.key(is) && was.id == is.id && was.channel == is.channel
            }
            (None, None) => true,
            _ => false,
        };
        if stays {
            return false;
        }
        if let Some(was) = was {
            let place = place_of(sort, was);
            if is.is_none() && after.is_some() && is_being_read {
                self.guest = Some(place);
                return true;
            }
            self.order.remove(&place);
        }
        if let Some(is) = is {
            self.order.insert(place_of(sort, is));
        }
        true
    }

    /// The reader has left: what does not match goes. Returns whether there was such a one.
    pub fn let_go(&mut self) -> bool {
        let guest = self.guest.take();
        guest.is_some_and(|guest| self.order.remove(&guest))
    }

    /// The conversation that does not match any more and is still here.
    pub fn guest(&self) -> Option<&ConversationId> {
        self.guest.as_ref().map(|guest| &guest.0.0.1)
    }

    /// How many conversations match.
    pub fn matching(&self) -> usize {
        self.len() - usize::from(self.guest.is_some())
    }

    /// How many conversations are here.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The ids of the given ranks, counted from 0 at the top; fewer when the view ends earlier.
    pub fn ids(&self, ranks: std::ops::Range<usize>) -> impl Iterator<Item = &ConversationId> {
        self.order.range(ranks).map(|(Reverse((_, id)), _)| id)
    }

    /// The rank of a conversation; `None` when it is not in this view.
    pub fn rank_of(&self, conversation: &Conversation) -> Option<usize> {
        let place = match &self.guest {
            Some(guest) if guest.0.0.1 == conversation.id => guest.clone(),
            _ => place_of(self.filter.sort, conversation),
        };
        self.order.rank_of(&place)
    }
}
