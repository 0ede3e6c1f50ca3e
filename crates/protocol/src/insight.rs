//! What can be told of a conversation from its words: how the customer feels, how urgent it is, and what is like it.

use serde::{Deserialize, Serialize};

use crate::ticket::TicketStatus;
use crate::{AgentId, ConversationId, ConversationStatus, Feature, MessageId, TicketId, Timestamp};

/// How somebody feels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    Negative,
    Neutral,
    Positive,
    #[serde(other)]
    Unknown,
}

/// Where the mood goes over the latest messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    Better,
    Steady,
    Worse,
    #[serde(other)]
    Unknown,
}

/// How soon something wants an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Low,
    Normal,
    High,
    #[serde(other)]
    Unknown,
}

/// Who judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InsightSource {
    /// Lists of words.
    Words,
    /// The server that helps with texts.
    Assistant,
    #[serde(other)]
    Unknown,
}

/// What one message of the customer says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MessageInsight {
    pub message: MessageId,
    pub at: Timestamp,
    pub mood: Mood,
    pub urgency: Urgency,
    /// Its beginning.
    pub excerpt: String,
}

/// A conversation about something like it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SimilarConversation {
    pub conversation: ConversationId,
    /// The message that is most like it.
    pub message: MessageId,
    /// The customer's name.
    pub name: String,
    pub at: Timestamp,
    pub status: ConversationStatus,
    /// Who resolved it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<AgentId>,
    pub excerpt: String,
}

/// A ticket about something like it, of another conversation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SimilarTicket {
    pub ticket: TicketId,
    /// What people call it: `#12`.
    pub number: u64,
    pub subject: String,
    pub status: TicketStatus,
    pub created_at: Timestamp,
    /// One that it is linked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

/// Answer to `GET /conversations/{id}/insights`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Insights {
    pub source: InsightSource,
    /// The assistant is asked: in a moment the source may be another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
    pub mood: Mood,
    pub trend: Trend,
    pub urgency: Urgency,
    /// The words that made it so urgent, or not.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// The customer's latest messages, the newest first; empty when they have written nothing.
    pub messages: Vec<MessageInsight>,
    /// The most similar first.
    #[serde(default)]
    pub similar: Vec<SimilarConversation>,
    /// The most similar first; those of the conversation itself are not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<SimilarTicket>,
}

impl Insights {
    /// So many messages are judged.
    pub const MESSAGES: u32 = 12;
    /// So many similar conversations are given, and so many tickets.
    pub const SIMILAR: usize = 5;
}

impl Feature {
    /// Mood, urgency and what is similar: [`Insights`].
    pub const INSIGHTS: Self = Self::known("insights");
}
