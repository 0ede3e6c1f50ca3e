//! A conversation of the demo that holds a message of every kind, to look at and to test with.

use recado_protocol::message::more::{Answer, Filled, LinkPreview};
use recado_protocol::message::rich::{Card, Choice, FormQuestion, ListSection};
use recado_protocol::{
    Author, Content, ConversationRecord, Delivery, Fields, More, Rich, RichContent, SystemEvent,
    Timestamp,
};

use super::files::Album;
use super::history::History;
use super::team::Cast;
use crate::email;
use crate::write::{Draft, place};

/// Its id, so that a link can lead there.
pub const ID: &str = "demo-every-kind";
/// The customer's name.
pub const NAME: &str = "Every Kind";

const MINUTE_MS: i64 = 60 * 1_000;
/// A mail with a picture from elsewhere, a link that lies and the history below it.
const MAIL: &str = include_str!("every_kind.eml");

/// Writes the conversation into a record that has none yet; its last message is of `last_at`.
pub fn make(
    mut record: ConversationRecord,
    cast: &Cast,
    last_at: Timestamp,
    album: Album,
) -> History {
    let agent = &cast.agents[0];
    let us = || Author::Agent {
        id: agent.id.clone(),
        name: agent.name.clone(),
    };
    let customer = || Author::Contact {
        id: record.contact.id.clone(),
    };
    let mut said = vec![
        (
            customer(),
            text("Good morning! Do you still have the chairs?"),
            None,
        ),
        (
            us(),
            Content::Note {
                text: "Knows us from the fair.".to_owned(),
            },
            None,
        ),
        (Author::System, system(&agent.name), None),
    ];
    let answered = last_at.plus_millis(-MINUTE_MS);
    said.extend(
        asked(answered)
            .into_iter()
            .map(|(content, answer)| (us(), rich(&content), answer)),
    );
    said.extend(
        told()
            .iter()
            .map(|content| (customer(), rich(content), None)),
    );
    said.extend(mail().map(|content| (customer(), rich(&content), None)));
    said.extend(
        shown(album)
            .into_iter()
            .map(|(by_us, content)| (if by_us { us() } else { customer() }, rich(&content), None)),
    );
    said.push(linked(customer()));
    said.extend(odd().into_iter().map(|content| (customer(), content, None)));

    let count = i64::try_from(said.len()).unwrap_or_default();
    let mut at = last_at.plus_millis(-MINUTE_MS * (count - 1));
    record.conversation.id = ID.into();
    record.conversation.channel = super::LIVE_CHAT.into();
    record.conversation.created_at = at;
    let mut messages = Vec::new();
    for (number, (author, content, more)) in said.into_iter().enumerate() {
        let is_ours = matches!(author, Author::Agent { .. });
        let is_note = matches!(content, Content::Note { .. });
        let draft = Draft {
            id: format!("{ID}-{number}").into(),
            author,
            content,
            delivery: (is_ours && !is_note).then_some(Delivery::Read),
            more: more.map(|more: More| Fields::of(&more)),
        };
        messages.push(place(&mut record, draft, at));
        at = at.plus_millis(MINUTE_MS);
    }
    let conversation = &mut record.conversation;
    conversation.read_position = conversation.last_position;
    conversation.answered = true;
    conversation.assignee = Some(agent.id.clone());
    conversation.revision = conversation.last_position;
    History { record, messages }
}

fn text(text: &str) -> Content {
    Content::Text {
        text: text.to_owned(),
    }
}

fn rich(content: &RichContent) -> Content {
    Content::Rich(Rich::of(content))
}

fn system(agent: &str) -> Content {
    Content::System {
        event: SystemEvent::Assigned {
            by: None,
            to: agent.to_owned(),
        },
    }
}

fn choice(id: &str, title: &str) -> Choice {
    Choice {
        id: id.to_owned(),
        title: title.to_owned(),
        description: None,
        url: None,
    }
}

fn more(at: Timestamp, chosen: &[&str], filled: &[(&str, &str)]) -> Option<More> {
    let filled = filled.iter().map(|(question, value)| Filled {
        question: (*question).to_owned(),
        value: (*value).to_owned(),
    });
    Some(More {
        answer: Some(Answer {
            at,
            chosen: chosen.iter().map(|id| (*id).to_owned()).collect(),
            filled: filled.collect(),
        }),
        ..More::default()
    })
}

