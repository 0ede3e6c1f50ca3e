//! The open views: which there are, and what moves in them.

use recado_protocol::filter::{Sought, Subject};
use recado_protocol::{
    AgentId, Channel, ChannelId, ChannelKind, CompanyId, Condition, ContactId, Conversation,
    ConversationId, Filter, Sort,
};
use rustc_hash::FxHashMap;

use crate::sorted_map::SortedMap;
use crate::view::View;
use crate::{Changes, Fill, Person, Store};

/// What is known besides of whom and where a conversation is with.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub people: &'a FxHashMap<ContactId, Box<Person>>,
    pub channels: &'a SortedMap<ChannelId, Channel>,
    pub me: &'a AgentId,
}

impl<'a> Surroundings<'a> {
    pub fn subject(self, conversation: &'a Conversation) -> Subject<'a> {
        Subject {
            conversation,
            company: self.company(conversation),
            kind: self.kind(conversation),
            me: self.me,
        }
    }

    fn company(self, conversation: &Conversation) -> Option<&'a CompanyId> {
        let person = self.people.get(&conversation.contact)?;
        person.contact.company.as_ref()
    }

    fn kind(self, conversation: &Conversation) -> Option<&'a ChannelKind> {
        let channel = self.channels.get(&conversation.channel)?;
        Some(&channel.kind)
    }
}

