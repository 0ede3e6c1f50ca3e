//! Which conversations were deleted.

use recado_protocol::{AgentId, ConversationId, Timestamp};
use rusqlite::{Connection, params};
use rusqlite_migration::M;

use super::column::Time;

/// What was erased says so: nothing brings it back.
pub fn erased() -> M<'static> {
    M::up(
        "
ALTER TABLE deletions ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
UPDATE deletions SET erased = 1 WHERE conversation IN (
    SELECT c.id FROM conversations c JOIN audit_log a ON a.subject = 'privacy:' || c.contact
    WHERE a.action = 'contact.erased');
",
    )
}

pub fn is_deleted(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM deletions WHERE conversation = ?")?
        .exists([conversation.as_str()])
}

pub fn add(
    sql: &Connection,
    conversation: &ConversationId,
    by: &AgentId,
    at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT INTO deletions (conversation, agent, at) VALUES (?, ?, ?)")?
        .execute(params![conversation.as_str(), by.as_str(), Time(at)])
        .map(drop)
}

/// Says that a conversation was erased, whether it was deleted before or not.
pub fn add_erased(
    sql: &Connection,
    conversation: &ConversationId,
    by: &AgentId,
    at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO deletions (conversation, agent, at, erased) VALUES (?, ?, ?, 1)
         ON CONFLICT (conversation) DO UPDATE SET erased = 1",
    )?
    .execute(params![conversation.as_str(), by.as_str(), Time(at)])
    .map(drop)
}

/// Takes a deletion back; what was erased stays so.
pub fn remove(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM deletions WHERE conversation = ? AND NOT erased")?
        .execute([conversation.as_str()])
        .map(drop)
}
