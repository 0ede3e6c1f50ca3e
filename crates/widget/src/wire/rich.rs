//! Messages that are more than a text, as what the window draws of them.

use super::Json;

/// The kinds that are drawn; of others the text is shown.
pub const KINDS: [&str; 9] = [
    "media",
    "location",
    "contact_card",
    "buttons",
    "quick_replies",
    "list",
    "cards",
    "form",
    "template",
];

/// One piece of a message, in the order in which they stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Text with its markup.
    Text(String),
    Title(String),
    /// A quiet line.
    Note(String),
    Choices {
        choices: Vec<Choice>,
        /// Once one is chosen the others go.
        vanish: bool,
    },
    /// What stands behind a button.
    Menu {
        button: String,
        parts: Vec<Part>,
    },
    /// Side by side.
    Cards(Vec<Vec<Part>>),
    Form(Vec<Question>),
    /// Where a map with a mark can be opened.
    Map(String),
    Files(Vec<FileFacts>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
    /// The page that it opens instead of answering.
    pub url: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    pub id: String,
    pub label: String,
    /// The type of the field.
    pub input: &'static str,
    pub required: bool,
    pub choices: Vec<Choice>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFacts {
    pub id: String,
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Width and height of a picture that every browser shows.
    pub picture: Option<(u32, u32)>,
    /// Whether it can be listened to.
    pub is_sound: bool,
}

/// What the visitor has chosen or filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    pub chosen: Vec<String>,
    /// By the ids of the questions.
    pub filled: Vec<(String, String)>,
}

/// Reads an answer, or the facts of a message that hold one.
pub fn given(json: &impl Json) -> Given {
    let inner = json.get("answer");
    let list = |key| match &inner {
        Some(answer) => items(answer, key),
        None => items(json, key),
    };
    Given {
        chosen: list("chosen").iter().filter_map(Json::text).collect(),
        filled: list("filled")
            .iter()
            .filter_map(|it| Some((word(it, "question")?, it.get("value")?.text()?)))
            .collect(),
    }
}

/// The parts of a message's content; `None` for a kind that is not drawn, or that lacks what it needs.
pub fn parts(json: &impl Json) -> Option<Vec<Part>> {
    let kind = word(json, "kind")?;
    let mut parts = Vec::new();
    parts.extend(word(json, "header").map(Part::Title));
    parts.extend(word(json, "text").map(Part::Text));
    let choices = |vanish| Part::Choices {
        choices: choices(json),
        vanish,
    };
    match kind.as_str() {
        "buttons" => parts.push(choices(false)),
        "quick_replies" => parts.push(choices(true)),
        "template" => {
            parts.extend(word(json, "footer").map(Part::Note));
            parts.push(choices(false));
        }
        "list" => parts.push(Part::Menu {
            button: word(json, "button")?,
            parts: items(json, "sections").iter().flat_map(section).collect(),
        }),
        "cards" => parts.push(Part::Cards(items(json, "cards").iter().map(card).collect())),
        "form" => {
            let questions = items(json, "questions");
            parts.push(Part::Form(questions.iter().filter_map(question).collect()));
        }
        "location" => {
            let (latitude, longitude) = (word(json, "latitude")?, word(json, "longitude")?);
            parts.push(Part::Note([&latitude, ", ", &longitude].concat()));
            parts.extend(map(&latitude, &longitude).map(Part::Map));
        }
        "contact_card" => {
            parts.extend(word(json, "company").map(Part::Note));
            for list in ["phones", "emails"] {
                let lines = items(json, list);
                parts.extend(lines.iter().filter_map(Json::text).map(Part::Note));
            }
        }
        "media" => {
            let files = items(json, "attachments");
            // Files stand above their caption.
            parts.insert(0, Part::Files(files.iter().filter_map(file).collect()));
        }
        _ => return None,
    }
    let is_empty = |part: &Part| match part {
        Part::Choices { choices, .. } => choices.is_empty() && kind != "template",
        Part::Menu { parts, .. } => parts.is_empty(),
        Part::Cards(cards) => cards.is_empty(),
        Part::Form(questions) => questions.is_empty(),
        Part::Files(files) => files.is_empty(),
        _ => false,
    };
    (!parts.iter().any(is_empty)).then_some(parts)
}

