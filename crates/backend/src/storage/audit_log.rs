//! What was there before a person changed it, who did, and when.

use recado_protocol::message::write::Version;
use recado_protocol::{AgentId, MessageId, Timestamp};
use rusqlite::{Connection, params};
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

pub fn add<R: Serialize>(sql: &Connection, entry: &Entry<'_, R>) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO audit_log (at, agent, action, subject, revision, before)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        Time(entry.at),
        entry.agent.as_str(),
        entry.action,
        entry.subject,
        entry.revision,
        Json(entry.before),
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

/// What a message was before each change, the oldest first.
pub fn versions(sql: &Connection, message: &MessageId) -> rusqlite::Result<Vec<Version>> {
    sql.prepare_cached(
        "SELECT audit_log.at, audit_log.before, agents.name FROM audit_log
         JOIN agents ON agents.id = audit_log.agent
         WHERE subject = ? AND action <> 'message.revealed' ORDER BY revision",
    )?
    .query_map([of_message(message)], |row| {
        Ok(Version {
            at: row.time("at")?,
            by: row.get("name")?,
            before: row.json("before")?,
        })
    })?
    .collect()
}
