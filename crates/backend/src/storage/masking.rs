//! The rules by which numbers are hidden, how far what is stored follows them, and what was really said where something
//! is hidden.

use std::sync::{Arc, Mutex, PoisonError};

use recado_protocol::masking::Masking;
use recado_protocol::message::more::Quote;
use recado_protocol::{ConversationId, Fields, Message, MessageId};
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::M;
use serde::{Deserialize, Serialize};

use super::column::{Columns, Json};
use super::messages;
use crate::masking::{self, Original, Rules};
use crate::refusal::{Outcome, Refusal};

/// Of so many messages of a conversation that were called off it is kept what they said.
const MOST_CALLED_OFF: usize = 5;

/// What is stored before there are rules is masked as soon as there are: from the first step on.
const TABLES: &str = r#"
CREATE TABLE originals (
    message TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE masking (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    rules TEXT NOT NULL,
    -- What is to be masked anew next; nothing when all that is stored follows the rules.
    next TEXT
) STRICT;
INSERT INTO masking VALUES (
    1, '{"revision":1,"cards":true,"cpf":true,"cnpj":true,"rules":[]}', '{"messages":{"conversation":"","position":0}}'
);
"#;

/// The step of the schema that makes the tables.
pub fn step() -> M<'static> {
    M::up(TABLES)
}

/// What is hidden in one conversation is found without a look at all of it.
pub fn by_conversation() -> M<'static> {
    M::up("CREATE INDEX originals_by_conversation ON originals (conversation)")
}

/// Whether the number came by dots from what somebody else wrote.
pub fn passed_on() -> M<'static> {
    M::up("ALTER TABLE originals ADD COLUMN passed_on INTEGER NOT NULL DEFAULT 0")
}

/// Where masking anew goes on, in this order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    Messages {
        conversation: String,
        position: u64,
    },
    /// What goes out later.
    Scheduled,
    /// What the log tells those who come back.
    Events {
        after: u64,
    },
}

impl Next {
    fn first() -> Self {
        Self::Messages {
            conversation: String::new(),
            position: 0,
        }
    }
}

/// The rules, and whether what is stored is being masked anew.
pub fn settings(sql: &Connection) -> rusqlite::Result<Masking> {
    sql.prepare_cached("SELECT rules, next FROM masking")?
        .query_one([], |row| {
            let masking: Masking = row.json("rules")?;
            Ok(Masking {
                at_work: row.get::<_, Option<String>>("next")?.is_some(),
                ..masking
            })
        })
}

/// The rules, ready to be used.
///
/// # Errors
/// Only when the database fails.
pub fn rules(sql: &Connection) -> Outcome<Arc<Rules>> {
    /// What was used last; a pattern takes a while to be made ready.
    static READY: Mutex<Option<(String, Arc<Rules>)>> = Mutex::new(None);
    let text: String = sql
        .prepare_cached("SELECT rules FROM masking")?
        .query_one([], |row| row.get(0))?;
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, rules)) = ready.as_ref().filter(|(of, _)| *of == text) {
        return Ok(Arc::clone(rules));
    }
    let rules = Rules::of(&serde_json::from_str(&text)?);
    let rules = Arc::new(rules.map_err(|bad| Refusal::internal(bad.why))?);
    *ready = Some((text, Arc::clone(&rules)));
    Ok(rules)
}

/// Keeps rules; all that is stored is to be masked anew.
pub fn save(sql: &Connection, masking: &Masking) -> rusqlite::Result<()> {
    sql.execute("UPDATE masking SET rules = ?", [Json(masking)])?;
    set_next(sql, Some(&Next::first()))
}

pub fn next(sql: &Connection) -> rusqlite::Result<Option<Next>> {
    sql.prepare_cached("SELECT next FROM masking")?
        .query_one([], |row| row.json_or_none("next"))
}

pub fn set_next(sql: &Connection, next: Option<&Next>) -> rusqlite::Result<()> {
    sql.execute("UPDATE masking SET next = ?", [next.map(Json)])
        .map(drop)
}

