//! Reads the kinds as one flat set of optional fields, as messages are.

use serde::Deserialize;

use super::{Attachment, Card, Choice, Email, FormQuestion, ListSection, Mailbox, RichContent};
use crate::{Fields, Timestamp};

#[derive(Deserialize)]
struct RichFields {
    kind: String,
    text: Option<String>,
    attachments: Option<Vec<Attachment>>,
    latitude: Option<String>,
    longitude: Option<String>,
    #[serde(default)]
    phones: Vec<String>,
    #[serde(default)]
    emails: Vec<String>,
    company: Option<String>,
    choices: Option<Vec<Choice>>,
    button: Option<String>,
    sections: Option<Vec<ListSection>>,
    cards: Option<Vec<Card>>,
    questions: Option<Vec<FormQuestion>>,
    name: Option<String>,
    language: Option<String>,
    header: Option<String>,
    footer: Option<String>,
    score: Option<u32>,
    best: Option<u32>,
    by: Option<String>,
    at: Option<Timestamp>,
    subject: Option<String>,
    html: Option<String>,
    from: Option<Mailbox>,
    #[serde(default)]
    reply_to: Vec<Mailbox>,
    #[serde(default)]
    to: Vec<Mailbox>,
    #[serde(default)]
    cc: Vec<Mailbox>,
    #[serde(default)]
    bcc: Vec<Mailbox>,
    message_id: Option<String>,
    in_reply_to: Option<String>,
    #[serde(default)]
    references: Vec<String>,
}

/// `None` for a kind that is not known, and for one that lacks something.
pub fn read(fields: &Fields) -> Option<RichContent> {
    let all: RichFields = fields.read()?;
    let text = all.text;
    Some(match all.kind.as_str() {
        "media" => RichContent::Media {
            text,
            attachments: all.attachments?,
        },
        "location" => RichContent::Location {
            latitude: all.latitude?,
            longitude: all.longitude?,
            text,
        },
        "contact_card" => RichContent::ContactCard {
            text: text?,
            phones: all.phones,
            emails: all.emails,
            company: all.company,
        },
        "buttons" => RichContent::Buttons {
            text: text?,
            choices: all.choices?,
        },
        "quick_replies" => RichContent::QuickReplies {
            text: text?,
            choices: all.choices?,
        },
        "list" => RichContent::List {
            text: text?,
            button: all.button?,
            sections: all.sections?,
        },
        "cards" => RichContent::Cards {
            text,
            cards: all.cards?,
        },
        "form" => RichContent::Form {
            text: text?,
            questions: all.questions?,
        },
        "template" => RichContent::Template {
            name: all.name?,
            language: all.language?,
            text: text?,
            header: all.header,
            footer: all.footer,
            choices: all.choices.unwrap_or_default(),
        },
        "email" => RichContent::Email(Box::new(Email {
            subject: all.subject?,
            text: text?,
            html: all.html,
            from: all.from,
            reply_to: all.reply_to,
            to: all.to,
            cc: all.cc,
            bcc: all.bcc,
            message_id: all.message_id,
            in_reply_to: all.in_reply_to,
            references: all.references,
            attachments: all.attachments.unwrap_or_default(),
        })),
        "rating" => RichContent::Rating {
            score: all.score?,
            best: all.best?,
            text,
        },
        "deleted" => RichContent::Deleted {
            by: all.by,
            at: all.at?,
        },
        _ => return None,
    })
}
