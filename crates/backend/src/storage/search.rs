//! The index of words: what people are called and can be reached by, and what was written.
//!
//! The index keeps words, not texts: what it finds is read from the records. Its rows are in the
//! order of writing, so the newest ones are those with the highest numbers.

use recado_protocol::folding::{digits, excerpt, query_digits, query_words};
use recado_protocol::{
    Contact, ContactId, ConversationId, ConversationRecord, FoundMessage, Message, Preview,
    SearchHit, SearchPage,
};
use rusqlite::{Connection, params};
use rusqlite_migration::{HookResult, M};

use super::column::Columns;
use super::{conversations, merges, messages};

/// More words than these say nothing more.
const MOST_WORDS: usize = 12;
/// A telephone number is found by as few of its last digits.
const FEWEST_DIGITS: usize = 3;

const TABLES: &str = "
CREATE VIRTUAL TABLE message_words USING fts5 (
    text, conversation UNINDEXED, position UNINDEXED,
    content = '', contentless_unindexed = 1, columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE contact_words USING fts5 (
    words, contact UNINDEXED,
    content = '', contentless_unindexed = 1, columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE INDEX conversations_by_contact ON conversations (contact, last_activity_at, id);
";

const ADD_MESSAGE: &str =
    "INSERT INTO message_words (text, conversation, position) VALUES (?, ?, ?)";

/// Where a page of results ends: the next one begins below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SearchCursor {
    /// Among the people, below this row.
    People(i64),
    /// Among the messages, below this row.
    Messages(i64),
}

/// The step of the schema that makes the index, of what is there already too.
pub fn step() -> M<'static> {
    M::up_with_hook(
        TABLES,
        |transaction: &rusqlite::Transaction<'_>| -> HookResult {
            add_all_messages(transaction)?;
            let mut statement = transaction.prepare(
                "SELECT id, name, handle, phone, email FROM contacts ORDER BY created_at",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let words = ContactWords {
                    name: row.get("name")?,
                    handle: row.get("handle")?,
                    phone: row.get("phone")?,
                    email: row.get("email")?,
                };
                add_words(transaction, &row.id("id")?, &words)?;
            }
            Ok(())
        },
    )
}

/// Adds every message that is kept, the oldest first.
pub fn add_all_messages(sql: &Connection) -> rusqlite::Result<()> {
    sql.execute(
        "INSERT INTO message_words (text, conversation, position)
         SELECT json_extract(content, '$.text'), conversation, position FROM messages
         WHERE json_extract(content, '$.text') IS NOT NULL ORDER BY at",
        [],
    )
    .map(drop)
}

/// Adds a new message.
pub fn add_message(sql: &Connection, message: &Message) -> rusqlite::Result<()> {
    let Some(text) = message.content.text() else {
        return Ok(());
    };
    sql.prepare_cached(ADD_MESSAGE)?
        .execute(params![
            text,
            message.conversation.as_str(),
            message.position
        ])
        .map(drop)
}

