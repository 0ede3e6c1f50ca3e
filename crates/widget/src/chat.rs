//! Everything that the window knows about its conversation, without any I/O: what happens outside
//! comes in by the verbs here, and the session carries out what follows.

use recado_protocol::{ConversationId, Message, MessageId, http::MessagePage, visitor::Visit};

use crate::{
    conversation_log::ConversationLog,
    outbox::Outbox,
    receipts::{ReceiptMarks, is_of_the_team},
};

/// The visitor's side of one channel.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chat {
    /// Absent until the visitor's first message is with the backend.
    pub conversation: Option<ConversationId>,
    pub log: ConversationLog,
    pub outbox: Outbox,
    pub marks: ReceiptMarks,
    /// The `seq` of the last event that is in `log`.
    pub cursor: u64,
    /// How many were unread when the visit began: all there is to show until history is loaded.
    unread_at_begin: usize,
}

impl Chat {
    /// The backend has begun or resumed the visit. What happened between the last cursor and the
    /// one of this visit may have been missed.
    pub fn begin(&mut self, visit: &Visit) {
        if self.conversation == visit.conversation && self.conversation.is_some() {
            self.log.note_gap();
        } else {
            self.log = match visit.conversation {
                Some(_) => ConversationLog::default(),
                None => ConversationLog::of_new_conversation(),
            };
            self.marks = ReceiptMarks::default();
            self.conversation.clone_from(&visit.conversation);
        }
        self.cursor = visit.cursor;
        self.unread_at_begin = usize::try_from(visit.unread_count).unwrap_or(usize::MAX);
    }

    /// An event of the live socket. Gives the message of the outbox that it confirms, if any.
    pub fn take_event(&mut self, seq: u64, message: Option<Message>) -> Option<MessageId> {
        self.cursor = self.cursor.max(seq);
        let message = message?;
        if !self.is_ours(&message) {
            return None;
        }
        self.marks.arrived(&message);
        let id = message.id.clone();
        self.log.put_event(message);
        self.outbox.remove(&id).then_some(id)
    }

    /// The backend has taken a message of ours.
    pub fn take_answer(&mut self, message: Message) {
        self.outbox.remove(&message.id);
        if self.is_ours(&message) {
            self.log.put_answer(message);
        }
    }

    /// The newest page of the conversation. Gives the messages of the outbox that it confirms.
    pub fn take_newest(&mut self, page: MessagePage) -> Vec<MessageId> {
        let confirmed = self.take_messages(&page.items);
        self.log.put_newest(page);
        confirmed
    }

    /// The page just before the position `before`.
    pub fn take_older(&mut self, page: MessagePage, before: u64) {
        self.take_messages(&page.items);
        self.log.put_older(page, before);
    }

    /// How many messages of the team the visitor has not read.
    pub fn unread(&self) -> usize {
        if !self.log.is_loaded() {
            return self.unread_at_begin;
        }
        self.log
            .shown()
            .filter(|message| self.marks.is_unread(message))
            .count()
    }

    /// Whether there is something that a later visit wants to find again.
    pub fn is_worth_keeping(&self) -> bool {
        self.conversation.is_some() || !self.outbox.is_empty()
    }

    /// Whether this message is by somebody of the team, so that their typing notice is over.
    pub fn is_an_answer(message: &Message) -> bool {
        is_of_the_team(message)
    }

    fn take_messages(&mut self, messages: &[Message]) -> Vec<MessageId> {
        messages
            .iter()
            .inspect(|message| self.marks.arrived(message))
            .filter(|message| self.outbox.remove(&message.id))
            .map(|message| message.id.clone())
            .collect()
    }

    /// Whether a message belongs to this conversation. The first one says which it is.
    fn is_ours(&mut self, message: &Message) -> bool {
        *self
            .conversation
            .get_or_insert_with(|| message.conversation.clone())
            == message.conversation
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Author, ChannelLimits, Content, Delivery, Timestamp};

