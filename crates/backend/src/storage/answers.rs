//! The first answer to every write, kept so that the same key gets it again.

use recado_protocol::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::column::Time;

/// How long an answer is kept, in milliseconds: 60 days, longer than any outbox waits.
pub const KEPT_MS: i64 = 60 * 24 * 60 * 60 * 1_000;

/// SHA-256 of what was asked for.
pub type Fingerprint = [u8; 32];

/// An answer that was given.
pub struct Given {
    pub fingerprint: Fingerprint,
    /// The body as JSON text.
    pub answer: String,
}

pub fn given(sql: &Connection, owner: &str, key: &str) -> rusqlite::Result<Option<Given>> {
    sql.prepare_cached("SELECT fingerprint, answer FROM answers WHERE owner = ? AND key = ?")?
        .query_one([owner, key], |row| {
            Ok(Given {
                fingerprint: row.get("fingerprint")?,
                answer: row.get("answer")?,
            })
        })
        .optional()
}

pub fn keep(
    sql: &Connection,
    owner: &str,
    key: &str,
    given: &Given,
    at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO answers (owner, key, fingerprint, answer, at) VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![
        owner,
        key,
        given.fingerprint,
        given.answer,
        Time(at)
    ])
    .map(drop)
}

pub fn prune(sql: &Connection, now: Timestamp) -> rusqlite::Result<usize> {
    sql.execute(
        "DELETE FROM answers WHERE at < ?",
        [Time(now.plus_millis(-KEPT_MS))],
    )
}
