//! Messages that go out later: kept, moved, called off, and sent when their time has come.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::schedule::{NewTime, Scheduled};
use recado_protocol::{
    Author, Conversation, ConversationId, ConversationRecord, Fields, MessageId, More, Timestamp,
};

use super::team_message::{self, Written};
use super::{attachments, deletion, load, publish_record, store_record};
use crate::files::keeping::UNUSED_MS;
use crate::refusal::{Outcome, Refusal};
use crate::storage::scheduled::{self, ScheduledRecord};
use crate::storage::writer::Change;
use crate::storage::{files, masking, people};

/// Most messages of one conversation that may wait for their time.
pub const MOST: usize = 20;
/// The latest time at which a message can be sent, from now, in milliseconds: a year.
const LATEST_MS: i64 = 366 * 24 * 60 * 60 * 1_000;
/// Who restores a conversation has so long to see what it would have sent, and to call that off, in milliseconds: ten
/// minutes.
const RESTORED_MS: i64 = 10 * 60 * 1_000;

/// Whether a message waits for its time.
pub fn is_known(change: &Change<'_>, id: &MessageId) -> Outcome<bool> {
    Ok(scheduled::one(change.sql, id)?.is_some())
}

/// Keeps a message until its time. That may be after the hours in which the channel takes free text: each message of the
/// customer makes them longer, so nobody knows today that it will be too late then. If it is, the message fails and says so
/// (`team_message::post`). A page that knows when the hours end by now warns whoever chooses a time.
///
/// # Errors
/// `InvalidField` when the time is too far away or `most` wait already.
pub fn keep(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    written: Written,
    send_at: Timestamp,
    most: usize,
) -> Outcome<()> {
    check_time(change, send_at)?;
    let conversation = record.conversation.id.clone();
    if scheduled::of(change.sql, &conversation)?.len() >= most {
        return Err(Refusal::field(
            "more.send_at",
            format!("{most} messages of this conversation wait for their time already."),
        ));
    }
    attachments::hold_until_sent(change, &written.id, &conversation, &written.files)?;
    let Written {
        id,
        author,
        mut content,
        more,
        ..
    } = written;
    let mut more = (more != More::default()).then(|| Fields::of(&more));
    masking::take_in(change.sql, &conversation, &id, &mut content, &mut more)?;
    let scheduled = ScheduledRecord {
        conversation,
        scheduled: Scheduled {
            id,
            author,
            content,
            send_at,
        },
        more,
    };
    scheduled::add(change.sql, &scheduled)?;
    tell(change, record)
}

/// Moves a message to another time; one that is over sends it now.
///
/// # Errors
/// `NotFound` when it has been sent or called off, `InvalidField` when the time is too far away, `ChannelClosed` when the
/// conversation was deleted.
pub fn move_to(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
    time: NewTime,
) -> Outcome<WriteAnswer> {
    let found = find(change, conversation, message)?;
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    check_time(change, time.send_at)?;
    if time.send_at <= change.now {
        return send(change, found);
    }
    scheduled::move_to(change.sql, message, time.send_at)?;
    tell(change, &mut record)?;
    Ok(answer(record))
}

/// Calls a message off, in a deleted conversation too.
///
/// # Errors
/// `NotFound` when it has been sent or called off.
pub fn call_off(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
) -> Outcome<WriteAnswer> {
    let found = find(change, conversation, message)?;
    scheduled::remove(change.sql, message)?;
    match &found.scheduled.author {
        Author::Agent { id, .. } => masking::call_off(change.sql, message, id)?,
        _ => masking::forget(change.sql, message)?,
    }
    // They can be sent with another message yet.
    let expires_at = change.now.plus_millis(UNUSED_MS);
    files::release(change.sql, message, conversation, expires_at)?;
    let mut record = load(change, conversation)?;
    tell(change, &mut record)?;
    Ok(answer(record))
}

/// Sends every message whose time has come.
pub fn send_due(change: &mut Change<'_>) -> Outcome<()> {
    for due in scheduled::due(change.sql, change.now)? {
        send(change, due)?;
    }
    Ok(())
}

/// What a restored conversation was to send meanwhile goes out after all, but not before anybody has seen it. What has its
/// time still to come keeps it.
///
/// # Errors
/// Only when the database fails.
pub fn go_on(change: &mut Change<'_>, conversation: &mut Conversation) -> Outcome<()> {
    let until = change.now.plus_millis(RESTORED_MS);
    scheduled::put_off(change.sql, &conversation.id, change.now, until)?;
    conversation.scheduled = shown(change, &conversation.id)?;
    change.wake_dispatcher();
    Ok(())
}

fn send(change: &mut Change<'_>, due: ScheduledRecord) -> Outcome<WriteAnswer> {
    let Scheduled {
        id,
        author,
        mut content,
        ..
    } = due.scheduled;
    let mut more = due.more;
    if let Some(original) = masking::original(change.sql, &id)? {
        original.put_into(&mut content, &mut more);
    }
    scheduled::remove(change.sql, &id)?;
    let mut record = load(change, &due.conversation)?;
    record.conversation.scheduled = shown(change, &due.conversation)?;
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let written = Written {
        id,
        author,
        files: attachments::held_by(&content),
        content,
        more: more.as_ref().and_then(Fields::read).unwrap_or_default(),
    };
    let message = team_message::post(change, &mut record, &channel, written)?;
    Ok(WriteAnswer {
        record,
        message: Some(message),
    })
}

fn find(
    change: &Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
) -> Outcome<ScheduledRecord> {
    scheduled::one(change.sql, message)?
        .filter(|found| found.conversation == *conversation)
        .ok_or_else(|| Refusal::not_found("scheduled message"))
}

fn check_time(change: &Change<'_>, send_at: Timestamp) -> Outcome<()> {
    if send_at > change.now.plus_millis(LATEST_MS) {
        return Err(Refusal::field(
            "send_at",
            "The time is too far away: at most a year from now.",
        ));
    }
    Ok(())
}

/// Stores what waits in the record, and tells the team.
fn tell(change: &mut Change<'_>, record: &mut ConversationRecord) -> Outcome<()> {
    record.conversation.scheduled = shown(change, &record.conversation.id)?;
    store_record(change, record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, record)?;
    change.wake_dispatcher();
    Ok(())
}

pub fn shown(change: &Change<'_>, conversation: &ConversationId) -> Outcome<Option<Fields>> {
    let waiting = scheduled::of(change.sql, conversation)?;
    Ok((!waiting.is_empty()).then(|| Fields::of(&waiting)))
}

fn answer(record: ConversationRecord) -> WriteAnswer {
    WriteAnswer {
        record,
        message: None,
    }
}
