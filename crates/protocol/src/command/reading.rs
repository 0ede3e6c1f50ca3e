//! Reads commands as one flat set of optional fields, as messages are: a third of the code that
//! derived readers of tagged enums become in a browser.

use serde::Deserialize;

use serde::Deserializer;

use super::{Command, OutgoingContent, Verb};
use crate::{AgentId, ConversationId, ConversationStatus, Fields, MessageId, Rich};

/// A command of another version, or one that lacks a field.
const UNREADABLE: &str = "not a known command with all of its fields";

#[derive(Deserialize)]
pub struct CommandFields {
    #[serde(rename = "do")]
    action: String,
    conversation: ConversationId,
    message: Option<MessageId>,
    content: Option<OutgoingContent>,
    assignee: Option<AgentId>,
    status: Option<ConversationStatus>,
    position: Option<u64>,
    more: Option<Fields>,
    verb: Option<Verb>,
    resource: Option<String>,
    body: Option<Fields>,
}

impl TryFrom<CommandFields> for Command {
    type Error = &'static str;

    fn try_from(fields: CommandFields) -> Result<Self, Self::Error> {
        let conversation = fields.conversation;
        let read = match fields.action.as_str() {
            "send_message" => fields
                .message
                .zip(fields.content)
                .map(|(message, content)| Self::SendMessage {
                    conversation,
                    message,
                    content,
                    more: fields.more,
                }),
            "assign" => Some(Self::Assign {
                conversation,
                assignee: fields.assignee,
            }),
            "set_status" => fields.status.map(|status| Self::SetStatus {
                conversation,
                status,
            }),
            "mark_read" => fields.position.map(|position| Self::MarkRead {
                conversation,
                position,
            }),
            "write" => fields
                .verb
                .zip(fields.resource)
                .map(|(verb, resource)| Self::Write {
                    conversation,
                    verb,
                    resource,
                    body: fields.body,
                }),
            _ => None,
        };
        read.ok_or(UNREADABLE)
    }
}

impl<'de> Deserialize<'de> for OutgoingContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rich = Rich::from_fields(Fields::deserialize(deserializer)?);
        let text = rich.text().map(str::to_owned);
        match (rich.kind(), text) {
            ("text", Some(text)) => Ok(Self::Text { text }),
            ("note", Some(text)) => Ok(Self::Note { text }),
            ("" | "text" | "note" | "system", _) => Err(serde::de::Error::custom(
                "a kind of content that can be sent, with its text",
            )),
            _ => Ok(Self::Rich(rich)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_read_as_it_is_written_and_no_other() {
        let conversation = ConversationId::new("c");
        for command in [
            Command::SendMessage {
                conversation: conversation.clone(),
                message: MessageId::new("m"),
                content: OutgoingContent::Note { text: "x".into() },
                more: Some(Fields::from_json(r#"{"reply_to":"m0"}"#)),
            },
            Command::Assign {
                conversation: conversation.clone(),
                assignee: None,
            },
            Command::SetStatus {
                conversation: conversation.clone(),
                status: ConversationStatus::Resolved,
            },
            Command::MarkRead {
                conversation: conversation.clone(),
                position: 7,
            },
            Command::Write {
                conversation,
                verb: Verb::Put,
                resource: "messages/m/pin".to_owned(),
                body: None,
            },
        ] {
            let wire = serde_json::to_string(&command).unwrap();
            assert_eq!(serde_json::from_str::<Command>(&wire).unwrap(), command);
        }
        for wrong in [
            r#"{"do":"mark_read","conversation":"c"}"#,
            r#"{"do":"dance","conversation":"c"}"#,
            r#"{"do":"send_message","conversation":"c","message":"m","content":{"kind":"text"}}"#,
            r#"{"do":"write","conversation":"c","verb":"dance","resource":"x"}"#,
        ] {
            assert!(serde_json::from_str::<Command>(wrong).is_err(), "{wrong}");
        }
    }
}
