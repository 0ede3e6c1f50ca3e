//! Which of the messages that came are told, and how. Decided here, without a browser.

use recado_protocol::{AgentId, Conversation, ConversationId, MessageId};

/// More conversations than this at once, as after a night, are counted and not told one by one.
const MOST_TOLD: usize = 3;

/// A customer's message that has just come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrival {
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// Whether an agent wants to hear of a customer's message: the conversation is the agent's own or
/// nobody's, and has not been read meanwhile.
pub fn concerns(conversation: &Conversation, me: &AgentId) -> bool {
    let is_theirs = conversation.assignee.as_ref().is_none_or(|it| it == me);
    is_theirs && conversation.unread_count > 0
}

/// Messages of which nobody knows yet whether another tab shows them.
#[derive(Default)]
pub struct Asked(Vec<Arrival>);

/// What is to be told.
#[derive(PartialEq, Eq, Debug)]
pub enum Telling {
    Nothing,
    Each(Vec<Arrival>),
    /// Of so many conversations.
    Many(u64),
}

impl Asked {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Of each conversation the newest message waits.
    pub fn add(&mut self, arrival: Arrival) {
        self.is_read(&arrival.conversation);
        self.0.push(arrival);
    }

    /// Another tab shows this conversation.
    pub fn is_read(&mut self, conversation: &ConversationId) {
        self.0
            .retain(|arrival| arrival.conversation != *conversation);
    }

    /// Nobody else has answered: what is left is told.
    pub fn take(&mut self) -> Telling {
        let left = std::mem::take(&mut self.0);
        match left.len() {
            0 => Telling::Nothing,
            n if n > MOST_TOLD => Telling::Many(n as u64),
            _ => Telling::Each(left),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(conversation: &str, message: &str) -> Arrival {
        Arrival {
            conversation: conversation.into(),
            message: message.into(),
        }
    }

    fn conversation(assignee: Option<&str>, unread_count: u32) -> Conversation {
        let json = serde_json::json!({
            "id": "c", "channel": "ch", "contact": "p", "status": "open", "archived": false,
            "answered": false, "assignee": assignee, "labels": [],
            "created_at": "2026-11-21T09:30:00Z", "last_activity_at": "2026-11-21T09:30:00Z",
            "last_position": 1, "read_position": 0, "unread_count": unread_count,
            "blocked_by_customer": false, "revision": 1,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn only_what_is_mine_or_nobodys_and_unread_concerns_me() {
        let me = AgentId::from("me");
        assert!(concerns(&conversation(None, 1), &me));
        assert!(concerns(&conversation(Some("me"), 1), &me));
        assert!(!concerns(&conversation(Some("another"), 1), &me));
        assert!(!concerns(&conversation(None, 0), &me));
    }

    #[test]
    fn the_newest_of_each_conversation_is_told_once() {
        let mut asked = Asked::default();
        asked.add(arrival("a", "1"));
        asked.add(arrival("b", "2"));
        asked.add(arrival("a", "3"));
        let told = vec![arrival("b", "2"), arrival("a", "3")];
        assert_eq!(asked.take(), Telling::Each(told));
        assert_eq!(asked.take(), Telling::Nothing);
    }

    #[test]
    fn what_another_tab_shows_is_not_told() {
        let mut asked = Asked::default();
        asked.add(arrival("a", "1"));
        asked.is_read(&"b".into());
        assert!(!asked.is_empty());
        asked.is_read(&"a".into());
        assert_eq!(asked.take(), Telling::Nothing);
    }

    #[test]
    fn a_night_is_told_as_a_number() {
        let mut asked = Asked::default();
        for conversation in ["a", "b", "c", "d"] {
            asked.add(arrival(conversation, "m"));
        }
        assert_eq!(asked.take(), Telling::Many(4));
    }
}