    use super::*;

    fn visit(conversation: Option<&str>, unread_count: u32) -> Visit {
        Visit {
            token: "t".into(),
            channel_name: "Padaria Aurora".into(),
            conversation: conversation.map(ConversationId::from),
            unread_count,
            cursor: 10,
            limits: ChannelLimits::default(),
        }
    }

    fn message(id: &str, position: u64, author: Author) -> Message {
        Message {
            id: id.into(),
            conversation: "c".into(),
            position,
            at: Timestamp::default(),
            author,
            content: Content::Text { text: id.into() },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    fn agent() -> Author {
        Author::Agent {
            id: "a".into(),
            name: "Lívia".into(),
        }
    }

    fn visitor() -> Author {
        Author::Contact { id: "v".into() }
    }

    fn shown(chat: &Chat) -> Vec<&str> {
        chat.log
            .shown()
            .map(|message| message.id.as_str())
            .collect()
    }

    #[test]
    fn a_send_that_is_confirmed_by_event_and_by_answer_is_there_once() {
        let mut chat = Chat::default();
        chat.begin(&visit(None, 0));
        let id = chat
            .outbox
            .write("Oi".into(), |_| None, Timestamp::default(), [0; 10])
            .id
            .clone();
        let stored = message(id.as_str(), 1, visitor());
        assert_eq!(chat.take_event(11, Some(stored.clone())), Some(id.clone()));
        chat.take_answer(stored.clone());
        assert_eq!(chat.take_event(11, Some(stored)), None);
        assert_eq!(shown(&chat), [id.as_str()]);
        assert_eq!(
            (chat.cursor, chat.conversation.clone()),
            (11, Some("c".into()))
        );
    }

    #[test]
    fn a_send_whose_answer_was_lost_is_confirmed_by_the_newest_page() {
        let mut chat = Chat::default();
        let id = chat
            .outbox
            .write("Oi".into(), |_| None, Timestamp::default(), [0; 10])
            .id
            .clone();
        chat.begin(&visit(Some("c"), 0));
        let items = vec![message(id.as_str(), 1, visitor())];
        let page = MessagePage {
            items,
            has_older: false,
            has_newer: false,
        };
        assert_eq!(chat.take_newest(page), [id]);
        assert!(chat.outbox.is_empty());
    }

    #[test]
    fn resuming_the_same_conversation_keeps_what_is_shown_and_another_one_replaces_it() {
        let mut chat = Chat::default();
        chat.begin(&visit(None, 0));
        chat.take_event(11, Some(message("m1", 1, agent())));
        chat.begin(&visit(Some("c"), 0));
        assert_eq!(shown(&chat), ["m1"]);
        chat.begin(&visit(None, 0));
        assert_eq!(shown(&chat), [""; 0]);
    }

    #[test]
    fn the_backends_count_stands_until_history_is_there() {
        let mut chat = Chat::default();
        chat.begin(&visit(Some("c"), 3));
        assert_eq!(chat.unread(), 3);
        let read = Message {
            delivery: Some(Delivery::Read),
            ..message("m1", 1, agent())
        };
        let items = vec![read, message("m2", 2, agent()), message("m3", 3, visitor())];
        chat.take_newest(MessagePage {
            items,
            has_older: false,
            has_newer: false,
        });
        assert_eq!(chat.unread(), 1);
        chat.marks.seen(2);
        assert_eq!(chat.unread(), 0);
    }

    #[test]
    fn a_message_of_another_conversation_is_not_taken() {
        let mut chat = Chat::default();
        chat.begin(&visit(Some("c"), 0));
        let stranger = Message {
            conversation: "d".into(),
            ..message("m9", 9, agent())
        };
        chat.take_event(12, Some(stranger));
        assert_eq!((shown(&chat).len(), chat.cursor), (0, 12));
    }
}
