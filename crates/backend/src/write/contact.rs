//! What is known of a contact is changed.

use recado_protocol::command::WriteAnswer;
use recado_protocol::contact::{ContactEdit, international_phone, is_email, plain_name};
use recado_protocol::event::event_type;
use recado_protocol::{Agent, Company, CompanyId, ConversationId};

use super::deletion::check_not_erased;
use super::{load, publish_to_agents};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, people};

/// Changes the contact of a conversation. An edit that was made on an older revision is taken only
/// when all that changed since was the same agent's own doing: two edits in a row, made without a
/// network, are no conflict.
///
/// # Errors
/// `NotFound`, `InvalidField`, `StaleRevision` with the contact as it is, or `ChannelClosed` when the person was erased.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    edit: &ContactEdit,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    check_not_erased(&record.conversation)?;
    let edit = checked(edit)?;
    let before = record.contact.clone();
    let subject = format!("contact:{}", before.id);
    let since = before.revision.saturating_sub(edit.revision);
    if audit_log::made_by(change.sql, &subject, edit.revision, &by.id)? < since {
        return Err(Refusal::stale(&before));
    }
    edit.lay_over(&mut record.contact);
    if let Some(name) = &edit.company {
        record.contact.company = company_called(change, name)?;
    }
    if record.contact == before {
        return Ok(answer(record));
    }
    record.contact.revision = before.revision.saturating_add(1);
    people::save_contact(change.sql, &before, &record.contact)?;
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: "contact.edited",
        subject: &subject,
        revision: record.contact.revision,
        before: &before,
    };
    audit_log::add(change.sql, &entry)?;
    let data = serde_json::to_string(&record.contact)?;
    publish_to_agents(change, event_type::CONTACT_UPDATED, &data)?;
    Ok(answer(record))
}

const fn answer(record: recado_protocol::ConversationRecord) -> WriteAnswer {
    WriteAnswer {
        record,
        message: None,
    }
}

/// The edit as it is kept: without spaces around or what turns names, and the number in its short form.
fn checked(edit: &ContactEdit) -> Outcome<ContactEdit> {
    let trimmed = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
    let edit = ContactEdit {
        revision: edit.revision,
        name: edit.name.as_deref().map(plain_name),
        company: edit.company.as_deref().map(plain_name),
        phone: edit.phone.as_deref().map(checked_phone).transpose()?,
        email: trimmed(&edit.email),
        comment: trimmed(&edit.comment),
    };
    let is_long = |text: &Option<String>, most: usize| {
        text.as_ref()
            .is_some_and(|text| text.chars().nth(most).is_some())
    };
    if edit.name.as_deref() == Some("") {
        return Err(Refusal::field("name", "A customer needs a name."));
    }
    for (field, text) in [("name", &edit.name), ("company", &edit.company)] {
        if is_long(text, ContactEdit::NAME_CHARS) {
            return Err(Refusal::field(
                field,
                format!("At most {} characters.", ContactEdit::NAME_CHARS),
            ));
        }
    }
    if is_long(&edit.comment, ContactEdit::COMMENT_CHARS) {
        return Err(Refusal::field(
            "comment",
            format!("At most {} characters.", ContactEdit::COMMENT_CHARS),
        ));
    }
    if edit
        .email
        .as_deref()
        .is_some_and(|email| !email.is_empty() && !is_email(email))
    {
        return Err(Refusal::field("email", "This is no e-mail address."));
    }
    Ok(edit)
}

fn checked_phone(text: &str) -> Outcome<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    international_phone(text).ok_or_else(|| {
        Refusal::field(
            "phone",
            "A phone number is written in international form: + and 8 to 15 digits.",
        )
    })
}

/// The company of this name, which is made when there is none; none for an empty name.
fn company_called(change: &mut Change<'_>, name: &str) -> Outcome<Option<CompanyId>> {
    if name.is_empty() {
        return Ok(None);
    }
    if let Some(known) = people::company_called(change.sql, name)? {
        return Ok(Some(known.id));
    }
    let company = Company {
        id: random::id(change.now),
        name: name.to_owned(),
    };
    people::add_company(change.sql, &company)?;
    let data = serde_json::to_string(&company)?;
    publish_to_agents(change, event_type::COMPANY_UPDATED, &data)?;
    Ok(Some(company.id))
}
