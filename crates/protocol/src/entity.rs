//! The records that a backend keeps and every frontend shows.

mod reading;

use serde::{Deserialize, Serialize};

use crate::{
    AgentId, Author, ChannelId, CompanyId, ContactId, ConversationId, Delivery, Fields, MessageId,
    TeamId, Timestamp,
};

/// A person who works in the inbox.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    pub role: Role,
    pub status: AgentStatus,
}

/// What a person may do. See `features.md`, T4.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Agent,
    Supervisor,
    Administrator,
    /// A role of a newer backend: nothing is offered to it beyond what an agent may do.
    #[serde(other)]
    Unknown,
}

/// Whether an agent is there for customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgentStatus {
    Available,
    Busy,
    Away,
    Offline,
    #[serde(other)]
    Unknown,
}

/// A group of agents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Team {
    pub id: TeamId,
    pub name: String,
}

/// The company that a contact belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
}

/// A channel instance (also called an inbox): one WhatsApp number, one website's live chat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Channel {
    pub id: ChannelId,
    pub kind: ChannelKind,
    pub name: String,
    pub state: ChannelState,
}

/// The kind of a channel. A kind that this client has never heard of keeps its word.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", from = "String")]
pub enum ChannelKind {
    LiveChat,
    Whatsapp,
    WhatsappBusinessApi,
    Instagram,
    Messenger,
    Telegram,
    TelegramPersonal,
    Line,
    Wechat,
    Sms,
    AppleMessages,
    Email,
    Api,
    #[serde(untagged)]
    Other(String),
}

impl ChannelKind {
    /// The word on the wire.
    pub fn word(&self) -> &str {
        match self {
            Self::LiveChat => "live_chat",
            Self::Whatsapp => "whatsapp",
            Self::WhatsappBusinessApi => "whatsapp_business_api",
            Self::Instagram => "instagram",
            Self::Messenger => "messenger",
            Self::Telegram => "telegram",
            Self::TelegramPersonal => "telegram_personal",
            Self::Line => "line",
            Self::Wechat => "wechat",
            Self::Sms => "sms",
            Self::AppleMessages => "apple_messages",
            Self::Email => "email",
            Self::Api => "api",
            Self::Other(word) => word,
        }
    }
}

/// Whether messages can pass through a channel now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "state",
    rename_all = "snake_case",
    from = "reading::ChannelStateFields"
)]
pub enum ChannelState {
    Active,
    Disabled,
    TokenExpired,
    /// The platform took a limit: sending goes on by itself at `until`.
    Limited {
        until: Timestamp,
    },
    #[serde(other)]
    Unknown,
}

/// A person who writes to the team.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
    /// The name in the messenger, as the messenger writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// E.164 where the channel gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// What the team says of the customer, who never sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub created_at: Timestamp,
    /// Grows with every change of this record; of two copies the higher one is the newer.
    pub revision: u64,
}

/// Where a conversation stands. The filter "Pending" means everything that is not `Resolved`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    Open,
    /// Shown as "with the bot".
    Pending,
    Snoozed,
    Resolved,
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    Medium,
    High,
    Urgent,
    #[serde(other)]
    Unknown,
}

impl ConversationStatus {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
            Self::Unknown => "unknown",
        }
    }
}

impl Priority {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
            Self::Unknown => "unknown",
        }
    }
}

/// One conversation with one contact on one channel: what a row of the list needs, and no history.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Conversation {
    pub id: ConversationId,
    pub channel: ChannelId,
    pub contact: ContactId,
    pub status: ConversationStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    #[serde(default)]
    pub archived: bool,
    /// Whether the last word of the customer has an answer.
    #[serde(default)]
    pub answered: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AgentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The ids of the agents whom notes have mentioned and who have not seen that yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Since when the customer waits for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
    /// When the customer wrote last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_wrote_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// The time of the newest message or note; system lines do not count.
    pub last_activity_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Preview>,
    /// The position of the newest message; 0 when there is none.
    #[serde(default)]
    pub last_position: u64,
    /// Every message up to this position has been read by the team.
    #[serde(default)]
    pub read_position: u64,
    /// How many of the customer's messages stand after `read_position`.
    #[serde(default)]
    pub unread_count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    #[serde(default)]
    pub blocked_by_customer: bool,
    /// Whether the team has blocked the customer.
    #[serde(default)]
    pub blocked: bool,
    /// Whether all that was said here was erased, and who it was with: nobody can write here any more.
    #[serde(default)]
    pub erased: bool,
    /// Whether it was deleted: nobody can write here until that is taken back.
    #[serde(default)]
    pub deleted: bool,
    /// What goes out later, the next first: a list of [`crate::schedule::Scheduled`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Vec<crate::schedule::Scheduled>>))]
    pub scheduled: Option<Fields>,
    /// What is pinned, in the order of the conversation: a list of [`crate::message::more::Cited`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Vec<crate::message::more::Cited>>))]
    pub pinned: Option<Fields>,
    /// Grows with every change of this record; of two copies the higher one is the newer.
    pub revision: u64,
}

