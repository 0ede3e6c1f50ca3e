//! Tickets, what is written in them as an index of words, and the conversations that they are linked with.

use recado_protocol::folding::query_words;
use recado_protocol::ticket::{NewTicket, Ticket, TicketStatus};
use recado_protocol::{AgentId, ContactId, ConversationId, TicketId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rusqlite_migration::M;

use super::column::{Columns, Time, Word};
use super::search;

const TICKET: &str = "t.number, t.id, t.subject, t.body, t.status, t.priority, t.created_by, t.created_at, t.revision";

/// The tables. A ticket's row in the index has its number.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE tickets (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT,
    created_by TEXT NOT NULL REFERENCES agents (id),
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE ticket_links (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    ticket TEXT NOT NULL REFERENCES tickets (id),
    PRIMARY KEY (conversation, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_links_by_ticket ON ticket_links (ticket);

CREATE VIRTUAL TABLE ticket_words USING fts5 (
    subject, body, tokenize = 'unicode61 remove_diacritics 2'
);
",
    )
}

/// Adds a ticket under the next number.
pub fn add(
    sql: &Connection,
    id: &TicketId,
    new: &NewTicket,
    by: &AgentId,
    at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO tickets (id, subject, body, status, priority, created_by, created_at, revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
    )?
    .execute(params![
        id.as_str(),
        new.subject,
        new.body,
        Word(TicketStatus::Open),
        new.priority.map(Word),
        by.as_str(),
        Time(at),
    ])?;
    sql.prepare_cached("INSERT INTO ticket_words (rowid, subject, body) VALUES (?, ?, ?)")?
        .execute(params![sql.last_insert_rowid(), new.subject, new.body])
        .map(drop)
}

/// One ticket with all conversations that it is linked with.
pub fn one(sql: &Connection, id: &TicketId) -> rusqlite::Result<Option<Ticket>> {
    let ticket = sql
        .prepare_cached(&format!("SELECT {TICKET} FROM tickets t WHERE t.id = ?"))?
        .query_one([id.as_str()], ticket_of)
        .optional()?;
    ticket.map(|ticket| with_links(sql, ticket)).transpose()
}

/// The tickets of a contact, open ones first, then the newest first, each with the conversations of this contact.
pub fn of_contact(
    sql: &Connection,
    contact: &ContactId,
    limit: u32,
) -> rusqlite::Result<Vec<Ticket>> {
    let mut tickets: Vec<Ticket> = sql
        .prepare_cached(&format!(
            "SELECT {TICKET} FROM tickets t WHERE t.id IN (
                 SELECT l.ticket FROM ticket_links l JOIN conversations c ON c.id = l.conversation
                 WHERE c.contact = ?)
             ORDER BY t.status = 'closed', t.number DESC LIMIT ?"
        ))?
        .query_map(params![contact.as_str(), limit], ticket_of)?
        .collect::<rusqlite::Result<_>>()?;
    let mut links = sql.prepare_cached(
        "SELECT l.conversation FROM ticket_links l JOIN conversations c ON c.id = l.conversation
         WHERE l.ticket = ? AND c.contact = ? ORDER BY l.conversation",
    )?;
    for ticket in &mut tickets {
        ticket.conversations = links
            .query_map([ticket.id.as_str(), contact.as_str()], |row| {
                row.id("conversation")
            })?
            .collect::<rusqlite::Result<_>>()?;
    }
    Ok(tickets)
}

/// The tickets that a text leads to: the one of this number, then those whose number begins so, the oldest first; after
/// them, unless the text says `#`, those in which every word stands, of the last one its beginning, the best first.
pub fn search(sql: &Connection, text: &str, limit: u32) -> rusqlite::Result<Vec<Ticket>> {
    let text = text.trim();
    let number = text.strip_prefix('#').unwrap_or(text);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let mut found: Vec<Ticket> = if is_number {
        sql.prepare_cached(&format!(
            "SELECT {TICKET} FROM tickets t WHERE CAST(t.number AS TEXT) GLOB ?1 || '*'
             ORDER BY t.number LIMIT ?2"
        ))?
        .query_map(params![number, limit], ticket_of)?
        .collect::<rusqlite::Result<_>>()?
    } else {
        Vec::new()
    };
    if number.len() == text.len() {
        for ticket in matching(sql, &search::expression(&query_words(text)), limit)? {
            if found.iter().all(|known| known.number != ticket.number) {
                found.push(ticket);
            }
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    found
        .into_iter()
        .map(|ticket| with_links(sql, ticket))
        .collect()
}

/// The tickets that an expression of the index finds, the best first; a word in the subject counts more.
pub fn matching(sql: &Connection, expression: &str, limit: u32) -> rusqlite::Result<Vec<Ticket>> {
    if expression.is_empty() {
        return Ok(Vec::new());
    }
    sql.prepare_cached(&format!(
        "SELECT {TICKET} FROM ticket_words JOIN tickets t ON t.number = ticket_words.rowid
         WHERE ticket_words MATCH ? ORDER BY bm25(ticket_words, 3.0, 1.0), t.number DESC LIMIT ?"
    ))?
    .query_map(params![expression, limit], ticket_of)?
    .collect()
}

/// Writes what can change of a ticket.
pub fn save(sql: &Connection, ticket: &Ticket) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE tickets SET subject = ?, body = ?, priority = ?, status = ?, revision = ? WHERE id = ?",
    )?
    .execute(params![
        ticket.subject,
        ticket.body,
        ticket.priority.map(Word),
        Word(ticket.status),
        ticket.revision,
        ticket.id.as_str()
    ])?;
    sql.prepare_cached("UPDATE ticket_words SET subject = ?, body = ? WHERE rowid = ?")?
        .execute(params![ticket.subject, ticket.body, ticket.number])
        .map(drop)
}

/// Takes a ticket away that is linked with nothing, and its words.
pub fn remove(sql: &Connection, number: i64, id: &str) -> rusqlite::Result<()> {
    sql.execute("DELETE FROM ticket_words WHERE rowid = ?", [number])?;
    sql.execute("DELETE FROM tickets WHERE id = ?", [id])
        .map(drop)
}

pub fn link(
    sql: &Connection,
    ticket: &TicketId,
    conversation: &ConversationId,
    on: bool,
) -> rusqlite::Result<()> {
    let statement = if on {
        "INSERT OR IGNORE INTO ticket_links (ticket, conversation) VALUES (?, ?)"
    } else {
        "DELETE FROM ticket_links WHERE ticket = ? AND conversation = ?"
    };
    sql.prepare_cached(statement)?
        .execute([ticket.as_str(), conversation.as_str()])
        .map(drop)
}

fn with_links(sql: &Connection, mut ticket: Ticket) -> rusqlite::Result<Ticket> {
    ticket.conversations = sql
        .prepare_cached(
            "SELECT conversation FROM ticket_links WHERE ticket = ? ORDER BY conversation",
        )?
        .query_map([ticket.id.as_str()], |row| row.id("conversation"))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ticket)
}

fn ticket_of(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    Ok(Ticket {
        id: row.id("id")?,
        number: row.get("number")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        status: row.word("status")?,
        priority: row
            .get::<_, Option<Word<_>>>("priority")?
            .map(|word| word.0),
        created_by: row.id_or_none("created_by")?,
        created_at: row.time("created_at")?,
        url: None,
        conversations: Vec::new(),
        revision: row.get("revision")?,
    })
}
