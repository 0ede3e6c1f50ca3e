//! What the team has prepared, and which macros were run.

use recado_protocol::prepared::{Article, CannedReply, Macro, Template};
use recado_protocol::{ConversationId, MacroId, MessageId, RunId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::column::{Columns, Json, Time};

/// Something that is prepared, under the word by which its kind is stored.
pub trait Kept: Serialize + DeserializeOwned {
    const KIND: &'static str;

    fn id(&self) -> &str;
}

impl Kept for CannedReply {
    const KIND: &'static str = "canned_reply";

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Kept for Article {
    const KIND: &'static str = "article";

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Kept for Template {
    const KIND: &'static str = "template";

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Kept for Macro {
    const KIND: &'static str = "macro";

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// All of a kind, in the order in which they are offered.
pub fn all<T: Kept>(sql: &Connection) -> rusqlite::Result<Vec<T>> {
    sql.prepare_cached("SELECT body FROM prepared WHERE kind = ? ORDER BY place, id")?
        .query_map([T::KIND], |row| row.json("body"))?
        .collect()
}

/// Adds things at the end of their kind.
pub fn add<T: Kept>(sql: &Connection, things: &[T]) -> rusqlite::Result<()> {
    for thing in things {
        sql.prepare_cached(
            "INSERT INTO prepared (kind, id, place, body) VALUES
             (?1, ?2, (SELECT COUNT(*) FROM prepared WHERE kind = ?1), ?3)",
        )?
        .execute(params![T::KIND, thing.id(), Json(thing)])?;
    }
    Ok(())
}

pub fn macro_of(sql: &Connection, id: &MacroId) -> rusqlite::Result<Option<Macro>> {
    sql.prepare_cached("SELECT body FROM prepared WHERE kind = ? AND id = ?")?
        .query_one([Macro::KIND, id.as_str()], |row| row.json("body"))
        .optional()
}

/// What a macro changed, for whoever takes it back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MacroRun {
    pub before: Standing,
    pub after: Standing,
    /// What it wrote to the customer and to the team.
    #[serde(alias = "replies")]
    pub said: Vec<MessageId>,
    /// The last position before it.
    #[serde(default)]
    pub position: u64,
    /// Whom its notes mention who were not mentioned before.
    #[serde(default)]
    pub mentioned: Vec<String>,
}

/// What of a conversation a macro or a bulk command can change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Standing {
    pub status: recado_protocol::ConversationStatus,
    pub snoozed_until: Option<Timestamp>,
    pub assignee: Option<recado_protocol::AgentId>,
    pub priority: Option<recado_protocol::Priority>,
    pub labels: Vec<String>,
    pub answered: bool,
    pub waiting_since: Option<Timestamp>,
    #[serde(default)]
    pub archived: bool,
}

/// How far a run is.
#[derive(Clone, PartialEq, Debug)]
pub enum KnownRun {
    Done(Box<MacroRun>),
    TakenBack,
}

pub fn run_of(
    sql: &Connection,
    conversation: &ConversationId,
    run: &RunId,
) -> rusqlite::Result<Option<KnownRun>> {
    sql.prepare_cached("SELECT body FROM macro_runs WHERE id = ? AND conversation = ?")?
        .query_one([run.as_str(), conversation.as_str()], |row| {
            let body: Option<Box<MacroRun>> = row.json_or_none("body")?;
            Ok(body.map_or(KnownRun::TakenBack, KnownRun::Done))
        })
        .optional()
}

pub fn add_run(
    sql: &Connection,
    conversation: &ConversationId,
    id: &RunId,
    run: &MacroRun,
    at: Timestamp,
) -> rusqlite::Result<()> {
    sql.prepare_cached("INSERT INTO macro_runs (id, conversation, at, body) VALUES (?, ?, ?, ?)")?
        .execute(params![
            id.as_str(),
            conversation.as_str(),
            Time(at),
            Json(run)
        ])
        .map(drop)
}

pub fn take_run_back(sql: &Connection, id: &RunId) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE macro_runs SET body = NULL WHERE id = ?")?
        .execute([id.as_str()])
        .map(drop)
}
