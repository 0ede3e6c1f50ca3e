//! What keeps a structured message from being sent.

use recado_protocol::RichContent;
use recado_protocol::message::rich::email::is_address;
use recado_protocol::message::rich::{Bounds, Card, Choice, FormQuestion};

use crate::locale::Key;

/// What is blank and has to be filled in, by the labels of the fields.
pub fn missing(content: &RichContent) -> Vec<Key> {
    let mut missing = Vec::new();
    let mut want = |is_there: bool, label: Key| {
        if !is_there && !missing.contains(&label) {
            missing.push(label);
        }
    };
    let is_titled = |choices: &[Choice]| choices.iter().all(|it| !it.title.is_empty());
    match content {
        RichContent::Buttons { text, choices } | RichContent::QuickReplies { text, choices } => {
            want(!text.is_empty(), Key::StructuredText);
            want(
                !choices.is_empty() && is_titled(choices),
                Key::StructuredChoiceTitle,
            );
        }
        RichContent::List {
            text,
            button,
            sections,
        } => {
            want(!text.is_empty(), Key::StructuredText);
            want(!button.is_empty(), Key::StructuredOpens);
            let is_whole = !sections.is_empty()
                && sections
                    .iter()
                    .all(|it| !it.choices.is_empty() && is_titled(&it.choices));
            want(is_whole, Key::StructuredChoiceTitle);
        }
        RichContent::Cards { cards, .. } => {
            let is_whole = |card: &Card| !card.title.is_empty() && is_titled(&card.choices);
            want(
                !cards.is_empty() && cards.iter().all(is_whole),
                Key::StructuredChoiceTitle,
            );
        }
        RichContent::Form { text, questions } => {
            want(!text.is_empty(), Key::StructuredText);
            let is_asked = |question: &FormQuestion| !question.label.is_empty();
            want(
                !questions.is_empty() && questions.iter().all(is_asked),
                Key::StructuredAsk,
            );
            let can_choose = |question: &FormQuestion| {
                question.input != "choice"
                    || !question.choices.is_empty() && is_titled(&question.choices)
            };
            want(questions.iter().all(can_choose), Key::StructuredChoiceTitle);
        }
        RichContent::Location {
            latitude,
            longitude,
            ..
        } => {
            want(!latitude.is_empty(), Key::StructuredLatitude);
            want(!longitude.is_empty(), Key::StructuredLongitude);
        }
        RichContent::ContactCard {
            text,
            phones,
            emails,
            ..
        } => {
            want(!text.is_empty(), Key::StructuredName);
            want(
                !phones.is_empty() || !emails.is_empty(),
                Key::StructuredPhone,
            );
        }
        _ => {}
    }
    missing
}

/// Whether everything that is there is as the channel takes it.
pub fn fits(content: &RichContent, bounds: &Bounds) -> bool {
    let has_room = |text: &str, most: u32| over(text, most) == 0;
    let is_count = |count: usize, most: u32| count as u64 <= u64::from(most);
    let choices_fit = |choices: &[Choice]| {
        is_count(choices.len(), bounds.choices)
            && choices.iter().all(|choice| {
                let description = choice.description.as_deref().unwrap_or_default();
                has_room(&choice.title, bounds.title)
                    && has_room(description, bounds.description)
                    && choice.url.as_deref().is_none_or(is_link)
            })
    };
    match content {
        RichContent::Buttons { text, choices } | RichContent::QuickReplies { text, choices } => {
            has_room(text, bounds.text) && choices_fit(choices)
        }
        RichContent::List {
            text,
            button,
            sections,
        } => {
            let all: Vec<Choice> = sections.iter().flat_map(|it| it.choices.clone()).collect();
            let headings = sections.iter().filter_map(|it| it.title.as_deref());
            has_room(text, bounds.text)
                && has_room(button, bounds.title)
                && is_count(sections.len(), bounds.parts)
                && headings.into_iter().all(|it| has_room(it, bounds.heading))
                && choices_fit(&all)
        }
        RichContent::Cards { text, cards } => {
            has_room(text.as_deref().unwrap_or_default(), bounds.text)
                && is_count(cards.len(), bounds.parts)
                && cards.iter().all(|card| {
                    let text = card.text.as_deref().unwrap_or_default();
                    has_room(&card.title, bounds.heading)
                        && has_room(text, bounds.description)
                        && choices_fit(&card.choices)
                })
        }
        RichContent::Form { text, questions } => {
            has_room(text, bounds.text)
                && is_count(questions.len(), bounds.parts)
                && questions.iter().all(|question| {
                    has_room(&question.label, bounds.heading) && choices_fit(&question.choices)
                })
        }
        RichContent::Location {
            latitude,
            longitude,
            text,
        } => {
            is_degrees(latitude, 90)
                && is_degrees(longitude, 180)
                && has_room(text.as_deref().unwrap_or_default(), bounds.text)
        }
        RichContent::ContactCard {
            text,
            phones,
            emails,
            ..
        } => {
            let lines = phones.iter().chain(emails);
            has_room(text, bounds.heading)
                && lines.into_iter().all(|line| has_room(line, bounds.heading))
                && emails.iter().all(|address| is_address(address))
        }
        _ => true,
    }
}