/// Takes a message out, as it was when it was added.
pub fn remove_message(sql: &Connection, message: &Message) -> rusqlite::Result<()> {
    let Some(text) = message.content.text() else {
        return Ok(());
    };
    let words = query_words(text);
    let words = &words[..words.len().min(MOST_WORDS)];
    if words.is_empty() {
        return Ok(());
    }
    // Its own words lead to it sooner than a look at every row.
    let rows: Vec<i64> = sql
        .prepare_cached(
            "SELECT rowid FROM message_words
             WHERE message_words MATCH ? AND conversation = ? AND position = ?",
        )?
        .query_map(
            params![
                expression(words),
                message.conversation.as_str(),
                message.position
            ],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    for row in rows {
        sql.prepare_cached(
            "INSERT INTO message_words (message_words, rowid, text, conversation, position)
             VALUES ('delete', ?, ?, ?, ?)",
        )?
        .execute(params![
            row,
            text,
            message.conversation.as_str(),
            message.position
        ])?;
    }
    Ok(())
}

/// Adds a new contact.
pub fn add_contact(sql: &Connection, contact: &Contact) -> rusqlite::Result<()> {
    let words = ContactWords {
        name: contact.name.clone(),
        handle: contact.handle.clone(),
        phone: contact.phone.clone(),
        email: contact.email.clone(),
    };
    add_words(sql, &contact.id, &words)
}

/// Takes a contact out, as it was when it was added.
pub fn remove_contact(sql: &Connection, contact: &Contact) -> rusqlite::Result<()> {
    let words = ContactWords {
        name: contact.name.clone(),
        handle: contact.handle.clone(),
        phone: contact.phone.clone(),
        email: contact.email.clone(),
    };
    let rows: Vec<i64> = sql
        .prepare_cached("SELECT rowid FROM contact_words WHERE contact = ?")?
        .query_map([contact.id.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for row in rows {
        // The index keeps words only: it is told what it was made of.
        sql.prepare_cached(
            "INSERT INTO contact_words (contact_words, rowid, words, contact)
             VALUES ('delete', ?, ?, ?)",
        )?
        .execute(params![row, words.joined(), contact.id.as_str()])?;
    }
    Ok(())
}

struct ContactWords {
    name: String,
    handle: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl ContactWords {
    fn joined(&self) -> String {
        let mut words = self.name.clone();
        for word in [&self.handle, &self.email].into_iter().flatten() {
            words.push('\n');
            words.push_str(word);
        }
        // A word of the index is found by its beginning, a number by digits from anywhere in it:
        // each of its endings is a word.
        let number = digits(self.phone.as_deref().unwrap_or_default());
        for start in 0..number.len().saturating_sub(FEWEST_DIGITS - 1) {
            words.push('\n');
            words.push_str(&number[start..]);
        }
        words
    }
}

fn add_words(sql: &Connection, id: &ContactId, contact: &ContactWords) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT INTO contact_words (words, contact) VALUES (?, ?)")?
        .execute(params![contact.joined(), id.as_str()])
        .map(drop)
}

/// At most `limit` results: people first, then messages, the newest ones first. Within a
/// conversation there are its messages alone.
pub fn page(
    sql: &Connection,
    query: &str,
    within: Option<&ConversationId>,
    after: Option<SearchCursor>,
    limit: u32,
) -> rusqlite::Result<SearchPage> {
    let words = query_words(query);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut page = SearchPage::default();
    let (people_below, messages_below) = match after {
        None => (within.is_none().then_some(i64::MAX), i64::MAX),
        Some(SearchCursor::People(row)) => (Some(row), i64::MAX),
        Some(SearchCursor::Messages(row)) => (None, row),
    };
    if let Some(below) = people_below {
        let found = people(sql, &people_expression(&words, query), below, limit)?;
        for (_, contact) in &found {
            // Somebody who has never written has no conversation to open, and whoever went up in another one is that one.
            let now = merges::now(sql, contact)?;
            let record = match &now {
                Some(now) => conversations::newest_of(sql, now)?,
                None => None,
            };
            let is_new = |record: &ConversationRecord| {
                let mut all = page.items.iter();
                all.all(|hit| hit.record.contact.id != record.contact.id)
            };
            let record = record.filter(is_new);
            page.items.extend(record.map(|record| SearchHit {
                record,
                message: None,
            }));
        }
        if let Some((row, _)) = found.get(limit.saturating_sub(1)) {
            page.next = Some(SearchCursor::People(*row).to_string());
            return Ok(page);
        }
    }
    let room = limit.saturating_sub(page.items.len());
    let found = written(sql, &expression(&words), within, messages_below, room)?;
    for (_, conversation, position) in &found {
        page.items
            .extend(hit(sql, conversation, *position, &words)?);
    }
    if let Some((row, ..)) = found.get(room.saturating_sub(1)) {
        page.next = Some(SearchCursor::Messages(*row).to_string());
    }
    Ok(page)
}

fn people(
    sql: &Connection,
    expression: &str,
    below: i64,
    limit: usize,
) -> rusqlite::Result<Vec<(i64, ContactId)>> {
    if expression.is_empty() {
        return Ok(Vec::new());
    }
    sql.prepare_cached(
        "SELECT rowid, contact FROM contact_words
         WHERE contact_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
    )?
    .query_map(params![expression, below, limit], |row| {
        Ok((row.get(0)?, row.id("contact")?))
    })?
    .collect()
}

fn written(
    sql: &Connection,
    expression: &str,
    within: Option<&ConversationId>,
    below: i64,
    limit: usize,
) -> rusqlite::Result<Vec<(i64, ConversationId, u64)>> {
    if expression.is_empty() {
        return Ok(Vec::new());
    }
    sql.prepare_cached(
        "SELECT rowid, conversation, position FROM message_words
         WHERE message_words MATCH ?1 AND rowid < ?2 AND (?3 IS NULL OR conversation = ?3)
         ORDER BY rowid DESC LIMIT ?4",
    )?
    .query_map(
        params![expression, below, within.map(ConversationId::as_str), limit],
        |row| Ok((row.get(0)?, row.id("conversation")?, row.get("position")?)),
    )?
    .collect()
}

fn hit(
    sql: &Connection,
    conversation: &ConversationId,
    position: u64,
    words: &[String],
) -> rusqlite::Result<Option<SearchHit>> {
    let Some(record) = conversations::one(sql, conversation)? else {
        return Ok(None);
    };
    let Some(message) = messages::at(sql, conversation, position)? else {
        return Ok(None);
    };
    let text = message.content.text().unwrap_or_default();
    let preview = Preview {
        text: excerpt(text, words, Preview::TEXT_CHARS),
        message: message.id.clone(),
        author: message.author.clone(),
        kind: message.content.kind().to_owned(),
        delivery: message.delivery.clone(),
    };
    let message = FoundMessage {
        position,
        at: message.at,
        preview,
    };
    Ok(Some(SearchHit {
        record,
        message: Some(message),
    }))
}

/// Every word must be there, of the last one its beginning. Each is quoted: nothing that a person
/// types is syntax to the index.
pub fn expression(words: &[String]) -> String {
    let words = &words[..words.len().min(MOST_WORDS)];
    let mut expression = String::new();
    for word in words {
        if !expression.is_empty() {
            expression.push(' ');
        }
        expression.push('"');
        expression.extend(word.chars().filter(|c| *c != '"' && !c.is_control()));
        expression.push('"');
    }
    // The beginning of one letter alone would be half of all words.
    if words
        .last()
        .is_some_and(|word| word.chars().nth(1).is_some())
    {
        expression.push('*');
    }
    expression
}

fn people_expression(words: &[String], query: &str) -> String {
    match query_digits(query) {
        Some(digits) => format!("\"{digits}\"*"),
        None => expression(words),
    }
}

impl SearchCursor {
    /// Reads what `Display` wrote. `None` when it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, row) = text.split_once('_')?;
        let row = row.parse().ok()?;
        match kind {
            "people" => Some(Self::People(row)),
            "messages" => Some(Self::Messages(row)),
            _ => None,
        }
    }
}

impl std::fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::People(row) => write!(f, "people_{row}"),
            Self::Messages(row) => write!(f, "messages_{row}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_syntax() {
        let of = |query: &str| expression(&query_words(query));
        assert_eq!(
            of("troca OR NOT (x*)"),
            "\"troca\" \"or\" \"not\" \"(x*)\"*"
        );
        assert_eq!(of("a\"b text:c"), "\"ab\" \"text:c\"*");
        assert_eq!(of("a"), "\"a\"");
        assert_eq!(of("-- ?"), "");
    }

    #[test]
    fn a_cursor_survives_its_text() {
        for cursor in [SearchCursor::People(3), SearchCursor::Messages(-4)] {
            assert_eq!(SearchCursor::parse(&cursor.to_string()), Some(cursor));
        }
        assert_eq!(SearchCursor::parse("people_x"), None);
    }
}
