//! Messages of an agent that are more than a text: what a channel can carry, and in which form.

use std::collections::HashSet;

use recado_protocol::message::rich::{Card, Choice, Email, FormQuestion, ListSection, Mailbox};
use recado_protocol::{Channel, Content, ConversationId, MessageId, Rich, RichContent};

use super::inbound_email::address_of;
use crate::email::{bare_subject, is_address};
use crate::limits::{self, check_message};
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages;
use crate::storage::writer::Change;

/// Longest title, label or name, in characters.
const TITLE_CHARS: usize = 80;
/// Longest description, in characters.
const DESCRIPTION_CHARS: usize = 300;
/// Longest id of a choice or a question, in bytes.
const ID_BYTES: usize = 64;
/// Longest address of a page, in bytes.
const URL_BYTES: usize = 2_048;
/// Longest subject of an e-mail, in characters.
const SUBJECT_CHARS: usize = 200;
/// Most choices, cards, questions, numbers or addresses of one message.
const MOST: usize = 20;
/// Where a mail's id says that it was made, for a channel whose name is no address.
const ID_HOST: &str = "recado.invalid";

/// The content as it is kept and sent: only what its kind has, checked.
///
/// # Errors
/// `InvalidField` when the channel can't carry the kind, or something does not fit.
pub fn checked(
    change: &Change<'_>,
    conversation: &ConversationId,
    channel: &Channel,
    message: &MessageId,
    rich: &Rich,
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
            let email = addressed(change, conversation, channel, message, *email)?;
            RichContent::Email(Box::new(email))
        }
        content => content,
    };
    if let Some(text) = rich.text() {
        check_message(text, &channel.kind, "content.text")?;
    }
    check(&content)?;
    Ok(Rich::of(&content))
}

fn check(content: &RichContent) -> Outcome<()> {
    match content {
        RichContent::Buttons { choices, .. } | RichContent::QuickReplies { choices, .. } => {
            check_choices(choices, "content.choices")
        }
        RichContent::List {
            button, sections, ..
        } => {
            check_title(button, "content.button")?;
            check_sections(sections)
        }
        RichContent::Cards { cards, .. } => check_cards(cards),
        RichContent::Form { questions, .. } => check_questions(questions),
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
            check_title(text, "content.text")?;
            check_count(phones.len() + emails.len(), "content.phones")?;
            for line in phones.iter().chain(emails) {
                check_title(line, "content.phones")?;
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

fn check_choices(choices: &[Choice], field: &str) -> Outcome<()> {
    check_count(choices.len(), field)?;
    check_ids(choices.iter().map(|choice| choice.id.as_str()), field)?;
    for choice in choices {
        check_title(&choice.title, field)?;
        if let Some(description) = &choice.description {
            check_length(description, DESCRIPTION_CHARS, field)?;
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

fn check_sections(sections: &[ListSection]) -> Outcome<()> {
    const FIELD: &str = "content.sections";
    for title in sections.iter().filter_map(|section| section.title.as_ref()) {
        check_title(title, FIELD)?;
    }
    let choices: Vec<Choice> = sections
        .iter()
        .flat_map(|section| section.choices.clone())
        .collect();
    check_choices(&choices, FIELD)
}

fn check_cards(cards: &[Card]) -> Outcome<()> {
    const FIELD: &str = "content.cards";
    check_count(cards.len(), FIELD)?;
    for card in cards {
        check_title(&card.title, FIELD)?;
        check_length(
            card.text.as_deref().unwrap_or_default(),
            DESCRIPTION_CHARS,
            FIELD,
        )?;
        if card.image.is_some() {
            return Err(Refusal::field(FIELD, "Cards are sent without pictures."));
        }
        if !card.choices.is_empty() {
            check_choices(&card.choices, FIELD)?;
        }
    }
    let ids = cards.iter().flat_map(|card| &card.choices);
    check_ids(ids.map(|choice| choice.id.as_str()), FIELD)
}

fn check_questions(questions: &[FormQuestion]) -> Outcome<()> {
    const FIELD: &str = "content.questions";
    check_count(questions.len(), FIELD)?;
    check_ids(questions.iter().map(|it| it.id.as_str()), FIELD)?;
    for question in questions {
        check_title(&question.label, FIELD)?;
        if question.input == "choice" {
            check_choices(&question.choices, FIELD)?;
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

fn check_count(count: usize, field: &str) -> Outcome<()> {
    if (1..=MOST).contains(&count) {
        return Ok(());
    }
    Err(Refusal::field(
        field,
        format!("There must be 1 to {MOST} of these."),
    ))
}

fn check_title(title: &str, field: &str) -> Outcome<()> {
    if title.trim().is_empty() {
        return Err(Refusal::field(field, "A title is empty. Write something."));
    }
    check_length(title, TITLE_CHARS, field)
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
    check_count(email.to.len(), "content.to")?;
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
    if !email.attachments.is_empty() || email.html.is_some() {
        return Err(Refusal::field(
            "content",
            "E-mails are sent as text, without HTML.",
        ));
    }
    let before = messages::newest_of_kind(change.sql, conversation, "email")?;
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
        references.extend(before.message_id.clone());
        in_reply_to = before.message_id;
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
    if mailboxes.len() > MOST {
        return Err(Refusal::field(
            field,
            format!("There can be at most {MOST} of these."),
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
        check_length(name, TITLE_CHARS, field)?;
        if name.contains(char::is_control) {
            return Err(Refusal::field(field, "A name is one line."));
        }
    }
    Ok(())
}