/// How many characters are too many.
pub fn over(text: &str, most: u32) -> u64 {
    (text.trim().chars().count() as u64).saturating_sub(u64::from(most))
}

/// Whether it is an address that a message may lead to.
pub fn is_link(url: &str) -> bool {
    url.starts_with("https://") && !url.contains(|it: char| it.is_whitespace() || it.is_control())
}

/// Whether it is a decimal number of degrees. It is read as it is written: the library's own way of reading fractions
/// brings a table of 10 KB.
pub fn is_degrees(text: &str, most: u32) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
    let is_within = whole.parse().is_ok_and(|whole: u32| {
        whole < most || whole == most && fraction.bytes().all(|it| it == b'0')
    });
    text.len() <= 24 && is_number(whole) && is_number(fraction) && is_within
}

/// Whether nothing is filled in yet.
pub fn is_blank(content: &RichContent) -> bool {
    let is_none = |text: &Option<String>| text.is_none();
    match content {
        RichContent::Buttons { text, choices } | RichContent::QuickReplies { text, choices } => {
            text.is_empty() && choices.is_empty()
        }
        RichContent::List {
            text,
            button,
            sections,
        } => text.is_empty() && button.is_empty() && sections.is_empty(),
        RichContent::Cards { text, cards } => is_none(text) && cards.is_empty(),
        RichContent::Form { text, questions } => {
            let mut questions = questions.iter();
            text.is_empty() && questions.all(|it| it.label.is_empty() && it.choices.is_empty())
        }
        RichContent::Location {
            latitude,
            longitude,
            text,
        } => latitude.is_empty() && longitude.is_empty() && is_none(text),
        RichContent::ContactCard {
            text,
            phones,
            emails,
            company,
        } => text.is_empty() && phones.is_empty() && emails.is_empty() && is_none(company),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        text: 10,
        parts: 1,
        heading: 5,
        choices: 2,
        title: 4,
        description: 6,
    };

    fn choice(title: &str, url: Option<&str>) -> Choice {
        Choice {
            id: title.to_owned(),
            title: title.to_owned(),
            description: None,
            url: url.map(str::to_owned),
        }
    }

    fn buttons(text: &str, choices: Vec<Choice>) -> RichContent {
        RichContent::Buttons {
            text: text.to_owned(),
            choices,
        }
    }

    #[test]
    fn what_is_blank_is_named_once() {
        let blank = buttons("", vec![choice("", None), choice("", None)]);
        assert_eq!(
            missing(&blank),
            [Key::StructuredText, Key::StructuredChoiceTitle]
        );
        assert_eq!(
            missing(&buttons("?", Vec::new())),
            [Key::StructuredChoiceTitle]
        );
        assert!(missing(&buttons("?", vec![choice("A", None)])).is_empty());
        let question = |input: &str| RichContent::Form {
            text: "?".to_owned(),
            questions: vec![FormQuestion {
                id: "1".to_owned(),
                label: "L".to_owned(),
                input: input.to_owned(),
                required: false,
                choices: Vec::new(),
            }],
        };
        assert!(missing(&question("date")).is_empty());
        assert_eq!(missing(&question("choice")), [Key::StructuredChoiceTitle]);
    }

    #[test]
    fn what_is_more_than_the_channel_takes_does_not_fit() {
        let one = |title: &str, url| fits(&buttons("?", vec![choice(title, url)]), &BOUNDS);
        assert!(one("four", None));
        assert!(!one("fives", None));
        assert!(one("a", Some("https://a.example")));
        for url in ["http://a.example", "javascript:1", "https://a b"] {
            assert!(!one("a", Some(url)), "{url}");
        }
        assert!(!fits(
            &buttons("more than ten", vec![choice("a", None)]),
            &BOUNDS
        ));
        let three = ["a", "b", "c"].map(|title| choice(title, None)).into();
        assert!(!fits(&buttons("?", three), &BOUNDS));
        assert_eq!(over(" é é ", 2), 1);
    }

    #[test]
    fn a_place_is_in_decimal_degrees() {
        assert!(is_degrees("-23.5505", 90) && is_degrees("0", 90) && is_degrees("90.00", 90));
        for text in ["", "91", "1,5", "NaN", "1e1", "-", "+5"] {
            assert!(!is_degrees(text, 90), "{text}");
        }
    }
}
