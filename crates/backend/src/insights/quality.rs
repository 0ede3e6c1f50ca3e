//! How well the word lists read the labelled lines; `docs/insights.md` has to say what is measured here.
//!
//! A line has its mood (`-`, `0`, `+`), its urgency (`l`, `n`, `h`) and its text. Every third line is held out:
//! what is read wrong there is not printed, so that nobody mends the lists by it.

use recado_protocol::insight::{Mood, Urgency};

use super::read;

const FILES: [&str; 3] = [
    include_str!("labelled_pt.txt"),
    include_str!("labelled_en.txt"),
    include_str!("labelled_es.txt"),
];
const DOCUMENT: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/insights.md"
));
const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- /measured -->";

struct Labelled {
    mood: Mood,
    urgency: Urgency,
    text: &'static str,
}

/// How often a label was given, was right, and should have been given.
#[derive(Default)]
struct Tally {
    given: u32,
    right: u32,
    wanted: u32,
}

impl Tally {
    fn take(&mut self, given: bool, wanted: bool) {
        self.given += u32::from(given);
        self.wanted += u32::from(wanted);
        self.right += u32::from(given && wanted);
    }

    fn precision(&self) -> u32 {
        percent(self.right, self.given)
    }

    fn recall(&self) -> u32 {
        percent(self.right, self.wanted)
    }
}

fn percent(part: u32, whole: u32) -> u32 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(100)
}

fn labelled(file: &'static str) -> Vec<Labelled> {
    file.lines()
        .map(|line| {
            let (labels, text) = line.split_at(4);
            let mood = match &labels[..1] {
                "-" => Mood::Negative,
                "0" => Mood::Neutral,
                "+" => Mood::Positive,
                other => panic!("no mood: {other}"),
            };
            let urgency = match &labels[2..3] {
                "l" => Urgency::Low,
                "n" => Urgency::Normal,
                "h" => Urgency::High,
                other => panic!("no urgency: {other}"),
            };
            Labelled {
                mood,
                urgency,
                text,
            }
        })
        .collect()
}

const MOODS: [(Mood, &str); 3] = [
    (Mood::Negative, "negative"),
    (Mood::Neutral, "neutral"),
    (Mood::Positive, "positive"),
];
const URGENCIES: [(Urgency, &str); 3] = [
    (Urgency::Low, "low"),
    (Urgency::Normal, "normal"),
    (Urgency::High, "high"),
];

/// A row for each label: what, precision, recall and how many there are, for the lines made with and those held out.
fn rows() -> Vec<(&'static str, [Tally; 2])> {
    let mut rows: Vec<(&str, [Tally; 2])> = Vec::new();
    for (_, name) in MOODS {
        rows.push((name, Default::default()));
    }
    for (_, name) in URGENCIES {
        rows.push((name, Default::default()));
    }
    for file in FILES {
        for (number, line) in labelled(file).iter().enumerate() {
            let part = usize::from(number % 3 == 2);
            let reading = read(line.text);
            for (row, (mood, _)) in MOODS.iter().enumerate() {
                rows[row].1[part].take(reading.mood == *mood, line.mood == *mood);
            }
            for (row, (urgency, _)) in URGENCIES.iter().enumerate() {
                rows[row + 3].1[part].take(reading.urgency == *urgency, line.urgency == *urgency);
            }
        }
    }
    rows
}

fn table() -> String {
    let mut table =
        "| label | tuned on: precision, recall (lines) | held out: precision, recall (lines) |\n\
                     |---|---|---|\n"
            .to_owned();
    for (name, parts) in rows() {
        table.push_str(&format!("| {name} |"));
        for part in parts {
            let (precision, recall) = (part.precision(), part.recall());
            table.push_str(&format!(" {precision} %, {recall} % ({}) |", part.wanted));
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_document_says_what_is_measured() {
    let (_, rest) = DOCUMENT
        .split_once(BEGIN)
        .expect("the table has a beginning");
    let (written, _) = rest.split_once(END).expect("the table has an end");
    let measured = table();
    assert_eq!(
        written, measured,
        "docs/insights.md has to say:\n{measured}"
    );
}

#[test]
fn the_labels_are_right_often_enough() {
    let mut wrong = String::new();
    for file in FILES {
        for (number, line) in labelled(file).iter().enumerate() {
            let reading = read(line.text);
            // What is held out stays unseen, so that nobody mends the lists by it.
            if number % 3 != 2 && (reading.mood, reading.urgency) != (line.mood, line.urgency) {
                wrong.push_str(&format!(
                    "{:?} {:?} read as {:?} {:?}: {}\n",
                    line.mood, line.urgency, reading.mood, reading.urgency, line.text
                ));
            }
        }
    }
    for (name, parts) in rows() {
        for part in parts {
            let (precision, recall) = (part.precision(), part.recall());
            assert!(
                precision >= 70 && recall >= 70,
                "{name}: precision {precision}, recall {recall} of {}\n{wrong}",
                part.wanted
            );
        }
    }
}

#[test]
fn there_are_enough_lines_and_none_twice() {
    let mut all: Vec<&str> = FILES
        .into_iter()
        .flat_map(|file| {
            let lines = labelled(file);
            assert!(lines.len() >= 100);
            lines.into_iter().map(|line| line.text)
        })
        .collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    // "ok" is said in every language.
    assert!(all.len() + 2 >= count);
}
