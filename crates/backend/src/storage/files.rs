//! What is known of files: whose they are, how far they are, and which messages hold them.

use recado_protocol::{Attachment, ConversationId, FileId, MessageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rusqlite_migration::M;

use super::column::{Columns, Json, Time};

/// The tables.
pub fn step() -> M<'static> {
    M::up(
        r"
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    -- Who uploaded it: 'agent:{id}' or 'visitor:{id}'; 'channel:{id}' when it came by a channel.
    owner TEXT NOT NULL,
    -- The Idempotency-Key of its creation.
    key TEXT,
    -- As the sender described it, and once it is whole as it was found.
    attachment TEXT NOT NULL,
    size INTEGER NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,
    -- Whether there is a smaller copy of it.
    thumbnail INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    -- When it is taken away; never once a message holds it.
    expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX files_by_key ON files (owner, key) WHERE key IS NOT NULL;
CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE file_uses (
    file TEXT NOT NULL REFERENCES files (id),
    message TEXT NOT NULL,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    -- In a note: the customer never sees it.
    internal INTEGER NOT NULL,
    PRIMARY KEY (file, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_uses_by_conversation ON file_uses (conversation, message);
",
    )
}

/// A file and how far it is.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredFile {
    pub attachment: Attachment,
    pub owner: String,
    /// Whether all of it is here and was looked into.
    pub is_whole: bool,
    pub has_thumbnail: bool,
    pub expires_at: Option<Timestamp>,
}

/// A file that is about to be uploaded.
pub struct NewFile<'a> {
    pub attachment: &'a Attachment,
    pub owner: &'a str,
    pub key: Option<&'a str>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// What somebody has uploaded, or is uploading, that no message holds yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unused {
    pub files: u64,
    pub bytes: u64,
}

const FILE: &str = "attachment, owner, whole, thumbnail, expires_at";

pub fn one(sql: &Connection, id: &FileId) -> rusqlite::Result<Option<StoredFile>> {
    sql.prepare_cached(&format!("SELECT {FILE} FROM files WHERE id = ?"))?
        .query_one([id.as_str()], file_of)
        .optional()
}

/// The file that this key created.
pub fn by_key(sql: &Connection, owner: &str, key: &str) -> rusqlite::Result<Option<StoredFile>> {
    sql.prepare_cached(&format!(
        "SELECT {FILE} FROM files WHERE owner = ? AND key = ?"
    ))?
    .query_one([owner, key], file_of)
    .optional()
}

pub fn add(sql: &Connection, file: &NewFile<'_>) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO files (id, owner, key, attachment, size, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        file.attachment.file.as_str(),
        file.owner,
        file.key,
        Json(file.attachment),
        file.attachment.size,
        Time(file.now),
        Time(file.expires_at),
    ])
    .map(drop)
}

/// It is whole, and this is what it was found to be.
pub fn complete(
    sql: &Connection,
    attachment: &Attachment,
    has_thumbnail: bool,
    expires_at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE files SET attachment = ?, size = ?, whole = 1, thumbnail = ?, expires_at = ?
         WHERE id = ? AND whole = 0",
    )?
    .execute(params![
        Json(attachment),
        attachment.size,
        has_thumbnail,
        Time(expires_at),
        attachment.file.as_str()
    ])
    .map(drop)
}

pub fn unused_of(sql: &Connection, owner: &str) -> rusqlite::Result<Unused> {
    sql.prepare_cached(
        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM files
         WHERE owner = ? AND expires_at IS NOT NULL",
    )?
    .query_one([owner], |row| {
        Ok(Unused {
            files: row.get(0)?,
            bytes: row.get(1)?,
        })
    })
}

/// A message holds this file from now on.
pub fn hold(
    sql: &Connection,
    file: &FileId,
    message: &MessageId,
    conversation: &ConversationId,
    internal: bool,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE files SET expires_at = NULL WHERE id = ?")?
        .execute([file.as_str()])?;
    sql.prepare_cached(
        "INSERT INTO file_uses (file, message, conversation, internal) VALUES (?, ?, ?, ?)
         ON CONFLICT (file, message) DO UPDATE SET internal = excluded.internal",
    )?
    .execute(params![
        file.as_str(),
        message.as_str(),
        conversation.as_str(),
        internal
    ])
    .map(drop)
}

/// A message that is never sent holds its files no more: those that no other one holds wait for
/// one until `expires_at`.
pub fn release(
    sql: &Connection,
    message: &MessageId,
    conversation: &ConversationId,
    expires_at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE files SET expires_at = ?
         WHERE id IN (SELECT file FROM file_uses WHERE conversation = ? AND message = ?)
         AND NOT EXISTS (SELECT 1 FROM file_uses WHERE file = files.id AND message <> ?)",
    )?
    .execute(params![
        Time(expires_at),
        conversation.as_str(),
        message.as_str(),
        message.as_str()
    ])?;
    sql.prepare_cached("DELETE FROM file_uses WHERE conversation = ? AND message = ?")?
        .execute([conversation.as_str(), message.as_str()])
        .map(drop)
}

/// The message was taken back: its customer sees its files no more. The team's record of what was
/// there needs them still.
pub fn withdraw(
    sql: &Connection,
    conversation: &ConversationId,
    message: &MessageId,
) -> rusqlite::Result<()> {
    set_internal(sql, conversation, message, true)
}

/// The message is there again after all, and its customer sees its files.
pub fn give_back(
    sql: &Connection,
    conversation: &ConversationId,
    message: &MessageId,
) -> rusqlite::Result<()> {
    set_internal(sql, conversation, message, false)
}

fn set_internal(
    sql: &Connection,
    conversation: &ConversationId,
    message: &MessageId,
    internal: bool,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE file_uses SET internal = ? WHERE conversation = ? AND message = ?")?
        .execute(params![internal, conversation.as_str(), message.as_str()])
        .map(drop)
}

pub fn is_held(sql: &Connection, file: &FileId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM file_uses WHERE file = ?")?
        .exists([file.as_str()])
}

/// Whether a message that the customer of a conversation sees holds this file.
pub fn is_shown_to_customer(
    sql: &Connection,
    file: &FileId,
    conversation: &ConversationId,
) -> rusqlite::Result<bool> {
    sql.prepare_cached(
        "SELECT 1 FROM file_uses WHERE file = ? AND conversation = ? AND internal = 0",
    )?
    .exists([file.as_str(), conversation.as_str()])
}

/// Forgets a file that no message holds.
pub fn remove(sql: &Connection, id: &FileId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM files WHERE id = ?")?
        .execute([id.as_str()])
        .map(drop)
}

/// Forgets files whose time is over, at most so many, and says which.
pub fn take_expired(sql: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<FileId>> {
    let over: Vec<FileId> = sql
        .prepare_cached("SELECT id FROM files WHERE expires_at <= ? LIMIT ?")?
        .query_map(params![Time(now), limit], |row| row.id("id"))?
        .collect::<rusqlite::Result<_>>()?;
    for id in &over {
        remove(sql, id)?;
    }
    Ok(over)
}

fn file_of(row: &Row<'_>) -> rusqlite::Result<StoredFile> {
    Ok(StoredFile {
        attachment: row.json("attachment")?,
        owner: row.get("owner")?,
        is_whole: row.get("whole")?,
        has_thumbnail: row.get("thumbnail")?,
        expires_at: row.time_or_none("expires_at")?,
    })
}
