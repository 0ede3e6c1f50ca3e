//! What contacts have of the attributes that administrators define.

use recado_protocol::attribute::{Attribute, AttributeValue, AttributesEdit, Mistake};
use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::person::Siblings;
use recado_protocol::{Agent, ContactId, ConversationId};

use super::deletion::check_not_erased;
use super::{load, publish_record, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{attributes, audit_log, conversations};

/// Changes values of the contact of a conversation: all of them or none. As with a contact, a value that was changed
/// since by the same agent alone is no conflict.
///
/// # Errors
/// `NotFound`, `InvalidField`, `StaleRevision` with all values as they are, or `ChannelClosed` when the person was erased.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    edit: &AttributesEdit,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let record = load(change, conversation)?;
    check_not_erased(&record.conversation)?;
    let contact = record.contact.id.clone();
    if edit.values.len() > Attribute::MOST {
        return Err(Refusal::field(
            "values",
            format!("At most {} values at once.", Attribute::MOST),
        ));
    }
    let before = attributes::values(change.sql, &contact)?;
    let mut new = Vec::new();
    for wanted in &edit.values {
        let value = checked(change, wanted)?;
        let known = before.iter().find(|it| it.attribute == wanted.attribute);
        let (kept, revision) = known.map_or(("", 0), |it| (it.value.as_str(), it.revision));
        if kept == value {
            continue;
        }
        let subject = subject(&contact, wanted);
        let since = revision.saturating_sub(wanted.revision);
        if audit_log::made_by(change.sql, &subject, wanted.revision, &by.id)? < since {
            return Err(Refusal::stale(&AttributesEdit { values: before }));
        }
        let value = AttributeValue {
            attribute: wanted.attribute.clone(),
            value,
            revision: revision.saturating_add(1),
        };
        new.push((value, kept.to_owned()));
    }
    if new.is_empty() {
        return Ok(answer(record));
    }
    for (value, before) in &new {
        attributes::set_value(change.sql, &contact, value)?;
        let entry = audit_log::Entry {
            at: change.now,
            agent: &by.id,
            action: "contact.attribute_changed",
            subject: &subject(&contact, value),
            revision: value.revision,
            before,
        };
        audit_log::add(change.sql, &entry)?;
    }
    told(change, record)
}

fn subject(contact: &ContactId, value: &AttributeValue) -> String {
    format!("attribute:{contact}:{}", value.attribute)
}

/// The records do not say what contacts have: whoever shows it asks again when one of them changes.
fn told(
    change: &mut Change<'_>,
    mut record: recado_protocol::ConversationRecord,
) -> Outcome<WriteAnswer> {
    for mut other in conversations::of_contact(change.sql, &record.contact.id, Siblings::MOST)? {
        if other.conversation.id != record.conversation.id {
            store_record(change, &mut other)?;
            publish_record(change, event_type::CONVERSATION_UPDATED, &other)?;
        }
    }
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    Ok(answer(record))
}

const fn answer(record: recado_protocol::ConversationRecord) -> WriteAnswer {
    WriteAnswer {
        record,
        message: None,
    }
}

/// The value as it is kept; empty for one that is taken away.
fn checked(change: &Change<'_>, wanted: &AttributeValue) -> Outcome<String> {
    let attribute = attributes::one(change.sql, &wanted.attribute)?
        .ok_or_else(|| Refusal::not_found("attribute"))?;
    if attribute.archived {
        return Err(refused(&attribute, "is archived"));
    }
    if wanted.value.trim().is_empty() {
        return Ok(String::new());
    }
    attribute.checked(&wanted.value).map_err(|mistake| {
        let why = match mistake {
            Mistake::TooLong => format!("takes at most {} characters", Attribute::TEXT_CHARS),
            Mistake::NoNumber => format!("takes a number of at most {} digits", Attribute::DIGITS),
            Mistake::NoDate => "takes a day such as 2026-11-29".to_owned(),
            Mistake::NoChoice => "takes one of its choices".to_owned(),
            Mistake::NoLink => {
                "takes an address that begins with https://, http:// or mailto:".to_owned()
            }
            Mistake::NoCheckbox => "takes true or false".to_owned(),
            Mistake::UnknownKind => "is of a kind that is not known here".to_owned(),
        };
        refused(&attribute, &why)
    })
}

fn refused(attribute: &Attribute, why: &str) -> Refusal {
    let name = &attribute.name;
    Refusal::field(
        attribute.id.as_str(),
        format!("“{name}” {why}. What was there before is kept."),
    )
}
