//! A conversation leaves the lists, and comes back.

use recado_protocol::ConversationId;
use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;

use super::{deletion, load, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::writer::Change;

/// Archives it or takes it back. Whoever writes takes it back too.
///
/// # Errors
/// `NotFound`, or `ChannelClosed` when what was deleted or erased would come back.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    on: bool,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    if !on {
        deletion::check(&record.conversation)?;
    }
    if record.conversation.archived != on {
        record.conversation.archived = on;
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
