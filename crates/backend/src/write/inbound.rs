//! What a connector tells of its channel and the customers on it.

use recado_protocol::attachment::FILES_PER_MESSAGE;
use recado_protocol::connector::{
    CustomersMessage, CustomersReaction, FromConnector, KnownPerson, NewState, OnOff, Person,
    Receipt, Told,
};
use recado_protocol::contact::plain_name;
use recado_protocol::event::event_type;
use recado_protocol::merge::MergeField;
use recado_protocol::message::more::{LinkPreview, Quote, Reaction};
use recado_protocol::{
    Attachment, Author, Channel, ChannelId, Contact, ContactId, Content, ConversationId,
    ConversationRecord, Delivery, Fields, Message, More, Preview, Rich, RichContent,
};

use super::incoming::{self, Incoming};
use super::{
    attachments, channel_state, customers_change, load, outgoing, publish_record,
    publish_to_agents, store_record,
};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors::{self, Known};
use crate::storage::writer::Change;
use crate::storage::{blocks, merges, messages, people};

/// Longest id of a platform, in bytes.
const ID_BYTES: usize = 512;
/// Longest text of a customer, in characters.
const TEXT_CHARS: usize = 100_000;
/// Longest address and title of a link's preview, in characters.
const URL_CHARS: usize = 2_000;
const TITLE_CHARS: usize = 120;
/// Longest emoji, in bytes: families of four with skin tones pass.
const EMOJI_BYTES: usize = 64;
/// Most reactions to one message.
const MOST_REACTIONS: usize = 50;

/// Takes in what a connector tells; telling it again changes nothing. `files` are those of a message.
///
/// # Errors
/// `NotFound` for a message or a person that is not known, `InvalidField` for what can't be.
pub fn write(
    change: &mut Change<'_>,
    channel: &Channel,
    told: FromConnector,
    files: &[Attachment],
) -> Outcome<Told> {
    match told {
        FromConnector::Message(new) => message(change, channel, new, files),
        FromConnector::Reaction(new) => reaction(change, &channel.id, new),
        FromConnector::Edited(new) => customers_change::edit(change, &channel.id, new),
        FromConnector::Deleted(gone) => customers_change::delete(change, &channel.id, &gone),
        FromConnector::Receipt(Receipt { message, delivery }) => {
            receipt(change, &channel.id, &message, delivery)
        }
        FromConnector::Blocked(OnOff { from, on }) => blocked(change, &channel.id, &from, on),
        FromConnector::Contact(KnownPerson { from }) => {
            let mut record = known_person(change, &channel.id, &from.id)?;
            if !blocks::silence(change.sql, &record.conversation.id)? {
                update_contact(change, &mut record, &from)?;
            }
            Ok(Told::default())
        }
        // It is told to those who look, and nothing of it is kept: see `http::channels`.
        FromConnector::Typing(_) => Ok(Told::default()),
        FromConnector::State(NewState { state }) => {
            channel_state::write(change, &channel.id, state)?;
            Ok(Told::default())
        }
    }
}

/// Refuses a message that can't be taken in, whatever its files are.
///
/// # Errors
/// `InvalidField`.
pub fn check(new: &CustomersMessage) -> Outcome<()> {
    check_id(&new.id, "id")?;
    check_id(&new.from.id, "from.id")?;
    if new.files.len() > FILES_PER_MESSAGE {
        let detail = format!("One message can hold at most {FILES_PER_MESSAGE} files.");
        return Err(Refusal::field("files", detail));
    }
    check_content(&new.content, !new.files.is_empty())
}

