//! Which contacts are blocked, and in what.

use recado_protocol::person::Blocks;
use recado_protocol::{AgentId, ContactId, ConversationId, Timestamp};
use rusqlite::{Connection, params};
use rusqlite_migration::M;
use serde::{Deserialize, Serialize};

use super::column::Time;
use super::deletions;

/// What can be blocked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Blocked {
    /// Messages to the contact that are no answers.
    Notifications,
    /// What the contact writes.
    Customer,
}

impl Blocked {
    const fn word(self) -> &'static str {
        match self {
            Self::Notifications => "notifications",
            Self::Customer => "customer",
        }
    }
}

/// The table.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE blocks (
    contact TEXT NOT NULL REFERENCES contacts (id),
    what TEXT NOT NULL,
    agent TEXT NOT NULL REFERENCES agents (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (contact, what)
) STRICT, WITHOUT ROWID;
",
    )
}

/// Whether something is blocked for a contact.
pub fn holds(sql: &Connection, contact: &ContactId, what: Blocked) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM blocks WHERE contact = ? AND what = ?")?
        .exists([contact.as_str(), what.word()])
}

/// All that is blocked for a contact.
pub fn of(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Blocks> {
    Ok(Blocks {
        notifications: holds(sql, contact, Blocked::Notifications)?,
        customer: holds(sql, contact, Blocked::Customer)?,
    })
}

pub fn set(
    sql: &Connection,
    contact: &ContactId,
    what: Blocked,
    on: bool,
    by: &AgentId,
    at: Timestamp,
) -> rusqlite::Result<()> {
    if on {
        sql.prepare_cached(
            "INSERT OR IGNORE INTO blocks (contact, what, agent, at) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            contact.as_str(),
            what.word(),
            by.as_str(),
            Time(at)
        ])
    } else {
        sql.prepare_cached("DELETE FROM blocks WHERE contact = ? AND what = ?")?
            .execute([contact.as_str(), what.word()])
    }
    .map(drop)
}

/// Whether what a customer writes in a conversation is not taken in: it was deleted, or its contact is blocked.
pub fn silence(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<bool> {
    Ok(deletions::is_deleted(sql, conversation)?
        || sql
            .prepare_cached(
                "SELECT 1 FROM blocks b JOIN conversations c ON c.contact = b.contact
                 WHERE c.id = ? AND b.what = 'customer'",
            )?
            .exists([conversation.as_str()])?)
}