/// Hides what is to be hidden of a message that is about to be stored, and keeps what it was.
///
/// # Errors
/// Only when the database fails.
pub fn take_in(
    sql: &Connection,
    conversation: &ConversationId,
    id: &MessageId,
    content: &mut recado_protocol::Content,
    more: &mut Option<Fields>,
) -> Outcome<()> {
    match masking::hide(&*rules(sql)?, content, more) {
        Some(original) => keep(sql, conversation, id, &original)?,
        None => forget(sql, id)?,
    }
    Ok(())
}

pub fn keep(
    sql: &Connection,
    conversation: &ConversationId,
    id: &MessageId,
    original: &Original,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO originals (message, conversation, body) VALUES (?, ?, ?)
         ON CONFLICT (message) DO UPDATE SET body = excluded.body",
    )?
    .execute(params![id.as_str(), conversation.as_str(), Json(original)])
    .map(drop)
}

/// Notes that a message holds what its author need not know.
pub fn pass_on(sql: &Connection, id: &MessageId) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE originals SET passed_on = 1 WHERE message = ?")?
        .execute([id.as_str()])
        .map(drop)
}

/// Whether a message holds what its author need not know.
pub fn is_passed_on(sql: &Connection, id: &MessageId) -> rusqlite::Result<bool> {
    sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM originals WHERE message = ? AND passed_on)")?
        .query_row([id.as_str()], |row| row.get(0))
}

pub fn forget(sql: &Connection, id: &MessageId) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM originals WHERE message = ?")?
        .execute([id.as_str()])
        .map(drop)
}

/// The messages of a conversation that were called off before they went out, the newest first. What they said is kept
/// for whoever sends it after all, of so many.
pub fn called_off(
    sql: &Connection,
    conversation: &ConversationId,
) -> rusqlite::Result<Vec<MessageId>> {
    let mut all: Vec<MessageId> = sql
        .prepare_cached(
            "SELECT message FROM originals o WHERE conversation = ?
             AND NOT EXISTS (SELECT 1 FROM messages WHERE id = o.message)
             AND NOT EXISTS (SELECT 1 FROM scheduled WHERE message = o.message)
             ORDER BY message DESC",
        )?
        .query_map([conversation.as_str()], |row| row.id("message"))?
        .collect::<rusqlite::Result<_>>()?;
    for old in all.drain(MOST_CALLED_OFF.min(all.len())..) {
        forget(sql, &old)?;
    }
    Ok(all)
}

/// What a message really says; `None` where nothing is hidden.
pub fn original(sql: &Connection, id: &MessageId) -> rusqlite::Result<Option<Original>> {
    sql.prepare_cached("SELECT body FROM originals WHERE message = ?")?
        .query_one([id.as_str()], |row| row.json("body"))
        .optional()
}

/// Puts into a message what it really says, so that it can be changed and taken in again.
///
/// # Errors
/// Only when the database fails.
pub fn unmask(sql: &Connection, message: &mut Message) -> rusqlite::Result<()> {
    if let Some(original) = original(sql, &message.id)? {
        masking::restore(message, original);
    }
    Ok(())
}

/// Puts into a message what it really says, and what it quotes: for the customer, for their channel, and for who may
/// know.
///
/// # Errors
/// Only when the database fails.
pub fn restore(sql: &Connection, message: &mut Message) -> rusqlite::Result<()> {
    unmask(sql, message)?;
    let mut more = message.read_more();
    let Some(answered) = more.reply_to.clone().filter(|_| more.quote.is_some()) else {
        return Ok(());
    };
    if let Some(original) = original(sql, &answered)?
        && let Some(mut quoted) = messages::one(sql, &message.conversation, &answered)?
    {
        masking::restore(&mut quoted, original);
        more.quote = Some(Quote::of(&quoted));
        message.more = Some(Fields::of(&more));
    }
    Ok(())
}