fn message(
    change: &mut Change<'_>,
    channel: &Channel,
    new: CustomersMessage,
    files: &[Attachment],
) -> Outcome<Told> {
    check(&new)?;
    let CustomersMessage {
        id,
        from,
        mut content,
        reply_to,
        link_preview,
        files: _,
    } = new;
    let (id, from) = (id.as_str(), &from);
    if let Some(known) = connectors::message(change.sql, &channel.id, id)? {
        return Ok(about(&known));
    }
    let mut record = match connectors::conversation_with(change.sql, &channel.id, &from.id)? {
        // Whoever is blocked is not told so, and not heard.
        Some(conversation) if blocks::silence(change.sql, &conversation)? => {
            return Ok(Told::default());
        }
        Some(conversation) => {
            let mut record = load(change, &conversation)?;
            update_contact(change, &mut record, from)?;
            record
        }
        None => begin(change, &channel.id, from)?,
    };
    let answered = match reply_to {
        Some(answered) => connectors::message(change.sql, &channel.id, &answered)?,
        None => None,
    };
    let answered = match answered {
        Some(known) => messages::one(change.sql, &record.conversation.id, &known.message)?,
        None => None,
    };
    let more = More {
        external_id: Some(id.to_owned()),
        quote: answered.as_ref().map(Quote::of),
        reply_to: answered.map(|message| message.id),
        link_preview: link_preview.map(bounded),
        ..More::default()
    };
    if !files.is_empty() {
        let text = content.text().filter(|text| !text.trim().is_empty());
        content = Content::Rich(Rich::of(&RichContent::Media {
            text: text.map(str::to_owned),
            attachments: files.to_vec(),
        }));
    }
    let incoming = Incoming {
        id: random::id(change.now),
        content,
        more: Some(Fields::of(&more)),
    };
    let message = incoming::take(change, &mut record, incoming)?;
    attachments::hold(change, &message, files)?;
    let known = Known {
        conversation: message.conversation,
        message: message.id,
    };
    connectors::name_message(change.sql, &channel.id, id, &known)?;
    Ok(about(&known))
}

/// A preview as far as it is shown.
fn bounded(preview: LinkPreview) -> LinkPreview {
    let short = |text: String, most: usize| text.chars().take(most).collect();
    LinkPreview {
        url: short(preview.url, URL_CHARS),
        title: short(preview.title, TITLE_CHARS),
        text: preview.text.map(|text| short(text, Preview::TEXT_CHARS)),
    }
}

fn begin(
    change: &mut Change<'_>,
    channel: &ChannelId,
    from: &Person,
) -> Outcome<ConversationRecord> {
    let mut contact = Contact {
        id: random::id::<ContactId>(change.now),
        name: String::new(),
        handle: None,
        company: None,
        phone: None,
        email: None,
        avatar_url: None,
        comment: None,
        created_at: change.now,
        revision: 1,
    };
    apply(&mut contact, from);
    if contact.name.is_empty() {
        let known_as = [&from.handle, &from.phone, &from.email];
        let known_as = known_as.into_iter().flatten().next().unwrap_or(&from.id);
        contact.name.clone_from(known_as);
    }
    people::add_contact(change.sql, &contact)?;
    let record = incoming::begin(change, channel, contact)?;
    connectors::add_person(change.sql, channel, &from.id, &record.conversation.id)?;
    Ok(record)
}

fn reaction(change: &mut Change<'_>, channel: &ChannelId, new: CustomersReaction) -> Outcome<Told> {
    let CustomersReaction { message, emoji, on } = new;
    if emoji.is_empty() || emoji.len() > EMOJI_BYTES {
        return Err(Refusal::field("emoji", "A reaction is one emoji."));
    }
    let (known, mut record, mut message) = find(change, channel, &message)?;
    if blocks::silence(change.sql, &known.conversation)? {
        return Ok(Told::default());
    }
    let by = Author::Contact {
        id: record.contact.id.clone(),
    };
    let mut more = message.read_more();
    let before = more.reactions.clone();
    let reaction = Reaction { emoji, by };
    // There is one customer, whoever they were before contacts were merged.
    let is_theirs = |by: &Author| matches!(by, Author::Contact { .. });
    more.reactions
        .retain(|other| other.emoji != reaction.emoji || !is_theirs(&other.by));
    if on && more.reactions.len() < MOST_REACTIONS {
        more.reactions.push(reaction);
    }
    if more.reactions != before {
        message.more = Some(Fields::of(&more));
        outgoing::store_changed(change, &mut record, &mut message)?;
    }
    Ok(about(&known))
}

fn receipt(
    change: &mut Change<'_>,
    channel: &ChannelId,
    id: &str,
    delivery: Delivery,
) -> Outcome<Told> {
    if matches!(delivery, Delivery::Queued | Delivery::Unknown) {
        return Err(Refusal::field(
            "delivery",
            "A message is sent, delivered, read or failed.",
        ));
    }
    let (known, mut record, mut message) = find(change, channel, id)?;
    outgoing::receive_receipt(change, &mut record, &mut message, delivery)?;
    Ok(about(&known))
}

