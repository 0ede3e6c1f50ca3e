//! The mails of a conversation, as far as the next one depends on them.

use recado_protocol::message::rich::email::bare_subject;
use recado_protocol::message::rich::{Email, Mailbox};
use recado_protocol::{Author, Content, ConversationId, Message, RichContent};
use recado_store::Store;

use super::addresses::is_same;
use super::head::Head;

/// What is known when an answer is begun.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Thread {
    /// The newest mail, whoever wrote it, and whether that was us.
    newest: Option<(Email, bool)>,
    /// The newest mail of the customer's side.
    received: Option<Email>,
    customer: Option<Mailbox>,
    /// Our own address on this channel.
    own: Option<Mailbox>,
}

impl Thread {
    /// That of a conversation, as far as it is here.
    pub fn in_store(store: &Store, id: &ConversationId) -> Option<Self> {
        let conversation = store.conversation(id)?;
        let contact = store.contact(&conversation.contact);
        let channel = store.channel(&conversation.channel);
        let mut thread = Self {
            customer: contact.and_then(|contact| {
                Some(Mailbox {
                    name: Some(contact.name.clone()).filter(|name| !name.trim().is_empty()),
                    address: contact.email.clone()?,
                })
            }),
            own: channel.map(|channel| Mailbox {
                name: None,
                address: channel.name.clone(),
            }),
            ..Self::default()
        };
        if let Some(timeline) = store.timeline(id)
            && let Some(run) = timeline.latest_run()
        {
            for message in timeline.messages_in(run).rev() {
                thread.look_back_at(message);
                if thread.received.is_some() {
                    break;
                }
            }
        }
        Some(thread)
    }

    fn look_back_at(&mut self, message: &Message) {
        let Content::Rich(rich) = &message.content else {
            return;
        };
        if rich.kind() != "email" {
            return;
        }
        let RichContent::Email(email) = rich.read() else {
            return;
        };
        let is_ours = !matches!(message.author, Author::Contact { .. });
        if self.newest.is_none() {
            self.newest = Some(((*email).clone(), is_ours));
        }
        if !is_ours {
            self.received = Some(*email);
        }
    }

    /// The head of the next mail: it answers the newest one, or goes on after our own.
    pub fn next_head(&self) -> Head {
        let Some((newest, is_ours)) = &self.newest else {
            return Head {
                to: self.customer.iter().cloned().collect(),
                ..Head::default()
            };
        };
        let subject = bare_subject(&newest.subject);
        let subject = if subject.is_empty() {
            String::new()
        } else {
            format!("Re: {subject}")
        };
        if *is_ours {
            return Head {
                to: newest.to.clone(),
                cc: newest.cc.clone(),
                bcc: Vec::new(),
                subject,
            };
        }
        let mut to = newest.reply_to.clone();
        if to.is_empty() {
            to = newest
                .from
                .iter()
                .chain(&self.customer)
                .take(1)
                .cloned()
                .collect();
        }
        Head {
            to,
            subject,
            ..Head::default()
        }
    }

    /// Who else got the customer's mail, and does not get the answer yet.
    pub fn others(&self, head: &Head) -> Vec<Mailbox> {
        let Some(received) = &self.received else {
            return Vec::new();
        };
        let mut others: Vec<Mailbox> = Vec::new();
        for mailbox in received.from.iter().chain(&received.to).chain(&received.cc) {
            let known = head.everybody().chain(&self.own).chain(&others);
            let is_known = known.into_iter().any(|known| is_same(known, mailbox));
            // Who asked for answers elsewhere wants them there alone.
            let is_sender =
                received.from.as_ref() == Some(mailbox) && !received.reply_to.is_empty();
            if !is_sender && !is_known {
                others.push(mailbox.clone());
            }
        }
        others
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

    fn addresses(mailboxes: &[Mailbox]) -> Vec<&str> {
        mailboxes.iter().map(|it| it.address.as_str()).collect()
    }

    fn received() -> Email {
        Email {
            subject: "RES: Cadeira".to_owned(),
            from: Some(mailbox("ana@c.example")),
            to: vec![mailbox("contato@casa.example"), mailbox("Bia@c.example")],
            cc: vec![mailbox("cai@c.example")],
            ..Email::default()
        }
    }

    fn thread(newest: Email, is_ours: bool) -> Thread {
        Thread {
            newest: Some((newest, is_ours)),
            received: Some(received()),
            customer: Some(mailbox("ana@c.example")),
            own: Some(mailbox("Contato@casa.example")),
        }
    }

    #[test]
    fn an_answer_goes_to_whoever_wrote_and_all_others_on_request() {
        let thread = thread(received(), false);
        let head = thread.next_head();
        assert_eq!(addresses(&head.to), ["ana@c.example"]);
        assert!(head.cc.is_empty());
        assert_eq!(head.subject, "Re: Cadeira");
        assert_eq!(
            addresses(&thread.others(&head)),
            ["Bia@c.example", "cai@c.example"]
        );
        let all = Head {
            cc: thread.others(&head),
            ..head
        };
        assert!(thread.others(&all).is_empty());
    }

    #[test]
    fn who_wants_answers_elsewhere_gets_them_there() {
        let mail = Email {
            reply_to: vec![mailbox("pedidos@c.example")],
            ..received()
        };
        let thread = Thread {
            received: Some(mail.clone()),
            ..thread(mail, false)
        };
        let head = thread.next_head();
        assert_eq!(addresses(&head.to), ["pedidos@c.example"]);
        assert!(!addresses(&thread.others(&head)).contains(&"ana@c.example"));
    }

    #[test]
    fn after_our_own_mail_the_next_goes_to_the_same_people() {
        let ours = Email {
            subject: "Re: Cadeira".to_owned(),
            to: vec![mailbox("ana@c.example")],
            cc: vec![mailbox("cai@c.example")],
            bcc: vec![mailbox("chefe@casa.example")],
            ..Email::default()
        };
        let head = thread(ours, true).next_head();
        assert_eq!(addresses(&head.cc), ["cai@c.example"]);
        assert!(head.bcc.is_empty());
        assert_eq!(head.subject, "Re: Cadeira");
    }

    #[test]
    fn a_first_mail_goes_to_the_customer_about_nothing_yet() {
        let thread = Thread {
            customer: Some(mailbox("ana@c.example")),
            ..Thread::default()
        };
        let head = thread.next_head();
        assert_eq!(addresses(&head.to), ["ana@c.example"]);
        assert_eq!(head.subject, "");
        assert!(Thread::default().next_head().to.is_empty());
    }
}
