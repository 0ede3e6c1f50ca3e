//! Administrators define which attributes contacts have.

use std::collections::BTreeSet;

use recado_protocol::attribute::{
    self, Attribute, AttributeChange, AttributeDeletion, AttributeKind, AttributeList,
    AttributeOrder, Choice, Definition, Definitions, NewAttribute,
};
use recado_protocol::{Agent, AttributeId};
use serde::Serialize;

use super::once::key_reused;
use super::publish_to_agents;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{attributes, audit_log};

/// Longest id, in bytes.
const ID_BYTES: usize = 64;

/// Makes an attribute, behind all others.
///
/// # Errors
/// `InvalidField`, or `KeyReused` when the id is that of another one.
pub fn create(change: &mut Change<'_>, new: NewAttribute, by: &Agent) -> Outcome<Definitions> {
    if let Some(known) = attributes::one(change.sql, &new.id)? {
        if (known.kind, known.name.as_str()) == (new.kind, new.name.trim()) {
            return all(change);
        }
        return Err(key_reused());
    }
    check_id("id", new.id.as_str())?;
    if new.kind == AttributeKind::Unknown {
        return Err(Refusal::field("kind", "There is no such kind."));
    }
    let known = attributes::all(change.sql)?;
    if known.len() >= Attribute::MOST {
        return Err(Refusal::field(
            "id",
            format!("At most {} attributes can be defined.", Attribute::MOST),
        ));
    }
    let attribute = Attribute {
        name: checked_name(&known, &new.id, &new.name)?,
        choices: checked_choices(new.kind, new.choices)?,
        id: new.id,
        kind: new.kind,
        archived: false,
        revision: 1,
    };
    attributes::add(change.sql, &attribute)?;
    note(
        change,
        "attribute.created",
        &attribute,
        &None::<Attribute>,
        by,
    )?;
    told(change)
}

/// Renames an attribute, changes its choices, archives it or takes it back.
///
/// # Errors
/// `NotFound`, `InvalidField`, or `StaleRevision` with the attribute as it is.
pub fn alter(
    change: &mut Change<'_>,
    id: &AttributeId,
    wanted: AttributeChange,
    by: &Agent,
) -> Outcome<Definitions> {
    let before = known(change, id)?;
    if before.revision != wanted.revision {
        return Err(Refusal::stale(&before));
    }
    let mut now = before.clone();
    if let Some(name) = wanted.name {
        now.name = checked_name(&attributes::all(change.sql)?, id, &name)?;
    }
    if let Some(choices) = wanted.choices {
        now.choices = checked_choices(now.kind, choices)?;
    }
    now.archived = wanted.archived.unwrap_or(now.archived);
    if now == before {
        return all(change);
    }
    now.revision = before.revision.saturating_add(1);
    attributes::save(change.sql, &now)?;
    let is_gone = |choice: &&Choice| now.choices.iter().all(|kept| kept.id != choice.id);
    for gone in before.choices.iter().filter(is_gone) {
        attributes::take_choice(change.sql, id, gone)?;
    }
    note(change, "attribute.changed", &now, &before, by)?;
    told(change)
}

/// Puts the attributes into another order.
///
/// # Errors
/// Only when the database fails.
pub fn order(change: &mut Change<'_>, wanted: &AttributeOrder) -> Outcome<Definitions> {
    let mut sorted: Vec<AttributeId> = Vec::new();
    let known = attributes::all(change.sql)?;
    let known = known.into_iter().map(|attribute| attribute.id);
    let (named, others): (Vec<_>, Vec<_>) = known.partition(|id| wanted.ids.contains(id));
    for id in wanted.ids.iter().filter(|id| named.contains(id)) {
        if !sorted.contains(id) {
            sorted.push(id.clone());
        }
    }
    sorted.extend(others);
    for (place, id) in sorted.iter().enumerate() {
        attributes::set_place(change.sql, id, place)?;
    }
    told(change)
}

/// Deletes an attribute with all its values.
///
/// # Errors
/// `NotFound`, or `InvalidField` when it is not as many contacts that have a value as the person was told.
pub fn delete(
    change: &mut Change<'_>,
    id: &AttributeId,
    wanted: AttributeDeletion,
    by: &Agent,
) -> Outcome<Definitions> {
    let attribute = known(change, id)?;
    let contacts = attributes::contacts_with(change.sql, id)?;
    if contacts != wanted.contacts {
        return Err(Refusal::field(
            "contacts",
            format!("It was not deleted: {contacts} contacts have a value by now."),
        ));
    }
    let before = Definition {
        attribute: attribute.clone(),
        contacts,
        choices: Vec::new(),
    };
    attributes::delete(change.sql, id)?;
    note(change, "attribute.deleted", &attribute, &before, by)?;
    told(change)
}

fn known(change: &Change<'_>, id: &AttributeId) -> Outcome<Attribute> {
    attributes::one(change.sql, id)?.ok_or_else(|| Refusal::not_found("attribute"))
}

fn note(
    change: &Change<'_>,
    action: &str,
    attribute: &Attribute,
    before: &impl Serialize,
    by: &Agent,
) -> Outcome<()> {
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &format!("attribute:{}", attribute.id),
        revision: attribute.revision,
        before,
    };
    Ok(audit_log::add(change.sql, &entry)?)
}

fn told(change: &mut Change<'_>) -> Outcome<Definitions> {
    let list = AttributeList {
        attributes: attributes::all(change.sql)?,
    };
    publish_to_agents(change, attribute::UPDATED, &serde_json::to_string(&list)?)?;
    all(change)
}

fn all(change: &Change<'_>) -> Outcome<Definitions> {
    let items = attributes::definitions(change.sql)?;
    Ok(Definitions { items })
}

fn check_id(field: &str, id: &str) -> Outcome<()> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.is_empty() || id.len() > ID_BYTES || !id.bytes().all(is_plain) {
        return Err(Refusal::field(
            field,
            format!("An id is 1 to {ID_BYTES} letters, digits, hyphens or underscores."),
        ));
    }
    Ok(())
}

fn one_line(field: &str, name: &str) -> Outcome<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name = words.join(" ");
    if name.is_empty() || name.chars().nth(Attribute::NAME_CHARS).is_some() {
        return Err(Refusal::field(
            field,
            format!("A name is 1 to {} characters long.", Attribute::NAME_CHARS),
        ));
    }
    Ok(name)
}

fn checked_name(known: &[Attribute], id: &AttributeId, name: &str) -> Outcome<String> {
    let name = one_line("name", name)?;
    let is_same = |other: &Attribute| other.name.to_lowercase() == name.to_lowercase();
    if known.iter().any(|other| other.id != *id && is_same(other)) {
        return Err(Refusal::field(
            "name",
            "There is an attribute of this name already.",
        ));
    }
    Ok(name)
}

fn checked_choices(kind: AttributeKind, choices: Vec<Choice>) -> Outcome<Vec<Choice>> {
    if kind != AttributeKind::List {
        return Ok(Vec::new());
    }
    if choices.is_empty() || choices.len() > Attribute::MOST_CHOICES {
        return Err(Refusal::field(
            "choices",
            format!("A list has 1 to {} choices.", Attribute::MOST_CHOICES),
        ));
    }
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut checked = Vec::new();
    for choice in choices {
        check_id("choices", &choice.id)?;
        let name = one_line("choices", &choice.name)?;
        if !ids.insert(choice.id.clone()) || !names.insert(name.to_lowercase()) {
            return Err(Refusal::field("choices", "Two choices are the same."));
        }
        checked.push(Choice {
            id: choice.id,
            name,
        });
    }
    Ok(checked)
}
