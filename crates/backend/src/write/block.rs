//! A contact is blocked, or gets no notifications any more.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::{Agent, ConversationId, ConversationRecord, ProblemKind, SystemEvent};
use rusqlite::Connection;

use super::deletion::check_not_erased;
use super::{Draft, load, place, publish_record, store_new, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::blocks::{self, Blocked};
use crate::storage::writer::Change;
use crate::storage::{audit_log, conversations};

/// Refuses what somebody would write who is blocked.
///
/// # Errors
/// `ChannelClosed`.
pub fn check(sql: &Connection, conversation: &ConversationId) -> Outcome<()> {
    if blocks::silence(sql, conversation)? {
        return Err(Refusal::new(
            ProblemKind::ChannelClosed,
            "Nothing can be written in this conversation any more.",
        ));
    }
    Ok(())
}

/// Blocks something for the contact of a conversation, or takes that back; either leaves a line in it.
///
/// # Errors
/// `NotFound`, or `ChannelClosed` when the person was erased.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    what: Blocked,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let before = load(change, conversation)?;
    check_not_erased(&before.conversation)?;
    let contact = &before.contact;
    if blocks::holds(change.sql, &contact.id, what)? == on {
        return Ok(WriteAnswer {
            record: before,
            message: None,
        });
    }
    blocks::set(change.sql, &contact.id, what, on, &by.id, change.now)?;
    let name = Some(by.name.clone());
    let (action, event) = match (what, on) {
        (Blocked::Notifications, true) => (
            "contact.notifications_blocked",
            SystemEvent::NotificationsBlocked { by: name },
        ),
        (Blocked::Notifications, false) => (
            "contact.notifications_unblocked",
            SystemEvent::NotificationsAllowed { by: name },
        ),
        (Blocked::Customer, true) => ("contact.blocked", SystemEvent::CustomerBlocked { by: name }),
        (Blocked::Customer, false) => (
            "contact.unblocked",
            SystemEvent::CustomerUnblocked { by: name },
        ),
    };
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &format!("privacy:{}", contact.id),
        revision: contact.revision,
        before: contact,
    };
    audit_log::add(change.sql, &entry)?;
    if what == Blocked::Customer {
        tell_others(change, &before)?;
    }
    // It says itself whether its customer is blocked.
    let mut record = load(change, conversation)?;
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}

/// The other conversations with the same contact say so too.
fn tell_others(change: &mut Change<'_>, talk: &ConversationRecord) -> Outcome<()> {
    for mut record in conversations::of_contact(change.sql, &talk.contact.id, u32::MAX)? {
        if record.conversation.id != talk.conversation.id {
            store_record(change, &mut record)?;
            publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
        }
    }
    Ok(())
}
