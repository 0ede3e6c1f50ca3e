//! Messages: windows of a conversation's history, new ones, and how far ours got.

use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{
    AgentId, Author, Content, ConversationId, Fields, Message, MessageId, More, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::column::{Columns, Json, Time};
use super::{masking, search};

/// Who looks at a history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    /// Sees everything.
    Team,
    /// Sees neither notes nor system lines.
    Customer,
}

const MESSAGE: &str = "id, conversation, position, at, author, content, delivery, more, revision";

/// At most `limit` messages of a conversation, oldest first.
pub fn window(
    sql: &Connection,
    conversation: &ConversationId,
    window: MessageWindow,
    limit: u32,
    reader: Reader,
) -> rusqlite::Result<MessagePage> {
    // Positions are i64 in SQLite; no conversation comes near to where that matters.
    let capped = |position: u64| position.min(i64::MAX as u64);
    let history = History {
        sql,
        conversation,
        reader,
    };
    let (items, asked_at) = match window {
        MessageWindow::Latest => (history.before(i64::MAX as u64, limit)?, i64::MAX as u64),
        MessageWindow::Before(position) => {
            (history.before(capped(position), limit)?, capped(position))
        }
        MessageWindow::After(position) => (
            history.after(capped(position), limit)?,
            capped(position.saturating_add(1)),
        ),
        MessageWindow::Around(position) => {
            let position = capped(position);
            let older = history.before(position, limit / 2)?;
            let rest = limit.saturating_sub(u32::try_from(older.len()).unwrap_or(limit));
            let mut items = older;
            items.extend(history.after(position.saturating_sub(1), rest)?);
            (items, position)
        }
    };
    let first = items.first().map_or(asked_at, |message| message.position);
    let last = items
        .last()
        .map_or(asked_at.saturating_sub(1), |message| message.position);
    Ok(MessagePage {
        has_older: history.any("position < ?", first)?,
        has_newer: history.any("position > ?", last)?,
        items,
    })
}

/// The window that begins with the first message of this time or later; it is empty where there is none.
pub fn from(
    sql: &Connection,
    conversation: &ConversationId,
    at: Timestamp,
) -> rusqlite::Result<MessageWindow> {
    let first: Option<u64> = sql
        .prepare_cached(
            "SELECT position FROM messages WHERE conversation = ? AND at >= ?
             ORDER BY position LIMIT 1",
        )?
        .query_one(params![conversation.as_str(), Time(at)], |row| row.get(0))
        .optional()?;
    let before = first.map_or(i64::MAX as u64, |first| first.saturating_sub(1));
    Ok(MessageWindow::After(before))
}

/// Writes a new message and makes it findable.
pub fn add(sql: &Connection, message: &Message) -> rusqlite::Result<()> {
    add_unfindable(sql, message)?;
    search::add_message(sql, message)
}

/// Writes a new message; whoever writes many makes them findable together.
pub fn add_unfindable(sql: &Connection, message: &Message) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO messages (id, conversation, position, at, author, content, delivery, more,
         revision, from_customer, internal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        message.id.as_str(),
        message.conversation.as_str(),
        message.position,
        Time(message.at),
        Json(&message.author),
        Json(&message.content),
        message.delivery.as_ref().map(Json),
        message.more.as_ref().map(Json),
        message.revision,
        matches!(message.author, Author::Contact { .. }),
        is_internal(message),
    ])
    .map(drop)
}

/// Whether the customer must never see it.
pub fn is_internal(message: &Message) -> bool {
    matches!(
        message.content,
        Content::Note { .. } | Content::System { .. }
    )
}

