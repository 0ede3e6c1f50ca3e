//! What an agent can change. Every change is one command, with a key that makes repeating it safe.

mod reading;

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, CommandId, ConversationId, ConversationRecord, ConversationStatus, Fields, Message,
    MessageId, Rich, Timestamp,
};

/// A command with its idempotency key and the time at which the person gave it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CommandEnvelope {
    /// The `Idempotency-Key` of the write. For a message it is the message's own id.
    pub id: CommandId,
    pub issued_at: Timestamp,
    pub command: Command,
}

/// One change. Each is one idempotent HTTP write on a resource of the conversation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(
    tag = "do",
    rename_all = "snake_case",
    try_from = "reading::CommandFields"
)]
pub enum Command {
    /// `POST /conversations/{id}/messages`
    SendMessage {
        conversation: ConversationId,
        message: MessageId,
        content: OutgoingContent,
        /// See [`crate::More`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        more: Option<Fields>,
    },
    /// `PUT /conversations/{id}/assignment`
    Assign {
        conversation: ConversationId,
        assignee: Option<AgentId>,
    },
    /// `PUT /conversations/{id}/status`
    SetStatus {
        conversation: ConversationId,
        status: ConversationStatus,
    },
    /// `PUT /conversations/{id}/read`
    MarkRead {
        conversation: ConversationId,
        /// Every message up to this position has been read.
        position: u64,
    },
    /// Any other write on a resource of the conversation: `{verb} /conversations/{id}/{resource}`.
    /// It is foreseen and explained by whoever draws that resource; all others just carry it.
    Write {
        conversation: ConversationId,
        verb: Verb,
        /// Segments of a path without a slash before them, percent-encoded.
        resource: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Fields>,
    },
}

/// What a write does with a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Post,
    Put,
    Delete,
}

impl Command {
    pub fn conversation(&self) -> &ConversationId {
        match self {
            Self::SendMessage { conversation, .. }
            | Self::Assign { conversation, .. }
            | Self::SetStatus { conversation, .. }
            | Self::MarkRead { conversation, .. }
            | Self::Write { conversation, .. } => conversation,
        }
    }
}

/// What an agent can write.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutgoingContent {
    Text {
        text: String,
    },
    /// An internal note: never sent to the customer.
    Note {
        text: String,
    },
    /// Anything else that the channel can carry.
    #[serde(untagged)]
    Rich(Rich),
}

impl OutgoingContent {
    /// The text, or what stands for it.
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text } | Self::Note { text } => text,
            Self::Rich(rich) => rich.text().unwrap_or_default(),
        }
    }

    /// Whether the customer never sees it.
    pub fn is_note(&self) -> bool {
        matches!(self, Self::Note { .. })
    }
}

impl From<OutgoingContent> for crate::Content {
    fn from(content: OutgoingContent) -> Self {
        match content {
            OutgoingContent::Text { text } => Self::Text { text },
            OutgoingContent::Note { text } => Self::Note { text },
            OutgoingContent::Rich(rich) => Self::Rich(rich),
        }
    }
}

/// The answer to every write of an agent: the records as they are after it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WriteAnswer {
    pub record: ConversationRecord,
    /// The message that the write made, where it made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Body of `POST /conversations/{id}/messages`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// Must equal the `Idempotency-Key`.
    pub id: MessageId,
    pub content: OutgoingContent,
    /// What its sender may say besides: see [`crate::More`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<crate::More>))]
    pub more: Option<Fields>,
}

/// Body of `PUT /conversations/{id}/assignment`; `null` assigns to nobody.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewAssignment {
    pub assignee: Option<AgentId>,
}

/// Body of `PUT /conversations/{id}/status`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewStatus {
    pub status: ConversationStatus,
}

/// Body of `PUT /conversations/{id}/read`. The mark never moves backward.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReadMark {
    pub position: u64,
}
