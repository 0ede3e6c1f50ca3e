//! Messages: who said what, and how far it got.

pub mod more;
mod reading;
pub mod rich;
pub mod write;

use serde::{Deserialize, Serialize};

pub use more::More;
pub use rich::{Rich, RichContent};
pub use write::MessageWrite;

use crate::{AgentId, ContactId, ConversationId, ConversationStatus, Fields, MessageId, Timestamp};

/// One entry of a conversation: a message, an internal note or a system line.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Message {
    /// Made by the writer's side; also the idempotency key of the write.
    pub id: MessageId,
    pub conversation: ConversationId,
    /// The place in the conversation: 1, 2, 3... without gaps. Given by the backend.
    pub position: u64,
    pub at: Timestamp,
    pub author: Author,
    pub content: Content,
    /// How far it got; only on what our side sends to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// See [`More`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<More>))]
    pub more: Option<Fields>,
    /// Grows with every change of this record; of two copies the higher one is the newer.
    pub revision: u64,
}

/// Who wrote a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    from = "reading::AuthorFields"
)]
pub enum Author {
    Contact {
        id: ContactId,
    },
    /// The name is the one that the customer sees.
    Agent {
        id: AgentId,
        name: String,
    },
    Bot {
        name: String,
    },
    System,
    Unknown,
}

impl Message {
    /// What is known of it besides what it says.
    pub fn read_more(&self) -> More {
        self.more
            .as_ref()
            .and_then(Fields::read)
            .unwrap_or_default()
    }

    /// Whether [`More::change_failed`] says something, without reading the rest: nowhere else in JSON
    /// stand these letters, as quotes inside of a text are escaped.
    pub fn has_failed_change(&self) -> bool {
        let more = self.more.as_ref();
        more.is_some_and(|more| more.as_json().contains("\"change_failed\":"))
    }
}

/// What a message holds. A kind that a client does not know keeps its word and its text.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    /// An internal note: never sent to the customer.
    Note {
        text: String,
    },
    System {
        event: SystemEvent,
    },
    /// Any other kind.
    #[serde(untagged)]
    Rich(Rich),
}

impl Content {
    /// The word that the wire uses for this kind.
    pub fn kind(&self) -> &str {
        match self {
            Self::Text { .. } => "text",
            Self::Note { .. } => "note",
            Self::System { .. } => "system",
            Self::Rich(rich) => rich.kind(),
        }
    }

    /// The plain text, where there is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text { text } | Self::Note { text } => Some(text),
            Self::System { .. } => None,
            Self::Rich(rich) => rich.text(),
        }
    }
}

/// What happened to a conversation, as a line in its history. Names are those of the moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "event",
    rename_all = "snake_case",
    from = "reading::SystemEventFields"
)]
pub enum SystemEvent {
    /// `by` is absent when a rule did it.
    Assigned {
        by: Option<String>,
        to: String,
    },
    Unassigned {
        by: Option<String>,
    },
    Resolved {
        by: Option<String>,
    },
    /// `by` is absent when the customer wrote again.
    Reopened {
        by: Option<String>,
    },
    /// Any other change of status.
    StatusChanged {
        by: Option<String>,
        status: ConversationStatus,
    },
    Snoozed {
        by: Option<String>,
        until: Option<Timestamp>,
    },
    PriorityChanged {
        by: Option<String>,
        priority: Option<crate::Priority>,
    },
    LabelAdded {
        by: Option<String>,
        label: String,
    },
    LabelRemoved {
        by: Option<String>,
        label: String,
    },
    Joined {
        who: String,
    },
    Transferred {
        by: Option<String>,
        to: String,
    },
    NotificationsBlocked {
        by: Option<String>,
    },
    /// The customer gets messages that they have not asked for again. `by` is absent when they wrote so themselves,
    /// here and in the one before.
    NotificationsAllowed {
        by: Option<String>,
    },
    CustomerBlocked {
        by: Option<String>,
    },
    CustomerUnblocked {
        by: Option<String>,
    },
    Unknown,
}

/// How far a message of ours got.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "state",
    rename_all = "snake_case",
    from = "reading::DeliveryFields"
)]
pub enum Delivery {
    /// It waits for the backend (only ever said by a client of its own outbox) or for the channel.
    Queued,
    /// The backend has it and will not lose it.
    Sent,
    /// It is on the customer's device.
    Delivered,
    /// The customer has seen it.
    Read,
    Failed {
        code: String,
        /// A sentence for people.
        reason: String,
        /// Whether sending the same again may succeed.
        retryable: bool,
    },
    Unknown,
}

