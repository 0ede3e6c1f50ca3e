//! Bulk commands: what each of them changed, and what is left to do.

use recado_protocol::deed::{Bulk, BulkAnswer, BulkFailure};
use recado_protocol::{AgentId, CommandId, ConversationId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::column::{Columns, Json, Time};
use super::prepared::Standing;

/// How long a command can be taken back, in milliseconds: a day.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// How far a conversation is with a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Progress {
    ToDo = 0,
    Changed = 1,
    /// It was so already.
    Same = 2,
    Failed = 3,
    TakenBack = 4,
}

/// How a conversation stood before a command, and after it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Passage {
    pub before: Standing,
    pub after: Standing,
    /// The read marks before and after.
    pub read: (u64, u64),
}

/// A command and who gave it.
pub fn command(sql: &Connection, id: &CommandId) -> rusqlite::Result<Option<(AgentId, Bulk)>> {
    sql.prepare_cached("SELECT agent, body FROM bulk_commands WHERE id = ?")?
        .query_one([id.as_str()], |row| {
            Ok((row.id("agent")?, row.json("body")?))
        })
        .optional()
}

/// Keeps a new command with everything that it is about.
pub fn begin(
    sql: &Connection,
    bulk: &Bulk,
    by: &AgentId,
    all: &[ConversationId],
    now: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT INTO bulk_commands (id, agent, at, body) VALUES (?, ?, ?, ?)")?
        .execute(params![
            bulk.id.as_str(),
            by.as_str(),
            Time(now),
            Json(bulk)
        ])?;
    let mut add = sql.prepare_cached(
        "INSERT OR IGNORE INTO bulk_changes (command, conversation, state) VALUES (?, ?, 0)",
    )?;
    for conversation in all {
        add.execute([bulk.id.as_str(), conversation.as_str()])?;
    }
    Ok(())
}

/// Forgets what can't be taken back any more.
pub fn prune(sql: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let oldest = Time(now.plus_millis(-KEPT_MS));
    sql.execute(
        "DELETE FROM bulk_changes WHERE command IN (SELECT id FROM bulk_commands WHERE at < ?)",
        [&oldest],
    )?;
    sql.execute("DELETE FROM bulk_commands WHERE at < ?", [&oldest])
        .map(drop)
}

/// At most `limit` conversations that are so far, with what is known of them.
pub fn some(
    sql: &Connection,
    id: &CommandId,
    progress: Progress,
    limit: u32,
) -> rusqlite::Result<Vec<(ConversationId, Option<Passage>)>> {
    sql.prepare_cached(
        "SELECT conversation, detail FROM bulk_changes WHERE command = ? AND state = ? LIMIT ?",
    )?
    .query_map(params![id.as_str(), progress as u8, limit], |row| {
        Ok((row.id("conversation")?, row.json_or_none("detail")?))
    })?
    .collect()
}

/// Notes how far a conversation is. What is known of it stays unless something newer is.
pub fn note(
    sql: &Connection,
    id: &CommandId,
    conversation: &ConversationId,
    progress: Progress,
    detail: Option<String>,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE bulk_changes SET state = ?, detail = COALESCE(?, detail)
         WHERE command = ? AND conversation = ?",
    )?
    .execute(params![
        progress as u8,
        detail,
        id.as_str(),
        conversation.as_str()
    ])
    .map(drop)
}

/// What came of it: how many are so far, and which failed.
pub fn answer(
    sql: &Connection,
    id: &CommandId,
    progress: Progress,
) -> rusqlite::Result<BulkAnswer> {
    let count = |progress: Progress| -> rusqlite::Result<u64> {
        sql.prepare_cached("SELECT COUNT(*) FROM bulk_changes WHERE command = ? AND state = ?")?
            .query_one(params![id.as_str(), progress as u8], |row| row.get(0))
    };
    let failed = sql
        .prepare_cached(
            "SELECT b.conversation, b.detail, p.name FROM bulk_changes b
             JOIN conversations c ON c.id = b.conversation JOIN contacts p ON p.id = c.contact
             WHERE b.command = ? AND b.state = ? ORDER BY p.name LIMIT ?",
        )?
        .query_map(
            params![id.as_str(), Progress::Failed as u8, BulkAnswer::FAILURES],
            |row| {
                Ok(BulkFailure {
                    conversation: row.id("conversation")?,
                    name: row.get("name")?,
                    reason: row.get("detail")?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(BulkAnswer {
        changed: count(progress)?,
        failed,
        failed_in_all: count(Progress::Failed)?,
    })
}
