//! What the resolution of a conversation was before the last one: a resolution that is taken back does not count.

use recado_protocol::{ConversationId, Resolution};
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::M;

use super::column::{Columns, Json};

/// The table.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE earlier_resolutions (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    times INTEGER NOT NULL,
    resolution TEXT NOT NULL,
    PRIMARY KEY (conversation, times)
) STRICT, WITHOUT ROWID;
",
    )
}

/// Keeps what the next resolution takes the place of.
pub fn keep(
    sql: &Connection,
    conversation: &ConversationId,
    resolution: &Resolution,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT OR REPLACE INTO earlier_resolutions (conversation, times, resolution) VALUES (?, ?, ?)",
    )?
    .execute(params![
        conversation.as_str(),
        resolution.times,
        Json(resolution)
    ])
    .map(drop)
}

/// What there was before the last one; none for the first.
pub fn before(
    sql: &Connection,
    conversation: &ConversationId,
    last: &Resolution,
) -> rusqlite::Result<Option<Resolution>> {
    sql.prepare_cached(
        "SELECT resolution FROM earlier_resolutions WHERE conversation = ? AND times = ?",
    )?
    .query_one(
        params![conversation.as_str(), last.times.saturating_sub(1)],
        |row| row.json("resolution"),
    )
    .optional()
}
