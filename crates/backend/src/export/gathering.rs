//! Reads everything that is held of a person.

use recado_protocol::privacy::Consents;
use recado_protocol::{ContactId, ConversationId, FileId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value, json};

use super::{Document, Holdings};
use crate::files::name;
use crate::masking::Rules;
use crate::refusal::{Outcome, Refusal};
use crate::storage::erasing::{Whole, subjects};
use crate::storage::{consents, conversations, files, masking, merges, messages, people, tickets};

/// What is in these fields was written by people; in the others stand ids and times.
const WRITTEN: [&str; 12] = [
    "text", "html", "subject", "body", "comment", "name", "title", "value", "how", "word", "label",
    "before",
];

/// Everything, with the numbers of cards and of people hidden when `masked`.
///
/// # Errors
/// `NotFound`, also for a contact that went up in another one.
pub fn gather(sql: &Connection, contact: &ContactId, masked: bool) -> Outcome<Holdings> {
    if merges::now(sql, contact)?.as_ref() != Some(contact) {
        return Err(Refusal::not_found("contact"));
    }
    let whole = Whole::of(sql, contact)?;
    let (talks, contacts) = (
        json!(whole.talks).to_string(),
        json!(whole.contacts).to_string(),
    );
    let rules = masking::rules(sql)?;
    let mut documents = Vec::new();
    let mut add = |path: String, about: &'static str, mut content: Value| {
        if masked {
            hide_in(&rules, &mut content, false);
        }
        documents.push(Document {
            path,
            about,
            content,
        });
    };
    let mut cards = Vec::new();
    for id in &whole.contacts {
        cards.extend(people::contact(sql, id)?);
    }
    let about = "The contact, and those that were merged into it.";
    add("contact.json".into(), about, json!(cards));
    let channels = rows(
        sql,
        "SELECT c.id AS conversation, c.channel, h.name AS channel_name, p.person AS address,
         v.visitor FROM conversations c JOIN channels h ON h.id = c.channel
         LEFT JOIN channel_people p ON p.conversation = c.id
         LEFT JOIN visits v ON v.conversation = c.id
         WHERE c.id IN (SELECT value FROM json_each(?1))",
        &[&talks],
    )?;
    let about = "Who the person is on each channel.";
    add("channels.json".into(), about, channels);
    for talk in &whole.talks {
        let record = conversations::one(sql, talk)?;
        let mut said =
            messages::selected(sql, "conversation = ?1 ORDER BY position", [talk.as_str()])?;
        for message in said.iter_mut().filter(|_| !masked) {
            masking::restore(sql, message)?;
        }
        let about = "A conversation, with its messages and notes.";
        let content = json!({ "conversation": record.map(|it| it.conversation), "messages": said });
        add(format!("conversations/{talk}.json"), about, content);
    }
    let content = if masked {
        "s.content"
    } else {
        "COALESCE(json_extract(o.body, '$.content'), s.content)"
    };
    let scheduled = rows(
        sql,
        &format!(
            "SELECT s.message, s.conversation, s.send_at, s.author, {content} AS content
             FROM scheduled s LEFT JOIN originals o ON o.message = s.message
             WHERE s.conversation IN (SELECT value FROM json_each(?1))"
        ),
        &[&talks],
    )?;
    let about = "Messages that have not gone out.";
    add("scheduled.json".into(), about, scheduled);
    let found = tickets::of_contact(sql, contact, u32::MAX)?;
    add("tickets.json".into(), "Tickets.", json!(found));
    let values = rows(
        sql,
        "SELECT a.name, v.value FROM attribute_values v JOIN attributes a ON a.id = v.attribute
         WHERE v.contact IN (SELECT value FROM json_each(?1)) AND v.value <> ''",
        &[&contacts],
    )?;
    add("attributes.json".into(), "Attributes.", values);
    let visits = rows(
        sql,
        "SELECT conversation, facts FROM visit_facts
         WHERE conversation IN (SELECT value FROM json_each(?1))",
        &[&talks],
    )?;
    let about = "Where the person came from when a chat began.";
    add("visits.json".into(), about, visits);
    let history = consents::history(sql, contact, u32::MAX)?;
    let allowed = Consents {
        channels: consents::by_channel(sql, contact)?,
        history,
    };
    let about = "What the person has allowed, and what is blocked for them.";
    let blocks = rows(
        sql,
        "SELECT what, agent, at FROM blocks WHERE contact IN (SELECT value FROM json_each(?1))",
        &[&contacts],
    )?;
    let content = json!({ "consent": allowed, "blocks": blocks });
    add("privacy.json".into(), about, content);
    let entries = rows(
        sql,
        &format!(
            "SELECT at, agent, action, subject, before FROM audit_log WHERE {} ORDER BY seq",
            subjects()
        ),
        &[&talks, &contacts],
    )?;
    let about = "What was changed by whom, and what was there before.";
    add("audit_log.json".into(), about, entries);
    Ok(Holdings {
        documents,
        files: files_of(sql, &whole.talks)?,
    })
}

fn files_of(sql: &Connection, talks: &[ConversationId]) -> rusqlite::Result<Vec<(FileId, String)>> {
    let ids: Vec<String> = sql
        .prepare(
            "SELECT DISTINCT file FROM file_uses
             WHERE conversation IN (SELECT value FROM json_each(?1)) ORDER BY file",
        )?
        .query_map([json!(talks).to_string()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for id in ids {
        let id = FileId::new(id);
        if let Some(file) = files::one(sql, &id)? {
            let called = name::clean(&file.attachment.name);
            found.push((id.clone(), format!("files/{id}/{called}")));
        }
    }
    Ok(found)
}

/// Rows as objects; what is JSON in a column is JSON here.
fn rows(sql: &Connection, query: &str, values: &[&str]) -> rusqlite::Result<Value> {
    let mut statement = sql.prepare(query)?;
    let names: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let mut rows = statement.query(params_from_iter(values))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(number) => json!(number),
                ValueRef::Text(text) => {
                    let text = String::from_utf8_lossy(text);
                    let is_json = text.starts_with(['{', '[']);
                    let parsed = is_json.then(|| serde_json::from_str(&text).ok()).flatten();
                    parsed.unwrap_or_else(|| json!(text))
                }
                _ => Value::Null,
            };
            object.insert(name.clone(), value);
        }
        all.push(Value::Object(object));
    }
    Ok(Value::Array(all))
}

/// Hides numbers in what people wrote.
fn hide_in(rules: &Rules, value: &mut Value, is_written: bool) {
    match value {
        Value::String(text) if is_written => *text = rules.hide(text).into_owned(),
        Value::Array(items) => {
            for item in items {
                hide_in(rules, item, is_written);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                hide_in(rules, field, WRITTEN.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_hidden_in_what_people_wrote_alone() {
        let mut value = json!({
            "id": "4111111111111111",
            "content": { "text": "card 4111 1111 1111 1111, order 1234567890123" },
            "before": { "id": "4111111111111111", "text": "cpf 529.982.247-25" },
        });
        hide_in(&Rules::default(), &mut value, false);
        assert_eq!(
            value,
            json!({
                "id": "4111111111111111",
                "content": { "text": "card ••••1111, order 1234567890123" },
                "before": { "id": "4111111111111111", "text": "cpf ••••25" },
            })
        );
    }
}
