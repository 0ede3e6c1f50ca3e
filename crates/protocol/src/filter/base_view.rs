//! The five views that every agent has.

use serde::{Deserialize, Serialize};

use super::Subject;
use crate::ConversationStatus;

/// Archived conversations are in none of them, unless a condition asks for these.
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
    /// Everything.
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

    pub fn matches(self, subject: &Subject<'_>) -> bool {
        let conversation = subject.conversation;
        match self {
            Self::Mine => conversation.assignee.as_ref() == Some(subject.me),
            Self::Pending => conversation.status != ConversationStatus::Resolved,
            Self::Unread => conversation.unread_count > 0,
            Self::All => true,
            Self::Unassigned => conversation.assignee.is_none(),
        }
    }
}
