//! Which conversations were deleted.

use recado_protocol::{AgentId, ConversationId, Timestamp};
use rusqlite::{Connection, params};

use super::column::Time;

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

pub fn remove(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM deletions WHERE conversation = ?")?
        .execute([conversation.as_str()])
        .map(drop)
}
