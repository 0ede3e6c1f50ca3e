//! Something is done to a message that is there already.

use recado_protocol::command::WriteAnswer;
use recado_protocol::message::write::{NewText, is_same};
use recado_protocol::{
    Agent, Author, Channel, Content, ConversationId, ConversationRecord, Message, MessageId,
    MessageWrite, ProblemKind, Role,
};
use unicode_segmentation::UnicodeSegmentation;

use super::{changes, deletion, load, masked, rewritten};
use crate::limits;
use crate::masking::hide;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, files, masking, messages, people};

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
/// `NotFound`, `InvalidField`, `ChannelClosed`, `Forbidden` for what this person or this channel can't do, or
/// `StaleRevision` with the message as it is for an edit of what has been changed meanwhile.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
    done: &MessageWrite,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let done = &masked::put_back_into(change, message, done)?;
    let record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let before = messages::one(change.sql, conversation, message)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let author = Author::Agent {
        id: by.id.clone(),
        name: by.name.clone(),
    };
    check(change, &before, done, &channel, by, &author)?;
    lay_over(change, record, &channel, before, done, by)
}

/// Does it, whoever may.
///
/// # Errors
/// `StaleRevision` for an edit that another one overtook, or when the database fails.
pub fn lay_over(
    change: &mut Change<'_>,
    mut record: ConversationRecord,
    channel: &Channel,
    before: Message,
    done: &MessageWrite,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let author = Author::Agent {
        id: by.id.clone(),
        name: by.name.clone(),
    };
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
    if is_overtaken(change, &before, done)? {
        return Err(Refusal::stale(&before));
    }
    changes::carry(change, channel, &said, &mut after, done)?;
    rewritten::store(change, &mut record, &before, &mut after)?;
    keep_before(change, &before, &after, done, by)?;
    Ok(WriteAnswer {
        record,
        message: Some(after),
    })
}

/// What an edit or a deletion took away stays in the audit log.
fn keep_before(
    change: &Change<'_>,
    before: &Message,
    after: &Message,
    done: &MessageWrite,
    by: &Agent,
) -> Outcome<()> {
    let action = match done {
        MessageWrite::Edit(_) => "message.edited",
        MessageWrite::Delete => {
            files::withdraw(change.sql, &after.conversation, &after.id)?;
            "message.deleted"
        }
        _ => return Ok(()),
    };
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &audit_log::of_message(&after.id),
        revision: after.revision,
        before,
    };
    Ok(audit_log::add(change.sql, &entry)?)
}

/// An edit to the same text changes nothing, not even its time; nor does a second deletion.
fn is_as_it_was(before: &Message, after: &Message, done: &MessageWrite) -> bool {
    match done {
        MessageWrite::Edit(_) => before.content == after.content,
        MessageWrite::Delete => before.content.kind() == after.content.kind(),
        _ => before == after,
    }
}

/// Whether a message says something else than it did when an edit was begun. Its author was shown it as it is stored, or
/// before a rule was made that hides something of it; it is stored as before for a while after that, too.
fn is_overtaken(change: &Change<'_>, message: &Message, done: &MessageWrite) -> Outcome<bool> {
    let MessageWrite::Edit(NewText {
        before: Some(text), ..
    }) = done
    else {
        return Ok(false);
    };
    let mut shown = match &message.content {
        Content::Note { .. } => Content::Note { text: text.clone() },
        _ => Content::Text { text: text.clone() },
    };
    if shown == message.content {
        return Ok(false);
    }
    let rules = masking::rules(change.sql)?;
    let _known = hide(&rules, &mut shown, &mut None);
    Ok(shown != message.content)
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
                Content::Text { .. } => {
                    limits::check_message(&new.text, &channel.kind, "text")?;
                }
                _ => return Err(forbidden("Only texts can be changed.")),
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
        }
    }
    if is_note {
        return Ok(());
    }
    changes::check(change, channel, message, done)
}

/// An emoji is short and has something in it that is no ordinary letter.
fn check_emoji(emoji: &str) -> Outcome<()> {
    let is_key = emoji.ends_with('\u{20e3}');
    let is_emoji = emoji.len() <= EMOJI_BYTES
        && !emoji.is_ascii()
        && emoji.graphemes(true).count() == 1
        && !limits::says_nothing(emoji)
        && !emoji
            .chars()
            .any(|c| c.is_alphabetic() || c.is_numeric() && !is_key);
    if is_emoji {
        return Ok(());
    }
    Err(Refusal::field("emoji", "A reaction is one emoji."))
}

fn forbidden(why: &str) -> Refusal {
    Refusal::new(ProblemKind::Forbidden, why)
}
