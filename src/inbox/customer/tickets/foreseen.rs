//! What was done to tickets and has not reached the backend: it shows at once.

use recado_protocol::ticket::{self, NewTicket, NewTicketStatus, Ticket, TicketEdit, TicketStatus};
use recado_protocol::{Command, ConversationId, TicketId, Verb, deed};
use recado_store::{EntryState, Store};

/// One change on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Foreseen {
    /// A ticket with this subject.
    New(ConversationId, String),
    Linked(ConversationId, TicketId, bool),
    Status(TicketId, TicketStatus),
    Edited(TicketId, TicketEdit),
}

/// All that is on its way, the oldest first.
pub fn foreseen_in(store: &Store) -> Vec<Foreseen> {
    let entries = store.outbox().iter();
    entries
        .filter(|entry| !matches!(entry.state, EntryState::Failed { .. }))
        .filter_map(|entry| read(&entry.envelope.command))
        .collect()
}

fn read(command: &Command) -> Option<Foreseen> {
    let Command::Write {
        conversation,
        verb,
        resource,
        body,
    } = command
    else {
        return None;
    };
    let rest = resource.strip_prefix(ticket::TICKETS)?;
    if rest.is_empty() && *verb == Verb::Post {
        let new: NewTicket = body.as_ref()?.read()?;
        return Some(Foreseen::New(conversation.clone(), new.subject));
    }
    let rest = rest.strip_prefix('/')?;
    let Some((id, what)) = rest.split_once('/') else {
        return Some(Foreseen::Edited(
            TicketId::new(rest),
            body.as_ref()?.read()?,
        ));
    };
    let id = TicketId::new(id);
    match what {
        "linked" => Some(Foreseen::Linked(
            conversation.clone(),
            id,
            deed::is_on(body.as_ref()),
        )),
        "status" => {
            let new: NewTicketStatus = body.as_ref()?.read()?;
            Some(Foreseen::Status(id, new.status))
        }
        _ => None,
    }
}

/// The tickets as they will be. What comes in is one of those that were met; `here` is the conversation that is shown.
pub fn laid_over(
    mut tickets: Vec<Ticket>,
    met: &[Ticket],
    on_its_way: &[Foreseen],
    here: &ConversationId,
) -> Vec<Ticket> {
    for one in on_its_way {
        match one {
            Foreseen::New(..) => {}
            Foreseen::Edited(id, edit) => {
                for ticket in tickets.iter_mut().filter(|ticket| ticket.id == *id) {
                    edit.lay_over(ticket);
                }
            }
            Foreseen::Status(id, status) => {
                for ticket in tickets.iter_mut().filter(|ticket| ticket.id == *id) {
                    ticket.status = *status;
                }
            }
            Foreseen::Linked(conversation, id, true) => {
                let is_there = tickets.iter().any(|ticket| ticket.id == *id);
                let known = met.iter().find(|ticket| ticket.id == *id);
                let is_ours = conversation == here
                    || known.is_some_and(|known| known.conversations.contains(here));
                if let Some(known) = known.filter(|_| !is_there && is_ours) {
                    let mut ticket = known.clone();
                    ticket.conversations = vec![conversation.clone()];
                    tickets.push(ticket);
                }
            }
            Foreseen::Linked(conversation, id, false) => {
                for ticket in tickets.iter_mut().filter(|ticket| ticket.id == *id) {
                    ticket.conversations.retain(|known| known != conversation);
                }
                tickets.retain(|ticket| !ticket.conversations.is_empty());
            }
        }
    }
    tickets
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Fields, Timestamp};

    use super::*;

    fn ticket(id: &str) -> Ticket {
        Ticket {
            id: id.into(),
            number: 1,
            subject: id.to_owned(),
            body: String::new(),
            status: TicketStatus::Open,
            priority: None,
            created_by: None,
            created_at: Timestamp::from_millis(0),
            url: None,
            conversations: vec!["here".into()],
            revision: 1,
        }
    }

    fn write(resource: &str, body: Fields) -> Option<Foreseen> {
        read(&Command::Write {
            conversation: "here".into(),
            verb: Verb::Put,
            resource: resource.to_owned(),
            body: Some(body),
        })
    }

    #[test]
    fn what_is_written_is_what_is_foreseen() {
        let id = TicketId::new("t");
        let status = TicketStatus::Closed;
        assert_eq!(
            write(
                &ticket::status(&id),
                Fields::of(&NewTicketStatus { status })
            ),
            Some(Foreseen::Status(id.clone(), status))
        );
        assert_eq!(
            write(&ticket::linked(&id), deed::switch(true)),
            Some(Foreseen::Linked("here".into(), id, true))
        );
        assert_eq!(write("ticketsx/t/linked", deed::switch(true)), None);
    }

    #[test]
    fn what_is_linked_and_unlinked_on_the_way_comes_and_goes() {
        let here = ConversationId::new("here");
        let ids = |on_its_way: &[Foreseen]| -> Vec<String> {
            let shown = laid_over(vec![ticket("a")], &[ticket("b")], on_its_way, &here);
            shown.iter().map(|it| it.id.to_string()).collect()
        };
        let linked = |id: &str, on| Foreseen::Linked("here".into(), id.into(), on);
        assert_eq!(ids(&[linked("a", false)]), [""; 0]);
        assert_eq!(ids(&[linked("b", true)]), ["a", "b"]);
        assert_eq!(ids(&[linked("b", true), linked("b", false)]), ["a"]);
        let edit = TicketEdit {
            body: Some("more".to_owned()),
            ..TicketEdit::default()
        };
        let edited = write(&ticket::edit(&"a".into()), Fields::of(&edit))
            .expect("it is an edit of a ticket");
        let shown = laid_over(vec![ticket("a")], &[], &[edited], &here);
        assert_eq!(
            (shown[0].subject.as_str(), shown[0].body.as_str()),
            ("a", "more")
        );
        let closed = [Foreseen::Status("a".into(), TicketStatus::Closed)];
        let shown = laid_over(vec![ticket("a")], &[], &closed, &here);
        assert_eq!(shown[0].status, TicketStatus::Closed);
    }
}
