//! Somebody says whether the customer's last word has an answer.

use recado_protocol::ConversationId;
use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;

use super::{deletion, load, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::writer::Change;

/// Ends the waiting without an answer, or lets the customer wait again since they wrote.
///
/// # Errors
/// `NotFound`, or `ChannelClosed`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    on: bool,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    if record.conversation.answered != on {
        let now = &mut record.conversation;
        now.answered = on;
        now.waiting_since = now.customer_wrote_at.filter(|_| !on);
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
