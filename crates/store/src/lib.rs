//! The agent's replica: what the backend says, with what the agent did on top.
//!
//! The store is pure: no I/O, no clock, no async. Time comes in as an argument, what changed goes
//! out as [`Changes`]. Data flows one way: an event or an answer goes into [`Store::apply`] and its
//! siblings, a command into [`Store::issue`]; the views read.
//!
//! A conversation is kept as the backend gave it. While commands of this agent are on their way,
//! a second copy with their effect is kept beside it, and that is what every read shows.

mod apply;
mod audit;
mod changes;
mod commands;
mod drafts;
mod erasure;
mod haystack;
mod keeping;
mod ordered;
mod outbox;
mod overlay;
mod pages;
mod ranked_set;
mod records;
#[cfg(feature = "sabotage")]
pub mod sabotage;
mod search;
mod sorted_map;
mod timeline;
mod typing;
mod view;
mod views;

use recado_protocol::filter::Glance;
use recado_protocol::{
    Agent, AgentId, BaseView, Channel, ChannelId, Company, CompanyId, Contact, ContactId,
    Conversation, ConversationId, Counts, Filter, Message, Team, TeamId, Timestamp,
};
use rustc_hash::FxHashMap;

pub use changes::Changes;
pub use drafts::{DraftKey, DraftKind, Mode};
pub use keeping::Sizes;
pub use ordered::{first_of, ordered};
pub use outbox::{EntryState, Outbox, OutboxEntry};
pub use overlay::PENDING_POSITION;
pub use ranked_set::RankedSet;
pub use search::Hit;
use search::SearchIndex;
pub use sorted_map::SortedMap;
pub use timeline::{FIRST_POSITION, Run, Timeline};
use typing::Notices;
pub use typing::Typist;
pub use view::View;

/// How much of the account this replica holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Fill {
    /// No snapshot yet.
    #[default]
    Empty,
    /// Pages of conversations are still to be fetched, from this page cursor on.
    Loading { next: String },
    /// Every conversation of the account is here; counts are computed, not asked for.
    Complete,
}

/// A conversation as the backend gave it.
#[derive(Clone, Debug)]
struct Held {
    conversation: Box<Conversation>,
    glance: Glance,
    /// The snapshot in or since which it was last seen. What an older one left over is dropped when
    /// the replica is complete again.
    generation: u32,
    /// It was asked for by itself, as archived ones are: a complete account may not name it.
    asked_for: bool,
}

/// A contact, and the conversations with them that this replica holds, in the order of their ids.
#[derive(Clone, Debug)]
struct Person {
    contact: Contact,
    conversations: Vec<ConversationId>,
}

/// The replica of one agent's account.
///
/// The large maps hold what is large in boxes: a map keeps a third of its room free, and while it grows it is there
/// twice.
#[derive(Clone, Debug)]
pub struct Store {
    me: Agent,
    agents: SortedMap<AgentId, Agent>,
    teams: SortedMap<TeamId, Team>,
    companies: SortedMap<CompanyId, Company>,
    channels: SortedMap<ChannelId, Channel>,
    people: FxHashMap<ContactId, Box<Person>>,
    base: FxHashMap<ConversationId, Held>,
    /// Conversations with commands on their way, with the effect of these.
    shown: FxHashMap<ConversationId, Conversation>,
    timelines: FxHashMap<ConversationId, Timeline>,
    /// Messages that came while a first page is on its way: it may be older than they are.
    meanwhile: FxHashMap<ConversationId, Vec<Message>>,
    views: SortedMap<Filter, View>,
    /// The list that the person looks at, and the conversation that is open beside it.
    reading: Option<(Filter, ConversationId)>,
    outbox: Outbox,
    drafts: SortedMap<DraftKey, String>,
    typing: Notices,
    viewing: Notices,
    cursor: Option<u64>,
    generation: u32,
    fill: Fill,
    backend_counts: Counts,
    /// `None` until somebody searches.
    search: Option<SearchIndex>,
}

