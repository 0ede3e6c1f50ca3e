//! What contacts have allowed, step by step. What was noted of a contact that went up in another one counts for that
//! one too.

use recado_protocol::privacy::{ChannelConsent, Consent};
use recado_protocol::{AgentId, ChannelId, ContactId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::M;

use super::column::{Columns, Time};

const OF_PERSON: &str = "c.contact IN (SELECT id FROM contacts WHERE id = ?1 OR merged_into = ?1)";

/// The table, with what was known before: who wanted nothing on any channel.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE consents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    contact TEXT NOT NULL REFERENCES contacts (id),
    -- None when it is about every channel.
    channel TEXT REFERENCES channels (id),
    opted_in INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- Who noted it; none when the customer wrote it.
    agent TEXT REFERENCES agents (id),
    word TEXT,
    how TEXT
) STRICT;
CREATE INDEX consents_by_contact ON consents (contact, seq);
INSERT INTO consents (contact, opted_in, at) SELECT contact, 0, at FROM opt_outs;
DROP TABLE opt_outs;
",
    )
}

/// A step that is new.
pub struct NewStep<'a> {
    pub contact: &'a ContactId,
    pub channel: Option<&'a ChannelId>,
    pub opted_in: bool,
    pub at: Timestamp,
    pub by: Option<&'a AgentId>,
    pub word: Option<&'a str>,
    pub how: Option<&'a str>,
}

pub fn add(sql: &Connection, step: &NewStep<'_>) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO consents (contact, channel, opted_in, at, agent, word, how)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        step.contact.as_str(),
        step.channel.map(|id| id.as_str()),
        step.opted_in,
        Time(step.at),
        step.by.map(|id| id.as_str()),
        step.word,
        step.how,
    ])
    .map(drop)
}

/// A step that somebody of the team noted.
pub struct Note {
    seq: i64,
    pub by: AgentId,
    pub at: Timestamp,
}

/// The last step of a person, when somebody of the team noted it.
pub fn last_note(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Option<Note>> {
    let last = sql
        .prepare_cached(&format!(
            "SELECT c.seq, c.agent, c.at FROM consents c WHERE {OF_PERSON} ORDER BY c.seq DESC LIMIT 1"
        ))?
        .query_one([contact.as_str()], |row| {
            let (seq, at) = (row.get("seq")?, row.time("at")?);
            Ok(row.id_or_none("agent")?.map(|by| Note { seq, by, at }))
        })
        .optional()?;
    Ok(last.flatten())
}

/// Takes a step out, as if it had not been noted.
pub fn remove(sql: &Connection, note: &Note) -> rusqlite::Result<()> {
    sql.prepare_cached("DELETE FROM consents WHERE seq = ?")?
        .execute([note.seq])
        .map(drop)
}

/// The last word of a contact about a channel; none when there is none.
pub fn of_channel(
    sql: &Connection,
    contact: &ContactId,
    channel: &ChannelId,
) -> rusqlite::Result<Option<bool>> {
    sql.prepare_cached(&format!(
        "SELECT c.opted_in FROM consents c
         WHERE {OF_PERSON} AND (c.channel = ?2 OR c.channel IS NULL) ORDER BY c.seq DESC LIMIT 1"
    ))?
    .query_one([contact.as_str(), channel.as_str()], |row| row.get(0))
    .optional()
}

pub fn has_opted_out(
    sql: &Connection,
    contact: &ContactId,
    channel: &ChannelId,
) -> rusqlite::Result<bool> {
    Ok(of_channel(sql, contact, channel)? == Some(false))
}

/// How it stands on each channel on which there is a conversation.
pub fn by_channel(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Vec<ChannelConsent>> {
    let channels: Vec<ChannelId> = sql
        .prepare_cached(
            "SELECT channel FROM conversations WHERE contact = ? GROUP BY channel
             ORDER BY MAX(last_activity_at) DESC",
        )?
        .query_map([contact.as_str()], |row| row.id("channel"))?
        .collect::<rusqlite::Result<_>>()?;
    channels
        .into_iter()
        .map(|channel| {
            let opted_in = of_channel(sql, contact, &channel)?;
            Ok(ChannelConsent { channel, opted_in })
        })
        .collect()
}

/// The steps, the newest first.
pub fn history(
    sql: &Connection,
    contact: &ContactId,
    limit: u32,
) -> rusqlite::Result<Vec<Consent>> {
    sql.prepare_cached(&format!(
        "SELECT c.at, c.channel, c.opted_in, a.name AS by, c.word, c.how FROM consents c
         LEFT JOIN agents a ON a.id = c.agent WHERE {OF_PERSON} ORDER BY c.seq DESC LIMIT ?2"
    ))?
    .query_map(params![contact.as_str(), limit], |row| {
        Ok(Consent {
            at: row.time("at")?,
            channel: row.id_or_none("channel")?,
            opted_in: row.get("opted_in")?,
            by: row.get("by")?,
            word: row.get("word")?,
            how: row.get("how")?,
        })
    })?
    .collect()
}