/// A message as the customer may see it: who of the team pinned it, where it was forwarded from and
/// what it answers of the team's own is not theirs to know.
pub fn for_customer(mut message: Message) -> Message {
    let more = message.read_more();
    let is_internal = |kind: &str| matches!(kind, "note" | "system");
    let quotes_internal = more
        .quote
        .as_ref()
        .is_some_and(|quote| is_internal(&quote.kind));
    let kept = More {
        reply_to: more.reply_to.filter(|_| !quotes_internal),
        quote: more.quote.filter(|_| !quotes_internal),
        reactions: more.reactions,
        edited_at: more.edited_at,
        answer: more.answer,
        link_preview: more.link_preview,
        ..More::default()
    };
    message.more = (kept != More::default()).then(|| Fields::of(&kept));
    message
}

/// The messages that a condition of SQL names, in the order that it says.
pub fn selected(
    sql: &Connection,
    condition: &str,
    values: impl Params,
) -> rusqlite::Result<Vec<Message>> {
    sql.prepare(&format!("SELECT {MESSAGE} FROM messages WHERE {condition}"))?
        .query_map(values, message_of)?
        .collect()
}

/// The message at a position.
pub fn at(
    sql: &Connection,
    conversation: &ConversationId,
    position: u64,
) -> rusqlite::Result<Option<Message>> {
    sql.prepare_cached(&format!(
        "SELECT {MESSAGE} FROM messages WHERE conversation = ? AND position = ?"
    ))?
    .query_one(params![conversation.as_str(), position], message_of)
    .optional()
}

/// A message of a conversation.
pub fn one(
    sql: &Connection,
    conversation: &ConversationId,
    id: &MessageId,
) -> rusqlite::Result<Option<Message>> {
    sql.prepare_cached(&format!(
        "SELECT {MESSAGE} FROM messages WHERE id = ? AND conversation = ?"
    ))?
    .query_one(params![id.as_str(), conversation.as_str()], message_of)
    .optional()
}

/// The pinned messages of a conversation, oldest first.
pub fn pinned(sql: &Connection, conversation: &ConversationId) -> rusqlite::Result<Vec<Message>> {
    sql.prepare_cached(&format!(
        "SELECT {MESSAGE} FROM messages INDEXED BY messages_pinned
         WHERE conversation = ? AND json_extract(more, '$.pinned') IS NOT NULL ORDER BY position"
    ))?
    .query_map([conversation.as_str()], message_of)?
    .collect()
}

/// Whether an agent has written in a conversation, to the customer or a note.
pub fn has_written(
    sql: &Connection,
    conversation: &ConversationId,
    agent: &AgentId,
) -> rusqlite::Result<bool> {
    sql.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM messages
         WHERE conversation = ? AND json_extract(author, '$.kind') = 'agent'
         AND json_extract(author, '$.id') = ? ORDER BY position DESC LIMIT 1)",
    )?
    .query_one(params![conversation.as_str(), agent.as_str()], |row| {
        row.get(0)
    })
}

/// The newest message of a conversation that is of this kind.
pub fn newest_of_kind(
    sql: &Connection,
    conversation: &ConversationId,
    kind: &str,
) -> rusqlite::Result<Option<Message>> {
    sql.prepare_cached(&format!(
        "SELECT {MESSAGE} FROM messages
         WHERE conversation = ? AND json_extract(content, '$.kind') = ?
         ORDER BY position DESC LIMIT 1"
    ))?
    .query_one(params![conversation.as_str(), kind], message_of)
    .optional()
}

pub fn exists(sql: &Connection, id: &MessageId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT 1 FROM messages WHERE id = ?")?
        .exists([id.as_str()])
}

/// Our messages to the customer in `(after, up_to]`, oldest first.
pub fn deliverable(
    sql: &Connection,
    conversation: &ConversationId,
    after: u64,
    up_to: u64,
) -> rusqlite::Result<Vec<Message>> {
    sql.prepare_cached(&format!(
        "SELECT {MESSAGE} FROM messages
         WHERE conversation = ? AND position > ? AND position <= ? AND delivery IS NOT NULL
         ORDER BY position"
    ))?
    .query_map(params![conversation.as_str(), after, up_to], message_of)?
    .collect()
}

