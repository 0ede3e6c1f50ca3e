//! What can be done to a conversation besides answering it.

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, CommandId, ConversationId, ConversationStatus, Feature, Fields, Filter, Timestamp,
};

/// `PUT /conversations/{id}/archived`, `true` or `false`: out of every list until either side writes.
pub const ARCHIVED: &str = "archived";
/// `PUT /conversations/{id}/answered`, `true` or `false`: whether the customer's last word has an answer.
pub const ANSWERED: &str = "answered";
/// `PUT /conversations/{id}/unread`, a [`NewUnread`].
pub const UNREAD: &str = "unread";
/// `PUT /conversations/{id}/deleted`, `true` or `false`, for those who may ([`may_delete`]). It is archived
/// for good; what the backend does besides is said by [`Feature::DELETE_BLOCKS`].
pub const DELETED: &str = "deleted";

/// The body of a resource that is on or off.
pub fn switch(on: bool) -> Fields {
    Fields::from_json(if on { "true" } else { "false" })
}

/// Whether the body of such a resource says that it is on.
pub fn is_on(body: Option<&Fields>) -> bool {
    body.is_some_and(|body| body.as_json() == "true")
}

/// Who may delete conversations.
pub fn may_delete(role: crate::Role) -> bool {
    matches!(role, crate::Role::Supervisor | crate::Role::Administrator)
}

/// Body of `PUT /conversations/{id}/unread`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewUnread {
    /// The first position that counts as unread; without it, that of the customer's newest message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
}

/// Body of `POST /bulk`: one change of everything that a filter shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bulk {
    /// Made by whoever asks: the same again goes on with what is left of it, and gives the same answer.
    pub id: CommandId,
    /// As the query of `GET /conversations` says it.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub filter: Filter,
    /// What the filter shows and is left as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<ConversationId>,
    pub action: BulkAction,
}

/// What is done to each of the conversations.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum BulkAction {
    /// Everything in it has been read.
    Read,
    Unread,
    SetStatus {
        status: ConversationStatus,
    },
    Archive {
        on: bool,
    },
    Answered {
        on: bool,
    },
    Assign {
        assignee: Option<AgentId>,
    },
    Label {
        label: String,
    },
    Snooze {
        until: Option<Timestamp>,
    },
}

/// Answer to `POST /bulk` and to `POST /bulk/{id}/undo`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BulkAnswer {
    /// How many conversations were changed; the others were so already.
    pub changed: u64,
    /// What could not be changed, at most [`BulkAnswer::FAILURES`] of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BulkFailure>,
    /// How many those are in all.
    #[serde(default)]
    pub failed_in_all: u64,
}

impl BulkAnswer {
    /// How many failures are named.
    pub const FAILURES: usize = 50;
}

/// A conversation that could not be changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BulkFailure {
    pub conversation: ConversationId,
    /// The customer's name.
    pub name: String,
    pub reason: String,
}

impl Feature {
    /// Taking conversations out of the lists, and marking them: [`ARCHIVED`], [`ANSWERED`], [`UNREAD`].
    pub const ARCHIVE: Self = Self::known("archive");
    /// Deleting conversations: [`DELETED`].
    pub const DELETE_CONVERSATION: Self = Self::known("delete_conversation");
    /// Deleting a conversation blocks its customer: what they write there is not taken in any more.
    pub const DELETE_BLOCKS: Self = Self::known("delete_blocks");
    /// Changing everything that a filter shows at once: `POST /bulk`.
    pub const BULK: Self = Self::known("bulk");
    /// Writing to somebody who has not written: `POST /conversations`.
    pub const WRITE_FIRST: Self = Self::known("write_first");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_says_what_it_was_told() {
        assert!(is_on(Some(&switch(true))));
        assert!(!is_on(Some(&switch(false))) && !is_on(None));
    }

    #[test]
    fn an_action_is_read_as_it_is_written() {
        let resolve = BulkAction::SetStatus {
            status: ConversationStatus::Resolved,
        };
        let wire = serde_json::to_string(&resolve).unwrap();
        assert_eq!(wire, r#"{"do":"set_status","status":"resolved"}"#);
        assert_eq!(serde_json::from_str::<BulkAction>(&wire).unwrap(), resolve);
    }
}
