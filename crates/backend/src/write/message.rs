//! Something is done to a message that is there already.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::message::more::{Cited, Quote};
use recado_protocol::message::write::is_same;
use recado_protocol::{
    Agent, Author, Channel, Content, ConversationId, ConversationRecord, Fields, Message,
    MessageId, MessageWrite, ProblemKind, Role,
};

use super::{load, masked, publish_message, store_record};
use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, files, masking, messages, people, search};

/// Longest emoji, in bytes: a family with skin tones has 41.
const EMOJI_BYTES: usize = 64;
/// So many reactions say all that there is to say of one message.
const MOST_REACTIONS: usize = 100;
/// So many messages can be pinned in one conversation.
const MOST_PINNED: usize = 50;

/// Does it. What an edit or a deletion takes away stays in the audit log. Nothing happens when it is
/// so already.
///
/// # Errors
/// `NotFound`, `InvalidField`, or `Forbidden` for what this person or this channel can't do.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
    done: &MessageWrite,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let done = &masked::put_back_into(change, message, done)?;
    let mut record = load(change, conversation)?;
    let before = messages::one(change.sql, conversation, message)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let author = Author::Agent {
        id: by.id.clone(),
        name: by.name.clone(),
    };
    check(change, &before, done, &channel, by, &author)?;
    let mut said = before.clone();
    masking::unmask(change.sql, &mut said)?;
    let mut after = said.clone();
    done.lay_over(&mut after, &author, change.now);
    if is_as_it_was(&said, &after, done) {
        return Ok(WriteAnswer {
            record,
            message: Some(before),
        });
    }
    after.revision = before.revision.saturating_add(1);
    let (content, more) = (&mut after.content, &mut after.more);
    masking::take_in(change.sql, conversation, message, content, more)?;
    messages::save(change.sql, &after)?;
    if matches!(done, MessageWrite::Edit(_) | MessageWrite::Delete) {
        replace(change, &before, &after, done, by)?;
    }
    if keep_in_record(change, &mut record, &before, &after)? {
        store_record(change, &mut record)?;
    }
    publish_message(change, event_type::MESSAGE_UPDATED, &record, &after)?;
    Ok(WriteAnswer {
        record,
        message: Some(after),
    })
}

/// What it said is found no more, and stays in the audit log.
fn replace(
    change: &Change<'_>,
    before: &Message,
    after: &Message,
    done: &MessageWrite,
    by: &Agent,
) -> Outcome<()> {
    search::remove_message(change.sql, before)?;
    search::add_message(change.sql, after)?;
    let is_deletion = *done == MessageWrite::Delete;
    if is_deletion {
        files::withdraw(change.sql, &after.conversation, &after.id)?;
    }
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: if is_deletion {
            "message.deleted"
        } else {
            "message.edited"
        },
        subject: &audit_log::of_message(&after.id),
        revision: after.revision,
        before,
    };
    Ok(audit_log::add(change.sql, &entry)?)
}

/// Brings the record in line where it shows the message. Says whether it changed.
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

/// An edit to the same text changes nothing, not even its time; nor does a second deletion.
fn is_as_it_was(before: &Message, after: &Message, done: &MessageWrite) -> bool {
    match done {
        MessageWrite::Edit(_) => before.content == after.content,
        MessageWrite::Delete => before.content.kind() == after.content.kind(),
        _ => before == after,
    }
}

fn check(
    change: &Change<'_>,
    message: &Message,
    done: &MessageWrite,
    channel: &Channel,
    by: &Agent,
    author: &Author,
) -> Outcome<()> {
    let is_note = matches!(message.content, Content::Note { .. });
    if message.content.kind() == "deleted" && *done == MessageWrite::Delete {
        return Ok(());
    }
    if matches!(message.content.kind(), "system" | "deleted") {
        return Err(forbidden("Nothing can be done to this line."));
    }
    match done {
        MessageWrite::React(emoji) => {
            check_emoji(emoji)?;
            if !is_note && !limits::carries_changes(&channel.kind) {
                return Err(cannot(channel, "reactions"));
            }
            if message.read_more().reactions.len() >= MOST_REACTIONS {
                return Err(forbidden(
                    "This message has all the reactions that it can hold.",
                ));
            }
        }
        MessageWrite::TakeReactionBack(_) | MessageWrite::Unpin => {}
        MessageWrite::Pin => {
            if messages::pinned(change.sql, &message.conversation)?.len() >= MOST_PINNED {
                return Err(forbidden("Too many messages are pinned here already."));
            }
        }
        MessageWrite::Edit(new) => {
            if !is_same(&message.author, author) {
                return Err(forbidden("Only who wrote a message can change its text."));
            }
            match &message.content {
                Content::Note { .. } => limits::check_note(&new.text, "text")?,
                Content::Text { .. } if limits::carries_changes(&channel.kind) => {
                    limits::check_message(&new.text, &channel.kind, "text")?;
                }
                _ => return Err(cannot(channel, "changes of what was sent")),
            }
        }
        MessageWrite::Delete => {
            let is_theirs = is_same(&message.author, author);
            let is_teams = matches!(message.author, Author::Agent { .. } | Author::Bot { .. });
            let leads = matches!(by.role, Role::Supervisor | Role::Administrator);
            let may = is_theirs || (is_teams && leads);
            if !may {
                return Err(forbidden("Only who wrote a message can take it back."));
            }
            if !is_note && !limits::carries_changes(&channel.kind) {
                return Err(cannot(channel, "taking messages back"));
            }
        }
    }
    Ok(())
}

/// An emoji is short and has something in it that is no ordinary letter.
fn check_emoji(emoji: &str) -> Outcome<()> {
    let is_emoji = emoji.len() <= EMOJI_BYTES
        && !emoji.is_ascii()
        && !emoji
            .chars()
            .any(|c| c.is_alphabetic() || c.is_whitespace() || c.is_control());
    if is_emoji {
        return Ok(());
    }
    Err(Refusal::field("emoji", "A reaction is one emoji."))
}

fn forbidden(why: &str) -> Refusal {
    Refusal::new(ProblemKind::Forbidden, why)
}

fn cannot(channel: &Channel, what: &str) -> Refusal {
    forbidden(&format!("{} does not carry {what}.", channel.name))
}
