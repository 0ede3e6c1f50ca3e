//! What is being composed, field by field.

use leptos::prelude::Owner;
use recado_protocol::RichContent;
use recado_protocol::message::rich::{Card, Choice, FormQuestion, ListSection};

use super::kind::Kind;
use crate::reactive::{RwSignal, StoredValue};

/// How a question can be answered, as the wire says it.
pub const INPUTS: [&str; 6] = ["text", "email", "phone", "number", "date", "choice"];

/// The fields. They stay when the window is closed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Fields that come later live as long as the first ones.
    owner: StoredValue<Owner>,
    next: StoredValue<u32>,
    pub kind: RwSignal<Option<Kind>>,
    /// What was typed for other kinds, for when one of them is turned to again.
    put_away: StoredValue<Vec<(Kind, String, Vec<Part>)>>,
    /// The question; the name of a place or a person.
    pub text: RwSignal<String>,
    /// What opens a list.
    pub button: RwSignal<String>,
    pub latitude: RwSignal<String>,
    pub longitude: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub email: RwSignal<String>,
    pub company: RwSignal<String>,
    /// Sections, cards or questions; choices without any of these are those of the first.
    pub parts: RwSignal<Vec<Part>>,
}

/// A section, a card or a question.
#[derive(Clone, Copy)]
pub struct Part {
    pub key: u32,
    pub heading: RwSignal<String>,
    /// Below the title of a card.
    pub text: RwSignal<String>,
    /// The place in [`INPUTS`].
    pub input: RwSignal<usize>,
    pub is_required: RwSignal<bool>,
    pub lines: RwSignal<Vec<Line>>,
}

/// A choice.
#[derive(Clone, Copy)]
pub struct Line {
    pub key: u32,
    pub title: RwSignal<String>,
    pub description: RwSignal<String>,
    pub url: RwSignal<String>,
}

fn blank() -> RwSignal<String> {
    RwSignal::new(String::new())
}

/// What is typed, as it goes out. Reactive.
fn typed(field: RwSignal<String>) -> String {
    field.with(|text| text.trim().to_owned())
}

fn unless_blank(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl Draft {
    /// To be called where the composer begins.
    pub fn new() -> Self {
        let draft = Self {
            owner: StoredValue::new(Owner::new()),
            next: StoredValue::new(0),
            kind: RwSignal::new(None),
            put_away: StoredValue::new(Vec::new()),
            text: blank(),
            button: blank(),
            latitude: blank(),
            longitude: blank(),
            phone: blank(),
            email: blank(),
            company: blank(),
            parts: RwSignal::new(Vec::new()),
        };
        draft.add_part();
        draft
    }

    /// Nothing is composed any more.
    pub fn clear(self) {
        for field in [
            self.text,
            self.button,
            self.latitude,
            self.longitude,
            self.phone,
            self.email,
            self.company,
        ] {
            field.set(String::new());
        }
        self.put_away.set_value(Vec::new());
        self.parts.set(Vec::new());
        self.add_part();
    }

    /// Composes another kind: each has a text, and parts, of its own.
    pub fn turn_to(self, kind: Option<Kind>) {
        let before = self.kind.get_untracked();
        if before == kind {
            return;
        }
        let mut all = self.put_away.get_value();
        if let Some(before) = before {
            let (text, parts) = (self.text.get_untracked(), self.parts.get_untracked());
            all.push((before, text, parts));
        }
        let place = all.iter().position(|(of, ..)| Some(*of) == kind);
        let kept = place.map(|place| all.swap_remove(place));
        self.put_away.set_value(all);
        let is_new = kept.is_none() && before.is_some();
        if let Some((_, text, parts)) = kept {
            self.text.set(text);
            self.parts.set(parts);
        } else if is_new {
            self.text.set(String::new());
            self.parts.set(Vec::new());
            self.add_part();
        }
        self.kind.set(kind);
    }

    /// The key of the part that comes.
    pub fn add_part(self) -> u32 {
        let part = self.owned(|| Part {
            key: self.key(),
            heading: blank(),
            text: blank(),
            input: RwSignal::new(0),
            is_required: RwSignal::new(false),
            lines: RwSignal::new(Vec::new()),
        });
        self.add_line(part);
        self.parts.update(|parts| parts.push(part));
        part.key
    }

    pub fn remove_part(self, key: u32) {
        self.parts
            .update(|parts| parts.retain(|part| part.key != key));
    }

    /// The key of the choice that comes.
    pub fn add_line(self, part: Part) -> u32 {
        let line = self.owned(|| Line {
            key: self.key(),
            title: blank(),
            description: blank(),
            url: blank(),
        });
        part.lines.update(|lines| lines.push(line));
        line.key
    }

    fn owned<T: 'static>(self, make: impl FnOnce() -> T) -> T {
        self.owner.get_value().with(make)
    }

    fn key(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        key
    }

    /// The message as it is now; what was left blank altogether is not in it. Reactive.
    pub fn content(self) -> Option<RichContent> {
        let text = typed(self.text);
        let parts = self.parts.get();
        let first = |kind| {
            parts
                .first()
                .map(|part| part.choices(kind, 1))
                .unwrap_or_default()
        };
        Some(match self.kind.get()? {
            Kind::Buttons => RichContent::Buttons {
                text,
                choices: first(Kind::Buttons),
            },
            Kind::QuickReplies => RichContent::QuickReplies {
                text,
                choices: first(Kind::QuickReplies),
            },
            Kind::List => {
                let mut sections: Vec<ListSection> = Vec::new();
                for part in parts {
                    let before: usize = sections.iter().map(|it| it.choices.len()).sum();
                    let section = ListSection {
                        title: unless_blank(typed(part.heading)),
                        choices: part.choices(Kind::List, before + 1),
                    };
                    if section.title.is_some() || !section.choices.is_empty() {
                        sections.push(section);
                    }
                }
                RichContent::List {
                    text,
                    button: typed(self.button),
                    sections,
                }
            }
            Kind::Cards => {
                let mut cards: Vec<Card> = Vec::new();
                for part in parts {
                    let before: usize = cards.iter().map(|it| it.choices.len()).sum();
                    let card = Card {
                        title: typed(part.heading),
                        text: unless_blank(typed(part.text)),
                        image: None,
                        choices: part.choices(Kind::Cards, before + 1),
                    };
                    let is_blank =
                        card.title.is_empty() && card.text.is_none() && card.choices.is_empty();
                    if !is_blank {
                        cards.push(card);
                    }
                }
                RichContent::Cards {
                    text: unless_blank(text),
                    cards,
                }
            }
            Kind::Form => {
                let questions = parts.iter().zip(1..).map(|(part, number)| {
                    let input = INPUTS[part.input.get()];
                    let choices = if input == "choice" {
                        part.choices(Kind::Form, 1)
                    } else {
                        Vec::new()
                    };
                    FormQuestion {
                        id: format!("question-{number}"),
                        label: typed(part.heading),
                        input: input.to_owned(),
                        required: part.is_required.get(),
                        choices,
                    }
                });
                RichContent::Form {
                    text,
                    questions: questions.collect(),
                }
            }
            Kind::Location => RichContent::Location {
                latitude: typed(self.latitude).replace(',', "."),
                longitude: typed(self.longitude).replace(',', "."),
                text: unless_blank(text),
            },
            Kind::ContactCard => RichContent::ContactCard {
                text,
                phones: unless_blank(typed(self.phone)).into_iter().collect(),
                emails: unless_blank(typed(self.email)).into_iter().collect(),
                company: unless_blank(typed(self.company)),
            },
        })
    }
}

