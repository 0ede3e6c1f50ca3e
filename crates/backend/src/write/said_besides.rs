//! What the sender of a message may say besides what it says, checked and completed.

use recado_protocol::message::more::{Forwarded, Quote};
use recado_protocol::{Author, ConversationId, Fields, Message, MessageId, More};

use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{conversations, messages};

/// Keeps what a sender may say; the rest is the backend's to say. A message that is answered or sent
/// again must be one of this conversation, and one that is forwarded must exist.
///
/// # Errors
/// `InvalidField` at the field that names a message which is not there.
pub fn checked(
    change: &Change<'_>,
    conversation: &ConversationId,
    more: Option<&Fields>,
) -> Outcome<More> {
    let said: More = more.and_then(Fields::read).unwrap_or_default();
    let quote = match &said.reply_to {
        Some(id) => Some(Quote::of(&known(
            change,
            conversation,
            id,
            "more.reply_to",
        )?)),
        None => None,
    };
    if let Some(id) = &said.resent {
        known(change, conversation, id, "more.resent")?;
    }
    let forwarded = match said.forwarded {
        Some(from) => Some(checked_forward(change, from)?),
        None => None,
    };
    Ok(More {
        reply_to: said.reply_to,
        quote,
        resent: said.resent,
        forwarded,
        ..More::default()
    })
}

fn known(
    change: &Change<'_>,
    conversation: &ConversationId,
    id: &MessageId,
    field: &str,
) -> Outcome<Message> {
    messages::one(change.sql, conversation, id)?
        .ok_or_else(|| Refusal::field(field, "There is no such message in this conversation."))
}

/// Who wrote it there is not the sender's to say.
fn checked_forward(change: &Change<'_>, from: Forwarded) -> Outcome<Forwarded> {
    let field = "more.forwarded";
    let message = known(change, &from.conversation, &from.message, field)?;
    let author = match message.author {
        Author::Agent { name, .. } | Author::Bot { name } => name,
        Author::Contact { .. } => conversations::one(change.sql, &from.conversation)?
            .map(|record| record.contact.name)
            .unwrap_or_default(),
        Author::System | Author::Unknown => String::new(),
    };
    Ok(Forwarded { author, ..from })
}
