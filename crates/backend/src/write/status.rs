//! A conversation is resolved, reopened, put off or handed to the bot.

use recado_protocol::command::{NewStatus, WriteAnswer};
use recado_protocol::{
    Agent, ConversationId, ConversationStatus, Resolution, SystemEvent, Timestamp,
};

use super::{Draft, deletion, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::resolutions;
use crate::storage::writer::Change;

/// Whoever opens again so soon what they have resolved takes that back: it was no resolution.
const TAKEN_BACK_WITHIN_MS: i64 = 60 * 1_000;

/// Sets the status and leaves a line in the history. Nothing happens when it is so already.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` for a status that this backend does not know.
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
    deletion::check(&record.conversation)?;
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
        if let Some(earlier) = &conversation.resolution {
            resolutions::keep(change.sql, &conversation.id, earlier)?;
        }
        conversation.resolution = Some(Resolution {
            by: by.id.clone(),
            at: now,
            times: times.saturating_add(1),
        });
    } else if before == ConversationStatus::Resolved {
        if !conversation.answered {
            // To resolve it was no answer: whoever wrote last waits again.
            conversation.waiting_since = conversation.customer_wrote_at;
        }
        if let Some(last) = &conversation.resolution
            && is_taken_back(last, by, now)
        {
            conversation.resolution = resolutions::before(change.sql, &conversation.id, last)?;
        }
    }
    let line = place(&mut record, Draft::system(now, event), now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}

fn is_taken_back(last: &Resolution, by: &Agent, now: Timestamp) -> bool {
    last.by == by.id && now.millis_since(last.at) <= TAKEN_BACK_WITHIN_MS
}
