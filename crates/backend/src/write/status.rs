//! A conversation is resolved, reopened, put off or handed to the bot.

use recado_protocol::command::{NewStatus, WriteAnswer};
use recado_protocol::{Agent, ConversationId, ConversationStatus, Resolution, SystemEvent};

use super::{Draft, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;

/// Sets the status and leaves a line in the history. Nothing happens when it is so already.
///
/// # Errors
/// `NotFound`, or `InvalidField` for a status that this backend does not know.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewStatus,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    if new.status == ConversationStatus::Unknown {
        return Err(Refusal::field(
            "status",
            "The status must be open, pending, snoozed or resolved.",
        ));
    }
    let mut record = load(change, conversation)?;
    let before = record.conversation.status;
    if before == new.status {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    let name = Some(by.name.clone());
    let event = match new.status {
        ConversationStatus::Resolved => SystemEvent::Resolved { by: name },
        ConversationStatus::Open if before == ConversationStatus::Resolved => {
            SystemEvent::Reopened { by: name }
        }
        ConversationStatus::Snoozed => SystemEvent::Snoozed {
            by: name,
            until: None,
        },
        status => SystemEvent::StatusChanged { by: name, status },
    };
    let now = change.now;
    let conversation = &mut record.conversation;
    conversation.status = new.status;
    conversation.snoozed_until = None;
    if new.status == ConversationStatus::Resolved {
        // Whoever resolves says that nobody waits any more.
        conversation.waiting_since = None;
        let times = conversation
            .resolution
            .as_ref()
            .map_or(0, |resolution| resolution.times);
        conversation.resolution = Some(Resolution {
            by: by.id.clone(),
            at: now,
            times: times.saturating_add(1),
        });
    } else if before == ConversationStatus::Resolved && !conversation.answered {
        // To resolve it was no answer: whoever wrote last waits again.
        conversation.waiting_since = conversation.customer_wrote_at;
    }
    let line = place(&mut record, Draft::system(now, event), now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}
