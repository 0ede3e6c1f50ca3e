//! What the demo's team has prepared.

use recado_protocol::prepared::{Article, CannedReply, Macro, Template};
use rusqlite::Connection;
use serde::Deserialize;

use crate::storage::prepared;

#[derive(Deserialize)]
struct Cupboard {
    canned_replies: Vec<CannedReply>,
    articles: Vec<Article>,
    templates: Vec<Template>,
    macros: Vec<Macro>,
}

/// Puts all of it into the database.
pub fn save(sql: &Connection) -> rusqlite::Result<()> {
    let cupboard: Cupboard = serde_json::from_str(include_str!("prepared.json"))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    prepared::add(sql, &cupboard.canned_replies)?;
    prepared::add(sql, &cupboard.articles)?;
    prepared::add(sql, &cupboard.templates)?;
    prepared::add(sql, &cupboard.macros)
}
