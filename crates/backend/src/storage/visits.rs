//! Which conversation belongs to which visitor of a live chat, and how far the visitor read.

use recado_protocol::{ChannelId, ContactId, ConversationId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::Columns;

pub struct VisitRecord {
    pub visitor: String,
    pub channel: ChannelId,
    pub contact: ContactId,
    pub conversation: ConversationId,
    /// Every message up to here is on the visitor's device.
    pub delivered_position: u64,
    /// Every message up to here has been seen by the visitor.
    pub read_position: u64,
}

const VISIT: &str = "visitor, channel, contact, conversation, delivered_position, read_position";

pub fn of_visitor(sql: &Connection, visitor: &str) -> rusqlite::Result<Option<VisitRecord>> {
    sql.prepare_cached(&format!("SELECT {VISIT} FROM visits WHERE visitor = ?"))?
        .query_one([visitor], visit_of)
        .optional()
}

/// The visitor of a conversation, when it is one of the live chat.
pub fn visitor_of(
    sql: &Connection,
    conversation: &ConversationId,
) -> rusqlite::Result<Option<String>> {
    sql.prepare_cached("SELECT visitor FROM visits WHERE conversation = ?")?
        .query_one([conversation.as_str()], |row| row.get(0))
        .optional()
}

pub fn save(sql: &Connection, visit: &VisitRecord) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO visits
         (visitor, channel, contact, conversation, delivered_position, read_position)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (visitor) DO UPDATE SET
          delivered_position = excluded.delivered_position,
          read_position = excluded.read_position",
    )?
    .execute(params![
        visit.visitor,
        visit.channel.as_str(),
        visit.contact.as_str(),
        visit.conversation.as_str(),
        visit.delivered_position,
        visit.read_position,
    ])
    .map(drop)
}

fn visit_of(row: &Row<'_>) -> rusqlite::Result<VisitRecord> {
    Ok(VisitRecord {
        visitor: row.get("visitor")?,
        channel: row.id("channel")?,
        contact: row.id("contact")?,
        conversation: row.id("conversation")?,
        delivered_position: row.get("delivered_position")?,
        read_position: row.get("read_position")?,
    })
}
