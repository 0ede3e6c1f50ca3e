//! What a connector is asked, with all that the call needs.

use recado_protocol::connector::{
    MessageToDelete, MessageToSend, Person, ReactionToSet, SentMessage, TextToChange, ToConnector,
};
use recado_protocol::{Channel, Message};

use super::writing::{written, written_text};
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors::{self, ConnectorRecord};
use crate::storage::outgoing::{self, Asked, Outgoing, Part};
use crate::storage::writer::Change;
use crate::storage::{masking, messages, people};
use crate::write::{inbound, load};

/// A call that can be made.
pub struct Parcel {
    /// Where to; none where nobody has connected the channel.
    pub connector: Option<ConnectorRecord>,
    pub what: ToConnector,
}

/// Gets a call ready: from now on it may have come to the platform. Who has no name on the channel yet gets one here,
/// so that an answer finds its way back. None when it has been called off since it was found to be due.
///
/// # Errors
/// `NotFound` for what is not there any more.
pub fn pack(change: &mut Change<'_>, key: &str) -> Outcome<Option<Parcel>> {
    let Some(outgoing) = outgoing::one(change.sql, key)? else {
        return Ok(None);
    };
    let message = messages::one(change.sql, &outgoing.conversation, &outgoing.message)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    let channel = people::channel(change.sql, &outgoing.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let to = person(change, &outgoing)?;
    outgoing::is_called(change.sql, key)?;
    let what = match outgoing.change.map(|waiting| waiting.asked) {
        None => first(change, &channel, to, message)?,
        Some(asked) => changed(asked, &channel, to, &message),
    };
    Ok(Some(Parcel {
        connector: connectors::of_channel(change.sql, &outgoing.channel)?,
        what,
    }))
}

/// The message itself. What it was when it was first called is what it stays under its key: what was changed since
/// comes after it.
fn first(
    change: &Change<'_>,
    channel: &Channel,
    to: Person,
    mut message: Message,
) -> Outcome<ToConnector> {
    masking::restore(change.sql, &mut message)?;
    let later = outgoing::changes(change.sql, &message.id, Part::Content)?;
    if let Some((_, waiting)) = later.into_iter().next() {
        message.content = waiting.before.content;
    }
    Ok(ToConnector::MessageSend(Box::new(MessageToSend {
        channel: channel.id.clone(),
        to,
        written: written(&channel.kind, &message.content),
        message,
    })))
}

fn changed(asked: Asked, channel: &Channel, to: Person, message: &Message) -> ToConnector {
    let sent = SentMessage {
        id: message.id.clone(),
        external_id: message.read_more().external_id,
    };
    let (message, channel_id) = (sent, channel.id.clone());
    match asked {
        Asked::Edit(text) => ToConnector::MessageEdit(Box::new(TextToChange {
            channel: channel_id,
            to,
            message,
            written: written_text(&channel.kind, &text),
            text,
        })),
        Asked::Delete => ToConnector::MessageDelete(Box::new(MessageToDelete {
            channel: channel_id,
            to,
            message,
        })),
        Asked::React { emoji, on } => ToConnector::MessageReact(Box::new(ReactionToSet {
            channel: channel_id,
            to,
            message,
            emoji,
            on,
        })),
    }
}

fn person(change: &mut Change<'_>, outgoing: &Outgoing) -> Outcome<Person> {
    let contact = load(change, &outgoing.conversation)?.contact;
    let id = match connectors::person_of(change.sql, &outgoing.conversation)? {
        Some(person) => person,
        None => {
            let known_as = [&contact.phone, &contact.handle, &contact.email];
            let known_as = known_as.into_iter().flatten().next();
            let person = known_as.map_or_else(|| contact.id.to_string(), String::clone);
            inbound::name_person(change, &outgoing.channel, &person, &outgoing.conversation)?
        }
    };
    Ok(Person {
        id,
        name: Some(contact.name),
        handle: contact.handle,
        phone: contact.phone,
        email: contact.email,
        avatar_url: contact.avatar_url,
    })
}
