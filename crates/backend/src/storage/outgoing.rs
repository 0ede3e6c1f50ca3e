//! Messages that wait for their channel, in order for each conversation.

use recado_protocol::{ChannelId, ConversationId, Message, MessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{Columns, Time};

/// A message on its way to its channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    pub conversation: ConversationId,
    pub position: u64,
    pub message: MessageId,
    pub channel: ChannelId,
    pub queued_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
}

pub fn add(
    sql: &Connection,
    channel: &ChannelId,
    message: &Message,
    now: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO outgoing (conversation, position, message, channel, queued_at, due_at, attempts)
         VALUES (?, ?, ?, ?, ?, ?, 0)",
    )?
    .execute(params![
        message.conversation.as_str(),
        message.position,
        message.id.as_str(),
        channel.as_str(),
        Time(now),
        Time(now)
    ])
    .map(drop)
}

/// The first one of each conversation that has nothing to wait for, those of channels that take
/// nothing now left out.
pub fn due(sql: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Outgoing>> {
    sql.prepare_cached(
        "SELECT o.conversation, o.position, o.message, o.channel, o.queued_at, o.attempts
         FROM outgoing o JOIN channels c ON c.id = o.channel
         WHERE o.due_at <= ? AND c.state ->> 'state' = 'active'
          AND o.position = (SELECT MIN(position) FROM outgoing WHERE conversation = o.conversation)
         ORDER BY o.due_at, o.conversation LIMIT ?",
    )?
    .query_map(params![Time(now), limit], outgoing_of)?
    .collect()
}

/// When the next one is due that is not yet.
pub fn next_due(sql: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    sql.prepare_cached("SELECT MIN(due_at) AS at FROM outgoing WHERE due_at > ?")?
        .query_one([Time(now)], |row| row.time_or_none("at"))
}

/// One that still waits.
pub fn one(sql: &Connection, message: &MessageId) -> rusqlite::Result<Option<Outgoing>> {
    sql.prepare_cached(
        "SELECT conversation, position, message, channel, queued_at, attempts
         FROM outgoing WHERE message = ?",
    )?
    .query_one([message.as_str()], outgoing_of)
    .optional()
}

pub fn remove(sql: &Connection, message: &MessageId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM outgoing WHERE message = ?")?
        .execute([message.as_str()])
        .map(drop)
}

/// Puts one off that was tried in vain.
pub fn postpone(
    sql: &Connection,
    message: &MessageId,
    attempts: u32,
    due_at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE outgoing SET attempts = ?, due_at = ? WHERE message = ?")?
        .execute(params![attempts, Time(due_at), message.as_str()])
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
        conversation: row.id("conversation")?,
        position: row.get("position")?,
        message: row.id("message")?,
        channel: row.id("channel")?,
        queued_at: row.time("queued_at")?,
        attempts: row.get("attempts")?,
    })
}
