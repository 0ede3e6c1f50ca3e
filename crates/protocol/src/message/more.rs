//! What is known of a message besides what it says: what it answers, who reacted, what became of it.
//!
//! A list of messages needs none of it, so it travels as [`crate::Fields`] and is read where it is drawn.

use serde::{Deserialize, Serialize};

use crate::{Author, ConversationId, Delivery, Message, MessageId, Preview, Timestamp};

/// The further facts of a message; every one may be missing. Whoever sends a message may set
/// `reply_to`, `resent`, `forwarded` and `send_at`; the backend sets all others.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct More {
    /// The message of this conversation that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// What the answered message said, for whoever has not loaded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// The message that was sent once more as this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resent: Option<MessageId>,
    /// Where it was forwarded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// It goes to the customer at this time, not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Pin>,
    /// When its text was changed last; what it said before is in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// What the customer chose or filled in, on the message that asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// When it reached each state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub track: Vec<Step>,
    /// The id that the channel's platform gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What stands behind the first link of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_preview: Option<LinkPreview>,
    /// Why the last change of it was taken back: its channel did not carry it. Always `failed`; it goes
    /// with the next change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_failed: Option<Delivery>,
}

impl More {
    /// When the channel took it, where that is known.
    pub fn sent_at(&self) -> Option<Timestamp> {
        let sent = self.track.iter().find(|step| step.state == "sent");
        sent.map(|step| step.at)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quote {
    pub author: Author,
    /// The kind of the message's content.
    pub kind: String,
    /// At most [`crate::Preview::TEXT_CHARS`] characters, one line.
    pub text: String,
}

impl Quote {
    pub fn of(message: &Message) -> Self {
        Self {
            author: message.author.clone(),
            kind: message.content.kind().to_owned(),
            text: Preview::of(message).map_or_else(String::new, |preview| preview.text),
        }
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Forwarded {
    pub conversation: ConversationId,
    pub message: MessageId,
    /// Who wrote it there, as the reader sees them.
    #[serde(default)]
    pub author: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reaction {
    pub emoji: String,
    pub by: Author,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pin {
    /// The name of who did it.
    pub by: String,
    pub at: Timestamp,
}

/// A message of the same conversation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cited {
    pub message: MessageId,
    /// What it says, for whoever has not loaded it.
    pub quote: Quote,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Answer {
    pub at: Timestamp,
    /// The ids of what was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
    /// What was filled in, by the ids of the questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<Filled>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Filled {
    pub question: String,
    pub value: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Step {
    /// `queued`, `sent`, `delivered`, `read` or `failed`.
    pub state: String,
    pub at: Timestamp,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LinkPreview {
    pub url: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
