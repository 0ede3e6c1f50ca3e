//! The attributes that administrators define, and what contacts have of them.

use recado_protocol::attribute::{Attribute, AttributeValue, Choice, ChoiceUse, Definition};
use recado_protocol::{AttributeId, ContactId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rusqlite_migration::M;

use super::column::{Columns, Json, Word};

const ATTRIBUTE: &str = "id, name, kind, choices, archived, revision";

/// The tables. A value that was taken away stays as an empty one, for its revision.
pub fn step() -> M<'static> {
    M::up(
        "
CREATE TABLE attributes (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    archived INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attribute_values (
    contact TEXT NOT NULL REFERENCES contacts (id),
    attribute TEXT NOT NULL REFERENCES attributes (id),
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (contact, attribute)
) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_values_by_attribute ON attribute_values (attribute, value);
",
    )
}

/// All attributes in their order.
pub fn all(sql: &Connection) -> rusqlite::Result<Vec<Attribute>> {
    sql.prepare_cached(&format!(
        "SELECT {ATTRIBUTE} FROM attributes ORDER BY place, id"
    ))?
    .query_map([], attribute_of)?
    .collect()
}

pub fn one(sql: &Connection, id: &AttributeId) -> rusqlite::Result<Option<Attribute>> {
    sql.prepare_cached(&format!("SELECT {ATTRIBUTE} FROM attributes WHERE id = ?"))?
        .query_one([id.as_str()], attribute_of)
        .optional()
}

/// All attributes with how much they are used.
pub fn definitions(sql: &Connection) -> rusqlite::Result<Vec<Definition>> {
    let mut uses = sql.prepare_cached(
        "SELECT v.value, COUNT(*) FROM attribute_values v JOIN contacts p ON p.id = v.contact
         WHERE v.attribute = ? AND v.value <> '' AND p.merged_into IS NULL GROUP BY v.value",
    )?;
    let with_uses = |attribute: Attribute| {
        let choices = if attribute.choices.is_empty() {
            Vec::new()
        } else {
            uses.query_map([attribute.id.as_str()], |row| {
                Ok(ChoiceUse {
                    choice: row.get(0)?,
                    contacts: row.get(1)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?
        };
        Ok(Definition {
            contacts: contacts_with(sql, &attribute.id)?,
            attribute,
            choices,
        })
    };
    all(sql)?.into_iter().map(with_uses).collect()
}

/// How many contacts have a value, but for those that went up in others.
pub fn contacts_with(sql: &Connection, id: &AttributeId) -> rusqlite::Result<u64> {
    sql.prepare_cached(
        "SELECT COUNT(*) FROM attribute_values v JOIN contacts p ON p.id = v.contact
         WHERE v.attribute = ? AND v.value <> '' AND p.merged_into IS NULL",
    )?
    .query_one([id.as_str()], |row| row.get(0))
}

/// Adds an attribute behind all others.
pub fn add(sql: &Connection, attribute: &Attribute) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO attributes (id, place, name, kind, choices, archived, revision)
         VALUES (?, (SELECT COALESCE(MAX(place), 0) + 1 FROM attributes), ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        attribute.id.as_str(),
        attribute.name,
        Word(attribute.kind),
        Json(&attribute.choices),
        attribute.archived,
        attribute.revision,
    ])
    .map(drop)
}

/// Writes what can change of an attribute.
pub fn save(sql: &Connection, attribute: &Attribute) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE attributes SET name = ?, choices = ?, archived = ?, revision = ? WHERE id = ?",
    )?
    .execute(params![
        attribute.name,
        Json(&attribute.choices),
        attribute.archived,
        attribute.revision,
        attribute.id.as_str(),
    ])
    .map(drop)
}

pub fn set_place(sql: &Connection, id: &AttributeId, place: usize) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE attributes SET place = ? WHERE id = ?")?
        .execute(params![place, id.as_str()])
        .map(drop)
}

/// Deletes an attribute and whatever contacts have of it.
pub fn delete(sql: &Connection, id: &AttributeId) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM attribute_values WHERE attribute = ?",
        "DELETE FROM attributes WHERE id = ?",
    ] {
        sql.prepare_cached(statement)?.execute([id.as_str()])?;
    }
    Ok(())
}

/// What a contact has, values that were taken away among it.
pub fn values(sql: &Connection, contact: &ContactId) -> rusqlite::Result<Vec<AttributeValue>> {
    sql.prepare_cached(
        "SELECT attribute, value, revision FROM attribute_values WHERE contact = ? ORDER BY attribute",
    )?
    .query_map([contact.as_str()], |row| {
        Ok(AttributeValue {
            attribute: row.id("attribute")?,
            value: row.get("value")?,
            revision: row.get("revision")?,
        })
    })?
    .collect()
}

pub fn set_value(
    sql: &Connection,
    contact: &ContactId,
    value: &AttributeValue,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO attribute_values (contact, attribute, value, revision) VALUES (?, ?, ?, ?)
         ON CONFLICT (contact, attribute) DO UPDATE SET value = excluded.value, revision = excluded.revision",
    )?
    .execute(params![
        contact.as_str(),
        value.attribute.as_str(),
        value.value,
        value.revision
    ])
    .map(drop)
}

/// What a merge did to the values of the contact that stayed.
#[derive(Default)]
pub struct CameOver {
    /// What came, as it is there.
    pub values: Vec<AttributeValue>,
    /// What stood there before, of those that were written over.
    pub before: Vec<AttributeValue>,
}

/// Gives a contact what another one has and it has not, or what of the other's is wanted more.
pub fn come_over(
    sql: &Connection,
    from: &ContactId,
    to: &ContactId,
    wanted: &[AttributeId],
) -> rusqlite::Result<CameOver> {
    let there = values(sql, to)?;
    let mut came = CameOver::default();
    for mut value in values(sql, from)? {
        let known = there.iter().find(|it| it.attribute == value.attribute);
        let kept = known.filter(|known| !known.value.is_empty());
        if value.value.is_empty() || kept.is_some_and(|_| !wanted.contains(&value.attribute)) {
            continue;
        }
        value.revision = known.map_or(0, |known| known.revision).saturating_add(1);
        set_value(sql, to, &value)?;
        came.before.extend(kept.cloned());
        came.values.push(value);
    }
    Ok(came)
}

/// Takes away what came over, and puts back what stood there before, but for what was changed since.
pub fn go_back(
    sql: &Connection,
    contact: &ContactId,
    came: &[AttributeValue],
    before: &[AttributeValue],
) -> rusqlite::Result<()> {
    for mut value in values(sql, contact)? {
        if came.contains(&value) {
            let before = before.iter().find(|it| it.attribute == value.attribute);
            value.value = before.map_or_else(String::new, |before| before.value.clone());
            value.revision = value.revision.saturating_add(1);
            set_value(sql, contact, &value)?;
        }
    }
    Ok(())
}

/// Takes a choice that is no longer offered from whoever has it.
pub fn take_choice(sql: &Connection, id: &AttributeId, choice: &Choice) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE attribute_values SET value = '', revision = revision + 1
         WHERE attribute = ? AND value = ?",
    )?
    .execute([id.as_str(), &choice.id])
    .map(drop)
}

fn attribute_of(row: &Row<'_>) -> rusqlite::Result<Attribute> {
    Ok(Attribute {
        id: row.id("id")?,
        name: row.get("name")?,
        kind: row.word("kind")?,
        choices: row.json("choices")?,
        archived: row.get("archived")?,
        revision: row.get("revision")?,
    })
}
