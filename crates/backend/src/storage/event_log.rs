//! The numbered events of the account, kept for those who come back.

use std::collections::HashSet;

use recado_protocol::{ConversationId, Timestamp};
use rusqlite::{Connection, params};
use rusqlite_migration::M;

use super::column::{Columns, Time};

/// An event as the log keeps it.
#[derive(Clone, Debug)]
pub struct LoggedEvent {
    pub seq: u64,
    pub at: Timestamp,
    pub event_type: String,
    /// The event's data as JSON text.
    pub data: String,
    /// Whether it tells a conversation's record. Events of older logs do not say so.
    pub tells_conversation: bool,
}

/// Which cursors can be continued from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// A client that has everything up to here can still catch up.
    pub oldest_cursor: u64,
    /// The `seq` of the newest event.
    pub newest: u64,
}

/// Whose events to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience<'a> {
    Agents,
    Visitor(&'a str),
}

/// Whose record an event tells, so that only the newest of each has to be read.
pub fn step() -> M<'static> {
    M::up("ALTER TABLE events ADD COLUMN conversation TEXT")
}

/// Makes the numbers begin at the time at which the log is made. A cursor from another life of the
/// database is therefore never taken for one of this log.
pub fn begin(sql: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    sql.execute(
        "INSERT INTO sqlite_sequence (name, seq)
         SELECT 'events', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events')",
        [Time(now)],
    )
    .map(drop)
}

/// Appends an event and gives its `seq`. It tells the record of `conversation`; `visitor` may see it beside the agents.
pub fn append(
    sql: &Connection,
    at: Timestamp,
    event_type: &str,
    data: &str,
    conversation: Option<&ConversationId>,
    visitor: Option<&str>,
) -> rusqlite::Result<u64> {
    sql.prepare_cached(
        "INSERT INTO events (at, type, data, conversation, visitor) VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Time(at),
        event_type,
        data,
        conversation.map(ConversationId::as_str),
        visitor
    ])?;
    Ok(u64::try_from(sql.last_insert_rowid()).unwrap_or(0))
}

pub fn bounds(sql: &Connection) -> rusqlite::Result<Bounds> {
    let newest: u64 = sql
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'events'")?
        .query_one([], |row| row.get(0))?;
    let oldest: Option<u64> = sql
        .prepare_cached("SELECT MIN(seq) FROM events")?
        .query_one([], |row| row.get(0))?;
    let oldest_cursor = oldest.map_or(newest, |seq| seq.saturating_sub(1));
    Ok(Bounds {
        oldest_cursor,
        newest,
    })
}

/// At most `limit` events with `after < seq <= up_to`, in order.
pub fn read(
    sql: &Connection,
    audience: Audience<'_>,
    after: u64,
    up_to: u64,
    limit: u32,
) -> rusqlite::Result<Vec<LoggedEvent>> {
    let visitor = match audience {
        Audience::Agents => None,
        Audience::Visitor(id) => Some(id),
    };
    let condition = if visitor.is_some() {
        "visitor = ?1"
    } else {
        "?1 IS NULL"
    };
    sql.prepare_cached(&format!(
        "SELECT seq, at, type, data, conversation IS NOT NULL AS tells_conversation FROM events
         WHERE {condition} AND seq > ?2 AND seq <= ?3 ORDER BY seq LIMIT ?4"
    ))?
    .query_map(params![visitor, after, up_to, limit], |row| {
        Ok(LoggedEvent {
            seq: row.get("seq")?,
            at: row.time("at")?,
            event_type: row.get("type")?,
            data: row.get("data")?,
            tells_conversation: row.get("tells_conversation")?,
        })
    })?
    .collect()
}

/// Puts other data in the place of an event's.
pub fn replace(sql: &Connection, seq: u64, data: &str) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE events SET data = ? WHERE seq = ?")?
        .execute(params![data, seq])
        .map(drop)
}

/// The `seq` of the newest event of each conversation whose record was told with `after < seq <= up_to`.
pub fn newest_of_each(sql: &Connection, after: u64, up_to: u64) -> rusqlite::Result<HashSet<u64>> {
    sql.prepare_cached(
        "SELECT MAX(seq) FROM events
         WHERE seq > ?1 AND seq <= ?2 AND conversation IS NOT NULL GROUP BY conversation",
    )?
    .query_map(params![after, up_to], |row| row.get(0))?
    .collect()
}

/// Forgets all but the newest `keep` events.
pub fn prune(sql: &Connection, keep: u64) -> rusqlite::Result<usize> {
    sql.execute(
        "DELETE FROM events WHERE seq <= (SELECT MAX(seq) FROM events) - ?",
        [keep],
    )
}
