//! Takes away what is held of a person, table by table.

use recado_protocol::privacy::Erasure;
use recado_protocol::{ContactId, ConversationId, Message, Timestamp};
use rusqlite::{Connection, params};

use super::column::Time;
use super::{conversations, merges, messages, tickets};

/// A person: all contacts that they are, and all their conversations.
pub struct Whole {
    /// The one that stayed first, then those that went up in it.
    pub contacts: Vec<ContactId>,
    pub talks: Vec<ConversationId>,
}

/// What is erased already, and what says nothing of anybody.
const EMPTY: &str = "(json_extract(content, '$.kind') = 'system'
    OR (json_extract(content, '$.kind') = 'deleted' AND more IS NULL))";

/// The conversations of a person, as the first value of a statement.
const TALKS: &str = "(SELECT value FROM json_each(?1))";

impl Whole {
    pub fn of(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Self> {
        let mut contacts = vec![contact.clone()];
        contacts.extend(merges::merged_into(sql, contact)?);
        let talks = conversations::of_contact(sql, contact, u32::MAX)?;
        Ok(Self {
            contacts,
            talks: talks.into_iter().map(|it| it.conversation.id).collect(),
        })
    }

    fn talks_json(&self) -> String {
        serde_json::json!(self.talks).to_string()
    }

    fn contacts_json(&self) -> String {
        serde_json::json!(self.contacts).to_string()
    }

    /// What there is to take away, and what is kept.
    pub fn count(&self, sql: &Connection) -> rusqlite::Result<Erasure> {
        let talks = self.talks_json();
        let count = |query: &str| -> rusqlite::Result<u64> {
            sql.prepare(query)?.query_one([&talks], |row| row.get(0))
        };
        let files = format!("SELECT DISTINCT file FROM file_uses WHERE conversation IN {TALKS}");
        let linked =
            format!("SELECT DISTINCT ticket FROM ticket_links WHERE conversation IN {TALKS}");
        let all_files = count(&format!("SELECT COUNT(*) FROM ({files})"))?;
        let shared_files = count(&format!(
            "SELECT COUNT(*) FROM ({files}) f WHERE EXISTS (SELECT 1 FROM file_uses o
             WHERE o.file = f.file AND o.conversation NOT IN {TALKS})"
        ))?;
        let all_tickets = count(&format!("SELECT COUNT(*) FROM ({linked})"))?;
        let shared_tickets = count(&format!(
            "SELECT COUNT(*) FROM ({linked}) t WHERE EXISTS (SELECT 1 FROM ticket_links o
             WHERE o.ticket = t.ticket AND o.conversation NOT IN {TALKS})"
        ))?;
        let messages = count(&format!(
            "SELECT COUNT(*) FROM messages WHERE conversation IN {TALKS}
             AND json_extract(content, '$.kind') <> 'system'"
        ))?;
        let audit_entries = sql
            .prepare(&format!(
                "SELECT COUNT(*) FROM audit_log WHERE {}",
                subjects()
            ))?
            .query_one([talks.clone(), self.contacts_json()], |row| row.get(0))?;
        Ok(Erasure {
            conversations: self.talks.len() as u64,
            messages,
            files: all_files - shared_files,
            tickets: all_tickets - shared_tickets,
            audit_entries,
            shared_tickets,
            shared_files,
        })
    }

    /// The messages that still say something, at most so many.
    pub fn messages(&self, sql: &Connection, limit: u32) -> rusqlite::Result<Vec<Message>> {
        messages::selected(
            sql,
            &format!(
                "conversation IN {TALKS} AND NOT {EMPTY} ORDER BY conversation, position LIMIT ?2"
            ),
            params![self.talks_json(), limit],
        )
    }

    /// Who of the visitors of live chats they are.
    pub fn visitors(&self, sql: &Connection) -> rusqlite::Result<Vec<String>> {
        sql.prepare(&format!(
            "SELECT visitor FROM visits WHERE conversation IN {TALKS}"
        ))?
        .query_map([self.talks_json()], |row| row.get(0))?
        .collect()
    }

    /// Everything but the records of contacts and conversations, whose messages have been emptied. `since` is the time
    /// from which files wait to be taken away: now.
    pub fn forget(&self, sql: &Connection, since: Timestamp) -> rusqlite::Result<()> {
        let (talks, contacts) = (self.talks_json(), self.contacts_json());
        self.forget_log(sql, &talks, &contacts)?;
        self.forget_tickets(sql, &talks)?;
        // Whoever takes expired files away takes their bytes too.
        sql.execute(
            &format!(
                "UPDATE files SET expires_at = ?2 WHERE (id IN (
                     SELECT file FROM file_uses WHERE conversation IN {TALKS})
                 OR owner IN (SELECT 'visitor:' || visitor FROM visits WHERE conversation IN {TALKS}))
                 AND NOT EXISTS (SELECT 1 FROM file_uses o
                     WHERE o.file = files.id AND o.conversation NOT IN {TALKS})"
            ),
            params![talks, Time(since)],
        )?;
        for table in [
            "file_uses",
            "outgoing",
            "scheduled",
            "originals",
            "external_messages",
            "emails",
            "macro_runs",
            "channel_people",
            "visits",
            "visit_facts",
        ] {
            sql.execute(
                &format!("DELETE FROM {table} WHERE conversation IN {TALKS}"),
                [&talks],
            )?;
        }
        for table in ["consents", "blocks", "attribute_values"] {
            sql.execute(
                &format!("DELETE FROM {table} WHERE contact IN (SELECT value FROM json_each(?1))"),
                [&contacts],
            )?;
        }
        sql.execute(
            "DELETE FROM merges WHERE EXISTS (
                 SELECT 1 FROM json_each(?1) c WHERE instr(merges.body, c.value) > 0)",
            [&contacts],
        )?;
        sql.execute(
            "DELETE FROM answers WHERE EXISTS (
                 SELECT 1 FROM json_each(?1) c WHERE instr(answers.answer, c.value) > 0)",
            [&contacts],
        )
        .map(drop)
    }

    /// What comes back by a cursor, and what was before each change. Events keep their numbers, so that nobody has to
    /// begin anew; those by which everybody loses the messages have no record in them, and stay.
    fn forget_log(&self, sql: &Connection, talks: &str, contacts: &str) -> rusqlite::Result<()> {
        sql.execute(
            "UPDATE events SET type = 'erased', data = '{}', conversation = NULL, visitor = NULL WHERE EXISTS (
                 SELECT 1 FROM json_each(?1) c WHERE instr(events.data, c.value) > 0)
             AND NOT (type = 'message.updated' AND json_extract(data, '$.record') IS NULL
                 AND json_extract(data, '$.message.content.kind') = 'deleted')",
            [contacts],
        )?;
        sql.execute(
            &format!(
                "UPDATE audit_log SET before = COALESCE(
                     (SELECT json_object('id', m.id, 'conversation', m.conversation,
                          'position', m.position, 'at', strftime('%Y-%m-%dT%H:%M:%fZ', m.at / 1000.0, 'unixepoch'),
                          'author', json(m.author), 'content', json(m.content), 'revision', m.revision)
                      FROM messages m WHERE 'message:' || m.id = audit_log.subject), '{{}}')
                 WHERE {}",
                subjects()
            ),
            [talks, contacts],
        )
        .map(drop)
    }

    fn forget_tickets(&self, sql: &Connection, talks: &str) -> rusqlite::Result<()> {
        let own: Vec<(i64, String)> = sql
            .prepare(&format!(
                "SELECT number, id FROM tickets t WHERE
                 EXISTS (SELECT 1 FROM ticket_links l WHERE l.ticket = t.id AND l.conversation IN {TALKS})
                 AND NOT EXISTS (SELECT 1 FROM ticket_links l
                     WHERE l.ticket = t.id AND l.conversation NOT IN {TALKS})"
            ))?
            .query_map([talks], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        sql.execute(
            &format!("DELETE FROM ticket_links WHERE conversation IN {TALKS}"),
            [talks],
        )?;
        for (number, id) in own {
            tickets::remove(sql, number, &id)?;
        }
        Ok(())
    }
}

