//! Which message is which e-mail: the ids by which mails name each other.

use recado_protocol::{ChannelId, ConversationId, MessageId};
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::M;

use super::column::Columns;

const TABLE: &str = "
CREATE TABLE emails (
    channel TEXT NOT NULL REFERENCES channels (id),
    message_id TEXT NOT NULL,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    message TEXT NOT NULL,
    PRIMARY KEY (channel, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_by_email ON contacts (email COLLATE NOCASE) WHERE email IS NOT NULL;
";

/// Where an e-mail stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownEmail {
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// The step of the schema that makes the table.
pub fn step() -> M<'static> {
    M::up(TABLE)
}

/// Remembers an e-mail that came through a channel or went out by it.
pub fn add(
    sql: &Connection,
    channel: &ChannelId,
    message_id: &str,
    known: &KnownEmail,
) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT OR IGNORE INTO emails VALUES (?, ?, ?, ?)")?
        .execute(params![
            channel.as_str(),
            message_id,
            known.conversation.as_str(),
            known.message.as_str(),
        ])
        .map(drop)
}

/// The e-mail of a `Message-ID`.
pub fn find(
    sql: &Connection,
    channel: &ChannelId,
    message_id: &str,
) -> rusqlite::Result<Option<KnownEmail>> {
    sql.prepare_cached(
        "SELECT conversation, message FROM emails WHERE channel = ? AND message_id = ?",
    )?
    .query_one(params![channel.as_str(), message_id], |row| {
        Ok(KnownEmail {
            conversation: row.id("conversation")?,
            message: row.id("message")?,
        })
    })
    .optional()
}
