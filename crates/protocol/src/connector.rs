//! The connector contract: how a program that speaks a platform's own language (a WhatsApp gateway,
//! a mail server) carries the messages of one channel instance.
//!
//! The backend calls the connector's address with a [`ToConnector`]; the connector calls
//! `POST /channels/{id}/inbound` with a [`FromConnector`], or, on a channel for e-mail, with a mail as
//! it is (`message/rfc822`). Both sign what they send: see [`header`].

mod change;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::message::more::LinkPreview;
use crate::{ChannelId, ChannelState, Content, Delivery, Message, MessageId};

pub use change::{
    CustomersDeletion, CustomersEdit, MessageToDelete, ReactionToSet, SentMessage, TextToChange,
};

/// The headers that both sides set.
pub mod header {
    /// When it was signed, in seconds since 1970. What is older than [`super::SIGNED_WITHIN_SECONDS`]
    /// is refused.
    pub const TIMESTAMP: &str = "recado-timestamp";
    /// `v1=` and the HMAC-SHA256 of `{timestamp}.{body}` with the channel's secret, in lower-case
    /// hexadecimal digits.
    pub const SIGNATURE: &str = "recado-signature";
}

/// How old a signature may be, and how far ahead of the reader's clock, in seconds.
pub const SIGNED_WITHIN_SECONDS: i64 = 5 * 60;

/// What the backend asks of a connector. An answer of 2xx means that it is done, or will be.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type")]
pub enum ToConnector {
    /// Bring a message to the customer. The answer may be a [`Taken`]; one of 4xx is a [`NotTaken`],
    /// and the message has failed. After any other answer, or none, the same call comes again, later.
    /// The `Idempotency-Key` is the message's id: what comes again is the same message. Messages of
    /// one conversation come in their order, one at a time.
    #[serde(rename = "message.send")]
    MessageSend(Box<MessageToSend>),
    /// Give a message of ours a new text. This and the two below come in their order between the
    /// messages of their conversation, with a key of their own, and again like them. One of 4xx is a
    /// [`NotTaken`]: the change is taken back for the team, with the reason.
    #[serde(rename = "message.edit")]
    MessageEdit(Box<TextToChange>),
    /// Take a message of ours back, for everybody.
    #[serde(rename = "message.delete")]
    MessageDelete(Box<MessageToDelete>),
    /// React to a message, or take the reaction back.
    #[serde(rename = "message.react")]
    MessageReact(Box<ReactionToSet>),
    /// An administrator gives a new token for the platform. 2xx says that it works.
    #[serde(rename = "channel.reconnect")]
    ChannelReconnect(NewToken),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewToken {
    pub channel: ChannelId,
    pub token: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MessageToSend {
    pub channel: ChannelId,
    pub to: Person,
    /// What is to be sent. Its text is as a person typed it.
    pub message: Message,
    /// The same text as the platform reads it; absent where there is no text, and for templates,
    /// whose words the platform knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// A text in a channel's own way of writing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Written {
    /// `whatsapp` (`*bold*`), `telegram_html` (for its `parse_mode` HTML), `html` (for the HTML part
    /// of a mail), `plain`, or `recado` (as it was typed).
    pub format: String,
    pub text: String,
}

/// A customer as the platform knows them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Person {
    /// The platform's id of this person on this channel: a number, an address, an account.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

/// What a connector may answer when it takes a message.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Taken {
    /// The id that the platform gave the message; receipts may name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// Why a connector does not take a message, and never will as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NotTaken {
    /// A word for programs; `blocked_by_customer` also says that nothing else will get through.
    pub code: String,
    /// A sentence for people.
    pub reason: String,
    /// Whether a person may try the same once more.
    pub retryable: bool,
}

/// What a connector tells. Telling the same twice is harmless.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromConnector {
    /// The customer wrote. The first message of a person begins a conversation.
    Message(CustomersMessage),
    /// The customer added a reaction to a message, or took it back.
    Reaction(CustomersReaction),
    /// The customer changed the text of a message of theirs. One that is not known changes nothing.
    Edited(CustomersEdit),
    /// The customer took a message of theirs back. One that is not known changes nothing.
    Deleted(CustomersDeletion),
    /// How far a message of ours got. It only ever gets further.
    Receipt(Receipt),
    /// The customer blocked us, or takes our messages again.
    Blocked(OnOff),
    /// What is known of a person has changed. What is absent stays as it is.
    Contact(KnownPerson),
    /// The customer began or stopped writing.
    Typing(OnOff),
    /// Whether messages can pass now.
    State(NewState),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomersMessage {
    /// The platform's id of the message: the same id is the same message.
    pub id: String,
    pub from: Person,
    /// Anything but notes, system lines and e-mails. Below files it is a text, which may be empty.
    pub content: Content,
    /// What the customer sent along. The backend fetches it before it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileAt>,
    /// The platform's id, or ours, of the message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// What the platform says stands behind the first link of the text. The backend itself goes to no link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_preview: Option<LinkPreview>,
}

/// A file of a customer, at the address where the backend can fetch it once.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileAt {
    /// `https`, on a public address; others only where the backend was told to trust them.
    pub url: String,
    /// As the customer called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the platform says that it is; what it is, its bytes say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Whether the customer spoke it for this conversation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomersReaction {
    /// The platform's id of the message, or ours.
    pub message: String,
    pub emoji: String,
    pub on: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The platform's id of the message, or ours.
    pub message: String,
    pub delivery: Delivery,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OnOff {
    /// The platform's id of the person.
    pub from: String,
    pub on: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KnownPerson {
    pub from: Person,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewState {
    pub state: ChannelState,
}

/// The word that says what the rest is.
#[derive(Deserialize)]
struct Word {
    #[serde(rename = "type")]
    word: String,
}

// The readers that serde derives for tagged enums can't keep what is kept as text.
impl<'de> Deserialize<'de> for ToConnector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const WORDS: &[&str] = &[
            "message.send",
            "message.edit",
            "message.delete",
            "message.react",
            "channel.reconnect",
        ];
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let Word { word } = read(&raw)?;
        match word.as_str() {
            "message.send" => read(&raw).map(Self::MessageSend),
            "message.edit" => read(&raw).map(Self::MessageEdit),
            "message.delete" => read(&raw).map(Self::MessageDelete),
            "message.react" => read(&raw).map(Self::MessageReact),
            "channel.reconnect" => read(&raw).map(Self::ChannelReconnect),
            other => Err(Error::unknown_variant(other, WORDS)),
        }
    }
}

impl<'de> Deserialize<'de> for FromConnector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const WORDS: &[&str] = &[
            "message", "reaction", "edited", "deleted", "receipt", "blocked", "contact", "typing",
            "state",
        ];
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let Word { word } = read(&raw)?;
        match word.as_str() {
            "message" => read(&raw).map(Self::Message),
            "reaction" => read(&raw).map(Self::Reaction),
            "edited" => read(&raw).map(Self::Edited),
            "deleted" => read(&raw).map(Self::Deleted),
            "receipt" => read(&raw).map(Self::Receipt),
            "blocked" => read(&raw).map(Self::Blocked),
            "contact" => read(&raw).map(Self::Contact),
            "typing" => read(&raw).map(Self::Typing),
            "state" => read(&raw).map(Self::State),
            other => Err(Error::unknown_variant(other, WORDS)),
        }
    }
}

