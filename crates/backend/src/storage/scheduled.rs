//! Messages that their authors want sent later.

use recado_protocol::schedule::Scheduled;
use recado_protocol::{Content, ConversationId, Fields, MessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{Columns, Json, Time};

/// A scheduled message and where it belongs.
pub struct ScheduledRecord {
    pub conversation: ConversationId,
    pub scheduled: Scheduled,
    pub more: Option<Fields>,
}

const SCHEDULED: &str = "message, conversation, send_at, author, content, more";

pub fn add(sql: &Connection, record: &ScheduledRecord) -> rusqlite::Result<()> {
    let scheduled = &record.scheduled;
    sql.prepare_cached(
        "INSERT INTO scheduled (message, conversation, send_at, author, content, more)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        scheduled.id.as_str(),
        record.conversation.as_str(),
        Time(scheduled.send_at),
        Json(&scheduled.author),
        Json(&scheduled.content),
        record.more.as_ref().map(Json),
    ])
    .map(drop)
}

pub fn one(sql: &Connection, id: &MessageId) -> rusqlite::Result<Option<ScheduledRecord>> {
    sql.prepare_cached(&format!(
        "SELECT {SCHEDULED} FROM scheduled WHERE message = ?"
    ))?
    .query_one([id.as_str()], scheduled_of)
    .optional()
}

/// Those of a conversation, the next first.
pub fn of(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<Vec<Scheduled>> {
    sql.prepare_cached(&format!(
        "SELECT {SCHEDULED} FROM scheduled WHERE conversation = ? ORDER BY send_at, message"
    ))?
    .query_map([conversation.as_str()], |row| {
        scheduled_of(row).map(|record| record.scheduled)
    })?
    .collect()
}

/// The conversations in which messages wait.
pub fn conversations(sql: &Connection) -> rusqlite::Result<Vec<ConversationId>> {
    sql.prepare_cached("SELECT DISTINCT conversation FROM scheduled")?
        .query_map([], |row| row.id("conversation"))?
        .collect()
}

/// Puts another content in the place of a message's.
pub fn say(sql: &Connection, id: &MessageId, content: &Content) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE scheduled SET content = ? WHERE message = ?")?
        .execute(params![Json(content), id.as_str()])
        .map(drop)
}

/// What waits in a deleted conversation waits on.
const GOES_OUT: &str = "conversation NOT IN (SELECT conversation FROM deletions)";

/// Those whose time has come, the earliest first.
pub fn due(sql: &Connection, now: Timestamp) -> rusqlite::Result<Vec<ScheduledRecord>> {
    sql.prepare_cached(&format!(
        "SELECT {SCHEDULED} FROM scheduled WHERE send_at <= ? AND {GOES_OUT}
         ORDER BY send_at, message"
    ))?
    .query_map([Time(now)], scheduled_of)?
    .collect()
}

/// When the next one is to go out.
pub fn next(sql: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    sql.prepare_cached(&format!(
        "SELECT MIN(send_at) AS at FROM scheduled WHERE {GOES_OUT}"
    ))?
    .query_one([], |row| row.time_or_none("at"))
}

/// Puts off what a conversation would have sent by now.
pub fn put_off(
    sql: &Connection,
    conversation: &ConversationId,
    now: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE scheduled SET send_at = ? WHERE conversation = ? AND send_at <= ?")?
        .execute(params![Time(until), conversation.as_str(), Time(now)])
        .map(drop)
}

pub fn move_to(sql: &Connection, id: &MessageId, send_at: Timestamp) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE scheduled SET send_at = ? WHERE message = ?")?
        .execute(params![Time(send_at), id.as_str()])
        .map(drop)
}

pub fn remove(sql: &Connection, id: &MessageId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM scheduled WHERE message = ?")?
        .execute([id.as_str()])
        .map(drop)
}

fn scheduled_of(row: &Row<'_>) -> rusqlite::Result<ScheduledRecord> {
    Ok(ScheduledRecord {
        conversation: row.id("conversation")?,
        scheduled: Scheduled {
            id: row.id("message")?,
            author: row.json("author")?,
            content: row.json("content")?,
            send_at: row.time("send_at")?,
        },
        more: row.json_or_none("more")?,
    })
}
