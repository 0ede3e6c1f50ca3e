//! What the database really holds, read from outside.

use std::path::Path;

use recado_protocol::{Content, SystemEvent};
use rusqlite::Connection;

use crate::time::BEGINNING;

/// A message as the database has it.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub conversation: String,
    pub position: u64,
    pub content: Content,
}

/// Everything that the checks need of the database.
pub struct Records {
    pub messages: Vec<Row>,
    /// Whose write, and under which key, has been answered.
    pub answers: Vec<(String, String)>,
    /// The messages that the answers name.
    pub answered: Vec<String>,
}

impl Records {
    pub fn read(database: &Path) -> rusqlite::Result<Self> {
        let sql = Connection::open(database)?;
        let messages = sql
            .prepare(
                "SELECT id, conversation, position, content FROM messages
                 WHERE at > ? ORDER BY conversation, position",
            )?
            // What the schedule began with is older.
            .query_map([BEGINNING.millis()], |row| {
                Ok(Row {
                    id: row.get(0)?,
                    conversation: row.get(1)?,
                    position: row.get(2)?,
                    content: json(&row.get::<_, String>(3)?),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let answers = sql
            .prepare("SELECT owner, key FROM answers")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let answered = sql
            .prepare("SELECT json_extract(answer, '$.message.id') FROM answers")?
            .query_map([], |row| row.get::<_, Option<String>>(0))?
            .filter_map(Result::transpose)
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            messages,
            answers,
            answered,
        })
    }
}

impl Row {
    /// The text without what makes it too long.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text { text } | Content::Note { text } => Some(text),
            _ => None,
        }
    }

    /// Whether the customer may see it.
    pub fn is_for_customers(&self) -> bool {
        !matches!(self.content, Content::Note { .. } | Content::System { .. })
    }

    /// Whether it says what an agent did, and nothing else says it.
    pub fn is_deed(&self) -> bool {
        match &self.content {
            Content::System { event } => !matches!(
                event,
                SystemEvent::Reopened { by: None } | SystemEvent::Joined { .. }
            ),
            _ => false,
        }
    }
}

/// Forgets all but the newest events.
pub fn forget_events(database: &Path, keep: u8) -> rusqlite::Result<()> {
    let sql = Connection::open(database)?;
    sql.execute(
        "DELETE FROM events WHERE seq <= (SELECT MAX(seq) FROM events) - ?",
        [keep],
    )?;
    Ok(())
}

/// Ends every session of an agent but those that are named; the backend does the same when
/// somebody signs out elsewhere.
pub fn revoke(database: &Path, session: &str) -> rusqlite::Result<()> {
    let sql = Connection::open(database)?;
    sql.execute("UPDATE sessions SET revoked = 1 WHERE id = ?", [session])?;
    Ok(())
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the backend writes what the protocol reads")
}