impl Store {
    pub(crate) fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            people: &self.people,
            channels: &self.channels,
            me: &self.me.id,
        }
    }

    /// Every conversation that this replica holds, in no order.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.base.values().map(|held| {
            let is_shown = self.shown.get(&held.conversation.id);
            is_shown.unwrap_or(&held.conversation)
        })
    }

    /// The conversations that a filter may show, found without looking at the others. To look at one is to go to
    /// three places in memory, and there is no time for a hundred thousand of these in a frame.
    fn at_a_glance(&self, filter: &Filter) -> impl Iterator<Item = &Conversation> + use<'_> {
        let sought = Sought::by(filter);
        let held = self.base.values();
        let held = held.filter(move |held| sought.may_be(held.glance));
        // What is on its way may make something else of one: those are looked at, each of them.
        held.map(|held| &*held.conversation)
            .filter(|it| !self.shown.contains_key(&it.id))
            .chain(self.shown.values())
    }

    /// Whether a filter shows a conversation.
    pub fn is_shown_by(&self, filter: &Filter, conversation: &ConversationId) -> bool {
        self.conversation(conversation)
            .is_some_and(|it| filter.matches(&self.surroundings().subject(it)))
    }

    /// The conversations of which the conditions hold that these filters share.
    pub(crate) fn subjects<'a>(
        &'a self,
        filters: &[Filter],
    ) -> impl Iterator<Item = Subject<'a>> + use<'a> {
        let asked = filters.first().cloned().unwrap_or_default();
        // Looking up takes longer than all else, so it is done for what is asked alone, and of what is left.
        let own = asked.clone().without_any(Condition::Company);
        let own = own.without_any(Condition::Kind);
        let [of_company, of_kind] = [Condition::Company, Condition::Kind].map(|it| asked.has(it));
        let around = self.surroundings();
        self.at_a_glance(&asked).filter_map(move |conversation| {
            let mut subject = Subject {
                conversation,
                company: None,
                kind: None,
                me: around.me,
            };
            if !own.terms_match(&subject) {
                return None;
            }
            if of_kind {
                subject.kind = around.kind(conversation);
            }
            if of_company {
                subject.company = around.company(conversation);
            }
            asked.terms_match(&subject).then_some(subject)
        })
    }

    /// Opens views of the same conditions and the same order, which are then kept sorted until they are
    /// closed. Opening one again costs nothing.
    pub fn open_views(&mut self, mut filters: Vec<Filter>) {
        filters.retain(|filter| !self.views.contains_key(filter));
        let mut views = Vec::new();
        let are_of_channels = |filter: &Filter| {
            let mut terms = filter.terms().iter();
            filter.sort == Sort::Activity && terms.all(|term| term.condition == Condition::Channel)
        };
        if filters.iter().all(are_of_channels) {
            // The base views are always open.
            let narrowed = filters.into_iter().filter_map(|filter| {
                let base = self.views.get(&Filter::of(filter.view))?;
                Some(base.narrowed(filter))
            });
            views.extend(narrowed);
        } else {
            views = View::build(&filters, self.subjects(&filters));
        }
        for view in views {
            self.views.insert(view.filter().clone(), view);
        }
    }

    /// Closes the views that nobody wants. The base views stay open.
    pub fn keep_views(&mut self, is_wanted: impl Fn(&Filter) -> bool) {
        self.views
            .retain(|filter, _| filter.is_base() || is_wanted(filter));
    }

    /// Builds the views anew that ask for something of which more is known now.
    pub(crate) fn build_views_anew(&mut self, of: Condition, changes: &mut Changes) {
        let asking = self.views.iter().map(|(filter, _)| filter);
        let asking: Vec<_> = asking.filter(|filter| filter.has(of)).cloned().collect();
        for filter in asking {
            let filter = [filter];
            for view in View::build(&filter, self.subjects(&filter)) {
                self.views.insert(view.filter().clone(), view);
            }
            changes.views = true;
            changes.counts = true;
        }
    }

    /// How many conversations match an open view. While the replica is filling, what the backend said
    /// counts for the base views.
    pub fn count(&self, filter: &Filter) -> u64 {
        if !filter.is_narrowed() && self.fill != Fill::Complete {
            return self.backend_counts.of(filter.view);
        }
        self.view(filter).map_or(0, |view| view.matching() as u64)
    }

    /// How many of the conversations that are here match a filter, open or not, in O(n).
    pub fn tally(&self, filter: &Filter) -> u64 {
        let filter = std::slice::from_ref(filter);
        let matching = |it: &Subject<'_>| filter.iter().any(|filter| filter.view_matches(it));
        self.subjects(filter).filter(matching).count() as u64
    }

    /// Says which list the person looks at, and which conversation they read beside it: that one stays
    /// in the list until they leave it.
    pub fn set_reading(&mut self, filter: &Filter, open: Option<&ConversationId>) -> Changes {
        let now = open.map(|open| (filter.clone(), open.clone()));
        let mut changes = Changes::default();
        if self.reading != now {
            self.reading = now;
            for view in self.views.values_mut() {
                changes.views |= view.let_go();
            }
        }
        changes
    }

    /// Moves a conversation in every view from where it was to where it belongs now.
    pub(crate) fn move_in_views(
        &mut self,
        before: Option<&Conversation>,
        id: &ConversationId,
    ) -> bool {
        let around = Surroundings {
            people: &self.people,
            channels: &self.channels,
            me: &self.me.id,
        };
        let held = || self.base.get(id).map(|held| &*held.conversation);
        let after = self.shown.get(id).or_else(held);
        let [before, after] = [before, after].map(|it| it.map(|it| around.subject(it)));
        let read = self.reading.as_ref().filter(|(_, read)| read == id);
        let read = read.map(|(filter, _)| filter);
        let mut has_moved = false;
        for view in self.views.values_mut() {
            let is_being_read = read == Some(view.filter());
            has_moved |= view.update(before.as_ref(), after.as_ref(), is_being_read);
        }
        has_moved
    }

    /// Takes conversations out of the views that ask for companies, or puts them in.
    pub(crate) fn step_views(&mut self, conversations: &[Conversation], is_in: bool) -> bool {
        let around = Surroundings {
            people: &self.people,
            channels: &self.channels,
            me: &self.me.id,
        };
        let mut has_moved = false;
        for view in self.views.values_mut() {
            if view.filter().has(Condition::Company) {
                for conversation in conversations {
                    let subject = around.subject(conversation);
                    let (before, after) = if is_in {
                        (None, Some(&subject))
                    } else {
                        (Some(&subject), None)
                    };
                    has_moved |= view.update(before, after, false);
                }
            }
        }
        has_moved
    }
}
