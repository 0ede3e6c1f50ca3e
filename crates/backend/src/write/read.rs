//! The team has read a conversation up to a position.

use recado_protocol::ConversationId;
use recado_protocol::command::{ReadMark, WriteAnswer};
use recado_protocol::event::event_type;

use super::{load, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::messages;
use crate::storage::writer::Change;

/// Moves the read mark forward; backward it never goes.
///
/// # Errors
/// `NotFound`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    mark: ReadMark,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    let position = mark.position.min(record.conversation.last_position);
    if position <= record.conversation.read_position {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    record.conversation.read_position = position;
    record.conversation.unread_count =
        messages::count_from_customer(change.sql, conversation, position)?;
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
