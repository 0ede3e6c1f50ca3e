//! What can be told, and to whom it is meant. Decided here, without a browser.

use recado_protocol::{
    Agent, Author, Content, Conversation, ConversationStatus, Delivery, Message, SystemEvent,
};

use crate::locale::Key;

/// A kind of what can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A customer wrote in a conversation of mine.
    Mine,
    /// A customer wrote in a conversation of nobody.
    Nobodys,
    /// A conversation became mine.
    Assigned,
    /// A note names me.
    Mention,
    /// A conversation that was put off is back.
    Back,
    /// A message of mine was not sent.
    Failure,
    /// What I changed of a message that was sent did not reach its reader.
    Change,
}

impl Kind {
    pub const EVERY: [Self; 7] = [
        Self::Mine,
        Self::Nobodys,
        Self::Assigned,
        Self::Mention,
        Self::Back,
        Self::Failure,
        Self::Change,
    ];

    /// Under this word it is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Nobodys => "nobodys",
            Self::Assigned => "assigned",
            Self::Mention => "mention",
            Self::Back => "back",
            Self::Failure => "failure",
            Self::Change => "change",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.word() == word)
    }

    /// What it is called where it is chosen.
    pub const fn name(self) -> Key {
        match self {
            Self::Mine => Key::NotificationMine,
            Self::Nobodys => Key::NotificationNobodys,
            Self::Assigned => Key::NotificationAssigned,
            Self::Mention => Key::NotificationMention,
            Self::Back => Key::NotificationBack,
            Self::Failure => Key::NotificationFailure,
            Self::Change => Key::NotificationChange,
        }
    }

    /// Of a customer's message that has just come; `None` where it is another's, or read already.
    pub fn of_arrival(conversation: &Conversation, me: &Agent) -> Option<Self> {
        let kind = match &conversation.assignee {
            None => Self::Nobodys,
            Some(agent) if *agent == me.id => Self::Mine,
            Some(_) => return None,
        };
        (conversation.unread_count > 0).then_some(kind)
    }

    /// Of something else in a conversation; `None` for what does not concern me.
    pub fn of_message(message: &Message, conversation: &Conversation, me: &Agent) -> Option<Self> {
        let is_mine = conversation.assignee.as_ref() == Some(&me.id);
        let is_by_me = matches!(&message.author, Author::Agent { id, .. } if *id == me.id);
        match &message.content {
            Content::System { event } => match event {
                SystemEvent::Assigned { by, to } | SystemEvent::Transferred { by, to } => {
                    let is_for_me = is_mine && *to == me.name && by.as_ref() != Some(&me.name);
                    is_for_me.then_some(Self::Assigned)
                }
                SystemEvent::StatusChanged {
                    by: None,
                    status: ConversationStatus::Open,
                } => {
                    let concerns_me = is_mine || conversation.assignee.is_none();
                    concerns_me.then_some(Self::Back)
                }
                _ => None,
            },
            Content::Note { text } if !is_by_me => names(text, &me.name).then_some(Self::Mention),
            _ if !is_by_me => None,
            _ if matches!(message.delivery, Some(Delivery::Failed { .. })) => Some(Self::Failure),
            _ => message.has_failed_change().then_some(Self::Change),
        }
    }
}

