//! Contacts that went up in others. What they were called by still leads to whoever they are now.

use recado_protocol::attribute::AttributeValue;
use recado_protocol::merge::{Merge, Unmerged};
use recado_protocol::{AgentId, CommandId, Contact, ContactId, ConversationId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rusqlite_migration::M;
use serde::{Deserialize, Serialize};

use super::blocks::Blocked;
use super::column::{Columns, Json, Time};

/// The table, and where each contact went.
pub fn step() -> M<'static> {
    M::up(
        "
ALTER TABLE contacts ADD COLUMN merged_into TEXT REFERENCES contacts (id);
CREATE INDEX contacts_by_merge ON contacts (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE merges (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL REFERENCES agents (id),
    at INTEGER NOT NULL,
    contact TEXT NOT NULL REFERENCES contacts (id),
    -- What was there before, as JSON.
    body TEXT NOT NULL,
    -- What came of taking it back.
    undone TEXT
) STRICT, WITHOUT ROWID;
",
    )
}

/// Those into one contact are asked for each time that somebody is about to change it.
pub fn by_contact() -> M<'static> {
    M::up("CREATE INDEX merges_by_contact ON merges (contact, at);")
}

/// A merge that was done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Done {
    pub asked: Merge,
    /// The one that stayed, before and after.
    pub before: Contact,
    pub after: Contact,
    /// The one that went.
    pub gone: Contact,
    /// The conversations that came over.
    pub conversations: Vec<ConversationId>,
    /// Those that had gone up in the one that went.
    pub earlier: Vec<ContactId>,
    /// What held for the one that went, and did not for the other.
    pub blocked: Vec<Blocked>,
    /// The values of attributes that came over, as they are there.
    #[serde(default)]
    pub attributes: Vec<AttributeValue>,
    /// The values that those were written over.
    #[serde(default)]
    pub attributes_before: Vec<AttributeValue>,
}

/// A merge as it is kept.
pub struct KeptMerge {
    pub by: AgentId,
    pub at: Timestamp,
    pub done: Done,
    pub undone: Option<Unmerged>,
}

pub fn add(sql: &Connection, done: &Done, by: &AgentId, now: Timestamp) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT INTO merges (id, agent, at, contact, body) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            done.asked.id.as_str(),
            by.as_str(),
            Time(now),
            done.after.id.as_str(),
            Json(done)
        ])
        .map(drop)
}

pub fn one(sql: &Connection, id: &CommandId) -> rusqlite::Result<Option<KeptMerge>> {
    sql.prepare_cached("SELECT agent, at, body, undone FROM merges WHERE id = ?")?
        .query_one([id.as_str()], kept_of)
        .optional()
}

/// The merges into a contact after a time that were not taken back, the newest first.
pub fn recent(
    sql: &Connection,
    contact: &ContactId,
    since: Timestamp,
) -> rusqlite::Result<Vec<KeptMerge>> {
    sql.prepare_cached(
        "SELECT agent, at, body, undone FROM merges
         WHERE contact = ? AND at > ? AND undone IS NULL ORDER BY at DESC, id",
    )?
    .query_map(params![contact.as_str(), Time(since)], kept_of)?
    .collect()
}

fn kept_of(row: &Row<'_>) -> rusqlite::Result<KeptMerge> {
    Ok(KeptMerge {
        by: row.id("agent")?,
        at: row.time("at")?,
        done: row.json("body")?,
        undone: row.json_or_none("undone")?,
    })
}

pub fn note_undone(sql: &Connection, id: &CommandId, undone: &Unmerged) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE merges SET undone = ? WHERE id = ?")?
        .execute(params![Json(undone), id.as_str()])
        .map(drop)
}

/// Whom a contact went up in; itself when in nobody.
pub fn now(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Option<ContactId>> {
    sql.prepare_cached("SELECT COALESCE(merged_into, id) AS id FROM contacts WHERE id = ?")?
        .query_one([contact.as_str()], |row| row.id("id"))
        .optional()
}

/// Those who went up in a contact.
pub fn merged_into(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Vec<ContactId>> {
    sql.prepare_cached("SELECT id FROM contacts WHERE merged_into = ?")?
        .query_map([contact.as_str()], |row| row.id("id"))?
        .collect()
}

/// Says that a contact is another one from now on, or itself again.
pub fn lead(
    sql: &Connection,
    contact: &ContactId,
    into: Option<&ContactId>,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE contacts SET merged_into = ? WHERE id = ?")?
        .execute(params![into.map(|id| id.as_str()), contact.as_str()])
        .map(drop)
}

/// Makes a conversation one with another contact.
pub fn hand_over(
    sql: &Connection,
    conversation: &ConversationId,
    to: &ContactId,
) -> rusqlite::Result<()> {
    let ids = [to.as_str(), conversation.as_str()];
    sql.prepare_cached(
        "UPDATE conversations SET contact = ?, revision = revision + 1 WHERE id = ?",
    )?
    .execute(ids)?;
    sql.prepare_cached("UPDATE visits SET contact = ? WHERE conversation = ?")?
        .execute(ids)
        .map(drop)
}

/// How many conversations with a contact were begun after a time.
pub fn begun_since(
    sql: &Connection,
    contact: &ContactId,
    since: Timestamp,
) -> rusqlite::Result<u64> {
    sql.prepare_cached("SELECT COUNT(*) FROM conversations WHERE contact = ? AND created_at > ?")?
        .query_one(params![contact.as_str(), Time(since)], |row| row.get(0))
}
