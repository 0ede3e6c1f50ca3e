//! Reads commands as one flat set of optional fields, as messages are: a third of the code that
//! derived readers of tagged enums become in a browser.

use serde::Deserialize;

use super::{Command, OutgoingContent};
use crate::{AgentId, ConversationId, ConversationStatus, MessageId};

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
            _ => None,
        };
        read.ok_or(UNREADABLE)
    }
}

#[derive(Deserialize)]
pub struct OutgoingContentFields {
    kind: String,
    text: String,
}

impl TryFrom<OutgoingContentFields> for OutgoingContent {
    type Error = String;

    fn try_from(fields: OutgoingContentFields) -> Result<Self, Self::Error> {
        let OutgoingContentFields { kind, text } = fields;
        match kind.as_str() {
            "text" => Ok(Self::Text { text }),
            "note" => Ok(Self::Note { text }),
            _ => Err(format!("unknown kind `{kind}`")),
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
                conversation,
                position: 7,
            },
        ] {
            let wire = serde_json::to_string(&command).unwrap();
            assert_eq!(serde_json::from_str::<Command>(&wire).unwrap(), command);
        }
        for wrong in [
            r#"{"do":"mark_read","conversation":"c"}"#,
            r#"{"do":"dance","conversation":"c"}"#,
            r#"{"do":"send_message","conversation":"c","message":"m","content":{"kind":"song","text":""}}"#,
        ] {
            assert!(serde_json::from_str::<Command>(wrong).is_err(), "{wrong}");
        }
    }
}