fn blocked(change: &mut Change<'_>, channel: &ChannelId, from: &str, on: bool) -> Outcome<Told> {
    let mut record = known_person(change, channel, from)?;
    if record.conversation.blocked_by_customer != on {
        record.conversation.blocked_by_customer = on;
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(Told::default())
}

/// Takes over what the platform knows of a person, and tells the team when it is news.
fn update_contact(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    from: &Person,
) -> Outcome<()> {
    let before = record.contact.clone();
    apply(&mut record.contact, from);
    // What people have chosen from two contacts is not chosen anew by each platform.
    if !merges::merged_into(change.sql, &before.id)?.is_empty() {
        for field in MergeField::EVERY {
            if field.of(&before).is_some() {
                field.copy(&before, &mut record.contact);
            }
        }
    }
    if record.contact != before {
        record.contact.revision = before.revision.saturating_add(1);
        people::save_contact(change.sql, &before, &record.contact)?;
        let data = serde_json::to_string(&record.contact)?;
        publish_to_agents(change, event_type::CONTACT_UPDATED, &data)?;
    }
    Ok(())
}

fn apply(contact: &mut Contact, from: &Person) {
    let said = |value: &Option<String>| {
        let value = value.as_deref().map(plain_name);
        value.filter(|value| !value.is_empty())
    };
    if let Some(name) = said(&from.name) {
        contact.name = name;
    }
    for (field, value) in [
        (&mut contact.handle, &from.handle),
        (&mut contact.phone, &from.phone),
        (&mut contact.email, &from.email),
        (&mut contact.avatar_url, &from.avatar_url),
    ] {
        if let Some(value) = said(value) {
            *field = Some(value);
        }
    }
}

/// The conversation with a person who has written or been written to.
pub fn known_person(
    change: &Change<'_>,
    channel: &ChannelId,
    person: &str,
) -> Outcome<ConversationRecord> {
    let conversation = connectors::conversation_with(change.sql, channel, person)?
        .ok_or_else(|| Refusal::not_found("person on this channel"))?;
    load(change, &conversation)
}

fn find(
    change: &Change<'_>,
    channel: &ChannelId,
    id: &str,
) -> Outcome<(Known, ConversationRecord, Message)> {
    let known = connectors::message(change.sql, channel, id)?
        .ok_or_else(|| Refusal::not_found("message on this channel"))?;
    let record = load(change, &known.conversation)?;
    let message = messages::one(change.sql, &known.conversation, &known.message)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    Ok((known, record, message))
}

fn about(known: &Known) -> Told {
    Told {
        message: Some(known.message.clone()),
    }
}

fn check_id(id: &str, field: &str) -> Outcome<()> {
    if id.is_empty() || id.len() > ID_BYTES {
        return Err(Refusal::field(
            field,
            format!("A platform's id is 1 to {ID_BYTES} bytes."),
        ));
    }
    Ok(())
}

fn check_content(content: &Content, has_files: bool) -> Outcome<()> {
    let refused = |detail: &str| Err(Refusal::field("content", detail));
    match content.kind() {
        "media" => return refused("Files come in `files`, beside a text."),
        // The HTML of a mail is cleaned when it comes as one.
        "email" => return refused("E-mails come as they are, as message/rfc822."),
        "text" => {}
        _ if has_files => return refused("Beside files stands a text, which may be empty."),
        _ => {}
    }
    if matches!(content, Content::Note { .. } | Content::System { .. }) {
        return refused("Customers write neither notes nor system lines.");
    }
    let text = content.text().unwrap_or_default();
    if matches!(content, Content::Text { .. }) && text.trim().is_empty() && !has_files {
        return refused("The text is empty.");
    }
    check_length(text, "content")
}

/// # Errors
/// `InvalidField` for a text of a customer that is too long.
pub fn check_length(text: &str, field: &str) -> Outcome<()> {
    if text.chars().nth(TEXT_CHARS).is_some() {
        return Err(Refusal::field(field, "The text is too long."));
    }
    Ok(())
}

/// Notes what a person is called on a channel whom we write to first. Where somebody else is called
/// so already, the conversation's id is the name.
pub fn name_person(
    change: &Change<'_>,
    channel: &ChannelId,
    person: &str,
    conversation: &ConversationId,
) -> Outcome<String> {
    let is_taken = connectors::conversation_with(change.sql, channel, person)?.is_some();
    let name = if is_taken {
        conversation.as_str()
    } else {
        person
    };
    connectors::add_person(change.sql, channel, name, conversation)?;
    Ok(name.to_owned())
}
