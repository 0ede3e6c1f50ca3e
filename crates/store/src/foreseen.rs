//! What a write will leave of a conversation, told by whoever gives it.

use recado_protocol::{AgentId, Conversation, ConversationStatus, Priority, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

/// What changes. What is absent stays as it is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Foreseen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<ConversationStatus>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) snoozed_until: Option<Option<Timestamp>>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) priority: Option<Option<Priority>>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub(crate) assignee: Option<Option<AgentId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Vec<String>>,
}

impl Foreseen {
    /// What makes the one of the other.
    pub fn between(before: &Conversation, after: &Conversation) -> Self {
        fn changed<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
            (before != after).then(|| after.clone())
        }
        Self {
            status: changed(&before.status, &after.status),
            snoozed_until: changed(&before.snoozed_until, &after.snoozed_until),
            priority: changed(&before.priority, &after.priority),
            assignee: changed(&before.assignee, &after.assignee),
            labels: changed(&before.labels, &after.labels),
        }
    }
}

/// A field that is there, with a value or with none.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    reader: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(reader).map(Some)
}
