//! Messages of an agent that are more than a text: what a channel can carry, and in which form.

use std::collections::HashSet;

use recado_protocol::message::rich::email::{
    MOST_ADDRESSES, SUBJECT_CHARS, bare_subject, is_address,
};
use recado_protocol::message::rich::{
    Bounds, Card, Choice, Email, FormQuestion, ListSection, Mailbox,
};
use recado_protocol::{Attachment, Channel, Content, ConversationId, MessageId, Rich, RichContent};

use super::inbound_email::address_of;
use crate::limits::{self, check_message};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{masking, messages};

/// Longest name of a person, in characters.
const NAME_CHARS: usize = 80;
/// Longest id of a choice or a question, in bytes.
const ID_BYTES: usize = 64;
/// Longest address of a page, in bytes.
const URL_BYTES: usize = 2_048;
/// Most numbers and addresses of a contact.
const MOST_LINES: usize = 20;
/// Most mails that one names as those before it: the first and the newest of its thread.
const MOST_REFERENCES: usize = 100;
/// Where a mail's id says that it was made, for a channel whose name is no address.
const ID_HOST: &str = "recado.invalid";

/// The content as it is kept and sent: only what its kind has, checked. `files` are those that it
/// names, as they are known here.
///
/// # Errors
/// `InvalidField` when the channel can't carry the kind, or something does not fit.
pub fn checked(
    change: &Change<'_>,
    conversation: &ConversationId,
    channel: &Channel,
    message: &MessageId,
    rich: &Rich,
    files: &[Attachment],
) -> Outcome<Rich> {
    if !limits::carries(&channel.kind, rich.kind()) {
        return Err(Refusal::field(
            "content.kind",
            format!(
                "A message of the kind `{}` can't be sent through {}.",
                rich.kind(),
                channel.name
            ),
        ));
    }
    let content = match rich.read() {
        RichContent::Email(email) => {
            let email = Email {
                attachments: files.to_vec(),
                ..*email
            };
            let email = addressed(change, conversation, channel, message, email)?;
            RichContent::Email(Box::new(email))
        }
        content => content,
    };
    // Files need no words.
    let text = rich
        .text()
        .filter(|text| files.is_empty() || !text.trim().is_empty());
    if let Some(text) = text {
        check_message(text, &channel.kind, "content.text")?;
    }
    check(&content, &limits::bounds(&channel.kind, rich.kind()))?;
    Ok(Rich::of(&content))
}

fn check(content: &RichContent, bounds: &Bounds) -> Outcome<()> {
    match content {
        RichContent::Buttons { text, choices } | RichContent::QuickReplies { text, choices } => {
            check_text(text, bounds)?;
            check_choices(choices, bounds, "content.choices")
        }
        RichContent::List {
            text,
            button,
            sections,
        } => {
            check_text(text, bounds)?;
            check_title(button, bounds.title, "content.button")?;
            check_sections(sections, bounds)
        }
        RichContent::Cards { text, cards } => {
            check_text(text.as_deref().unwrap_or_default(), bounds)?;
            check_cards(cards, bounds)
        }
        RichContent::Form { text, questions } => {
            check_text(text, bounds)?;
            check_questions(questions, bounds)
        }
        RichContent::Location {
            latitude,
            longitude,
            ..
        } => {
            check_degrees(latitude, 90.0, "content.latitude")?;
            check_degrees(longitude, 180.0, "content.longitude")
        }
        RichContent::ContactCard {
            text,
            phones,
            emails,
            ..
        } => {
            check_title(text, bounds.heading, "content.text")?;
            check_count(phones.len() + emails.len(), MOST_LINES, "content.phones")?;
            for line in phones.iter().chain(emails) {
                check_title(line, bounds.heading, "content.phones")?;
            }
            Ok(())
        }
        RichContent::Email(_) => Ok(()),
        _ => Err(Refusal::field(
            "content",
            "The message lacks something that its kind must have.",
        )),
    }
}

fn check_text(text: &str, bounds: &Bounds) -> Outcome<()> {
    check_length(text, chars(bounds.text), "content.text")
}

fn check_choices(choices: &[Choice], bounds: &Bounds, field: &str) -> Outcome<()> {
    check_count(choices.len(), chars(bounds.choices), field)?;
    check_ids(choices.iter().map(|choice| choice.id.as_str()), field)?;
    for choice in choices {
        check_title(&choice.title, bounds.title, field)?;
        if let Some(description) = &choice.description {
            check_length(description, chars(bounds.description), field)?;
        }
        if let Some(url) = &choice.url {
            let is_safe = url.starts_with("https://")
                && url.len() <= URL_BYTES
                && !url.contains(|letter: char| letter.is_whitespace() || letter.is_control());
            if !is_safe {
                return Err(Refusal::field(field, "A link must begin with https://."));
            }
        }
    }
    Ok(())
}

fn check_sections(sections: &[ListSection], bounds: &Bounds) -> Outcome<()> {
    const FIELD: &str = "content.sections";
    check_count(sections.len(), chars(bounds.parts), FIELD)?;
    for title in sections.iter().filter_map(|section| section.title.as_ref()) {
        check_title(title, bounds.heading, FIELD)?;
    }
    let choices: Vec<Choice> = sections
        .iter()
        .flat_map(|section| section.choices.clone())
        .collect();
    check_choices(&choices, bounds, FIELD)
}

