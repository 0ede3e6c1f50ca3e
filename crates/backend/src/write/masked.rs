//! What is sent with dots in it goes out with what they stand for.

use recado_protocol::command::{NewMessage, OutgoingContent};
use recado_protocol::masking::DOTS;
use recado_protocol::message::write::{NewText, is_same};
use recado_protocol::{Agent, Author, ConversationId, Fields, MessageId, MessageWrite, More};

use crate::masking::{Hidden, Rules};
use crate::refusal::Outcome;
use crate::storage::writer::Change;
use crate::storage::{audit_log, masking, messages};

/// A new message with what is hidden in those that it repeats, forwards or answers, and whether some of that is not its
/// author's own. Who writes it need not know it, and does not get to see it: it is hidden in the new message too.
///
/// # Errors
/// Only when the database fails.
pub fn put_back(
    change: &Change<'_>,
    conversation: &ConversationId,
    mut new: NewMessage,
    author: &Author,
) -> Outcome<(NewMessage, bool)> {
    let is_note = matches!(new.content, OutgoingContent::Note { .. });
    if is_note || !serde_json::to_string(&new.content)?.contains(DOTS) {
        return Ok((new, false));
    }
    let more: More = new.more.as_ref().and_then(Fields::read).unwrap_or_default();
    let mut sources: Vec<MessageId> = Vec::new();
    sources.extend(more.resent);
    sources.extend(more.forwarded.map(|from| from.message));
    sources.extend(more.reply_to);
    // The subject and the history of a mail are those of the mail before it.
    if matches!(&new.content, OutgoingContent::Rich(rich) if rich.kind() == "email") {
        let before = messages::newest_of_kind(change.sql, conversation, "email")?;
        sources.extend(before.map(|before| before.id));
    }
    // What was called off stands in the composer again, as it was shown.
    sources.extend(masking::called_off(change.sql, conversation)?);
    let rules = masking::rules(change.sql)?;
    let mut hidden = Hidden::default();
    let mut is_others = false;
    for source in sources {
        let more = hidden_in(change, &source, &rules)?;
        is_others |= !more.is_empty() && !is_own(change, &source, author)?;
        hidden.and(more);
    }
    let Some(content) = hidden.put_into(&rules, &new.content) else {
        return Ok((new, false));
    };
    new.content = content;
    Ok((new, is_others))
}

/// Whether an author knows what is hidden in a message because they wrote it. Of what was called off nobody knows who
/// wrote it.
fn is_own(change: &Change<'_>, message: &MessageId, author: &Author) -> Outcome<bool> {
    let found = messages::selected(change.sql, "id = ?", [message.as_str()])?;
    let wrote = found.iter().any(|found| is_same(&found.author, author));
    Ok(wrote && !masking::is_passed_on(change.sql, message)?)
}

/// Notes who passed on what they need not know, by which message; never what.
///
/// # Errors
/// Only when the database fails.
pub fn note_passed_on(change: &Change<'_>, message: &MessageId, by: &Agent) -> Outcome<()> {
    masking::pass_on(change.sql, message)?;
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: "message.passed_on",
        subject: &audit_log::of_message(message),
        // It changes nothing.
        revision: 0,
        before: &(),
    };
    Ok(audit_log::add(change.sql, &entry)?)
}

/// An edit with what is hidden in the message that it changes.
///
/// # Errors
/// Only when the database fails.
pub fn put_back_into(
    change: &Change<'_>,
    message: &MessageId,
    done: &MessageWrite,
) -> Outcome<MessageWrite> {
    let MessageWrite::Edit(NewText { text }) = done else {
        return Ok(done.clone());
    };
    let rules = masking::rules(change.sql)?;
    let hidden = hidden_in(change, message, &rules)?;
    let text = hidden.put_back(&rules, text).into_owned();
    Ok(MessageWrite::Edit(NewText { text }))
}

fn hidden_in(change: &Change<'_>, message: &MessageId, rules: &Rules) -> Outcome<Hidden> {
    let original = masking::original(change.sql, message)?;
    Ok(original.map_or_else(Hidden::default, |it| it.hidden(rules)))
}
