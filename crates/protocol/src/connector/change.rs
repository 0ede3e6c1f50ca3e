//! What becomes of a message after it was sent: a new text, taking it back, reactions. Both ways.

use serde::{Deserialize, Serialize};

use super::{Person, Written};
use crate::{ChannelId, MessageId, Timestamp};

/// A message that the platform has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SentMessage {
    /// Our id of it, the key of the call that brought it.
    pub id: MessageId,
    /// The id that the platform gave it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// The text of a message of ours is to be another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TextToChange {
    pub channel: ChannelId,
    pub to: Person,
    pub message: SentMessage,
    /// The new text as a person typed it.
    pub text: String,
    /// The same as the platform reads it.
    pub written: Written,
}

/// A message of ours is to vanish for everybody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MessageToDelete {
    pub channel: ChannelId,
    pub to: Person,
    pub message: SentMessage,
}

/// The team's reaction to a message, the customer's or ours. There is one at the most: to the platform
/// the team is one person. A new one takes the place of the one before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReactionToSet {
    pub channel: ChannelId,
    pub to: Person,
    pub message: SentMessage,
    pub emoji: String,
    /// `false` takes it back.
    pub on: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomersEdit {
    /// The platform's id of the message.
    pub message: String,
    /// What it says now; below files it may be empty.
    pub text: String,
    /// When the customer changed it, by the platform's clock. An edit that is older than the last one
    /// changes nothing; without a time the one that is told last counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomersDeletion {
    /// The platform's id of the message.
    pub message: String,
}
