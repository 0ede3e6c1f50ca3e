//! What is sent with dots in it goes out with what they stand for.

use recado_protocol::command::{NewMessage, OutgoingContent};
use recado_protocol::masking::DOTS;
use recado_protocol::message::write::{NewText, is_same};
use recado_protocol::{Agent, Author, ConversationId, Fields, MessageId, MessageWrite, More};

use crate::masking::{Ambiguous, Hidden, Rules};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, masking, messages};

/// A new message with what is hidden in those that it repeats, forwards or answers, and whether some of that is not its
/// author's own. Who writes it need not know it, and does not get to see it: it is hidden in the new message too.
///
/// # Errors
/// `InvalidField` where dots could stand for one thing or another.
pub fn put_back(
    change: &Change<'_>,
    conversation: &ConversationId,
    mut new: NewMessage,
    author: &Author,
) -> Outcome<(NewMessage, bool)> {
    let is_note = matches!(new.content, OutgoingContent::Note { .. });
    if is_note || !has_dots(&new.content)? {
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
    let rules = masking::rules(change.sql)?;
    let (mut hidden, mut others) = (Hidden::default(), Hidden::default());
    for source in sources {
        let more = hidden_in(change, &source, &rules)?;
        if !more.is_empty() && !is_own(change, &source, author)? {
            others.and(more.clone());
        }
        hidden.and(more);
    }
    // What its author called off stands in the composer again, as it was shown. Whoever writes dots means no such thing.
    if let Author::Agent { id, .. } = author {
        for source in masking::called_off(change.sql, conversation, id)? {
            let more = hidden_in(change, &source, &rules)?;
            if masking::is_passed_on(change.sql, &source)? {
                others.and(more.clone());
            }
            hidden.and(more.strictly());
        }
    }
    let put_into = hidden.put_into(&rules, &new.content);
    let Some(content) = put_into.map_err(|Ambiguous| unclear("content"))? else {
        return Ok((new, false));
    };
    new.content = content;
    let is_others = others.is_in(&new.content);
    Ok((new, is_others))
}

/// Whether an author knows what is hidden in a message because they wrote it.
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
    audit_log::note(change.sql, change.now, &by.id, "message.passed_on", message)?;
    Ok(())
}

/// An edit with what is hidden in the message that it changes.
///
/// # Errors
/// `InvalidField` where dots could stand for one thing or another.
pub fn put_back_into(
    change: &Change<'_>,
    message: &MessageId,
    done: &MessageWrite,
) -> Outcome<MessageWrite> {
    let MessageWrite::Edit(NewText { text, before }) = done else {
        return Ok(done.clone());
    };
    let rules = masking::rules(change.sql)?;
    let hidden = hidden_in(change, message, &rules)?;
    let whole = hidden.put_back(&rules, text);
    let whole = whole.map_err(|Ambiguous| unclear("text"))?;
    let text = whole.unwrap_or_else(|| text.clone());
    let before = before.clone();
    Ok(MessageWrite::Edit(NewText { text, before }))
}

/// Fields that are passed on as they came may have any letter written as a number.
fn has_dots(content: &OutgoingContent) -> Outcome<bool> {
    let json = serde_json::to_string(content)?;
    Ok(json.contains(DOTS) || json.contains(r"\u2022"))
}

/// Nothing goes out that somebody may not have meant.
fn unclear(field: &str) -> Refusal {
    let detail = format!(
        "More than one thing that is hidden looks like the {DOTS} in this text. Write out which one you mean."
    );
    Refusal::field(field, detail)
}

fn hidden_in(change: &Change<'_>, message: &MessageId, rules: &Rules) -> Outcome<Hidden> {
    let original = masking::original(change.sql, message)?;
    Ok(original.map_or_else(Hidden::default, |it| it.hidden(rules)))
}
