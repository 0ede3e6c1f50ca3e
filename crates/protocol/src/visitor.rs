//! The customer side: the same shapes, for one visitor and one conversation.

use serde::{Deserialize, Serialize};

use crate::message::more::Filled;
use crate::{ChannelId, ChannelLimits, ConversationId, FileId, Message, MessageId, Timestamp};

/// Body of `POST /visitor/session`: begin, or resume with the token of the last time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BeginVisit {
    pub channel: ChannelId,
    /// An unknown or expired one begins a new visit instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// BCP 47, for the agent's information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// Answer to [`BeginVisit`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Visit {
    /// For `Authorization: Bearer` and `hello`. Keep it to come back to the same conversation.
    pub token: String,
    /// The name that the window's head shows.
    pub channel_name: String,
    /// Absent until the visitor's first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The agent's messages that the visitor has not read.
    #[serde(default)]
    pub unread_count: u32,
    /// Where the live socket goes on from.
    pub cursor: u64,
    /// What this channel carries. Nothing stated is no stated limit.
    #[serde(default)]
    pub limits: ChannelLimits,
}

/// Body of `POST /visitor/messages`. Its `Idempotency-Key` is the id.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewVisitorMessage {
    pub id: MessageId,
    /// May be empty below files.
    pub text: String,
    /// What was uploaded to `/visitor/uploads` before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileId>,
}

/// Body of `POST /visitor/messages/{id}/answer`: what the visitor chose or filled in on the message
/// `{id}`. It becomes a message of the visitor's, whose id is the `Idempotency-Key`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VisitorAnswer {
    pub id: MessageId,
    /// The id of what was chosen: one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
    /// What was filled in, by the ids of the questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<Filled>,
}

/// Answer to [`NewVisitorMessage`] and [`VisitorAnswer`], and data of the events on the visitor's socket.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VisitorMessage {
    pub message: Message,
}

/// Body of `PUT /visitor/conversations/{id}/receipts`: how far our messages got. Positions never
/// move backward.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Receipts {
    /// Every message up to this position is on the visitor's device.
    #[serde(default)]
    pub delivered: u64,
    /// Every message up to this position has been seen.
    #[serde(default)]
    pub read: u64,
}

/// Body of `PUT /visitor/conversations/{id}/context`: where the visitor was when the conversation began. What the
/// backend was told first stays.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VisitContext {
    /// The page with the chat on it, without what stands behind `?` but for `utm_` fields.
    pub page: String,
    /// The page that led to it, without what stands behind `?`.
    pub referrer: String,
    /// BCP 47.
    pub language: String,
}

/// What is known of the visit in which a conversation began. What is not known is absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VisitFacts {
    /// An `http` or `https` address without a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// Name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What the address of the page says of the campaign.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub campaign: Vec<CampaignFact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// One `utm_` field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CampaignFact {
    /// `source`, `medium`, `campaign`, `term` or `content`.
    pub name: String,
    pub value: String,
}

impl VisitContext {
    /// Longest address that is kept, in bytes.
    pub const ADDRESS_BYTES: usize = 1_000;
    /// Longest value of a `utm_` field, in characters.
    pub const CAMPAIGN_CHARS: usize = 100;
}