fn section(json: &impl Json) -> Vec<Part> {
    let mut parts: Vec<Part> = word(json, "title").map(Part::Title).into_iter().collect();
    parts.push(Part::Choices {
        choices: choices(json),
        vanish: false,
    });
    parts
}

fn card(json: &impl Json) -> Vec<Part> {
    let mut parts = Vec::new();
    let picture = json.get("image").and_then(|image| file(&image));
    parts.extend(picture.map(|picture| Part::Files(vec![picture])));
    parts.extend(word(json, "title").map(Part::Title));
    parts.extend(word(json, "text").map(Part::Text));
    parts.push(Part::Choices {
        choices: choices(json),
        vanish: false,
    });
    parts
}

fn choices(json: &impl Json) -> Vec<Choice> {
    let choices = items(json, "choices");
    let read = choices.iter().filter_map(|choice| {
        Some(Choice {
            id: word(choice, "id")?,
            title: word(choice, "title")?,
            description: word(choice, "description"),
            url: word(choice, "url").filter(|url| is_page(url)),
        })
    });
    read.collect()
}

fn question(json: &impl Json) -> Option<Question> {
    let input = word(json, "input").unwrap_or_default();
    Some(Question {
        id: word(json, "id")?,
        label: word(json, "label")?,
        input: match input.as_str() {
            "email" => "email",
            "phone" => "tel",
            "number" => "number",
            "date" => "date",
            _ => "text",
        },
        required: json.get("required").and_then(|it| it.flag()) == Some(true),
        choices: choices(json),
    })
}

fn file(json: &impl Json) -> Option<FileFacts> {
    let media_type = word(json, "media_type").unwrap_or_default();
    let is_shown = [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
    ];
    let pixels = |key| {
        let pixels = json.get(key)?.number()?;
        (1.0..100_000.0).contains(&pixels).then_some(pixels as u32)
    };
    Some(FileFacts {
        id: word(json, "file")?,
        name: word(json, "name").unwrap_or_default(),
        size: json.get("size").and_then(|it| it.number()).unwrap_or(0.0) as u64,
        picture: if is_shown.contains(&media_type.as_str()) {
            pixels("width").zip(pixels("height"))
        } else {
            None
        },
        is_sound: media_type.starts_with("audio/"),
    })
}

/// A page that may be opened: nothing that runs, and nothing that hides in white space.
fn is_page(url: &str) -> bool {
    url.starts_with("https://")
        && !url.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// The map with a mark at these degrees; `None` when they are none.
fn map(latitude: &str, longitude: &str) -> Option<String> {
    let is_degrees = |text: &str, most: u32| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| {
            !part.is_empty() && part.len() <= 12 && part.bytes().all(|it| it.is_ascii_digit())
        };
        is_number(rest) && is_number(whole) && whole.parse::<u32>().is_ok_and(|it| it <= most)
    };
    let is_place = is_degrees(latitude, 90) && is_degrees(longitude, 180);
    let place = ["mlat=", latitude, "&mlon=", longitude].concat();
    is_place.then(|| ["https://www.openstreetmap.org/?", &place].concat())
}

fn items<J: Json>(json: &J, key: &str) -> Vec<J> {
    json.get(key).and_then(|it| it.items()).unwrap_or_default()
}