/// Writes what can change of a message as it is now. What one really said that was taken back is gone.
pub fn save(sql: &Connection, message: &Message) -> rusqlite::Result<()> {
    if message.content.kind() == "deleted" {
        masking::forget(sql, &message.id)?;
    }
    sql.prepare_cached(
        "UPDATE messages SET content = ?, delivery = ?, more = ?, revision = ?
         WHERE conversation = ? AND position = ?",
    )?
    .execute(params![
        Json(&message.content),
        message.delivery.as_ref().map(Json),
        message.more.as_ref().map(Json),
        message.revision,
        message.conversation.as_str(),
        message.position,
    ])
    .map(drop)
}

/// How many of the customer's messages stand after a position.
pub fn count_from_customer(
    sql: &Connection,
    conversation: &ConversationId,
    after: u64,
) -> rusqlite::Result<u32> {
    sql.prepare_cached(
        "SELECT COUNT(*) FROM messages
         WHERE conversation = ? AND position > ? AND from_customer = 1",
    )?
    .query_one(params![conversation.as_str(), after], |row| row.get(0))
}

/// The position of the customer's newest message.
pub fn newest_from_customer(
    sql: &Connection,
    conversation: &ConversationId,
) -> rusqlite::Result<Option<u64>> {
    sql.prepare_cached(
        "SELECT position FROM messages WHERE conversation = ? AND from_customer = 1
         ORDER BY position DESC LIMIT 1",
    )?
    .query_one([conversation.as_str()], |row| row.get(0))
    .optional()
}

/// How many messages for the customer stand after a position.
pub fn count_to_customer(
    sql: &Connection,
    conversation: &ConversationId,
    after: u64,
) -> rusqlite::Result<u32> {
    sql.prepare_cached(
        "SELECT COUNT(*) FROM messages
         WHERE conversation = ? AND position > ? AND from_customer = 0 AND internal = 0",
    )?
    .query_one(params![conversation.as_str(), after], |row| row.get(0))
}

struct History<'a> {
    sql: &'a Connection,
    conversation: &'a ConversationId,
    reader: Reader,
}

impl History<'_> {
    fn before(&self, position: u64, limit: u32) -> rusqlite::Result<Vec<Message>> {
        let mut items = self.select("position < ?", "DESC", position, limit)?;
        items.reverse();
        Ok(items)
    }

    fn after(&self, position: u64, limit: u32) -> rusqlite::Result<Vec<Message>> {
        self.select("position > ?", "ASC", position, limit)
    }

    fn select(
        &self,
        condition: &str,
        order: &str,
        position: u64,
        limit: u32,
    ) -> rusqlite::Result<Vec<Message>> {
        self.sql
            .prepare_cached(&format!(
                "SELECT {MESSAGE} FROM messages WHERE conversation = ? AND {condition} AND {}
                 ORDER BY position {order} LIMIT ?",
                self.visible()
            ))?
            .query_map(
                params![self.conversation.as_str(), position, limit],
                message_of,
            )?
            .map(|message| match self.reader {
                Reader::Team => message,
                Reader::Customer => message.map(for_customer),
            })
            .collect()
    }

    fn any(&self, condition: &str, position: u64) -> rusqlite::Result<bool> {
        self.sql
            .prepare_cached(&format!(
                "SELECT 1 FROM messages WHERE conversation = ? AND {condition} AND {} LIMIT 1",
                self.visible()
            ))?
            .exists(params![self.conversation.as_str(), position])
    }

    fn visible(&self) -> &'static str {
        match self.reader {
            Reader::Team => "TRUE",
            Reader::Customer => "internal = 0",
        }
    }
}

fn message_of(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.id("id")?,
        conversation: row.id("conversation")?,
        position: row.get("position")?,
        at: row.time("at")?,
        author: row.json("author")?,
        content: row.json("content")?,
        delivery: row.json_or_none("delivery")?,
        more: row.json_or_none("more")?,
        revision: row.get("revision")?,
    })
}
