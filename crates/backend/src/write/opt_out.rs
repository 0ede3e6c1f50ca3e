//! A contact wants no messages that they have not asked for.

use recado_protocol::command::WriteAnswer;
use recado_protocol::{Agent, ConversationId};

use super::load;
use crate::refusal::Outcome;
use crate::storage::writer::Change;
use crate::storage::{audit_log, deletions};

/// Notes that the contact of a conversation opted out, or in again.
///
/// # Errors
/// `NotFound`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    let contact = &record.contact;
    if deletions::has_opted_out(change.sql, &contact.id)? != on {
        deletions::set_opted_out(change.sql, &contact.id, on, change.now)?;
        let entry = audit_log::Entry {
            at: change.now,
            agent: &by.id,
            action: if on {
                "contact.opted_out"
            } else {
                "contact.opted_in"
            },
            subject: &format!("privacy:{}", contact.id),
            revision: contact.revision,
            before: contact,
        };
        audit_log::add(change.sql, &entry)?;
    }
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
