//! A conversation is deleted: it is archived for good, and its customer is blocked. The history is kept for
//! those who answer for it.
//!
//! What was to go out later, the replies of macros too, is kept with it and does not go out: a deletion can be taken back,
//! and nobody should lose by a mistake what they wrote. Only when a person is erased it goes. Once the deletion is taken
//! back it goes out in its time, and what has missed that a little later.

use recado_protocol::command::WriteAnswer;
use recado_protocol::deed::may_delete;
use recado_protocol::event::event_type;
use recado_protocol::{Agent, Conversation, ConversationId, ProblemKind, SystemEvent};

use super::{Draft, load, place, publish_record, scheduled, store_new, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, deletions};

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
    check_not_erased(&record.conversation)?;
    if record.conversation.deleted == on {
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
        scheduled::go_on(change, &mut record.conversation)?;
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

/// Refuses what anybody would write or change in a conversation that is over: it can only be read, and restored.
///
/// # Errors
/// `ChannelClosed`.
pub fn check(conversation: &Conversation) -> Outcome<()> {
    check_not_erased(conversation)?;
    if conversation.deleted {
        return Err(Refusal::new(
            ProblemKind::ChannelClosed,
            "This conversation was deleted: nothing can be written or changed in it until it is restored.",
        ));
    }
    Ok(())
}

/// Refuses what would be known of an erased person again.
///
/// # Errors
/// `ChannelClosed`.
pub fn check_not_erased(conversation: &Conversation) -> Outcome<()> {
    if conversation.erased {
        return Err(Refusal::new(
            ProblemKind::ChannelClosed,
            "What is known of this person was erased: nothing can be written to them any more.",
        ));
    }
    Ok(())
}
