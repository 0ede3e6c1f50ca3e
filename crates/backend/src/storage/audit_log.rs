//! What was there before a person changed it, who did, and when.

use recado_protocol::message::write::Version;
use recado_protocol::{AgentId, Message, MessageId, Timestamp};
use rusqlite::{Connection, params};
use rusqlite_migration::M;
use serde::Serialize;

use super::column::{Columns, Json, Time};

/// One change of a record.
pub struct Entry<'a, R> {
    pub at: Timestamp,
    pub agent: &'a AgentId,
    pub action: &'a str,
    /// The kind of the record and its id.
    pub subject: &'a str,
    /// The revision that the change made.
    pub revision: u64,
    /// The record as it was.
    pub before: &'a R,
}

/// Until here only agents changed records.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE audit_log_now (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- None when the customer did it.
    agent TEXT REFERENCES agents (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    revision INTEGER NOT NULL,
    before TEXT NOT NULL
) STRICT;
INSERT INTO audit_log_now SELECT seq, at, agent, action, subject, revision, before FROM audit_log;
DROP TABLE audit_log;
ALTER TABLE audit_log_now RENAME TO audit_log;
CREATE INDEX audit_log_by_subject ON audit_log (subject, revision);
",
    )
}

pub fn add<R: Serialize>(sql: &Connection, entry: &Entry<'_, R>) -> rusqlite::Result<()> {
    let Entry {
        at,
        agent,
        action,
        subject,
        revision,
        before,
    } = entry;
    insert(sql, *at, Some(agent), action, (subject, *revision), before)
}

/// Notes what somebody did with a message that changed nothing of it.
pub fn note(
    sql: &Connection,
    at: Timestamp,
    agent: &AgentId,
    action: &str,
    message: &MessageId,
) -> rusqlite::Result<()> {
    insert(sql, at, Some(agent), action, (&of_message(message), 0), &())
}

/// What a message of a customer's was before they changed it themselves.
pub fn add_customers(
    sql: &Connection,
    at: Timestamp,
    action: &str,
    before: &Message,
) -> rusqlite::Result<()> {
    let subject = of_message(&before.id);
    let revision = before.revision.saturating_add(1);
    insert(sql, at, None, action, (&subject, revision), before)
}

fn insert(
    sql: &Connection,
    at: Timestamp,
    agent: Option<&AgentId>,
    action: &str,
    (subject, revision): (&str, u64),
    before: &impl Serialize,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO audit_log (at, agent, action, subject, revision, before)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Time(at),
        agent.map(AgentId::as_str),
        action,
        subject,
        revision,
        Json(before),
    ])
    .map(drop)
}

/// How many revisions after `revision` were made by this agent.
pub fn made_by(
    sql: &Connection,
    subject: &str,
    revision: u64,
    agent: &AgentId,
) -> rusqlite::Result<u64> {
    sql.prepare_cached(
        "SELECT COUNT(*) FROM audit_log WHERE subject = ? AND revision > ? AND agent = ?",
    )?
    .query_one(params![subject, revision, agent.as_str()], |row| row.get(0))
}

/// Whether somebody else did this after `revision`.
pub fn done_by_others(
    sql: &Connection,
    subject: &str,
    revision: u64,
    action: &str,
    agent: &AgentId,
) -> rusqlite::Result<bool> {
    sql.prepare_cached(
        "SELECT 1 FROM audit_log WHERE subject = ? AND revision > ? AND action = ? AND agent <> ?",
    )?
    .exists(params![subject, revision, action, agent.as_str()])
}

/// The subject of what is done to a message.
pub fn of_message(message: &MessageId) -> String {
    format!("message:{message}")
}

/// Whoever changes a message more often than that is not followed further back.
const MOST_VERSIONS: u32 = 100;

/// What a message was before each of its newest changes, the oldest first.
pub fn versions(sql: &Connection, message: &MessageId) -> rusqlite::Result<Vec<Version>> {
    let newest: Vec<Version> = sql.prepare_cached(
        "SELECT l.at, l.before, COALESCE(
             (SELECT name FROM agents WHERE id = l.agent),
             (SELECT p.name FROM messages m JOIN conversations c ON c.id = m.conversation
              JOIN contacts p ON p.id = c.contact WHERE m.id = ?2)) AS name
         FROM audit_log l WHERE l.subject = ?1 AND l.before <> 'null' -- some only did something with it
         ORDER BY l.revision DESC, l.seq DESC LIMIT ?3",
    )?
    .query_map(params![of_message(message), message.as_str(), MOST_VERSIONS], |row| {
        Ok(Version {
            at: row.time("at")?,
            by: row.get("name")?,
            before: row.json("before")?,
        })
    })?
    .collect::<rusqlite::Result<_>>()?;
    Ok(newest.into_iter().rev().collect())
}