impl Conversation {
    /// Whether it is only there to be read: nobody can write here, and there is nothing to be done.
    pub const fn is_over(&self) -> bool {
        self.erased || self.deleted
    }
}

/// Who resolved a conversation last, when, and how often it was resolved in all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Resolution {
    pub by: AgentId,
    pub at: Timestamp,
    pub times: u32,
}

/// The newest message as a row of the list shows it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Preview {
    pub message: MessageId,
    pub author: Author,
    /// The kind of the message's content, `text`, `note`... Instead of `media` it may say what the first file is:
    /// `image`, `video`, `audio`, `voice` or `file`.
    pub kind: String,
    /// At most [`Preview::TEXT_CHARS`] characters, one line. Where files have no text: how long the first one is
    /// (`0:18`), or its name where it is neither sound nor film nor picture.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

impl Preview {
    /// Longest text of a preview, in characters.
    pub const TEXT_CHARS: usize = 140;

    /// The preview of a message. System lines have none.
    pub fn of(message: &crate::Message) -> Option<Self> {
        if matches!(message.content, crate::Content::System { .. }) {
            return None;
        }
        Some(Self {
            message: message.id.clone(),
            author: message.author.clone(),
            kind: message.content.kind().to_owned(),
            text: Self::line(message.content.text().unwrap_or_default()),
            delivery: message.delivery.clone(),
        })
    }

    /// A text as one line that is not too long.
    pub fn line(text: &str) -> String {
        let words = text.split_whitespace();
        let mut text = String::new();
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
            if text.chars().nth(Self::TEXT_CHARS).is_some() {
                text = text.chars().take(Self::TEXT_CHARS).collect();
                break;
            }
        }
        text
    }
}

/// A conversation with the contact that its row shows. The two always travel together, so that a
/// frontend never has to ask who somebody is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConversationRecord {
    pub conversation: Conversation,
    pub contact: Contact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_decode_and_known_ones_survive() {
        let kind: ChannelKind = serde_json::from_str("\"pigeon_post\"").unwrap();
        assert_eq!(kind, ChannelKind::Other("pigeon_post".into()));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"pigeon_post\"");
        let kind: ChannelKind = serde_json::from_str("\"whatsapp_business_api\"").unwrap();
        assert_eq!(kind, ChannelKind::WhatsappBusinessApi);
        let status: ConversationStatus = serde_json::from_str("\"on_the_moon\"").unwrap();
        assert_eq!(status, ConversationStatus::Unknown);
        let state: ChannelState =
            serde_json::from_str(r#"{"state":"on_fire","since":"1666"}"#).unwrap();
        assert_eq!(state, ChannelState::Unknown);
    }

    #[test]
    fn every_kind_and_state_of_a_channel_is_read_as_it_is_written() {
        use ChannelKind::*;
        for kind in [
            LiveChat,
            Whatsapp,
            WhatsappBusinessApi,
            Instagram,
            Messenger,
            Telegram,
            TelegramPersonal,
            Line,
            Wechat,
            Sms,
            AppleMessages,
            Email,
            Api,
        ] {
            let wire = serde_json::to_string(&kind).unwrap();
            assert_eq!(wire.trim_matches('"'), kind.word());
            assert_eq!(serde_json::from_str::<ChannelKind>(&wire).unwrap(), kind);
        }
        let until = Timestamp::from_millis(1_790_000_000_000);
        for state in [
            ChannelState::Active,
            ChannelState::Disabled,
            ChannelState::TokenExpired,
            ChannelState::Limited { until },
            ChannelState::Unknown,
        ] {
            let wire = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<ChannelState>(&wire).unwrap(), state);
        }
    }
}
