//! A conversation gets a responsible agent, or none.

use recado_protocol::command::{NewAssignment, WriteAnswer};
use recado_protocol::{Agent, ConversationId, SystemEvent};

use super::{Draft, deletion, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::people;
use crate::storage::writer::Change;

/// Sets the assignee and leaves a line in the history. Nothing happens when it is so already.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` when there is no such agent.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewAssignment,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    if record.conversation.assignee == new.assignee {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    // Whoever gives away what is their own hands it over.
    let is_own = record.conversation.assignee.as_ref() == Some(&by.id);
    let by = Some(by.name.clone());
    let event = match &new.assignee {
        Some(id) => {
            let to = people::agent(change.sql, id)?
                .ok_or_else(|| Refusal::field("assignee", "There is no such agent."))?;
            if is_own {
                SystemEvent::Transferred { by, to: to.name }
            } else {
                SystemEvent::Assigned { by, to: to.name }
            }
        }
        None => SystemEvent::Unassigned { by },
    };
    record.conversation.assignee = new.assignee;
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}
