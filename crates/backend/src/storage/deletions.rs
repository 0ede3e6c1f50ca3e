//! Which conversations were deleted, and who wants no messages that they have not asked for.

use recado_protocol::{AgentId, ContactId, ConversationId, Timestamp};
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

pub fn has_opted_out(sql: &Connection, contact: &ContactId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM opt_outs WHERE contact = ?")?
        .exists([contact.as_str()])
}

pub fn set_opted_out(
    sql: &Connection,
    contact: &ContactId,
    on: bool,
    at: Timestamp,
) -> rusqlite::Result<()> {
    if on {
        sql.prepare_cached("INSERT OR IGNORE INTO opt_outs (contact, at) VALUES (?, ?)")?
            .execute(params![contact.as_str(), Time(at)])
    } else {
        sql.prepare_cached("DELETE FROM opt_outs WHERE contact = ?")?
            .execute([contact.as_str()])
    }
    .map(drop)
}
