//! A conversation is put off until a time, and comes back at it.

use recado_protocol::command::WriteAnswer;
use recado_protocol::prepared::NewSnooze;
use recado_protocol::{Agent, ConversationId, ConversationStatus, SystemEvent};

use super::{Draft, deletion, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::conversations;
use crate::storage::writer::Change;

/// How many conversations come back in one write at the most.
const WOKEN_AT_ONCE: u32 = 100;

/// Puts it off, or brings it back, and leaves a line in the history.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` for a time that has passed.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewSnooze,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    if new.until.is_some_and(|until| until <= change.now) {
        return Err(Refusal::field("until", "This time has passed already."));
    }
    let record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let is_snoozed = record.conversation.status == ConversationStatus::Snoozed;
    let name = Some(by.name.clone());
    match new.until {
        Some(until) if record.conversation.snoozed_until != Some(until) || !is_snoozed => {
            let event = SystemEvent::Snoozed {
                by: name,
                until: Some(until),
            };
            let snoozed = ConversationStatus::Snoozed;
            set(change, record, snoozed, new, event)
        }
        None if is_snoozed => {
            let status = ConversationStatus::Open;
            let event = SystemEvent::StatusChanged { by: name, status };
            set(change, record, status, new, event)
        }
        _ => Ok(WriteAnswer {
            record,
            message: None,
        }),
    }
}

/// Brings back what has been put off until now or earlier.
///
/// # Errors
/// Only when the database fails.
pub fn wake(change: &mut Change<'_>) -> Outcome<()> {
    for id in conversations::due(change.sql, change.now, WOKEN_AT_ONCE)? {
        let record = load(change, &id)?;
        let status = ConversationStatus::Open;
        let event = SystemEvent::StatusChanged { by: None, status };
        set(change, record, status, NewSnooze { until: None }, event)?;
    }
    Ok(())
}

fn set(
    change: &mut Change<'_>,
    mut record: recado_protocol::ConversationRecord,
    status: ConversationStatus,
    new: NewSnooze,
    event: SystemEvent,
) -> Outcome<WriteAnswer> {
    record.conversation.status = status;
    record.conversation.snoozed_until = new.until;
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}