/// A text that says something.
fn word(json: &impl Json, key: &str) -> Option<String> {
    json.get(key)?.text().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use recado_protocol::message::rich::{self, Card, FormQuestion, ListSection};
    use recado_protocol::{Attachment, RichContent};
    use serde_json::{Value, json};

    use super::*;

    fn wire(content: &RichContent) -> Value {
        serde_json::to_value(content).expect("it has a form in JSON")
    }

    fn choice(id: &str) -> rich::Choice {
        rich::Choice {
            id: id.to_owned(),
            title: format!("Title of {id}"),
            description: None,
            url: None,
        }
    }

    fn text() -> String {
        "Which one?".to_owned()
    }

    #[test]
    fn what_the_protocol_writes_is_read_in_the_order_in_which_it_is_drawn() {
        let buttons = RichContent::Buttons {
            text: text(),
            choices: vec![choice("a"), choice("b")],
        };
        let read = parts(&wire(&buttons)).unwrap();
        assert_eq!(read[0], Part::Text(text()));
        assert!(matches!(&read[1], Part::Choices { choices, vanish: false } if choices.len() == 2));
        let list = RichContent::List {
            text: text(),
            button: "Open".to_owned(),
            sections: vec![ListSection {
                title: Some("Wood".to_owned()),
                choices: vec![choice("oak")],
            }],
        };
        let read = parts(&wire(&list)).unwrap();
        let Part::Menu {
            button,
            parts: inside,
        } = &read[1]
        else {
            panic!("{read:?}")
        };
        assert_eq!((button.as_str(), inside.len()), ("Open", 2));
        let form = RichContent::Form {
            text: text(),
            questions: vec![FormQuestion {
                id: "q".to_owned(),
                label: "Phone".to_owned(),
                input: "phone".to_owned(),
                required: true,
                choices: Vec::new(),
            }],
        };
        let read = parts(&wire(&form)).unwrap();
        assert!(matches!(&read[1], Part::Form(questions) if questions[0].input == "tel"));
        let cards = RichContent::Cards {
            text: None,
            cards: vec![Card {
                title: "Chair".to_owned(),
                text: None,
                image: None,
                choices: vec![choice("buy")],
            }],
        };
        assert!(
            matches!(&parts(&wire(&cards)).unwrap()[0], Part::Cards(cards) if cards.len() == 1)
        );
        let media = RichContent::Media {
            text: Some(text()),
            attachments: vec![Attachment {
                file: "f".into(),
                name: "a.png".to_owned(),
                media_type: "image/png".to_owned(),
                size: 5,
                width: Some(4),
                height: Some(3),
                duration_ms: None,
                colour: None,
                voice: false,
                waveform: Vec::new(),
            }],
        };
        let read = parts(&wire(&media)).unwrap();
        assert!(matches!(&read[0], Part::Files(files)
            if files[0].picture == Some((4, 3)) && !files[0].is_sound));
        let sound = json!({ "file": "f", "media_type": "audio/ogg", "width": 4, "height": 3 });
        let sound = file(&sound).unwrap();
        assert!(sound.is_sound && sound.picture.is_none());
        assert_eq!(read[1], Part::Text(text()));
    }

    #[test]
    fn what_is_unknown_or_lacks_something_is_none() {
        for broken in [
            json!({ "kind": "hologram", "text": "x" }),
            json!({ "kind": "buttons", "text": "x" }),
            json!({ "kind": "list", "text": "x", "sections": [] }),
            json!({ "kind": "form", "text": "x", "questions": [{ "id": 5 }] }),
            json!({ "kind": "location", "text": "x" }),
            json!({}),
        ] {
            assert_eq!(parts(&broken), None, "{broken}");
        }
    }

    #[test]
    fn links_lead_to_pages_and_places_to_maps_only() {
        for (url, is_kept) in [
            ("https://a.example/x", true),
            ("http://a.example", false),
            ("javascript:alert(1)", false),
            ("https://a.example/ x", false),
            ("data:text/html,x", false),
        ] {
            let choice = json!({ "id": "a", "title": "A", "url": url });
            let read = choices(&json!({ "choices": [choice] }));
            assert_eq!(read[0].url.is_some(), is_kept, "{url}");
        }
        assert!(map("-23.5505", "-46.6333").is_some());
        for (latitude, longitude) in [("91", "0"), ("0", "1&x=2"), ("", "0"), ("1e9", "0")] {
            assert_eq!(map(latitude, longitude), None, "{latitude} {longitude}");
        }
    }

    #[test]
    fn an_answer_is_read_on_its_own_and_among_the_facts_of_a_message() {
        let answer = json!({
            "at": "2026-11-21T09:30:00.000Z",
            "chosen": ["a"],
            "filled": [{ "question": "q", "value": "5" }, { "question": "e", "value": "" }],
        });
        let read = given(&json!({ "answer": answer }));
        assert_eq!(read, given(&answer));
        assert_eq!(read.chosen, ["a"]);
        assert_eq!(read.filled.len(), 2);
        assert_eq!(given(&json!({})), Given::default());
    }
}