impl Part {
    /// Its choices, numbered from `from` on. Reactive.
    fn choices(self, kind: Kind, from: usize) -> Vec<Choice> {
        let (has_description, has_link) = (kind == Kind::List, has_links(kind));
        let mut choices = Vec::new();
        for line in self.lines.get() {
            let description = unless_blank(typed(line.description)).filter(|_| has_description);
            let url = unless_blank(typed(line.url)).filter(|_| has_link);
            let title = typed(line.title);
            if title.is_empty() && description.is_none() && url.is_none() {
                continue;
            }
            choices.push(Choice {
                id: (from + choices.len()).to_string(),
                title,
                description,
                url,
            });
        }
        choices
    }

    pub fn remove_line(self, key: u32) {
        self.lines
            .update(|lines| lines.retain(|line| line.key != key));
    }
}

/// Whether choices of this kind can lead to a page.
pub fn has_links(kind: Kind) -> bool {
    matches!(kind, Kind::Buttons | Kind::Cards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_blank_is_not_sent_and_every_choice_has_a_number_of_its_own() {
        let owner = Owner::new();
        owner.with(|| {
            let draft = Draft::new();
            assert_eq!(draft.content(), None);
            draft.kind.set(Some(Kind::List));
            draft.text.set(" Which? ".to_owned());
            draft.add_part();
            draft.add_part();
            let parts = draft.parts.get_untracked();
            draft.add_line(parts[0]);
            for (part, titles) in [(parts[0], &["a", "b"][..]), (parts[1], &["c"])] {
                for (line, title) in part.lines.get_untracked().iter().zip(titles) {
                    line.title.set((*title).to_owned());
                    line.url.set("https://not.in.lists".to_owned());
                }
            }
            let Some(RichContent::List { text, sections, .. }) = draft.content() else {
                panic!("no list")
            };
            assert_eq!((text.as_str(), sections.len()), ("Which?", 2));
            let choices: Vec<&Choice> = sections.iter().flat_map(|it| &it.choices).collect();
            let ids: Vec<&str> = choices.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids, ["1", "2", "3"]);
            assert!(choices.iter().all(|it| it.url.is_none()));
            draft.clear();
            let Some(RichContent::List { text, sections, .. }) = draft.content() else {
                panic!("no list")
            };
            assert!(text.is_empty() && sections.is_empty());
        });
    }

    #[test]
    fn each_kind_keeps_what_was_typed_for_it() {
        Owner::new().with(|| {
            let draft = Draft::new();
            draft.turn_to(Some(Kind::Buttons));
            draft.text.set("Which?".to_owned());
            draft.add_part();
            draft.turn_to(Some(Kind::ContactCard));
            assert_eq!(draft.text.get_untracked(), "");
            assert_eq!(draft.parts.with_untracked(Vec::len), 1);
            draft.text.set("Ana".to_owned());
            draft.turn_to(Some(Kind::Buttons));
            assert_eq!(draft.text.get_untracked(), "Which?");
            assert_eq!(draft.parts.with_untracked(Vec::len), 2);
            draft.turn_to(Some(Kind::ContactCard));
            assert_eq!(draft.text.get_untracked(), "Ana");
            draft.clear();
            draft.turn_to(Some(Kind::Buttons));
            assert_eq!(draft.text.get_untracked(), "");
        });
    }

    #[test]
    fn a_place_may_be_typed_with_commas() {
        Owner::new().with(|| {
            let draft = Draft::new();
            draft.kind.set(Some(Kind::Location));
            draft.latitude.set("-23,5505".to_owned());
            draft.longitude.set(" -46.6333 ".to_owned());
            let place = RichContent::Location {
                latitude: "-23.5505".to_owned(),
                longitude: "-46.6333".to_owned(),
                text: None,
            };
            assert_eq!(draft.content(), Some(place));
        });
    }
}
