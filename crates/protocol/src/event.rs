//! What happened, in order. Applying an event twice is harmless.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::{Agent, Channel, Company, Contact, ConversationRecord, Message, Timestamp};

/// One change of the account, numbered.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Strictly increasing per account; a client may see gaps (what it may not see is left out).
    pub seq: u64,
    pub at: Timestamp,
    pub body: EventBody,
}

/// The change itself. Records come whole, as they are after the change.
#[derive(Clone, PartialEq, Debug)]
pub enum EventBody {
    /// `conversation.created`, `conversation.updated`
    Conversation(Box<ConversationRecord>),
    /// `message.created`, `message.updated`
    Message(Box<MessageChange>),
    /// `contact.updated`
    Contact(Box<Contact>),
    /// `company.updated`
    Company(Company),
    /// `agent.updated`
    Agent(Agent),
    /// `channel.updated`
    Channel(Channel),
    /// A type of a newer backend, or a known one whose data could not be read: skipped, but its
    /// `seq` counts.
    Unknown { event_type: String },
}

/// A message with its conversation as it is after the message.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MessageChange {
    pub message: Message,
    /// Left out only for who asked for it ([`Hello::brief`](crate::live::Hello::brief)), where a later one of the
    /// missed events brings the conversation as it is after that one; and where all messages of a person lose what they
    /// say, whose conversations are told at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<ConversationRecord>,
}

/// The event types of this version, as they stand on the wire.
pub mod event_type {
    pub const CONVERSATION_CREATED: &str = "conversation.created";
    pub const CONVERSATION_UPDATED: &str = "conversation.updated";
    pub const MESSAGE_CREATED: &str = "message.created";
    pub const MESSAGE_UPDATED: &str = "message.updated";
    pub const CONTACT_UPDATED: &str = "contact.updated";
    pub const COMPANY_UPDATED: &str = "company.updated";
    pub const AGENT_UPDATED: &str = "agent.updated";
    pub const CHANNEL_UPDATED: &str = "channel.updated";
}

impl EventBody {
    /// Reads the data of an event of the given type. Never fails: what can't be read is `Unknown`.
    pub fn decode(event_type: &str, data: &RawValue) -> Self {
        recado_json::from_str_with(data.get(), Data { event_type }).unwrap_or_else(|_| {
            Self::Unknown {
                event_type: event_type.to_owned(),
            }
        })
    }

    fn read<'de, D: Deserializer<'de>>(event_type: &str, data: D) -> Result<Self, D::Error> {
        Ok(match event_type {
            event_type::CONVERSATION_CREATED | event_type::CONVERSATION_UPDATED => {
                Self::Conversation(Deserialize::deserialize(data)?)
            }
            event_type::MESSAGE_CREATED | event_type::MESSAGE_UPDATED => {
                Self::Message(Deserialize::deserialize(data)?)
            }
            event_type::CONTACT_UPDATED => Self::Contact(Deserialize::deserialize(data)?),
            event_type::COMPANY_UPDATED => Self::Company(Deserialize::deserialize(data)?),
            event_type::AGENT_UPDATED => Self::Agent(Deserialize::deserialize(data)?),
            event_type::CHANNEL_UPDATED => Self::Channel(Deserialize::deserialize(data)?),
            _ => {
                IgnoredAny::deserialize(data)?;
                Self::Unknown {
                    event_type: event_type.to_owned(),
                }
            }
        })
    }
}

/// Reads an event in one go: its type has to stand before its data, and its data has to be what the
/// type says.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
        let (mut event_type, mut seq, mut at, mut body) = (None, None, None, None);
        while let Some(name) = map.next_key::<Name<'de>>()? {
            match (&*name.0, &event_type) {
                ("type", None) => event_type = Some(map.next_value::<Name<'de>>()?),
                ("seq", _) if seq.is_none() => seq = Some(map.next_value()?),
                ("at", _) if at.is_none() => at = Some(map.next_value()?),
                ("data", Some(Name(event_type))) if body.is_none() => {
                    body = Some(map.next_value_seed(Data { event_type })?);
                }
                ("type" | "seq" | "at" | "data", _) => {
                    return Err(A::Error::custom("parts out of order"));
                }
                _ => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        match (seq, body) {
            (Some(seq), Some(body)) => Ok(Event {
                seq,
                at: at.unwrap_or_default(),
                body,
            }),
            _ => Err(A::Error::custom("no event")),
        }
    }
}

/// A word, which is nearly always just as it stands in the text.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The data of an event of a type.
struct Data<'a> {
    event_type: &'a str,
}

impl<'de> DeserializeSeed<'de> for Data<'_> {
    type Value = EventBody;

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<EventBody, D::Error> {
        EventBody::read(self.event_type, data)
    }
}
