//! Somebody is written to who has not written.

use recado_protocol::command::WriteAnswer;
use recado_protocol::contact::plain_name;
use recado_protocol::first::{AddressKind, Barrier, NewConversation, Reached};
use recado_protocol::{
    Agent, Channel, ChannelId, Contact, ContactEdit, ContactId, Fields, Problem, ProblemKind,
};
use rusqlite::Connection;

use super::{incoming, outgoing, store_record, team_message};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::blocks::{self, Blocked};
use crate::storage::writer::Change;
use crate::storage::{connectors, consents, conversations, people};

/// The type of the problem when there is a conversation with them already, which goes along.
const KNOWN: &str = "urn:recado:problem:contact-exists";
/// The type of the problem when they may not be written to.
const BARRED: &str = "urn:recado:problem:opted-out";

/// Who is behind an address of a channel.
///
/// # Errors
/// `NotFound` for the channel, `InvalidField` where nobody can be written to first, or for what is no address.
pub fn reach(sql: &Connection, channel: &ChannelId, address: &str) -> Outcome<Reached> {
    let (_, kind, address) = checked(sql, channel, address)?;
    look_up(sql, channel, kind, &address)
}

fn look_up(
    sql: &Connection,
    channel: &ChannelId,
    kind: AddressKind,
    address: &str,
) -> Outcome<Reached> {
    let bare = address.trim_start_matches(['+', '@']);
    let mut known = None;
    for name in [address, bare] {
        known = match known {
            None => connectors::conversation_with(sql, channel, name)?,
            found => found,
        };
    }
    let known = match known {
        None => people::conversation_at(sql, channel, kind, address)?,
        found => found,
    };
    let conversation = match known {
        Some(id) => conversations::one(sql, &id)?,
        None => None,
    };
    let contact = match &conversation {
        Some(record) => Some(record.contact.clone()),
        None => people::contact_at(sql, kind, address)?,
    };
    let is_out = match &contact {
        Some(contact) => wants_nothing(sql, &contact.id, channel)?,
        None => false,
    };
    let (is_deleted, has_blocked) = match &conversation {
        Some(record) => (
            blocks::silence(sql, &record.conversation.id)?,
            record.conversation.blocked_by_customer,
        ),
        None => (false, false),
    };
    let barriers = [
        (is_deleted, Barrier::Blocked),
        (has_blocked, Barrier::BlockedUs),
        (is_out, Barrier::OptedOut),
    ];
    Ok(Reached {
        contact: contact.filter(|_| conversation.is_none()),
        conversation,
        barrier: barriers
            .into_iter()
            .find_map(|(applies, barrier)| applies.then_some(barrier)),
    })
}

/// Whether a contact gets nothing on a channel that they have not asked for.
pub fn wants_nothing(
    sql: &Connection,
    contact: &ContactId,
    channel: &ChannelId,
) -> rusqlite::Result<bool> {
    Ok(consents::has_opted_out(sql, contact, channel)?
        || blocks::holds(sql, contact, Blocked::Notifications)?)
}

/// Begins a conversation with somebody, and sends the first message. Whoever writes it is responsible for it.
///
/// # Errors
/// As [`reach`]; a problem with the conversation in it when there is one already; one of who may not be
/// written to; and what the message is refused with.
pub fn write(change: &mut Change<'_>, new: NewConversation, agent: &Agent) -> Outcome<WriteAnswer> {
    let (channel, kind, address) = checked(change.sql, &new.channel, &new.address)?;
    let reached = look_up(change.sql, &new.channel, kind, &address)?;
    if let Some(barrier) = reached.barrier {
        return Err(barred(barrier));
    }
    if let Some(record) = reached.conversation {
        let detail = format!(
            "There is a conversation with {} already.",
            record.contact.name
        );
        return Err(conflict(KNOWN, detail, Some(Fields::of(&record))));
    }
    outgoing::check_open(&channel)?;
    let contact = match reached.contact {
        Some(contact) => contact,
        None => new_contact(change, kind, address, new.name.as_deref())?,
    };
    let mut record = incoming::begin(change, &channel.id, contact)?;
    record.conversation.assignee = Some(agent.id.clone());
    store_record(change, &mut record)?;
    team_message::write(change, &record.conversation.id, new.message, agent)
}

fn checked(
    sql: &Connection,
    channel: &ChannelId,
    address: &str,
) -> Outcome<(Channel, AddressKind, String)> {
    let channel = people::channel(sql, channel)?.ok_or_else(|| Refusal::not_found("channel"))?;
    let kind = AddressKind::of(&channel.kind).ok_or_else(|| {
        let detail = "On this channel nobody can be written to who has not written.";
        Refusal::field("channel", detail)
    })?;
    let address = kind.read(address).ok_or_else(|| {
        let detail = match kind {
            AddressKind::Phone => "A number has its country's digits and 8 to 15 digits in all.",
            AddressKind::Handle => "A nickname is 5 to 32 letters, digits or underscores.",
            AddressKind::Email => "This is no e-mail address.",
        };
        Refusal::field("address", detail)
    })?;
    Ok((channel, kind, address))
}

fn new_contact(
    change: &Change<'_>,
    kind: AddressKind,
    address: String,
    name: Option<&str>,
) -> Outcome<Contact> {
    let name = name.map(plain_name).filter(|name| !name.is_empty());
    if name
        .as_ref()
        .is_some_and(|name| name.chars().nth(ContactEdit::NAME_CHARS).is_some())
    {
        let detail = format!("At most {} characters.", ContactEdit::NAME_CHARS);
        return Err(Refusal::field("name", detail));
    }
    let at = |wanted: AddressKind| (kind == wanted).then(|| address.clone());
    let contact = Contact {
        id: random::id::<ContactId>(change.now),
        name: name.unwrap_or_else(|| address.clone()),
        handle: at(AddressKind::Handle),
        company: None,
        phone: at(AddressKind::Phone),
        email: at(AddressKind::Email),
        avatar_url: None,
        comment: None,
        created_at: change.now,
        revision: 1,
    };
    people::add_contact(change.sql, &contact)?;
    Ok(contact)
}

/// Why somebody is not written to who has not asked.
pub fn barred(barrier: Barrier) -> Refusal {
    let why = match barrier {
        Barrier::OptedOut => "they want no messages that they have not asked for",
        Barrier::BlockedUs => "they have blocked this channel",
        Barrier::Blocked => "they are blocked here",
    };
    let detail = format!("This contact can't be written to: {why}.");
    conflict(BARRED, detail, None)
}

fn conflict(word: &str, detail: String, current: Option<Fields>) -> Refusal {
    Refusal::problem_of(Problem {
        kind: ProblemKind::Other(word.to_owned()),
        status: 409,
        title: "Nobody was written to".to_owned(),
        detail,
        field: Some("address".to_owned()),
        current,
    })
}
