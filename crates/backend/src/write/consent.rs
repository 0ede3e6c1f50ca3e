//! A contact says whether they want messages that they have not asked for, or somebody notes that they said so.

use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::privacy::{NewConsent, may_note, said_by};
use recado_protocol::{
    Agent, Content, ConversationId, ConversationRecord, ProblemKind, SystemEvent,
};

use super::deletion::check_not_erased;
use super::{Draft, load, place, publish_record, store_new, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::consents::{self, NewStep};
use crate::storage::writer::Change;
use crate::storage::{audit_log, people};

/// How long a note can be taken back by who made it, in milliseconds: an hour, as the way back may wait for a network.
const SLIP_MS: i64 = 60 * 60 * 1_000;

/// Notes what the contact of a conversation said.
///
/// # Errors
/// `NotFound`, `InvalidField`, or `Forbidden` for who may not take a refusal back.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: &NewConsent,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    if !may_note(by.role, new.opted_in) {
        return Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only supervisors and administrators may note that a contact opted in.",
        ));
    }
    let mut record = load(change, conversation)?;
    check_not_erased(&record.conversation)?;
    let how = new.how.trim();
    if how.is_empty() || how.chars().nth(NewConsent::HOW_CHARS).is_some() {
        let detail = format!(
            "Say how it was given, in at most {} characters.",
            NewConsent::HOW_CHARS
        );
        return Err(Refusal::field("how", detail));
    }
    if let Some(channel) = &new.channel {
        let known = people::channel(change.sql, channel)?;
        known.ok_or_else(|| Refusal::field("channel", "There is no such channel."))?;
    }
    let contact = &record.contact;
    let step = NewStep {
        contact: &contact.id,
        channel: new.channel.as_ref(),
        opted_in: new.opted_in,
        at: change.now,
        by: Some(&by.id),
        word: None,
        how: Some(how),
    };
    consents::add(change.sql, &step)?;
    let action = if new.opted_in {
        "contact.opted_in"
    } else {
        "contact.opted_out"
    };
    tell(change, &mut record, action, by)?;
    Ok(WriteAnswer {
        record,
        message: None,
    })
}

/// Takes back what the same agent has just noted, when nothing was said or noted since. The audit log keeps that it was
/// noted.
///
/// # Errors
/// `NotFound`, also when there is no such note.
pub fn take_back(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    let note = consents::last_note(change.sql, &record.contact.id)?
        .filter(|note| note.by == by.id && change.now < note.at.plus_millis(SLIP_MS))
        .ok_or_else(|| Refusal::not_found("note that can be taken back"))?;
    consents::remove(change.sql, &note)?;
    tell(change, &mut record, "contact.consent_taken_back", by)?;
    Ok(WriteAnswer {
        record,
        message: None,
    })
}

/// It stands beside the conversation: whoever looks at that is told, and the audit log.
fn tell(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    action: &str,
    by: &Agent,
) -> Outcome<()> {
    let contact = &record.contact;
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &format!("privacy:{}", contact.id),
        revision: contact.revision,
        before: contact,
    };
    audit_log::add(change.sql, &entry)?;
    store_record(change, record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, record)
}

/// Takes what a customer wrote for what it says when it is nothing but one of the usual words, which leaves a line.
///
/// # Errors
/// Only when the database fails.
pub fn hear(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    content: &Content,
) -> Outcome<()> {
    let text = content.text().unwrap_or_default();
    let said = said_by(text).filter(|_| content.kind() == "text");
    let Some(opted_in) = said else {
        return Ok(());
    };
    let (contact, channel) = (&record.contact.id, &record.conversation.channel);
    if consents::of_channel(change.sql, contact, channel)? == Some(opted_in) {
        return Ok(());
    }
    let step = NewStep {
        contact,
        channel: Some(channel),
        opted_in,
        at: change.now,
        by: None,
        word: Some(text.trim()),
        how: None,
    };
    consents::add(change.sql, &step)?;
    let event = if opted_in {
        SystemEvent::NotificationsAllowed { by: None }
    } else {
        SystemEvent::NotificationsBlocked { by: None }
    };
    let line = place(record, Draft::system(change.now, event), change.now);
    store_new(change, record, &line)
}
