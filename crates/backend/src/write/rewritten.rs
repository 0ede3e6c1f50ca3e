//! A message that is there already says something else, or something else is known of it.

use recado_protocol::event::event_type;
use recado_protocol::message::more::{Cited, Quote};
use recado_protocol::{ConversationRecord, Fields, Message};

use super::{publish_message, store_record};
use crate::refusal::Outcome;
use crate::storage::writer::Change;
use crate::storage::{masking, messages, search};

/// Stores it under its next revision, brings the record in line where it shows the message, and tells
/// everybody. What it said is found no more. `before` is as it was stored, `after` has nothing hidden:
/// that is done here.
///
/// # Errors
/// Only when the database fails.
pub fn store(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    before: &Message,
    after: &mut Message,
) -> Outcome<()> {
    after.revision = before.revision.saturating_add(1);
    let (content, more) = (&mut after.content, &mut after.more);
    masking::take_in(change.sql, &before.conversation, &before.id, content, more)?;
    messages::save(change.sql, after)?;
    if before.content != after.content {
        search::remove_message(change.sql, before)?;
        search::add_message(change.sql, after)?;
    }
    if keep_in_record(change, record, before, after)? {
        store_record(change, record)?;
    }
    publish_message(change, event_type::MESSAGE_UPDATED, record, after)?;
    if before.content != after.content {
        quote_anew(change, record, after)?;
    }
    Ok(())
}

/// What answers a message says no longer what that has said.
fn quote_anew(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    quoted: &Message,
) -> Outcome<()> {
    let (conversation, id) = (quoted.conversation.as_str(), quoted.id.as_str());
    let answers = messages::selected(
        change.sql,
        "conversation = ? AND position > ? AND instr(more, ?) > 0",
        rusqlite::params![conversation, quoted.position, id],
    )?;
    for mut answer in answers {
        let mut more = answer.read_more();
        let quote = Quote::of(quoted);
        let is_answer = more.reply_to.as_ref() == Some(&quoted.id);
        if is_answer && more.quote.as_ref().is_some_and(|old| *old != quote) {
            more.quote = Some(quote);
            answer.more = Some(Fields::of(&more));
            answer.revision = answer.revision.saturating_add(1);
            messages::save(change.sql, &answer)?;
            publish_message(change, event_type::MESSAGE_UPDATED, record, &answer)?;
        }
    }
    Ok(())
}

/// Brings the record in line where it shows a message. Says whether it changed.
pub fn keep_in_record(
    change: &Change<'_>,
    record: &mut ConversationRecord,
    before: &Message,
    after: &Message,
) -> Outcome<bool> {
    let conversation = &mut record.conversation;
    let was = (
        conversation.last_message.clone(),
        conversation.pinned.clone(),
    );
    if was.0.as_ref().is_some_and(|last| last.message == after.id) {
        conversation.last_message = super::preview::of(after);
    }
    let is_pinned = |message: &Message| message.read_more().pinned.is_some();
    if is_pinned(before) || is_pinned(after) {
        let pinned = messages::pinned(change.sql, &after.conversation)?;
        let pinned: Vec<Cited> = pinned.iter().map(cited).collect();
        conversation.pinned = (!pinned.is_empty()).then(|| Fields::of(&pinned));
    }
    Ok(was
        != (
            conversation.last_message.clone(),
            conversation.pinned.clone(),
        ))
}

fn cited(message: &Message) -> Cited {
    Cited {
        message: message.id.clone(),
        quote: Quote::of(message),
    }
}
