//! What waits for its channel, in order for each conversation: messages, and what was done to them since.

use recado_protocol::{ChannelId, ConversationId, Message, MessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rusqlite_migration::M;
use serde::{Deserialize, Serialize};

use super::column::{Columns, Json, Time};

const OUTGOING: &str =
    "o.key, o.conversation, o.message, o.channel, o.queued_at, o.attempts, o.calls, o.change";

/// Something on its way to its channel.
#[derive(Clone, PartialEq, Debug)]
pub struct Outgoing {
    /// What comes again under the same key is the same. That of a message is its id.
    pub key: String,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub channel: ChannelId,
    pub queued_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// How many of its calls may have come to the platform.
    pub calls: u32,
    /// What is to become of the message; nothing for the message itself.
    pub change: Option<Change>,
}

/// A change of a message that the platform does not know yet.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    pub asked: Asked,
    /// The message as the platform has it until then.
    pub before: Message,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Asked {
    Edit(String),
    Delete,
    React { emoji: String, on: bool },
}

/// What of a message a change is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Content,
    Reaction,
}

impl Asked {
    pub const fn part(&self) -> Part {
        match self {
            Self::Edit(_) | Self::Delete => Part::Content,
            Self::React { .. } => Part::Reaction,
        }
    }
}

/// Until here only messages waited, one row for each, in the order of their places.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE outgoing_now (
    turn INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    message TEXT NOT NULL,
    channel TEXT NOT NULL REFERENCES channels (id),
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    change TEXT
) STRICT;
INSERT INTO outgoing_now (key, conversation, message, channel, queued_at, due_at, attempts, calls)
    SELECT message, conversation, message, channel, queued_at, due_at, attempts, attempts
    FROM outgoing ORDER BY conversation, position;
DROP TABLE outgoing;
ALTER TABLE outgoing_now RENAME TO outgoing;
CREATE INDEX outgoing_by_conversation ON outgoing (conversation, turn);
CREATE INDEX outgoing_by_message ON outgoing (message, turn);
",
    )
}

/// Puts a message at the end of the line.
pub fn add(
    sql: &Connection,
    channel: &ChannelId,
    message: &Message,
    now: Timestamp,
) -> rusqlite::Result<()> {
    insert(sql, message.id.as_str(), channel, message, now, None)
}

/// Puts a change of a message at the end of the line.
pub fn add_change(
    sql: &Connection,
    key: &str,
    channel: &ChannelId,
    change: &Change,
    now: Timestamp,
) -> rusqlite::Result<()> {
    insert(sql, key, channel, &change.before, now, Some(change))
}

fn insert(
    sql: &Connection,
    key: &str,
    channel: &ChannelId,
    message: &Message,
    now: Timestamp,
    change: Option<&Change>,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO outgoing
         (key, conversation, message, channel, queued_at, due_at, attempts, calls, change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0, 0, ?6)",
    )?
    .execute(params![
        key,
        message.conversation.as_str(),
        message.id.as_str(),
        channel.as_str(),
        Time(now),
        change.map(Json),
    ])
    .map(drop)
}

/// The first one of each conversation that has nothing to wait for, those of channels that take
/// nothing now left out.
pub fn due(sql: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Outgoing>> {
    sql.prepare_cached(&format!(
        "SELECT {OUTGOING} FROM outgoing o JOIN channels c ON c.id = o.channel
         WHERE o.due_at <= ? AND c.state ->> 'state' = 'active'
          AND o.turn = (SELECT MIN(turn) FROM outgoing WHERE conversation = o.conversation)
         ORDER BY o.due_at, o.turn LIMIT ?"
    ))?
    .query_map(params![Time(now), limit], outgoing_of)?
    .collect()
}

/// When the next one is due that is not yet.
pub fn next_due(sql: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    sql.prepare_cached("SELECT MIN(due_at) AS at FROM outgoing WHERE due_at > ?")?
        .query_one([Time(now)], |row| row.time_or_none("at"))
}

/// One that still waits.
pub fn one(sql: &Connection, key: &str) -> rusqlite::Result<Option<Outgoing>> {
    sql.prepare_cached(&format!("SELECT {OUTGOING} FROM outgoing o WHERE key = ?"))?
        .query_one([key], outgoing_of)
        .optional()
}

/// The changes of one part of a message that wait, the first one first.
pub fn changes(
    sql: &Connection,
    message: &MessageId,
    part: Part,
) -> rusqlite::Result<Vec<(Outgoing, Change)>> {
    let all: Vec<Outgoing> = sql
        .prepare_cached(&format!(
            "SELECT {OUTGOING} FROM outgoing o
             WHERE message = ? AND change IS NOT NULL ORDER BY turn"
        ))?
        .query_map([message.as_str()], outgoing_of)?
        .collect::<rusqlite::Result<_>>()?;
    let of_part = all.into_iter().filter_map(|outgoing| {
        let change = outgoing.change.clone()?;
        (change.asked.part() == part).then_some((outgoing, change))
    });
    Ok(of_part.collect())
}

pub fn remove(sql: &Connection, key: &str) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM outgoing WHERE key = ?")?
        .execute([key])
        .map(drop)
}

/// Takes a message out of the line, with all that was to become of it.
pub fn remove_all(sql: &Connection, message: &MessageId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM outgoing WHERE message = ?")?
        .execute([message.as_str()])
        .map(drop)
}

/// The platform has the message in another state than was thought when this change was made.
pub fn set_before(sql: &Connection, key: &str, change: &Change) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE outgoing SET change = ? WHERE key = ?")?
        .execute(params![Json(change), key])
        .map(drop)
}

/// From now on it may have come to the platform.
pub fn is_called(sql: &Connection, key: &str) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE outgoing SET calls = calls + 1 WHERE key = ?")?
        .execute([key])
        .map(drop)
}

/// Puts one off that was tried in vain. One that never came to the platform is as if it had not been called.
pub fn postpone(
    sql: &Connection,
    key: &str,
    attempts: u32,
    due_at: Timestamp,
    has_come: bool,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE outgoing SET attempts = ?, due_at = ?, calls = MAX(calls - ?, 0) WHERE key = ?",
    )?
    .execute(params![attempts, Time(due_at), u32::from(!has_come), key])
    .map(drop)
}

/// What waits for a channel need not wait any longer.
pub fn hurry(sql: &Connection, channel: &ChannelId, now: Timestamp) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE outgoing SET due_at = ?, attempts = 0 WHERE channel = ?")?
        .execute(params![Time(now), channel.as_str()])
        .map(drop)
}

fn outgoing_of(row: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        key: row.get("key")?,
        conversation: row.id("conversation")?,
        message: row.id("message")?,
        channel: row.id("channel")?,
        queued_at: row.time("queued_at")?,
        attempts: row.get("attempts")?,
        calls: row.get("calls")?,
        change: row.json_or_none("change")?,
    })
}
