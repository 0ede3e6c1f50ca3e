//! A message that was taken back is in its window again.

use recado_protocol::RichContent;
use recado_protocol::message::rich::{Choice, ListSection};

use super::Structured;
use super::draft::{Draft, INPUTS, Part};
use super::kind::Kind;

impl Structured {
    /// Fills in what was taken back. What is half composed of that kind goes first: it waits until that is sent. Reactive.
    pub(super) fn take_returned(self) {
        let returned = self.desk.writing.returned;
        let Some(message) = returned.get() else {
            return;
        };
        let draft = self.draft();
        draft.turn_to(Kind::of(message.kind()));
        if draft.is_blank() {
            returned.set(None);
            draft.fill(message.read());
        }
    }
}

impl Draft {
    /// Whether nothing was typed for the kind that is turned to. Reactive.
    fn is_blank(self) -> bool {
        let is_blank = |part: &Part| {
            part.heading.with(String::is_empty)
                && part
                    .lines
                    .with(|lines| lines.iter().all(|line| line.title.with(String::is_empty)))
        };
        self.text.with(String::is_empty) && self.parts.with(|parts| parts.iter().all(is_blank))
    }

    /// Puts a message into the fields of its kind.
    fn fill(self, message: RichContent) {
        match message {
            RichContent::Buttons { text, choices }
            | RichContent::QuickReplies { text, choices } => {
                self.text.set(text);
                self.fill_parts([(None, None, choices)]);
            }
            RichContent::List {
                text,
                button,
                sections,
            } => {
                self.text.set(text);
                self.button.set(button);
                let part = |ListSection { title, choices }| (title, None, choices);
                self.fill_parts(sections.into_iter().map(part));
            }
            RichContent::Cards { text, cards } => {
                self.text.set(text.unwrap_or_default());
                let cards = cards.into_iter();
                self.fill_parts(cards.map(|card| (Some(card.title), card.text, card.choices)));
            }
            RichContent::Form { text, questions } => {
                self.text.set(text);
                let parts = questions.iter();
                let parts = parts.map(|it| (Some(it.label.clone()), None, it.choices.clone()));
                self.fill_parts(parts);
                for (part, question) in self.parts.get_untracked().iter().zip(&questions) {
                    let input = INPUTS.iter().position(|input| *input == question.input);
                    part.input.set(input.unwrap_or_default());
                    part.is_required.set(question.required);
                }
            }
            RichContent::Location {
                latitude,
                longitude,
                text,
            } => {
                self.latitude.set(latitude);
                self.longitude.set(longitude);
                self.text.set(text.unwrap_or_default());
            }
            RichContent::ContactCard {
                text,
                phones,
                emails,
                company,
            } => {
                self.text.set(text);
                let first = |all: Vec<String>| all.into_iter().next().unwrap_or_default();
                self.phone.set(first(phones));
                self.email.set(first(emails));
                self.company.set(company.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn fill_parts(
        self,
        parts: impl IntoIterator<Item = (Option<String>, Option<String>, Vec<Choice>)>,
    ) {
        self.parts.set(Vec::new());
        for (heading, text, choices) in parts {
            let key = self.add_part();
            let part = self
                .parts
                .with_untracked(|parts| parts.iter().copied().find(|part| part.key == key));
            let Some(part) = part else { continue };
            part.heading.set(heading.unwrap_or_default());
            part.text.set(text.unwrap_or_default());
            for (at, choice) in choices.into_iter().enumerate() {
                if at > 0 {
                    self.add_line(part);
                }
                let Some(line) = part.lines.with_untracked(|lines| lines.last().copied()) else {
                    continue;
                };
                line.title.set(choice.title);
                line.description.set(choice.description.unwrap_or_default());
                line.url.set(choice.url.unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;
    use recado_protocol::message::rich::{Card, FormQuestion};

    use super::*;

    fn choice(id: &str, title: &str) -> Choice {
        Choice {
            id: id.to_owned(),
            title: title.to_owned(),
            description: None,
            url: None,
        }
    }

    #[test]
    fn what_is_filled_in_again_is_what_was_taken_back() {
        let choices = vec![choice("1", "Oak"), choice("2", "Pine")];
        let messages = [
            RichContent::Buttons {
                text: "Which?".to_owned(),
                choices: choices.clone(),
            },
            RichContent::List {
                text: "Which?".to_owned(),
                button: "Look".to_owned(),
                sections: vec![
                    ListSection {
                        title: Some("Wood".to_owned()),
                        choices: choices.clone(),
                    },
                    ListSection {
                        title: None,
                        choices: vec![choice("3", "Glass")],
                    },
                ],
            },
            RichContent::Cards {
                text: None,
                cards: vec![Card {
                    title: "Chair".to_owned(),
                    text: Some("of oak".to_owned()),
                    image: None,
                    choices: choices.clone(),
                }],
            },
            RichContent::Form {
                text: "Where?".to_owned(),
                questions: vec![
                    FormQuestion {
                        id: "question-1".to_owned(),
                        label: "Floor".to_owned(),
                        input: "number".to_owned(),
                        required: true,
                        choices: Vec::new(),
                    },
                    FormQuestion {
                        id: "question-2".to_owned(),
                        label: "Lift".to_owned(),
                        input: "choice".to_owned(),
                        required: false,
                        choices: choices.clone(),
                    },
                ],
            },
            RichContent::Location {
                latitude: "-23.5".to_owned(),
                longitude: "-46.6".to_owned(),
                text: Some("Shop".to_owned()),
            },
            RichContent::ContactCard {
                text: "Ana".to_owned(),
                phones: vec!["+5511999990000".to_owned()],
                emails: Vec::new(),
                company: None,
            },
        ];
        Owner::new().with(|| {
            for message in messages {
                let draft = Draft::new();
                let kind = recado_protocol::Rich::of(&message);
                draft.turn_to(Kind::of(kind.kind()));
                assert!(draft.is_blank());
                draft.fill(message.clone());
                assert_eq!(draft.content(), Some(message));
                assert!(!draft.is_blank());
            }
        });
    }
}
