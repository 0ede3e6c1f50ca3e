//! How channels are connected, and who their people are.

use recado_protocol::{ChannelId, ContactId, ConversationId, MessageId};
use rusqlite::{Connection, OptionalExtension, params};

use super::column::Columns;

/// Where a channel's connector is, and the secret that both sides sign with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectorRecord {
    pub url: String,
    pub secret: String,
}

/// A message by the id that a platform gave it.
pub struct Known {
    pub conversation: ConversationId,
    pub message: MessageId,
}

pub fn of_channel(
    sql: &Connection,
    channel: &ChannelId,
) -> rusqlite::Result<Option<ConnectorRecord>> {
    sql.prepare_cached("SELECT url, secret FROM connectors WHERE channel = ?")?
        .query_one([channel.as_str()], |row| {
            Ok(ConnectorRecord {
                url: row.get("url")?,
                secret: row.get("secret")?,
            })
        })
        .optional()
}

pub fn save(
    sql: &Connection,
    channel: &ChannelId,
    connector: &ConnectorRecord,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO connectors (channel, url, secret) VALUES (?, ?, ?)
         ON CONFLICT (channel) DO UPDATE SET url = excluded.url, secret = excluded.secret",
    )?
    .execute(params![channel.as_str(), connector.url, connector.secret])
    .map(drop)
}

pub fn remove(sql: &Connection, channel: &ChannelId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM connectors WHERE channel = ?")?
        .execute([channel.as_str()])
        .map(drop)
}

/// The conversation with somebody on a channel.
pub fn conversation_with(
    sql: &Connection,
    channel: &ChannelId,
    person: &str,
) -> rusqlite::Result<Option<ConversationId>> {
    sql.prepare_cached("SELECT conversation FROM channel_people WHERE channel = ? AND person = ?")?
        .query_one([channel.as_str(), person], |row| row.id("conversation"))
        .optional()
}

/// Who the customer of a conversation is on its channel.
pub fn person_of(
    sql: &Connection,
    conversation: &ConversationId,
) -> rusqlite::Result<Option<String>> {
    sql.prepare_cached("SELECT person FROM channel_people WHERE conversation = ?")?
        .query_one([conversation.as_str()], |row| row.get(0))
        .optional()
}

/// Notes who somebody is. Whoever was noted first for a conversation stays.
pub fn add_person(
    sql: &Connection,
    channel: &ChannelId,
    person: &str,
    conversation: &ConversationId,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT OR IGNORE INTO channel_people (channel, person, conversation) VALUES (?, ?, ?)",
    )?
    .execute(params![channel.as_str(), person, conversation.as_str()])
    .map(drop)
}

/// A message of this channel by the platform's id, or by ours.
pub fn message(sql: &Connection, channel: &ChannelId, id: &str) -> rusqlite::Result<Option<Known>> {
    sql.prepare_cached(
        "SELECT conversation, message FROM external_messages WHERE channel = ?1 AND external = ?2
         UNION ALL
         SELECT m.conversation, m.id FROM messages m JOIN conversations c ON c.id = m.conversation
         WHERE m.id = ?2 AND c.channel = ?1
         LIMIT 1",
    )?
    .query_one([channel.as_str(), id], |row| {
        Ok(Known {
            conversation: row.id("conversation")?,
            message: row.id("message")?,
        })
    })
    .optional()
}

pub fn name_message(
    sql: &Connection,
    channel: &ChannelId,
    external: &str,
    known: &Known,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT OR IGNORE INTO external_messages (channel, external, conversation, message)
         VALUES (?, ?, ?, ?)",
    )?
    .execute(params![
        channel.as_str(),
        external,
        known.conversation.as_str(),
        known.message.as_str()
    ])
    .map(drop)
}

/// The conversation with somebody on a channel, and who they are.
pub fn contact_of(
    sql: &Connection,
    channel: &ChannelId,
    person: &str,
) -> rusqlite::Result<Option<(ConversationId, ContactId)>> {
    sql.prepare_cached(
        "SELECT c.id, c.contact FROM channel_people p JOIN conversations c ON c.id = p.conversation
         WHERE p.channel = ? AND p.person = ?",
    )?
    .query_one([channel.as_str(), person], |row| {
        Ok((row.id("id")?, row.id("contact")?))
    })
    .optional()
}
