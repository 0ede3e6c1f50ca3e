//! The team has read a conversation up to a position.

use recado_protocol::command::{ReadMark, WriteAnswer};
use recado_protocol::event::event_type;
use recado_protocol::{AgentId, ConversationId};

use super::{load, mentions, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::messages;
use crate::storage::writer::Change;

/// Moves the read mark forward; backward it never goes. Who has read to the end (`by`) has seen where
/// they are mentioned.
///
/// # Errors
/// `NotFound`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    mark: ReadMark,
    by: Option<&AgentId>,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    let position = mark.position.min(record.conversation.last_position);
    let has_seen = position == record.conversation.last_position
        && by.is_some_and(|by| mentions::take_out(&mut record.conversation, by));
    let is_forward = position > record.conversation.read_position;
    if !is_forward && !has_seen {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    if is_forward {
        record.conversation.read_position = position;
        record.conversation.unread_count =
            messages::count_from_customer(change.sql, conversation, position)?;
    }
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
