//! What a step of the store changed, so that the screen redraws just that.

use std::collections::BTreeSet;

use recado_protocol::{Command, CommandId, ContactId, ConversationId, Message, MessageId, Problem};

/// The difference that one or more steps made. Later ones are folded into earlier ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Everything may have changed: a snapshot was taken.
    pub everything: bool,
    /// Conversations whose row, status bar or card changed.
    pub conversations: BTreeSet<ConversationId>,
    /// Conversations whose shown messages changed.
    pub timelines: BTreeSet<ConversationId>,
    /// Conversations in which somebody began or stopped writing.
    pub typing: BTreeSet<ConversationId>,
    pub contacts: BTreeSet<ContactId>,
    /// The order or the members of a view changed.
    pub views: bool,
    pub counts: bool,
    /// Agents, teams, companies or channels changed.
    pub directory: bool,
    pub outbox: bool,
    /// The backend's counts may be stale and the replica is not complete yet: ask again.
    pub counts_unsure: bool,
    /// Customers' messages that were not known before.
    pub arrived: Vec<(ConversationId, MessageId)>,
    /// Other messages of which somebody may want to be told: notes, lines of the system about who is responsible and
    /// what came back, and deliveries of this agent that failed.
    pub told: Vec<Message>,
    /// Commands that left the outbox: storage may forget them.
    pub settled: Vec<CommandId>,
    /// Conversations that were erased: storage may keep nothing that was written for them.
    pub erased: Vec<ConversationId>,
    /// Commands that the backend refused: a message stays in its conversation as failed, anything
    /// else was taken back.
    pub refused: Vec<(Command, Problem)>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what a later step changed.
    pub fn fold(&mut self, later: Self) {
        self.everything |= later.everything;
        self.conversations.extend(later.conversations);
        self.timelines.extend(later.timelines);
        self.typing.extend(later.typing);
        self.contacts.extend(later.contacts);
        self.views |= later.views;
        self.counts |= later.counts;
        self.directory |= later.directory;
        self.outbox |= later.outbox;
        self.counts_unsure |= later.counts_unsure;
        self.arrived.extend(later.arrived);
        self.told.extend(later.told);
        self.settled.extend(later.settled);
        self.erased.extend(later.erased);
        self.refused.extend(later.refused);
    }
}
