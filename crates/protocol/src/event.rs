//! What happened, in order. Applying an event twice is harmless.

use serde::{Deserialize, Serialize};
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
    Contact(Contact),
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
    pub record: ConversationRecord,
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
        let data = data.get();
        let known = match event_type {
            event_type::CONVERSATION_CREATED | event_type::CONVERSATION_UPDATED => {
                recado_json::from_str(data).map(Self::Conversation)
            }
            event_type::MESSAGE_CREATED | event_type::MESSAGE_UPDATED => {
                recado_json::from_str(data).map(Self::Message)
            }
            event_type::CONTACT_UPDATED => recado_json::from_str(data).map(Self::Contact),
            event_type::COMPANY_UPDATED => recado_json::from_str(data).map(Self::Company),
            event_type::AGENT_UPDATED => recado_json::from_str(data).map(Self::Agent),
            event_type::CHANNEL_UPDATED => recado_json::from_str(data).map(Self::Channel),
            _ => {
                return Self::Unknown {
                    event_type: event_type.to_owned(),
                };
            }
        };
        known.unwrap_or_else(|_| Self::Unknown {
            event_type: event_type.to_owned(),
        })
    }
}