fn check_cards(cards: &[Card], bounds: &Bounds) -> Outcome<()> {
    const FIELD: &str = "content.cards";
    check_count(cards.len(), chars(bounds.parts), FIELD)?;
    for card in cards {
        check_title(&card.title, bounds.heading, FIELD)?;
        let text = card.text.as_deref().unwrap_or_default();
        check_length(text, chars(bounds.description), FIELD)?;
        if card.image.is_some() {
            return Err(Refusal::field(FIELD, "Cards are sent without pictures."));
        }
        if !card.choices.is_empty() {
            check_choices(&card.choices, bounds, FIELD)?;
        }
    }
    let ids = cards.iter().flat_map(|card| &card.choices);
    check_ids(ids.map(|choice| choice.id.as_str()), FIELD)
}

fn check_questions(questions: &[FormQuestion], bounds: &Bounds) -> Outcome<()> {
    const FIELD: &str = "content.questions";
    check_count(questions.len(), chars(bounds.parts), FIELD)?;
    check_ids(questions.iter().map(|it| it.id.as_str()), FIELD)?;
    for question in questions {
        check_title(&question.label, bounds.heading, FIELD)?;
        if question.input == "choice" {
            check_choices(&question.choices, bounds, FIELD)?;
        } else if !question.choices.is_empty() {
            return Err(Refusal::field(
                FIELD,
                "Only a question of the kind `choice` has choices.",
            ));
        }
    }
    Ok(())
}

fn check_ids<'i>(ids: impl Iterator<Item = &'i str>, field: &str) -> Outcome<()> {
    let mut known = HashSet::new();
    for id in ids {
        if id.is_empty() || id.len() > ID_BYTES || !known.insert(id) {
            return Err(Refusal::field(
                field,
                format!("Each must have an id of its own, of at most {ID_BYTES} bytes."),
            ));
        }
    }
    Ok(())
}

fn check_count(count: usize, most: usize, field: &str) -> Outcome<()> {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    Err(Refusal::field(
        field,
        format!("There must be 1 to {most} of these."),
    ))
}

fn check_title(title: &str, longest: u32, field: &str) -> Outcome<()> {
    if title.trim().is_empty() {
        return Err(Refusal::field(field, "A title is empty. Write something."));
    }
    check_length(title, chars(longest), field)
}

fn chars(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn check_length(text: &str, longest: usize, field: &str) -> Outcome<()> {
    if text.chars().nth(longest).is_some() {
        return Err(Refusal::field(
            field,
            format!("This is too long: at most {longest} characters."),
        ));
    }
    Ok(())
}

fn check_degrees(text: &str, most: f64, field: &str) -> Outcome<()> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    match text.parse::<f64>() {
        Ok(degrees) if is_plain && degrees.abs() <= most && text.len() <= 24 => Ok(()),
        _ => Err(Refusal::field(
            field,
            format!("This must be degrees between -{most} and {most}, such as -23.5505."),
        )),
    }
}

/// An e-mail with its sender, its id and its place in the thread, which the backend says.
fn addressed(
    change: &Change<'_>,
    conversation: &ConversationId,
    channel: &Channel,
    message: &MessageId,
    email: Email,
) -> Outcome<Email> {
    check_count(email.to.len(), MOST_ADDRESSES, "content.to")?;
    for (mailboxes, field) in [
        (&email.to, "content.to"),
        (&email.cc, "content.cc"),
        (&email.bcc, "content.bcc"),
    ] {
        check_mailboxes(mailboxes, field)?;
    }
    if email.subject.contains(char::is_control) {
        return Err(Refusal::field("content.subject", "A subject is one line."));
    }
    check_length(&email.subject, SUBJECT_CHARS, "content.subject")?;
    if email.html.is_some() {
        return Err(Refusal::field(
            "content.html",
            "E-mails are sent as text, without HTML.",
        ));
    }
    let mut before = messages::newest_of_kind(change.sql, conversation, "email")?;
    if let Some(before) = &mut before {
        masking::unmask(change.sql, before)?;
    }
    let before = before.and_then(|message| match message.content {
        Content::Rich(rich) => match rich.read() {
            RichContent::Email(before) => Some(*before),
            _ => None,
        },
        _ => None,
    });
    let (mut references, mut subject) = (Vec::new(), email.subject.trim().to_owned());
    let mut in_reply_to = None;
    if let Some(before) = before {
        if subject.is_empty() {
            subject = format!("Re: {}", bare_subject(&before.subject));
        }
        references = before.references;
        references.extend(before.message_id);
        if references.len() > MOST_REFERENCES {
            references.drain(1..=references.len() - MOST_REFERENCES);
        }
        // A mail without an id is answered as what it answered.
        in_reply_to = references.last().cloned();
    }
    let from = address_of(channel);
    let host = from
        .as_ref()
        .and_then(|from| from.address.rsplit_once('@'))
        .map_or(ID_HOST, |(_, host)| host);
    Ok(Email {
        message_id: Some(format!("{message}@{host}")),
        subject,
        in_reply_to,
        references,
        from,
        ..email
    })
}

fn check_mailboxes(mailboxes: &[Mailbox], field: &str) -> Outcome<()> {
    if mailboxes.len() > MOST_ADDRESSES {
        return Err(Refusal::field(
            field,
            format!("There can be at most {MOST_ADDRESSES} of these."),
        ));
    }
    for mailbox in mailboxes {
        if !is_address(&mailbox.address) {
            return Err(Refusal::field(
                field,
                format!("{} is no e-mail address.", mailbox.address),
            ));
        }
        let name = mailbox.name.as_deref().unwrap_or_default();
        check_length(name, NAME_CHARS, field)?;
        if name.contains(char::is_control) {
            return Err(Refusal::field(field, "A name is one line."));
        }
    }
    Ok(())
}
