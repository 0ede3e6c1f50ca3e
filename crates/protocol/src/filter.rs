//! Which conversations a list shows. The replica and the backend evaluate this same definition.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{AgentId, ChannelId, Conversation, ConversationStatus};

/// The five views that every agent has.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BaseView {
    /// Assigned to me.
    #[default]
    Mine,
    /// Everything that is not resolved.
    Pending,
    /// With messages that the team has not read.
    Unread,
    /// Everything that is not archived.
    All,
    /// Assigned to nobody.
    Unassigned,
}

impl BaseView {
    pub const EVERY: [Self; 5] = [
        Self::Mine,
        Self::Pending,
        Self::Unread,
        Self::All,
        Self::Unassigned,
    ];

    /// The word in URLs and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Pending => "pending",
            Self::Unread => "unread",
            Self::All => "all",
            Self::Unassigned => "unassigned",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|view| view.word() == word)
    }

    /// Whether a conversation belongs in this view of `me`. Archived ones belong in none.
    pub fn matches(self, conversation: &Conversation, me: &AgentId) -> bool {
        !conversation.archived
            && match self {
                Self::Mine => conversation.assignee.as_ref() == Some(me),
                Self::Pending => conversation.status != ConversationStatus::Resolved,
                Self::Unread => conversation.unread_count > 0,
                Self::All => true,
                Self::Unassigned => conversation.assignee.is_none(),
            }
    }
}

/// A view, narrowed to some channel instances.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Filter {
    pub view: BaseView,
    /// The channel instances to see; empty means all of them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub channels: BTreeSet<ChannelId>,
}

impl Filter {
    pub fn of(view: BaseView) -> Self {
        Self {
            view,
            channels: BTreeSet::new(),
        }
    }

    pub fn matches(&self, conversation: &Conversation, me: &AgentId) -> bool {
        (self.channels.is_empty() || self.channels.contains(&conversation.channel))
            && self.view.matches(conversation, me)
    }
}

/// How many conversations each view holds, over all channels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Counts {
    pub mine: u64,
    pub pending: u64,
    pub unread: u64,
    pub all: u64,
    pub unassigned: u64,
}

impl Counts {
    pub fn of(&self, view: BaseView) -> u64 {
        match view {
            BaseView::Mine => self.mine,
            BaseView::Pending => self.pending,
            BaseView::Unread => self.unread,
            BaseView::All => self.all,
            BaseView::Unassigned => self.unassigned,
        }
    }
}
