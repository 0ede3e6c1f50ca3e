//! Tickets are made, edited, linked with conversations, closed and opened again.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::ticket::{NewTicket, Ticket, TicketEdit, TicketStatus};
use recado_protocol::{Agent, ConversationId, ConversationRecord, Priority, TicketId};

use super::deletion::check_not_erased;
use super::{load, publish_record, store_record};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, tickets};

/// What the log calls a change of what is written in a ticket.
const EDITED: &str = "ticket.edited";

/// Makes a ticket that is linked with a conversation.
///
/// # Errors
/// `NotFound`, `InvalidField`, or `ChannelClosed` when the person was erased.
pub fn create(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: &NewTicket,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    check_not_erased(&record.conversation)?;
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
/// `NotFound`, or `ChannelClosed` when the person was erased.
pub fn link(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    check_not_erased(&record.conversation)?;
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

/// Changes what is written in a ticket. An edit that was made on an older revision is taken unless somebody else has
/// edited the ticket since. Every conversation that it is linked with is told of as changed.
///
/// # Errors
/// `NotFound`, `InvalidField`, or `StaleRevision` with the ticket as it is.
pub fn edit(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    ticket: &TicketId,
    edit: &TicketEdit,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    let before = known(change, ticket)?;
    let subject = subject_of(ticket);
    if audit_log::done_by_others(change.sql, &subject, edit.revision, EDITED, &by.id)? {
        return Err(Refusal::stale(&before));
    }
    let mut now = before.clone();
    edit.lay_over(&mut now);
    let checked = checked(&NewTicket {
        subject: now.subject,
        body: now.body,
        priority: now.priority,
    })?;
    let now = Ticket {
        subject: checked.subject,
        body: checked.body,
        priority: checked.priority,
        ..before.clone()
    };
    if now == before {
        return Ok(answer(record));
    }
    changed(change, EDITED, now, &before, by)?;
    told_everywhere(change, record, &before)
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
    told_everywhere(change, record, &before)
}

/// Tells of every conversation that a ticket is linked with.
fn told_everywhere(
    change: &mut Change<'_>,
    record: ConversationRecord,
    ticket: &Ticket,
) -> Outcome<WriteAnswer> {
    let here = &record.conversation.id;
    for other in ticket.conversations.iter().filter(|id| *id != here) {
        let record = load(change, other)?;
        told(change, record)?;
    }
    told(change, record)
}

fn subject_of(ticket: &TicketId) -> String {
    format!("ticket:{ticket}")
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
        subject: &subject_of(ticket),
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