fn read<T: DeserializeOwned, E: Error>(raw: &RawValue) -> Result<T, E> {
    recado_json::from_str(raw.get()).map_err(Error::custom)
}

/// Answer to what a connector told.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Told {
    /// Our id of the message that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
}

/// How a channel instance is connected. For administrators.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Connector {
    /// Where the backend calls the connector; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The secret that both sides sign with: in the answer that made it, never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// Body of `PUT /channels/{id}/connector`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewConnector {
    /// `https`, or `http` to this machine's own network.
    pub url: String,
    /// At least 16 characters; made by the backend when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// Body of `POST /channels/{id}/connection`: makes a channel work again.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reconnection {
    /// The new token for the platform, handed to the connector; absent when it was renewed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_sides_say_is_read_as_it_is_written() {
        let text = r#"{"type":"message","id":"w1","from":{"id":"5511"},"content":{"kind":"location","latitude":"1","longitude":"2"}}"#;
        let told: FromConnector = serde_json::from_str(text).unwrap();
        let FromConnector::Message(message) = &told else {
            panic!("{told:?}")
        };
        assert_eq!(message.content.kind(), "location");
        assert_eq!(serde_json::to_string(&told).unwrap(), text);
        let limited =
            r#"{"state":{"state":"limited","until":"2026-11-21T09:30:00.000Z"},"type":"state"}"#;
        let told: FromConnector = serde_json::from_str(limited).unwrap();
        let FromConnector::State(NewState { state }) = told else {
            panic!("{told:?}")
        };
        assert!(matches!(state, ChannelState::Limited { .. }));
        for wrong in [
            "{}",
            r#"{"type":"moon"}"#,
            r#"{"type":"receipt","message":"m"}"#,
            "[]",
        ] {
            assert!(
                serde_json::from_str::<FromConnector>(wrong).is_err(),
                "{wrong}"
            );
        }
        let reconnect = ToConnector::ChannelReconnect(NewToken {
            channel: "c".into(),
            token: "t".to_owned(),
        });
        let wire = serde_json::to_string(&reconnect).unwrap();
        assert_eq!(
            serde_json::from_str::<ToConnector>(&wire).unwrap(),
            reconnect
        );
    }
}
