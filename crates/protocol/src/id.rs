//! Identifiers: opaque strings, one type each, cheap to clone.

use std::sync::Arc;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::Timestamp;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "schema", schema(value_type = String))]
        #[serde(transparent)]
        pub struct $name(#[serde(deserialize_with = "shared_text")] Arc<str>);

        impl $name {
            /// Wraps an id that a backend gave.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// Makes an id on this side: a UUIDv7 (RFC 9562) of the given time and random bytes.
            pub fn make(at: Timestamp, random: [u8; 10]) -> Self {
                Self(uuid_v7(at, random).into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }
    )+};
}

ids! {
    /// A person who works in the inbox.
    AgentId,
    /// A page of the knowledge base.
    ArticleId,
    /// What a team keeps of its customers. Made by whoever defines it.
    AttributeId,
    /// A text that is said often.
    CannedReplyId,
    /// A channel instance (also called an inbox): one WhatsApp number, one website's live chat.
    ChannelId,
    /// The idempotency key of a write. A message's key is its own id.
    CommandId,
    /// The company of a contact.
    CompanyId,
    /// A person who writes to the team.
    ContactId,
    /// One conversation with one contact on one channel.
    ConversationId,
    /// A file that was uploaded.
    FileId,
    /// Actions that are done in one step.
    MacroId,
    /// A message, a note or a system line. Made by whoever wrote it.
    MessageId,
    /// A filter that an agent keeps under a name. Made by whoever made it.
    QueueId,
    /// One run of a macro. Made by whoever runs it.
    RunId,
    /// One sign-in on one device.
    SessionId,
    /// A group of agents.
    TeamId,
    /// A message that a platform has approved.
    TemplateId,
    /// Work on something that outlives a conversation.
    TicketId,
}

/// Reads a text straight into where it stays; the library makes two others on the way there.
fn shared_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = Arc<str>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a text")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Arc<str>, E> {
            Ok(text.into())
        }
    }
    deserializer.deserialize_str(Text)
}

fn uuid_v7(at: Timestamp, random: [u8; 10]) -> String {
    let millis = u64::try_from(at.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_ids_sort_by_time_and_are_version_seven() {
        let earlier = MessageId::make(Timestamp::from_millis(1_000), [0xff; 10]);
        let later = MessageId::make(Timestamp::from_millis(1_001), [0; 10]);
        assert!(earlier < later);
        assert_eq!(&later.as_str()[14..15], "7");
    }
}
