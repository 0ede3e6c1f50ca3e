//! What stands above the text of an e-mail.

use recado_protocol::message::rich::email::{MOST_ADDRESSES, SUBJECT_CHARS};
use recado_protocol::message::rich::{Email, Mailbox};
use serde::{Deserialize, Serialize};

use super::addresses::is_same;

/// Who gets a mail, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub bcc: Vec<Mailbox>,
    pub subject: String,
}

/// A line of addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line {
    To,
    Cc,
    Bcc,
}

impl Line {
    pub const EVERY: [Self; 3] = [Self::To, Self::Cc, Self::Bcc];
}

impl Head {
    pub fn line(&self, line: Line) -> &[Mailbox] {
        match line {
            Line::To => &self.to,
            Line::Cc => &self.cc,
            Line::Bcc => &self.bcc,
        }
    }

    fn line_mut(&mut self, line: Line) -> &mut Vec<Mailbox> {
        match line {
            Line::To => &mut self.to,
            Line::Cc => &mut self.cc,
            Line::Bcc => &mut self.bcc,
        }
    }

    /// Everybody who gets it.
    pub fn everybody(&self) -> impl Iterator<Item = &Mailbox> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }

    /// Adds those who do not get it yet.
    pub fn add(&mut self, line: Line, mailboxes: Vec<Mailbox>) {
        for mailbox in mailboxes {
            if !self.everybody().any(|known| is_same(known, &mailbox)) {
                self.line_mut(line).push(mailbox);
            }
        }
    }

    pub fn remove(&mut self, line: Line, address: &str) {
        self.line_mut(line).retain(|it| it.address != address);
    }

    /// Whether a line has more than can be sent to.
    pub fn is_too_many(&self, line: Line) -> bool {
        self.line(line).len() > MOST_ADDRESSES
    }

    /// How many characters of the subject are too many.
    pub fn subject_over(&self) -> usize {
        self.subject
            .trim()
            .chars()
            .count()
            .saturating_sub(SUBJECT_CHARS)
    }

    /// Whether a mail can go out under it.
    pub fn can_be_sent(&self) -> bool {
        let fits = |line| !self.is_too_many(line);
        !self.to.is_empty() && self.subject_over() == 0 && Line::EVERY.into_iter().all(fits)
    }

    /// That of a mail that was written before.
    pub fn of(email: Email) -> Self {
        Self {
            to: email.to,
            cc: email.cc,
            bcc: email.bcc,
            subject: email.subject,
        }
    }

    /// The mail; the backend says by whom, and which one it answers.
    pub fn over(self, text: &str) -> Email {
        Email {
            subject: self.subject.trim().to_owned(),
            text: text.to_owned(),
            to: self.to,
            cc: self.cc,
            bcc: self.bcc,
            ..Email::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(address: &str) -> Mailbox {
        Mailbox {
            name: None,
            address: address.to_owned(),
        }
    }

    #[test]
    fn nobody_gets_it_twice_and_somebody_has_to() {
        let mut head = Head::default();
        assert!(!head.can_be_sent());
        head.add(Line::To, vec![mailbox("a@b.c"), mailbox("A@b.c")]);
        head.add(Line::Cc, vec![mailbox("a@B.c"), mailbox("d@e.f")]);
        assert_eq!((head.to.len(), head.cc.len()), (1, 1));
        assert!(head.can_be_sent());
        head.remove(Line::To, "a@b.c");
        assert!(!head.can_be_sent());
    }

    #[test]
    fn what_the_backend_would_refuse_can_not_be_sent() {
        let many = (0..=MOST_ADDRESSES).map(|n| mailbox(&format!("a{n}@b.c")));
        let head = Head {
            to: many.collect(),
            ..Head::default()
        };
        assert!(head.is_too_many(Line::To) && !head.can_be_sent());
        let long = Head {
            to: vec![mailbox("a@b.c")],
            subject: "é".repeat(SUBJECT_CHARS + 2),
            ..Head::default()
        };
        assert_eq!(long.subject_over(), 2);
        assert!(!long.can_be_sent());
    }
}
