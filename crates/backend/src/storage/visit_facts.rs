//! Where the visitors of a live chat were when their conversations began.

use recado_protocol::ConversationId;
use recado_protocol::visitor::VisitFacts;
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::M;

use super::column::{Columns, Json};

/// The table.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE visit_facts (
    conversation TEXT PRIMARY KEY REFERENCES conversations (id),
    facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
",
    )
}

pub fn of(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<Option<VisitFacts>> {
    sql.prepare_cached("SELECT facts FROM visit_facts WHERE conversation = ?")?
        .query_one([conversation.as_str()], |row| row.json("facts"))
        .optional()
}

/// Keeps the facts unless there are some. Whether they were kept.
pub fn keep(
    sql: &Connection,
    conversation: &ConversationId,
    facts: &VisitFacts,
) -> rusqlite::Result<bool> {
    let kept = sql
        .prepare_cached("INSERT OR IGNORE INTO visit_facts (conversation, facts) VALUES (?, ?)")?
        .execute(params![conversation.as_str(), Json(facts)])?;
    Ok(kept > 0)
}