/// Whether a note names somebody, and not somebody whose name only begins so.
fn names(text: &str, name: &str) -> bool {
    let mention = format!("@{name}");
    text.match_indices(&mention).any(|(at, _)| {
        let after = text[at + mention.len()..].chars().next();
        !name.is_empty() && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use recado_protocol::Fields;
    use serde_json::{Value, json};

    use super::*;

    fn me() -> Agent {
        serde_json::from_value(
            json!({ "id": "me", "name": "Lívia", "role": "agent", "status": "available" }),
        )
        .unwrap()
    }

    fn conversation(assignee: Option<&str>, unread_count: u32) -> Conversation {
        let json = json!({
            "id": "c", "channel": "ch", "contact": "p", "status": "open", "archived": false,
            "answered": false, "assignee": assignee, "labels": [],
            "created_at": "2026-11-21T09:30:00Z", "last_activity_at": "2026-11-21T09:30:00Z",
            "last_position": 1, "read_position": 0, "unread_count": unread_count,
            "blocked_by_customer": false, "revision": 1,
        });
        serde_json::from_value(json).unwrap()
    }

    fn message(author: Value, content: Value, delivery: Value) -> Message {
        let json = json!({
            "id": "m", "conversation": "c", "position": 1, "at": "2026-11-21T09:30:00Z",
            "author": author, "content": content, "delivery": delivery, "revision": 1,
        });
        serde_json::from_value(json).unwrap()
    }

    fn note(by: &str, text: &str) -> Message {
        let author = json!({ "kind": "agent", "id": by, "name": by });
        message(author, json!({ "kind": "note", "text": text }), Value::Null)
    }

    fn line(event: Value) -> Message {
        let content = json!({ "kind": "system", "event": event });
        message(json!({ "kind": "system" }), content, Value::Null)
    }

    fn kind(message: &Message, assignee: Option<&str>) -> Option<Kind> {
        Kind::of_message(message, &conversation(assignee, 0), &me())
    }

    #[test]
    fn only_what_is_mine_or_nobodys_and_unread_concerns_me() {
        let of = |assignee, unread| Kind::of_arrival(&conversation(assignee, unread), &me());
        assert_eq!(of(None, 1), Some(Kind::Nobodys));
        assert_eq!(of(Some("me"), 1), Some(Kind::Mine));
        assert_eq!(of(Some("another"), 1), None);
        assert_eq!(of(None, 0), None);
    }

    #[test]
    fn a_note_that_names_me_is_a_mention_unless_i_wrote_it() {
        assert_eq!(
            kind(&note("x", "ask @Lívia, please"), None),
            Some(Kind::Mention)
        );
        assert_eq!(kind(&note("x", "@Líviana knows"), None), None);
        assert_eq!(kind(&note("me", "I am @Lívia"), None), None);
        assert_eq!(kind(&note("x", "Lívia"), None), None);
    }

    #[test]
    fn what_i_did_myself_is_no_news() {
        let assigned = |by: &str| line(json!({ "event": "assigned", "by": by, "to": "Lívia" }));
        assert_eq!(kind(&assigned("Rafael"), Some("me")), Some(Kind::Assigned));
        assert_eq!(kind(&assigned("Lívia"), Some("me")), None);
        assert_eq!(kind(&assigned("Rafael"), Some("another")), None);
    }

    #[test]
    fn what_comes_back_by_itself_and_what_failed_are_told() {
        let back = line(json!({ "event": "status_changed", "status": "open" }));
        assert_eq!(kind(&back, None), Some(Kind::Back));
        assert_eq!(kind(&back, Some("another")), None);
        let by_hand = line(json!({ "event": "status_changed", "by": "Rafael", "status": "open" }));
        assert_eq!(kind(&by_hand, Some("me")), None);
        let author = json!({ "kind": "agent", "id": "me", "name": "Lívia" });
        let failed = json!({ "state": "failed", "code": "x", "reason": "No", "retryable": false });
        let text = json!({ "kind": "text", "text": "hello" });
        let failed = message(author, text, failed);
        assert_eq!(kind(&failed, Some("me")), Some(Kind::Failure));
        let more = json!({ "change_failed": failed.delivery });
        let taken_back = Message {
            delivery: None,
            more: Some(Fields::from_json(more.to_string())),
            ..failed
        };
        assert_eq!(kind(&taken_back, None), Some(Kind::Change));
    }

    #[test]
    fn every_kind_survives_being_kept() {
        for kind in Kind::EVERY {
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
        }
    }
}