impl Delivery {
    /// Whether a receipt that says `self` may replace `before`: delivery only ever moves forward.
    pub fn follows(&self, before: &Self) -> bool {
        fn rank(delivery: &Delivery) -> u8 {
            match delivery {
                Delivery::Queued | Delivery::Unknown => 0,
                Delivery::Sent => 1,
                Delivery::Failed { .. } => 2,
                Delivery::Delivered => 3,
                Delivery::Read => 4,
            }
        }
        rank(self) > rank(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_keeps_its_word_and_its_text() {
        let content: Content =
            serde_json::from_str(r#"{"kind":"hologram","text":"hi","frames":[1,2]}"#).unwrap();
        assert_eq!(content.kind(), "hologram");
        assert_eq!(content.text(), Some("hi"));
    }

    #[test]
    fn a_known_kind_with_broken_fields_is_shown_as_unknown_rather_than_refused() {
        let content: Content = serde_json::from_str(r#"{"kind":"text","body":5}"#).unwrap();
        assert!(matches!(content, Content::Rich(_)));
        assert_eq!((content.kind(), content.text()), ("text", None));
    }

    #[test]
    fn an_unknown_system_event_or_author_decodes() {
        let content: Content =
            serde_json::from_str(r#"{"kind":"system","event":{"event":"levitated","by":"x"}}"#)
                .unwrap();
        assert_eq!(
            content,
            Content::System {
                event: SystemEvent::Unknown
            }
        );
        let author: Author = serde_json::from_str(r#"{"kind":"ghost","name":"x"}"#).unwrap();
        assert_eq!(author, Author::Unknown);
    }

    #[test]
    fn every_system_line_delivery_and_author_survives_the_wire() {
        fn survives<T>(value: &T)
        where
            T: Serialize + for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug,
        {
            let wire = serde_json::to_string(value).unwrap();
            assert_eq!(&serde_json::from_str::<T>(&wire).unwrap(), value, "{wire}");
        }
        for by in [None, Some("Lívia".to_owned())] {
            let text = || "x".to_owned();
            let until = Some(Timestamp::from_millis(5));
            for event in [
                SystemEvent::Assigned {
                    by: by.clone(),
                    to: text(),
                },
                SystemEvent::Unassigned { by: by.clone() },
                SystemEvent::Resolved { by: by.clone() },
                SystemEvent::Reopened { by: by.clone() },
                SystemEvent::StatusChanged {
                    by: by.clone(),
                    status: ConversationStatus::Open,
                },
                SystemEvent::Snoozed {
                    by: by.clone(),
                    until,
                },
                SystemEvent::PriorityChanged {
                    by: by.clone(),
                    priority: Some(crate::Priority::High),
                },
                SystemEvent::LabelAdded {
                    by: by.clone(),
                    label: text(),
                },
                SystemEvent::LabelRemoved {
                    by: by.clone(),
                    label: text(),
                },
                SystemEvent::Joined { who: text() },
                SystemEvent::Transferred {
                    by: by.clone(),
                    to: text(),
                },
                SystemEvent::NotificationsBlocked { by: by.clone() },
                SystemEvent::CustomerBlocked { by: by.clone() },
                SystemEvent::CustomerUnblocked { by: by.clone() },
            ] {
                survives(&Content::System { event });
            }
        }
        for delivery in [
            Delivery::Queued,
            Delivery::Sent,
            Delivery::Delivered,
            Delivery::Read,
        ] {
            survives(&delivery);
        }
        let (code, reason) = ("spam".to_owned(), "No.".to_owned());
        survives(&Delivery::Failed {
            code,
            reason,
            retryable: true,
        });
        survives(&Author::Contact { id: "c".into() });
        survives(&Author::Agent {
            id: "a".into(),
            name: "Lívia".to_owned(),
        });
        survives(&Author::Bot {
            name: "Bot".to_owned(),
        });
        survives(&Author::System);
    }

    #[test]
    fn a_change_that_failed_is_known_without_reading_the_rest() {
        let mut message = Message {
            id: "m".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author: Author::System,
            content: Content::Text { text: "hi".into() },
            delivery: None,
            more: None,
            revision: 1,
        };
        let mut more = More {
            external_id: Some(r#""change_failed":"#.to_owned()),
            ..More::default()
        };
        message.more = Some(Fields::of(&more));
        assert!(!message.has_failed_change(), "{:?}", message.more);
        more.change_failed = Some(Delivery::Failed {
            code: "late".to_owned(),
            reason: "Too late.".to_owned(),
            retryable: false,
        });
        message.more = Some(Fields::of(&more));
        assert!(message.has_failed_change());
        assert_eq!(message.read_more(), more);
    }

    #[test]
    fn delivery_only_moves_forward() {
        assert!(Delivery::Read.follows(&Delivery::Sent));
        assert!(!Delivery::Sent.follows(&Delivery::Read));
        assert!(!Delivery::Read.follows(&Delivery::Read));
    }
}
