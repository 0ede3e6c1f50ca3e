//! Somebody looks at what is hidden in a message.

use recado_protocol::masking::Revealed;
use recado_protocol::message::write::is_same;
use recado_protocol::privacy::may_reveal;
use recado_protocol::{Agent, Author, ConversationId, Message, MessageId, ProblemKind};

use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, masking, messages, scheduled};

/// What a message really says, to who may know it: who may reveal, and who wrote it, unless the number came into it by
/// dots from what somebody else wrote. Each look leaves a line in the audit
/// log, which says of which message and not what was seen.
///
/// # Errors
/// `NotFound`, or `Forbidden`.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    id: &MessageId,
    by: &Agent,
) -> Outcome<Revealed> {
    let mut message = match messages::one(change.sql, conversation, id)? {
        Some(message) => message,
        None => scheduled(change, conversation, id)?,
    };
    let author = Author::Agent {
        id: by.id.clone(),
        name: by.name.clone(),
    };
    let may_reveal = may_reveal(by.role);
    let is_own = is_same(&message.author, &author) && !masking::is_passed_on(change.sql, id)?;
    if !may_reveal && !is_own {
        return Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only administrators may see hidden numbers, and who wrote them.",
        ));
    }
    let Some(original) = masking::original(change.sql, id)? else {
        let hidden = Vec::new();
        return Ok(Revealed { message, hidden });
    };
    audit_log::note(change.sql, change.now, &by.id, "message.revealed", id)?;
    let hidden = original.hidden(&*masking::rules(change.sql)?).pieces();
    if may_reveal {
        masking::restore(change.sql, &mut message)?;
    } else {
        // What it quotes is another's.
        masking::unmask(change.sql, &mut message)?;
    }
    Ok(Revealed { message, hidden })
}

/// One that goes out later has no place yet.
fn scheduled(
    change: &Change<'_>,
    conversation: &ConversationId,
    id: &MessageId,
) -> Outcome<Message> {
    let found = scheduled::one(change.sql, id)?
        .filter(|found| found.conversation == *conversation)
        .ok_or_else(|| Refusal::not_found("message"))?;
    Ok(Message {
        id: id.clone(),
        conversation: found.conversation,
        position: 0,
        at: found.scheduled.send_at,
        author: found.scheduled.author,
        content: found.scheduled.content,
        delivery: None,
        more: found.more,
        revision: 0,
    })
}
