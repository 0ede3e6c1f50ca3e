//! What people do to a message that is there already.

use serde::{Deserialize, Serialize};

use super::more::{Pin, Reaction};
use crate::{
    Author, Command, Content, ConversationId, Fields, Message, MessageId, More, Rich, RichContent,
    Timestamp, Verb,
};

/// One thing that is done to a message: a write on a resource below
/// `/conversations/{id}/messages/{message}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MessageWrite {
    /// `PUT .../reactions/{emoji}`
    React(String),
    /// `DELETE .../reactions/{emoji}`
    TakeReactionBack(String),
    /// `PUT .../pin`
    Pin,
    /// `DELETE .../pin`
    Unpin,
    /// `PUT .../text`
    Edit(NewText),
    /// `DELETE ...`
    Delete,
}

/// Body of `PUT /conversations/{id}/messages/{message}/text`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewText {
    pub text: String,
    /// What the message said when this was begun. Where it says something else by then, the edit is refused with
    /// `stale-revision` and the message as it is; without this it is overwritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// Body of `GET /conversations/{id}/messages/{message}/versions`, the oldest first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Versions {
    pub items: Vec<Version>,
}

/// A message as it was before somebody changed it or took it back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Version {
    /// When that was done, and by whom.
    pub at: Timestamp,
    pub by: String,
    pub before: Message,
}

impl MessageWrite {
    /// The command that does it.
    pub fn command(&self, conversation: ConversationId, message: &MessageId) -> Command {
        let of_message = |rest: &str| format!("messages/{}{rest}", encode(message.as_str()));
        let reaction = |emoji: &str| of_message(&format!("/reactions/{}", encode(emoji)));
        let (verb, resource, body) = match self {
            Self::React(emoji) => (Verb::Put, reaction(emoji), None),
            Self::TakeReactionBack(emoji) => (Verb::Delete, reaction(emoji), None),
            Self::Pin => (Verb::Put, of_message("/pin"), None),
            Self::Unpin => (Verb::Delete, of_message("/pin"), None),
            Self::Edit(text) => (Verb::Put, of_message("/text"), Some(Fields::of(text))),
            Self::Delete => (Verb::Delete, of_message(""), None),
        };
        Command::Write {
            conversation,
            verb,
            resource,
            body,
        }
    }

    /// What a command does to a message, and to which; `None` for all others.
    pub fn of(command: &Command) -> Option<(MessageId, Self)> {
        let Command::Write {
            verb,
            resource,
            body,
            ..
        } = command
        else {
            return None;
        };
        let rest = resource.strip_prefix("messages/")?;
        let mut segments = rest.split('/');
        let message = MessageId::new(decode(segments.next()?)?);
        let done = match (*verb, segments.next(), segments.next()) {
            (Verb::Put, Some("reactions"), Some(emoji)) => Self::React(decode(emoji)?),
            (Verb::Delete, Some("reactions"), Some(emoji)) => {
                Self::TakeReactionBack(decode(emoji)?)
            }
            (Verb::Put, Some("pin"), None) => Self::Pin,
            (Verb::Delete, Some("pin"), None) => Self::Unpin,
            (Verb::Put, Some("text"), None) => Self::Edit(body.as_ref()?.read()?),
            (Verb::Delete, None, None) => Self::Delete,
            _ => return None,
        };
        Some((message, done))
    }

    /// Whether a command is a new text for a message, read without a look at more than its resource.
    pub fn is_edit(command: &Command) -> bool {
        let Command::Write {
            verb: Verb::Put,
            resource,
            ..
        } = command
        else {
            return false;
        };
        let mut segments = resource.split('/');
        segments.next() == Some("messages") && segments.nth(1) == Some("text")
    }

    /// Changes a message as this does when `by` does it at `at`. The revision is the backend's to
    /// change.
    pub fn lay_over(&self, message: &mut Message, by: &Author, at: Timestamp) {
        let mut more = message.read_more();
        let name = match by {
            Author::Agent { name, .. } | Author::Bot { name } => name.clone(),
            Author::Contact { .. } | Author::System | Author::Unknown => String::new(),
        };
        match self {
            Self::React(emoji) => {
                let is_there = more
                    .reactions
                    .iter()
                    .any(|reaction| reaction.emoji == *emoji && is_same(&reaction.by, by));
                if !is_there {
                    more.reactions.push(Reaction {
                        emoji: emoji.clone(),
                        by: by.clone(),
                    });
                }
            }
            Self::TakeReactionBack(emoji) => more
                .reactions
                .retain(|reaction| reaction.emoji != *emoji || !is_same(&reaction.by, by)),
            Self::Pin => {
                more.pinned.get_or_insert(Pin { by: name, at });
            }
            Self::Unpin => more.pinned = None,
            Self::Edit(NewText { text, .. }) => {
                match &mut message.content {
                    Content::Text { text: before } | Content::Note { text: before } => {
                        before.clone_from(text);
                    }
                    Content::System { .. } | Content::Rich(_) => return,
                }
                more.edited_at = Some(at);
            }
            Self::Delete => {
                let by = (!name.is_empty()).then_some(name);
                message.content = Content::Rich(Rich::of(&RichContent::Deleted { by, at }));
                more = More {
                    track: more.track,
                    external_id: more.external_id,
                    ..More::default()
                };
            }
        }
        message.more = (more != More::default()).then(|| Fields::of(&more));
    }
}

