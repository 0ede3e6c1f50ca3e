//! A customer's e-mail came through a channel.

use recado_protocol::contact::plain_name;
use recado_protocol::first::AddressKind;
use recado_protocol::message::rich::email::is_address;
use recado_protocol::message::rich::{Email, Mailbox};
use recado_protocol::{
    Attachment, Channel, Contact, ContactId, Content, ConversationRecord, Message, Rich,
    RichContent,
};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::incoming::{self, Incoming};
use super::{attachments, load};
use crate::email::{self, Received, ReceivedFile, html};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::emails::{self, KnownEmail};
use crate::storage::writer::Change;
use crate::storage::{blocks, messages, people};

/// A mail as it is taken in.
pub struct Mail {
    pub email: Email,
    /// What tells it from all others of its channel.
    key: String,
}

impl Mail {
    /// Reads a mail, and the files in it.
    ///
    /// # Errors
    /// `InvalidField` at `raw` when it is no mail or says not who wrote it.
    pub fn read(raw_mime: &[u8]) -> Outcome<(Self, Vec<ReceivedFile>)> {
        let Received { email, attachments } =
            email::read(raw_mime).ok_or_else(|| Refusal::field("raw", "This is no e-mail."))?;
        if email.from.is_none() {
            return Err(Refusal::field(
                "raw",
                "The e-mail does not say by whom it was written.",
            ));
        }
        // No `Message-ID` holds a space.
        let key = email.message_id.clone().unwrap_or_else(|| {
            let digest = Sha256::digest(raw_mime);
            let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("sha256 {digits}")
        });
        Ok((Self { email, key }, attachments))
    }

    /// Lists the files of the mail, and names those that its HTML shows. Each has the id by which
    /// the mail calls it, where it has one.
    pub fn hold(&mut self, files: Vec<(Option<String>, Attachment)>) {
        if let Some(html) = &self.email.html {
            let named = html::with_files(html, |cid| {
                let found = files.iter().find(|(id, _)| id.as_deref() == Some(cid));
                found.map(|(_, file)| file.file.to_string())
            });
            self.email.html = Some(named);
        }
        self.email.attachments = files.into_iter().map(|(_, file)| file).collect();
    }

    /// The message of this mail, when it has come before.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn known(&self, sql: &Connection, channel: &Channel) -> Outcome<Option<KnownEmail>> {
        Ok(emails::find(sql, &channel.id, &self.key)?)
    }
}

/// Adds the mail to the conversation that it answers, or begins one with whoever wrote it. A mail
/// that has come before is not added again, and one of somebody who is blocked not at all: `None`.
///
/// # Errors
/// Only when the database fails.
pub fn write(change: &mut Change<'_>, channel: &Channel, mail: Mail) -> Outcome<Option<Message>> {
    if let Some(known) = mail.known(change.sql, channel)? {
        let before = messages::one(change.sql, &known.conversation, &known.message)?;
        return before
            .map(Some)
            .ok_or_else(|| Refusal::not_found("message"));
    }
    let Mail { email, key } = mail;
    let answered = answered(change, channel, &email)?;
    if is_blocked(change.sql, channel, answered.as_ref(), &email)? {
        return Ok(None);
    }
    let mut record = match (answered, &email.from) {
        (Some(known), _) => load(change, &known.conversation)?,
        (None, Some(from)) => begin(change, channel, from.clone())?,
        (None, None) => return Err(Refusal::not_found("sender")),
    };
    let files = email.attachments.clone();
    let incoming = Incoming {
        id: random::id(change.now),
        content: Content::Rich(Rich::of(&RichContent::Email(Box::new(email)))),
        more: None,
    };
    let message = incoming::take(change, &mut record, incoming)?;
    attachments::hold(change, &message, &files)?;
    remember(change, channel, &key, &message)?;
    Ok(Some(message))
}

/// Whether the conversation that it answers was deleted, or the newest one with whoever wrote it.
fn is_blocked(
    sql: &Connection,
    channel: &Channel,
    answered: Option<&KnownEmail>,
    email: &Email,
) -> Outcome<bool> {
    let conversation = match (answered, &email.from) {
        (Some(known), _) => Some(known.conversation.clone()),
        (None, Some(from)) => {
            people::conversation_at(sql, &channel.id, AddressKind::Email, &from.address)?
        }
        (None, None) => None,
    };
    Ok(match conversation {
        Some(conversation) => blocks::silence(sql, &conversation)?,
        None => false,
    })
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
            let said = from.name.as_deref().map(plain_name);
            let said = said.filter(|name| !name.is_empty());
            let contact = Contact {
                id: random::id::<ContactId>(change.now),
                name: said.unwrap_or_else(|| from.address.clone()),
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