/// The entries of the audit log that are about a person: their contacts, conversations, messages and own tickets.
pub fn subjects() -> String {
    format!(
        "(subject IN (SELECT 'conversation:' || value FROM json_each(?1))
          OR subject IN (SELECT 'contact:' || value FROM json_each(?2))
          OR subject IN (SELECT 'privacy:' || value FROM json_each(?2))
          OR EXISTS (SELECT 1 FROM json_each(?2) c
              WHERE instr(subject, 'attribute:' || c.value || ':') = 1)
          OR subject IN (SELECT 'message:' || id FROM messages WHERE conversation IN {TALKS})
          OR subject IN (SELECT 'ticket:' || l.ticket FROM ticket_links l WHERE l.conversation IN {TALKS}
              AND NOT EXISTS (SELECT 1 FROM ticket_links o
                  WHERE o.ticket = l.ticket AND o.conversation NOT IN {TALKS})))"
    )
}

/// From here on what is deleted is written over, in the tables and in the index of words, until [`in_haste`].
pub fn thoroughly(sql: &Connection) -> rusqlite::Result<()> {
    sql.execute_batch("PRAGMA secure_delete = ON")?;
    secure_words(sql, 1)
}

/// What people are called is small enough an index to be made anew without what was taken out of it.
pub fn tidy_names(sql: &Connection) -> rusqlite::Result<()> {
    sql.execute_batch("INSERT INTO contact_words (contact_words) VALUES ('optimize')")
}

pub fn in_haste(sql: &Connection) -> rusqlite::Result<()> {
    sql.execute_batch("PRAGMA secure_delete = OFF")?;
    secure_words(sql, 0)
}

fn secure_words(sql: &Connection, on: i64) -> rusqlite::Result<()> {
    for table in ["message_words", "contact_words", "ticket_words"] {
        sql.execute(
            &format!("INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', ?)"),
            [on],
        )?;
    }
    Ok(())
}