impl Store {
    /// An empty replica for a person, with the five base views open.
    pub fn new(me: Agent) -> Self {
        let views = BaseView::EVERY.map(|view| (Filter::of(view), View::empty(Filter::of(view))));
        Self {
            agents: SortedMap::from_iter([(me.id.clone(), me.clone())]),
            me,
            teams: SortedMap::default(),
            companies: SortedMap::default(),
            channels: SortedMap::default(),
            people: FxHashMap::default(),
            base: FxHashMap::default(),
            shown: FxHashMap::default(),
            timelines: FxHashMap::default(),
            meanwhile: FxHashMap::default(),
            views: SortedMap::from_iter(views),
            reading: None,
            outbox: Outbox::default(),
            drafts: SortedMap::default(),
            typing: Notices::default(),
            viewing: Notices::default(),
            cursor: None,
            generation: 0,
            fill: Fill::Empty,
            backend_counts: Counts::default(),
            search: None,
        }
    }

    /// An empty replica for the same person, which knows what has left the outbox: storage may not
    /// have forgotten it yet.
    pub fn emptied(&self, me: Agent) -> Self {
        Self {
            outbox: self.outbox.emptied(),
            ..Self::new(me)
        }
    }

    pub fn me(&self) -> &Agent {
        &self.me
    }

    /// The `seq` of the last event that is in this replica.
    pub fn cursor(&self) -> Option<u64> {
        self.cursor
    }

    pub fn fill(&self) -> &Fill {
        &self.fill
    }

    /// A conversation as the agent should see it: with the effect of what is on its way.
    pub fn conversation(&self, id: &ConversationId) -> Option<&Conversation> {
        self.shown
            .get(id)
            .or_else(|| self.base.get(id).map(|held| &*held.conversation))
    }

    /// How many conversations this replica holds.
    pub fn conversation_count(&self) -> usize {
        self.base.len()
    }

    pub fn contact(&self, id: &ContactId) -> Option<&Contact> {
        self.people.get(id).map(|person| &person.contact)
    }

    /// The conversations of a contact that this replica holds.
    pub fn conversations_of(&self, contact: &ContactId) -> impl Iterator<Item = &Conversation> {
        self.people
            .get(contact)
            .into_iter()
            .flat_map(|person| &person.conversations)
            .filter_map(|id| self.conversation(id))
    }

    pub fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents.get(id)
    }

    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    pub fn team(&self, id: &TeamId) -> Option<&Team> {
        self.teams.get(id)
    }

    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }

    pub fn companies(&self) -> impl Iterator<Item = &Company> {
        self.companies.values()
    }

    pub fn company(&self, id: &CompanyId) -> Option<&Company> {
        self.companies.get(id)
    }

    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.get(id)
    }

    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values()
    }

    /// The known messages of a conversation; `None` when none was ever asked for.
    pub fn timeline(&self, id: &ConversationId) -> Option<&Timeline> {
        self.timelines.get(id)
    }

    /// This agent's messages that the backend has not confirmed, oldest first, at
    /// [`PENDING_POSITION`]. Their delivery is `Queued` or `Failed`.
    pub fn pending_messages(&self, id: &ConversationId) -> Vec<Message> {
        self.outbox
            .of(id)
            .filter_map(|entry| overlay::pending_message(entry, &self.me))
            .collect()
    }

    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// An open view; `None` when it is not open.
    pub fn view(&self, filter: &Filter) -> Option<&View> {
        self.views.get(filter)
    }

    /// When anything happened last, as far as is known.
    pub fn newest_activity(&self) -> Option<Timestamp> {
        let all = self.view(&Filter::of(BaseView::All))?;
        let newest = all.ids(0..1).next()?;
        Some(self.conversation(newest)?.last_activity_at)
    }

    /// Who is writing in a conversation, besides this agent.
    pub fn typing(&self, id: &ConversationId) -> &[Typist] {
        self.typing.of(id)
    }

    /// Which colleagues look at a conversation.
    pub fn viewing(&self, id: &ConversationId) -> &[Typist] {
        self.viewing.of(id)
    }
}

#[cfg(test)]
mod tests;