/// What the team asks, with the customer's answers.
fn asked(at: Timestamp) -> Vec<(RichContent, Option<More>)> {
    let link = Choice {
        url: Some("https://casaaurora.example/chairs".to_owned()),
        ..choice("all", "See all chairs")
    };
    vec![
        (
            RichContent::Buttons {
                text: "Which chair is it?".to_owned(),
                choices: vec![choice("oak", "Oak"), choice("beech", "Beech"), link],
            },
            more(at, &["oak"], &[]),
        ),
        (
            RichContent::QuickReplies {
                text: "Shall we deliver it?".to_owned(),
                choices: vec![
                    choice("yes", "Yes, please"),
                    choice("no", "I'll collect it"),
                ],
            },
            more(at, &["yes"], &[]),
        ),
        (
            RichContent::List {
                text: "When suits you?".to_owned(),
                button: "Choose a time".to_owned(),
                sections: vec![
                    ListSection {
                        title: Some("Monday".to_owned()),
                        choices: vec![
                            Choice {
                                description: Some("Between 8 and 12".to_owned()),
                                ..choice("mon-am", "Morning")
                            },
                            choice("mon-pm", "Afternoon"),
                        ],
                    },
                    ListSection {
                        title: Some("Tuesday".to_owned()),
                        choices: vec![choice("tue-am", "Morning")],
                    },
                ],
            },
            more(at, &["mon-pm"], &[]),
        ),
        (
            RichContent::Cards {
                text: Some("Others like these:".to_owned()),
                cards: ["Armchair", "Stool", "Bench"]
                    .iter()
                    .enumerate()
                    .map(|(number, title)| Card {
                        title: (*title).to_owned(),
                        text: Some("Solid oak, oiled. In stock.".to_owned()),
                        image: None,
                        choices: vec![choice(&format!("card-{number}"), "Add it")],
                    })
                    .collect(),
            },
            more(at, &["card-1"], &[]),
        ),
        (
            form(),
            more(
                at,
                &[],
                &[("name", "Ana Souza"), ("floor", "2"), ("lift", "no")],
            ),
        ),
        (
            RichContent::Template {
                name: "order_confirmed".to_owned(),
                language: "en".to_owned(),
                header: Some("Your order 4711".to_owned()),
                text: "Hello Ana, your order is confirmed and will leave on Monday.".to_owned(),
                footer: Some("Casa Aurora Móveis".to_owned()),
                choices: vec![choice("track", "Track it")],
            },
            None,
        ),
    ]
}

fn form() -> RichContent {
    let question = |id: &str, label: &str, input: &str| FormQuestion {
        id: id.to_owned(),
        label: label.to_owned(),
        input: input.to_owned(),
        required: id == "name",
        choices: Vec::new(),
    };
    RichContent::Form {
        text: "Where shall we bring it?".to_owned(),
        questions: vec![
            question("name", "Your name", "text"),
            question("floor", "Floor", "number"),
            FormQuestion {
                choices: vec![choice("yes", "Yes"), choice("no", "No")],
                ..question("lift", "Is there a lift?", "choice")
            },
        ],
    }
}

/// What the customer sends.
fn told() -> Vec<RichContent> {
    vec![
        RichContent::Location {
            latitude: "-23.5614".to_owned(),
            longitude: "-46.6559".to_owned(),
            text: Some("Avenida Paulista 1578, São Paulo".to_owned()),
        },
        RichContent::ContactCard {
            text: "Bruno Souza".to_owned(),
            phones: vec!["+55 11 98765-4321".to_owned()],
            emails: vec!["bruno@cliente.example".to_owned()],
            company: Some("Souza & Filhos".to_owned()),
        },
        RichContent::Rating {
            score: 4,
            best: 5,
            text: Some("Quick and friendly.".to_owned()),
        },
    ]
}

/// Files of every kind, and whether they are ours.
fn shown(album: Album) -> Vec<(bool, RichContent)> {
    let Album {
        pictures,
        film,
        voice,
        sound,
        list,
    } = album;
    let files = [
        (false, Some("Is it this one?"), pictures),
        (true, Some("Here it is from all sides."), film),
        (false, None, voice),
        (false, Some("Our doorbell sounds like this:"), sound),
        (true, Some("All our prices:"), list),
    ];
    files
        .into_iter()
        .filter(|(.., attachments)| !attachments.is_empty())
        .map(|(by_us, text, attachments)| {
            let text = text.map(str::to_owned);
            (by_us, RichContent::Media { text, attachments })
        })
        .collect()
}

/// A text with a link, and what stands behind it.
fn linked(customer: Author) -> (Author, Content, Option<More>) {
    let url = "https://casaaurora.example/chairs".to_owned();
    let said = text(&format!("I saw them here: {url}"));
    let preview = LinkPreview {
        url,
        title: "Chairs of solid wood".to_owned(),
        text: Some("Made to last, oiled by hand, delivered within a week.".to_owned()),
    };
    let more = More {
        link_preview: Some(preview),
        ..More::default()
    };
    (customer, said, Some(more))
}

fn mail() -> Option<RichContent> {
    let raw = MAIL.replace('\n', "\r\n");
    email::read(raw.as_bytes()).map(|read| RichContent::Email(Box::new(read.email)))
}

/// What was taken back, what is of a kind to come, and what lacks a field.
fn odd() -> Vec<Content> {
    let raw = |json: &str| Content::Rich(Rich::from_fields(Fields::from_json(json)));
    vec![
        raw(r#"{"kind":"deleted","at":"2026-11-21T09:30:00Z"}"#),
        raw(r#"{"kind":"hologram","text":"The chair, from all sides","frames":[1,2]}"#),
        raw(r#"{"kind":"list","text":"A list that lost its menu"}"#),
        text("That is every kind. Thank you!"),
    ]
}
