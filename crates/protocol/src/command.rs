//! What an agent can change. Every change is one command, with a key that makes repeating it safe.

mod reading;

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, CommandId, ConversationId, ConversationRecord, ConversationStatus, Message, MessageId,
    Timestamp,
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
}

impl Command {
    pub fn conversation(&self) -> &ConversationId {
        match self {
            Self::SendMessage { conversation, .. }
            | Self::Assign { conversation, .. }
            | Self::SetStatus { conversation, .. }
            | Self::MarkRead { conversation, .. } => conversation,
        }
    }
}

/// What an agent can write.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    try_from = "reading::OutgoingContentFields"
)]
pub enum OutgoingContent {
    Text {
        text: String,
    },
    /// An internal note: never sent to the customer.
    Note {
        text: String,
    },
}

impl OutgoingContent {
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text } | Self::Note { text } => text,
        }
    }
}

impl From<OutgoingContent> for crate::Content {
    fn from(content: OutgoingContent) -> Self {
        match content {
            OutgoingContent::Text { text } => Self::Text { text },
            OutgoingContent::Note { text } => Self::Note { text },
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
