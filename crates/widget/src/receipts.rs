//! How far the team's messages got with this visitor, and what of that the backend knows.

use recado_protocol::{Author, Delivery, Message, visitor::Receipts};

/// The marks only ever move forward.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReceiptMarks {
    reached: Receipts,
    confirmed: Receipts,
}

impl ReceiptMarks {
    /// A message of the team is on this device. What the backend already knows about it counts as
    /// confirmed.
    pub fn arrived(&mut self, message: &Message) {
        if !is_of_the_team(message) {
            return;
        }
        let position = message.position;
        raise(&mut self.reached.delivered, position);
        match message.delivery {
            Some(Delivery::Read) => {
                raise(&mut self.reached.read, position);
                raise(&mut self.confirmed.read, position);
                raise(&mut self.confirmed.delivered, position);
            }
            Some(Delivery::Delivered) => raise(&mut self.confirmed.delivered, position),
            _ => {}
        }
    }

    /// The visitor has really seen everything up to this position.
    pub fn seen(&mut self, position: u64) {
        raise(&mut self.reached.read, position);
        raise(&mut self.reached.delivered, position);
    }

    /// What to tell the backend; `None` when it knows everything.
    pub fn news(&self) -> Option<Receipts> {
        let is_new = self.reached.delivered > self.confirmed.delivered
            || self.reached.read > self.confirmed.read;
        is_new.then_some(self.reached)
    }

    /// The backend has taken this report.
    pub fn confirm(&mut self, report: Receipts) {
        raise(&mut self.confirmed.delivered, report.delivered);
        raise(&mut self.confirmed.read, report.read);
    }

    /// The position up to which the visitor has read.
    pub fn read_to(&self) -> u64 {
        self.reached.read
    }

    /// Whether this message is one that the visitor has not read.
    pub fn is_unread(&self, message: &Message) -> bool {
        is_of_the_team(message) && message.position > self.reached.read
    }
}

/// Whether the team or its bot wrote a message, rather than the visitor.
pub fn is_of_the_team(message: &Message) -> bool {
    matches!(
        message.author,
        Author::Agent { .. } | Author::Bot { .. } | Author::Unknown
    )
}

fn raise(mark: &mut u64, to: u64) {
    *mark = (*mark).max(to);
}

#[cfg(test)]
mod tests {
    use recado_protocol::{ContactId, Content, MessageId, Timestamp};

    use super::*;

    fn message(position: u64, author: Author, delivery: Option<Delivery>) -> Message {
        Message {
            id: MessageId::new(format!("m{position}")),
            conversation: "c".into(),
            position,
            at: Timestamp::default(),
            author,
            content: Content::Text { text: "Oi".into() },
            delivery,
            more: None,
            revision: 1,
        }
    }

    fn from_agent(position: u64, delivery: Delivery) -> Message {
        let author = Author::Agent {
            id: "a".into(),
            name: "Lívia".into(),
        };
        message(position, author, Some(delivery))
    }

    #[test]
    fn an_arrival_is_reported_once() {
        let mut marks = ReceiptMarks::default();
        marks.arrived(&from_agent(2, Delivery::Sent));
        let report = marks.news().unwrap();
        assert_eq!(
            report,
            Receipts {
                delivered: 2,
                read: 0
            }
        );
        marks.confirm(report);
        marks.arrived(&from_agent(2, Delivery::Sent));
        assert_eq!(marks.news(), None);
    }

    #[test]
    fn the_visitors_own_messages_need_no_receipt() {
        let mut marks = ReceiptMarks::default();
        let mine = message(
            1,
            Author::Contact {
                id: ContactId::from("v"),
            },
            None,
        );
        marks.arrived(&mine);
        assert_eq!(marks.news(), None);
        assert!(!marks.is_unread(&mine));
    }

    #[test]
    fn what_was_read_on_an_earlier_visit_is_not_unread_again() {
        let mut marks = ReceiptMarks::default();
        let old = from_agent(4, Delivery::Read);
        let new = from_agent(6, Delivery::Delivered);
        marks.arrived(&old);
        marks.arrived(&new);
        assert!(!marks.is_unread(&old));
        assert!(marks.is_unread(&new));
        assert_eq!(marks.news(), None, "the backend knows all of this");
        marks.seen(6);
        assert!(!marks.is_unread(&new));
        assert_eq!(
            marks.news(),
            Some(Receipts {
                delivered: 6,
                read: 6
            })
        );
    }

    #[test]
    fn marks_never_move_backward() {
        let mut marks = ReceiptMarks::default();
        marks.seen(9);
        marks.seen(3);
        assert_eq!(marks.read_to(), 9);
        marks.confirm(Receipts {
            delivered: 9,
            read: 9,
        });
        marks.confirm(Receipts {
            delivered: 1,
            read: 1,
        });
        assert_eq!(marks.news(), None);
    }
}
