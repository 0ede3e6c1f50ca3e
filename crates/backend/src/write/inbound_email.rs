//! A customer's e-mail came through a channel.

use recado_protocol::message::rich::email::is_address;
use recado_protocol::message::rich::{Email, Mailbox};
use recado_protocol::{
    Channel, Contact, ContactId, Content, ConversationRecord, Message, Rich, RichContent,
};

use super::incoming::{self, Incoming};
use super::load;
use crate::email;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::emails::{self, KnownEmail};
use crate::storage::writer::Change;
use crate::storage::{messages, people};

/// Adds the mail to the conversation that it answers, or begins one with whoever wrote it. A mail
/// that has come before is not added again.
///
/// # Errors
/// `InvalidField` at `raw` when it is no mail or says not who wrote it.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the connectors' way in comes with the channels")
)]
pub fn write(change: &mut Change<'_>, channel: &Channel, raw_mime: &[u8]) -> Outcome<Message> {
    let email = email::read(raw_mime)
        .ok_or_else(|| Refusal::field("raw", "This is no e-mail."))?
        .email;
    let from = email
        .from
        .clone()
        .ok_or_else(|| Refusal::field("raw", "The e-mail does not say by whom it was written."))?;
    if let Some(known) = known(change, channel, email.message_id.as_deref())? {
        let before = messages::one(change.sql, &known.conversation, &known.message)?;
        return before.ok_or_else(|| Refusal::not_found("message"));
    }
    let mut record = match answered(change, channel, &email)? {
        Some(known) => load(change, &known.conversation)?,
        None => begin(change, channel, from)?,
    };
    let message_id = email.message_id.clone();
    let incoming = Incoming {
        id: random::id(change.now),
        content: Content::Rich(Rich::of(&RichContent::Email(Box::new(email)))),
        more: None,
    };
    let message = incoming::take(change, &mut record, incoming)?;
    if let Some(message_id) = message_id {
        remember(change, channel, &message_id, &message)?;
    }
    Ok(message)
}

/// Keeps by which `Message-ID` later mails name a message.
///
/// # Errors
/// Only when the database fails.
pub fn remember(
    change: &Change<'_>,
    channel: &Channel,
    message_id: &str,
    message: &Message,
) -> Outcome<()> {
    let known = KnownEmail {
        conversation: message.conversation.clone(),
        message: message.id.clone(),
    };
    Ok(emails::add(change.sql, &channel.id, message_id, &known)?)
}

fn known(
    change: &Change<'_>,
    channel: &Channel,
    message_id: Option<&str>,
) -> Outcome<Option<KnownEmail>> {
    Ok(match message_id {
        Some(id) => emails::find(change.sql, &channel.id, id)?,
        None => None,
    })
}

/// The nearest mail of its thread that went through this channel.
fn answered(change: &Change<'_>, channel: &Channel, email: &Email) -> Outcome<Option<KnownEmail>> {
    for id in email::answered(email) {
        if let Some(known) = emails::find(change.sql, &channel.id, id)? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

fn begin(change: &mut Change<'_>, channel: &Channel, from: Mailbox) -> Outcome<ConversationRecord> {
    let contact = match people::contact_by_email(change.sql, &from.address)? {
        Some(contact) => contact,
        None => {
            let contact = Contact {
                id: random::id::<ContactId>(change.now),
                name: from.name.unwrap_or_else(|| from.address.clone()),
                handle: None,
                company: None,
                phone: None,
                email: Some(from.address),
                avatar_url: None,
                created_at: change.now,
                comment: None,
                revision: 1,
            };
            people::add_contact(change.sql, &contact)?;
            contact
        }
    };
    incoming::begin(change, &channel.id, contact)
}

/// The address of a channel, whose name it is.
pub fn address_of(channel: &Channel) -> Option<Mailbox> {
    is_address(&channel.name).then(|| Mailbox {
        name: None,
        address: channel.name.clone(),
    })
}

#[cfg(test)]
mod tests;
