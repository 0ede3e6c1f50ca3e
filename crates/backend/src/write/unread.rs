//! Somebody wants a conversation to count as unread.

use recado_protocol::ConversationId;
use recado_protocol::command::WriteAnswer;
use recado_protocol::deed::NewUnread;
use recado_protocol::event::event_type;

use super::{deletion, load, publish_record, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages;
use crate::storage::writer::Change;

/// Moves the read mark back before a position. At least one message counts as unread then, whoever wrote it.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` when there is nothing to read.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewUnread,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let last = record.conversation.last_position;
    if last == 0 {
        return Err(Refusal::field("from", "There is no message yet."));
    }
    let newest = || messages::newest_from_customer(change.sql, conversation);
    let from = match new.from {
        Some(from) => from,
        None => newest()?.unwrap_or(last),
    };
    let read = from.clamp(1, last) - 1;
    let unread = messages::count_from_customer(change.sql, conversation, read)?.max(1);
    let now = &mut record.conversation;
    if (now.read_position, now.unread_count) != (read, unread) {
        now.read_position = read;
        now.unread_count = unread;
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