/// Whether two authors are the same person, whatever they were called then.
pub fn is_same(one: &Author, other: &Author) -> bool {
    match (one, other) {
        (Author::Agent { id: one, .. }, Author::Agent { id: other, .. }) => one == other,
        (Author::Contact { id: one }, Author::Contact { id: other }) => one == other,
        (one, other) => one == other,
    }
}

/// Percent-encodes one segment of a path (RFC 3986: all but the unreserved characters).
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|half| {
                char::from_digit(half.into(), 16).map_or('0', |digit| digit.to_ascii_uppercase())
            }));
        }
    }
    encoded
}

/// Reads what [`encode`] wrote.
fn decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (high, low) = (*rest.first()?, *rest.get(1)?);
        let half = |digit: u8| char::from(digit).to_digit(16);
        bytes.push(u8::try_from(half(high)? * 16 + half(low)?).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn livia() -> Author {
        Author::Agent {
            id: "livia".into(),
            name: "Lívia".to_owned(),
        }
    }

    fn message() -> Message {
        Message {
            id: "m/1".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author: livia(),
            content: Content::Text {
                text: "bom dai".to_owned(),
            },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    #[test]
    fn every_write_is_known_again_by_its_command() {
        for write in [
            MessageWrite::React("👍🏽".to_owned()),
            MessageWrite::TakeReactionBack("❤️".to_owned()),
            MessageWrite::Pin,
            MessageWrite::Unpin,
            MessageWrite::Edit(NewText {
                text: "bom dia".to_owned(),
                before: Some("bom dai".to_owned()),
            }),
            MessageWrite::Delete,
        ] {
            let command = write.command("c".into(), &"m/1".into());
            let is_edit = matches!(write, MessageWrite::Edit(_));
            assert_eq!(MessageWrite::is_edit(&command), is_edit);
            assert_eq!(MessageWrite::of(&command), Some(("m/1".into(), write)));
        }
        let other = Command::Write {
            conversation: "c".into(),
            verb: Verb::Put,
            resource: "contact".to_owned(),
            body: None,
        };
        assert_eq!(MessageWrite::of(&other), None);
        assert_eq!(decode("%4"), None);
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%ff"), None);
    }

    #[test]
    fn a_reaction_is_there_once_for_each_person_and_can_be_taken_back() {
        let mut message = message();
        let at = Timestamp::from_millis(5);
        let later_called = Author::Agent {
            id: "livia".into(),
            name: "Lívia M.".to_owned(),
        };
        let customer = Author::Contact { id: "ana".into() };
        let react = MessageWrite::React("👍".to_owned());
        for by in [&livia(), &later_called, &customer] {
            react.lay_over(&mut message, by, at);
        }
        assert_eq!(message.read_more().reactions.len(), 2);
        let back = MessageWrite::TakeReactionBack("👍".to_owned());
        back.lay_over(&mut message, &later_called, at);
        assert_eq!(message.read_more().reactions.len(), 1);
        back.lay_over(&mut message, &customer, at);
        assert_eq!(message.more, None);
    }

    #[test]
    fn what_is_edited_says_so_and_what_is_deleted_says_nothing_else() {
        let mut message = message();
        let at = Timestamp::from_millis(5);
        let edit = MessageWrite::Edit(NewText {
            text: "bom dia".to_owned(),
            before: None,
        });
        edit.lay_over(&mut message, &livia(), at);
        MessageWrite::Pin.lay_over(&mut message, &livia(), at);
        assert_eq!(message.content.text(), Some("bom dia"));
        let more = message.read_more();
        assert_eq!(
            (more.edited_at, more.pinned.map(|pin| pin.by)),
            (Some(at), Some("Lívia".to_owned()))
        );
        MessageWrite::Delete.lay_over(&mut message, &livia(), at);
        assert_eq!(
            (message.content.kind(), message.content.text()),
            ("deleted", None)
        );
        assert_eq!(message.more, None);
        edit.lay_over(&mut message, &livia(), at);
        assert_eq!(message.content.kind(), "deleted");
    }
}
