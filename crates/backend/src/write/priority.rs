//! A conversation gets a priority, or none.

use recado_protocol::command::WriteAnswer;
use recado_protocol::prepared::NewPriority;
use recado_protocol::{Agent, ConversationId, Priority, SystemEvent};

use super::{Draft, deletion, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;

/// Sets the priority and leaves a line in the history. Nothing happens when it is so already.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` for a priority that this backend does not know.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewPriority,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    if new.priority == Some(Priority::Unknown) {
        return Err(Refusal::field(
            "priority",
            "The priority must be low, medium, high, urgent or null.",
        ));
    }
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    if record.conversation.priority == new.priority {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    record.conversation.priority = new.priority;
    let event = SystemEvent::PriorityChanged {
        by: Some(by.name.clone()),
        priority: new.priority,
    };
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}
