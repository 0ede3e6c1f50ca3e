//! What waits until it is known whether another tab shows it. Decided here, without a browser.

use recado_protocol::{ConversationId, MessageId};

use super::kind::Kind;

/// More conversations than this at once, as after a night, are counted and not told one by one.
const MOST_TOLD: usize = 3;

/// Something that is to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrival {
    pub kind: Kind,
    pub conversation: ConversationId,
    pub message: MessageId,
    /// What it says; of a customer's message, what the list shows of it.
    pub text: Option<String>,
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

    /// Of each conversation the newest waits.
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
            kind: Kind::Mine,
            conversation: conversation.into(),
            message: message.into(),
            text: None,
        }
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
