//! A contact is blocked, or gets no notifications any more.

use recado_protocol::command::WriteAnswer;
use recado_protocol::{Agent, ConversationId, ProblemKind, SystemEvent};
use rusqlite::Connection;

use super::{Draft, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::audit_log;
use crate::storage::blocks::{self, Blocked};
use crate::storage::writer::Change;

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

/// Blocks something for the contact of a conversation, or takes that back, which leaves a line in it.
///
/// # Errors
/// `NotFound`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    what: Blocked,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    let contact = record.contact.id.clone();
    if blocks::holds(change.sql, &contact, what)? == on {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    blocks::set(change.sql, &contact, what, on, &by.id, change.now)?;
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: match (what, on) {
            (Blocked::Notifications, true) => "contact.notifications_blocked",
            (Blocked::Notifications, false) => "contact.notifications_unblocked",
            (Blocked::Customer, true) => "contact.blocked",
            (Blocked::Customer, false) => "contact.unblocked",
        },
        subject: &format!("privacy:{contact}"),
        revision: record.contact.revision,
        before: &record.contact,
    };
    audit_log::add(change.sql, &entry)?;
    let by = Some(by.name.clone());
    let event = match (what, on) {
        (Blocked::Notifications, true) => SystemEvent::NotificationsBlocked { by },
        (Blocked::Notifications, false) => SystemEvent::NotificationsAllowed { by },
        (Blocked::Customer, true) => SystemEvent::CustomerBlocked { by },
        (Blocked::Customer, false) => {
            return Ok(WriteAnswer {
                record,
                message: None,
            });
        }
    };
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}
