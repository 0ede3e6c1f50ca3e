//! Reads the tagged enums of messages.
//!
//! Each is read as one flat set of optional fields and then sorted out by its tag. That is what
//! makes a newer peer's words harmless, and it is a third of the code that derived readers of
//! tagged enums become in a browser.

use super::{Author, Content, Delivery, Rich, SystemEvent};
use crate::{AgentId, ContactId, ConversationStatus, Fields, Priority, Timestamp};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
pub struct AuthorFields {
    kind: String,
    id: Option<String>,
    name: Option<String>,
}

impl From<AuthorFields> for Author {
    fn from(fields: AuthorFields) -> Self {
        let AuthorFields { kind, id, name } = fields;
        match (kind.as_str(), id, name) {
            ("contact", Some(id), _) => Self::Contact {
                id: ContactId::new(id),
            },
            ("agent", Some(id), Some(name)) => Self::Agent {
                id: AgentId::new(id),
                name,
            },
            ("bot", _, Some(name)) => Self::Bot { name },
            ("system", ..) => Self::System,
            _ => Self::Unknown,
        }
    }
}

#[derive(Deserialize)]
pub struct DeliveryFields {
    state: String,
    code: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    retryable: bool,
}

impl From<DeliveryFields> for Delivery {
    fn from(fields: DeliveryFields) -> Self {
        match fields.state.as_str() {
            "queued" => Self::Queued,
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            "failed" => Self::Failed {
                code: fields.code.unwrap_or_default(),
                reason: fields.reason.unwrap_or_default(),
                retryable: fields.retryable,
            },
            _ => Self::Unknown,
        }
    }
}

#[derive(Deserialize)]
pub struct SystemEventFields {
    event: String,
    by: Option<String>,
    to: Option<String>,
    who: Option<String>,
    label: Option<String>,
    status: Option<ConversationStatus>,
    until: Option<Timestamp>,
    priority: Option<Priority>,
}

impl From<SystemEventFields> for SystemEvent {
    fn from(fields: SystemEventFields) -> Self {
        let SystemEventFields {
            event,
            by,
            to,
            who,
            label,
            status,
            until,
            priority,
        } = fields;
        match (event.as_str(), to, label) {
            ("assigned", Some(to), _) => Self::Assigned { by, to },
            ("transferred", Some(to), _) => Self::Transferred { by, to },
            ("label_added", _, Some(label)) => Self::LabelAdded { by, label },
            ("label_removed", _, Some(label)) => Self::LabelRemoved { by, label },
            ("unassigned", ..) => Self::Unassigned { by },
            ("resolved", ..) => Self::Resolved { by },
            ("reopened", ..) => Self::Reopened { by },
            ("snoozed", ..) => Self::Snoozed { by, until },
            ("priority_changed", ..) => Self::PriorityChanged { by, priority },
            ("notifications_blocked", ..) => Self::NotificationsBlocked { by },
            ("notifications_allowed", ..) => Self::NotificationsAllowed { by },
            ("customer_blocked", ..) => Self::CustomerBlocked { by },
            ("customer_unblocked", ..) => Self::CustomerUnblocked { by },
            ("status_changed", ..) => match status {
                Some(status) => Self::StatusChanged { by, status },
                None => Self::Unknown,
            },
            ("joined", ..) => who.map_or(Self::Unknown, |who| Self::Joined { who }),
            _ => Self::Unknown,
        }
    }
}

#[derive(Deserialize)]
struct System {
    event: SystemEvent,
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rich = Rich::from_fields(Fields::deserialize(deserializer)?);
        let text = rich.text().map(str::to_owned);
        Ok(match (rich.kind(), text) {
            ("text", Some(text)) => Self::Text { text },
            ("note", Some(text)) => Self::Note { text },
            ("system", _) => match rich.fields().read() {
                Some(System { event }) => Self::System { event },
                None => Self::Rich(rich),
            },
            _ => Self::Rich(rich),
        })
    }
}
