//! Tickets are made, linked with conversations, closed and opened again.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::ticket::{NewTicket, Ticket, TicketStatus};
use recado_protocol::{Agent, ConversationId, ConversationRecord, Priority, TicketId};

use super::{load, publish_record, store_record};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, tickets};

/// Makes a ticket that is linked with a conversation.
///
/// # Errors
/// `NotFound` or `InvalidField`.
pub fn create(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: &NewTicket,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    let new = checked(new)?;
    let id: TicketId = random::id(change.now);
    tickets::add(change.sql, &id, &new, &by.id, change.now)?;
    tickets::link(change.sql, &id, conversation, true)?;
    note(change, "ticket.created", &id, 1, None, by)?;
    told(change, record)
}

/// Links a ticket with a conversation, or unlinks it. Nothing happens when it is so already.
///
/// # Errors
/// `NotFound`.
pub fn link(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    let before = known(change, ticket)?;
    if before.conversations.contains(conversation) == on {
        return Ok(answer(record));
    }
    tickets::link(change.sql, ticket, conversation, on)?;
    let action = if on {
        "ticket.linked"
    } else {
        "ticket.unlinked"
    };
    changed(change, action, before.clone(), &before, by)?;
    told(change, record)
}

/// Closes a ticket that is linked with the conversation, or opens it again. Every conversation that it is linked with is
/// told of as changed.
///
/// # Errors
/// `NotFound`, or `InvalidField` for a status that this backend does not know.
pub fn set_status(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    status: TicketStatus,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let action = match status {
        TicketStatus::Open => "ticket.reopened",
        TicketStatus::Closed => "ticket.closed",
        TicketStatus::Unknown => {
            return Err(Refusal::field(
                "status",
                "The status must be open or closed.",
            ));
        }
    };
    let record = load(change, conversation)?;
    let before = known(change, ticket)?;
    if before.status == status {
        return Ok(answer(record));
    }
    let now = Ticket {
        status,
        ..before.clone()
    };
    changed(change, action, now, &before, by)?;
    for other in before.conversations.iter().filter(|id| *id != conversation) {
        let record = load(change, other)?;
        told(change, record)?;
    }
    told(change, record)
}

fn known(change: &Change<'_>, ticket: &TicketId) -> Outcome<Ticket> {
    tickets::one(change.sql, ticket)?.ok_or_else(|| Refusal::not_found("ticket"))
}

fn changed(
    change: &Change<'_>,
    action: &str,
    mut now: Ticket,
    before: &Ticket,
    by: &Agent,
) -> Outcome<()> {
    now.revision = before.revision.saturating_add(1);
    tickets::save(change.sql, &now)?;
    note(change, action, &now.id, now.revision, Some(before), by)
}

fn note(
    change: &Change<'_>,
    action: &str,
    ticket: &TicketId,
    revision: u64,
    before: Option<&Ticket>,
    by: &Agent,
) -> Outcome<()> {
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &format!("ticket:{ticket}"),
        revision,
        before: &before,
    };
    Ok(audit_log::add(change.sql, &entry)?)
}

/// The record does not say which tickets there are: whoever shows them asks again when it changes.
fn told(change: &mut Change<'_>, mut record: ConversationRecord) -> Outcome<WriteAnswer> {
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    Ok(answer(record))
}

const fn answer(record: ConversationRecord) -> WriteAnswer {
    WriteAnswer {
        record,
        message: None,
    }
}

fn checked(new: &NewTicket) -> Outcome<NewTicket> {
    let words: Vec<&str> = new.subject.split_whitespace().collect();
    let subject = words.join(" ");
    if subject.is_empty() || subject.chars().nth(NewTicket::SUBJECT_CHARS).is_some() {
        return Err(Refusal::field(
            "subject",
            format!(
                "A subject is 1 to {} characters long.",
                NewTicket::SUBJECT_CHARS
            ),
        ));
    }
    let body = new.body.trim().to_owned();
    if body.chars().nth(NewTicket::BODY_CHARS).is_some() {
        return Err(Refusal::field(
            "body",
            format!("At most {} characters.", NewTicket::BODY_CHARS),
        ));
    }
    if new.priority == Some(Priority::Unknown) {
        return Err(Refusal::field(
            "priority",
            "The priority must be low, medium, high, urgent or null.",
        ));
    }
    Ok(NewTicket {
        subject,
        body,
        priority: new.priority,
    })
}
