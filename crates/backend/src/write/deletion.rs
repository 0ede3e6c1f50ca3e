//! A conversation is deleted: it is archived for good, and its customer is blocked. The history is kept for
//! those who answer for it.

use recado_protocol::command::WriteAnswer;
use recado_protocol::deed::may_delete;
use recado_protocol::event::event_type;
use recado_protocol::{Agent, ConversationId, ProblemKind, SystemEvent};
use rusqlite::Connection;

use super::{Draft, load, place, publish_record, store_new, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::audit_log;
use crate::storage::deletions::{self, Deletion};
use crate::storage::writer::Change;

/// Deletes it, or takes the deletion back.
///
/// # Errors
/// `Forbidden` for those who may not, `NotFound`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    on: bool,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    if !may_delete(by.role) {
        return Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only supervisors and administrators may delete conversations.",
        ));
    }
    let mut record = load(change, conversation)?;
    if record.conversation.erased {
        return Err(erased());
    }
    if deletions::is_deleted(change.sql, conversation)? == on {
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    let subject = format!("conversation:{conversation}");
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: if on {
            "conversation.deleted"
        } else {
            "conversation.restored"
        },
        subject: &subject,
        revision: record.conversation.revision.saturating_add(1),
        before: &record.conversation,
    };
    audit_log::add(change.sql, &entry)?;
    if !on {
        deletions::remove(change.sql, conversation)?;
        record.conversation.deleted = false;
        record.conversation.archived = false;
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    deletions::add(change.sql, conversation, &by.id, change.now)?;
    record.conversation.archived = true;
    record.conversation.deleted = true;
    let event = SystemEvent::CustomerBlocked {
        by: Some(by.name.clone()),
    };
    let line = place(&mut record, Draft::system(change.now, event), change.now);
    store_new(change, &mut record, &line)?;
    Ok(WriteAnswer {
        record,
        message: Some(line),
    })
}

/// Refuses what anybody would write in a deleted conversation.
///
/// # Errors
/// `ChannelClosed`.
pub fn check(sql: &Connection, conversation: &ConversationId) -> Outcome<()> {
    match deletions::of(sql, conversation)? {
        None => Ok(()),
        Some(Deletion::Erased) => Err(erased()),
        Some(Deletion::Deleted) => Err(Refusal::new(
            ProblemKind::ChannelClosed,
            "This conversation was deleted: nothing can be written in it any more.",
        )),
    }
}

fn erased() -> Refusal {
    Refusal::new(
        ProblemKind::ChannelClosed,
        "What is known of this person was erased: nothing can be written to them any more.",
    )
}
