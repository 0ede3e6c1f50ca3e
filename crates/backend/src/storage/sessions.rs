//! Sign-ins: one session per device, with the generation of its refresh token.

use recado_protocol::{AgentId, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::column::{Columns, Time};

pub struct Session {
    pub id: SessionId,
    pub agent: AgentId,
    /// Which refresh token is the current one.
    pub generation: u64,
    pub expires_at: Timestamp,
    pub revoked: bool,
}

pub fn one(sql: &Connection, id: &SessionId) -> rusqlite::Result<Option<Session>> {
    sql.prepare_cached(
        "SELECT id, agent, generation, expires_at, revoked FROM sessions WHERE id = ?",
    )?
    .query_one([id.as_str()], |row| {
        Ok(Session {
            id: row.id("id")?,
            agent: row.id("agent")?,
            generation: row.get("generation")?,
            expires_at: row.time("expires_at")?,
            revoked: row.get("revoked")?,
        })
    })
    .optional()
}

/// Begins a session; its first refresh token is of generation 1.
pub fn begin(
    sql: &Connection,
    id: &SessionId,
    agent: &AgentId,
    now: Timestamp,
    expires_at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO sessions (id, agent, generation, created_at, expires_at)
         VALUES (?, ?, 1, ?, ?)",
    )?
    .execute(params![
        id.as_str(),
        agent.as_str(),
        Time(now),
        Time(expires_at)
    ])
    .map(drop)
}

/// Moves a session to a generation and a new end.
pub fn renew(
    sql: &Connection,
    id: &SessionId,
    generation: u64,
    expires_at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE sessions SET generation = ?, expires_at = ? WHERE id = ?")?
        .execute(params![generation, Time(expires_at), id.as_str()])
        .map(drop)
}

pub fn revoke(sql: &Connection, id: &SessionId) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE sessions SET revoked = 1 WHERE id = ?")?
        .execute([id.as_str()])
        .map(drop)
}

/// Forgets the sessions that are over.
pub fn prune(sql: &Connection, now: Timestamp) -> rusqlite::Result<usize> {
    sql.execute("DELETE FROM sessions WHERE expires_at < ?", [Time(now)])
}
