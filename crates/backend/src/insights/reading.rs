//! Reads the mood and the urgency of one text.

use recado_protocol::folding::fold;
use recado_protocol::insight::{Mood, Urgency};

use super::lexicon::{self, Lexicon, PHRASE_WORDS};
use super::mood_of;

/// No more of a text than this is read, in characters.
const READ_CHARS: usize = 4_000;
/// A negation turns what stands so many words after it.
const NEGATION_REACH: usize = 3;
/// For urgency it has to stand nearer: "if you can't do it today" is no "not today".
const URGENCY_REACH: usize = 2;
/// What a negation leaves of a weight.
const NEGATED: f32 = -0.6;
/// How much weight makes half of a strong mood.
const SOFTNESS: f32 = 12.0;
/// As much weight makes it urgent.
const PRESSING: f32 = 2.0;
/// A reason is worth so many words.
const MOST_REASONS: usize = 5;

/// What one text says.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// From -1, very unhappy, to 1.
    pub score: f32,
    pub mood: Mood,
    pub urgency: Urgency,
    /// The words that made it urgent, or not, as they are in the lists.
    pub reasons: Vec<String>,
}

/// How strong a mood is of which nothing but its name is known.
const NAMED: f32 = 0.7;

impl Reading {
    /// What somebody else made of a text.
    pub const fn judged(mood: Mood, urgency: Urgency) -> Self {
        let score = match mood {
            Mood::Positive => NAMED,
            Mood::Negative => -NAMED,
            Mood::Neutral | Mood::Unknown => 0.0,
        };
        Self {
            score,
            mood,
            urgency,
            reasons: Vec::new(),
        }
    }
}

/// The words of a folded text.
pub fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '\'' || letter == '’';
    folded
        .split(move |letter: char| !is_part(letter))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// Reads one text. What is written in other languages than the three says nothing but by its emojis.
pub fn read(text: &str) -> Reading {
    let text: String = text.chars().take(READ_CHARS).collect();
    let folded = fold(&text).replace('’', "'");
    // Where a sentence or a part of it ends, a negation ends.
    let clauses: Vec<Vec<&str>> = folded
        .split(['.', ',', ';', '!', '?', '\n', ':', '(', ')'])
        .map(|clause| words_of(clause).collect())
        .collect();
    let all: Vec<&str> = clauses.iter().flatten().copied().collect();
    let known = lexicon::lexicon_of(&all);
    let mut mood = 0.0;
    let mut urgency = Urged::default();
    if let Some(lexicon) = known {
        for clause in &clauses {
            mood = read_clause(lexicon, clause, mood, &mut urgency);
        }
    }
    if is_shouted(&text) || text.matches('!').count() >= 2 {
        mood *= 1.3;
        if mood < 0.0 {
            urgency.weight += 0.5;
        }
    }
    mood += signs(&text);
    let score = mood / (mood * mood + SOFTNESS).sqrt();
    let mood = mood_of(score);
    let asks = text.contains('?') || urgency.weight > 0.0;
    // Thanks that ask for nothing wait for nobody.
    let is_thanks = mood == Mood::Positive && !asks;
    let urgency_word = if urgency.weight >= PRESSING {
        Urgency::High
    } else if urgency.weight < -0.5 || is_thanks {
        Urgency::Low
    } else {
        Urgency::Normal
    };
    let reasons = if urgency_word == Urgency::High || urgency.weight < -0.5 {
        urgency.reasons(urgency_word)
    } else {
        Vec::new()
    };
    Reading {
        score,
        mood,
        urgency: urgency_word,
        reasons,
    }
}

/// What was found of urgency.
#[derive(Default)]
struct Urged {
    weight: f32,
    found: Vec<(String, f32)>,
}

impl Urged {
    fn reasons(self, urgency: Urgency) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for (phrase, weight) in self.found {
            let fits = (weight > 0.0) == (urgency == Urgency::High);
            if fits && !reasons.contains(&phrase) && reasons.len() < MOST_REASONS {
                reasons.push(phrase);
            }
        }
        reasons
    }
}

/// The mood after a clause, of what it was before.
fn read_clause(lexicon: &Lexicon, words: &[&str], before: f32, urged: &mut Urged) -> f32 {
    let mut mood = before;
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        if rest.first().is_some_and(|word| lexicon.but.contains(*word)) {
            mood *= 0.4;
        }
        let felt = longest(rest, |phrase| lexicon.mood.get(phrase).copied());
        let pressed = longest(rest, |phrase| lexicon.urgent.get(phrase).copied());
        if let Some((_, phrase, weight)) = &pressed {
            let is_negated = *weight > 0.0 && negates(lexicon, words, at, URGENCY_REACH);
            // "Not urgent" is as good as "no hurry".
            let weight = if is_negated { -weight } else { *weight };
            urged.weight += weight;
            if weight != 0.0 {
                urged.found.push((phrase.clone(), weight));
            }
        }
        if let Some((_, _, weight)) = felt {
            mood += weight * force(lexicon, words, at);
        }
        let length = |found: &Option<(usize, String, f32)>| found.as_ref().map_or(1, |it| it.0);
        at += length(&felt).max(length(&pressed));
    }
    mood
}

/// The longest phrase at the beginning of words that has a weight: its length, itself and its weight.
fn longest(words: &[&str], weight: impl Fn(&str) -> Option<f32>) -> Option<(usize, String, f32)> {
    (1..=PHRASE_WORDS.min(words.len()))
        .rev()
        .find_map(|length| {
            let phrase = words[..length].join(" ");
            let weight = weight(&phrase)?;
            Some((length, phrase, weight))
        })
}

fn negates(lexicon: &Lexicon, words: &[&str], at: usize, reach: usize) -> bool {
    let reach = &words[at.saturating_sub(reach)..at];
    reach.iter().any(|word| lexicon.negation.contains(*word))
}

/// What the words before one make of its weight.
fn force(lexicon: &Lexicon, words: &[&str], at: usize) -> f32 {
    let near = &words[at.saturating_sub(2)..at];
    let mut force = 1.0;
    if near.iter().any(|word| lexicon.more.contains(*word)) {
        force *= 1.4;
    }
    if near.iter().any(|word| lexicon.less.contains(*word)) {
        force *= 0.6;
    }
    if negates(lexicon, words, at, NEGATION_REACH) {
        force *= NEGATED;
    }
    force
}

/// Whether most of its letters are capitals.
fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let (large, all) = letters.fold((0_usize, 0_usize), |(large, all), letter| {
        (large + usize::from(letter.is_uppercase()), all + 1)
    });
    all >= 8 && large * 10 >= all * 7
}

/// The emojis of a text; a row of the same ones says it once.
fn signs(text: &str) -> f32 {
    let mut last = None;
    let mut sum = 0.0;
    for (sign, weight) in text
        .chars()
        .filter_map(|sign| Some((sign, lexicon::sign(sign)?)))
    {
        if last != Some(sign) {
            sum += weight;
        }
        last = Some(sign);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negation_force_and_contrast_are_heard() {
        for (text, mood) in [
            ("The service is good", Mood::Positive),
            ("The service is not good", Mood::Negative),
            ("I was not disappointed at all", Mood::Positive),
            ("It is nice, but it stopped working", Mood::Negative),
            ("O atendimento não foi bom", Mood::Negative),
            ("El servicio no es bueno", Mood::Negative),
            ("Comprei no site de vocês", Mood::Neutral),
            ("😡😡😡", Mood::Negative),
            ("hello", Mood::Neutral),
            ("", Mood::Neutral),
        ] {
            let reading = read(text);
            assert_eq!(reading.mood, mood, "{text}: {}", reading.score);
            assert!(reading.score.abs() <= 1.0, "{text}");
        }
    }

    #[test]
    fn urgency_has_its_reasons() {
        let urgent = read("I need this immediately, our site is down!");
        assert_eq!(urgent.urgency, Urgency::High);
        assert_eq!(urgent.reasons, ["immediately", "site is down"]);
        let calm = read("It is not urgent, whenever you can");
        assert_eq!(calm.urgency, Urgency::Low);
        assert_eq!(calm.reasons, ["not urgent", "whenever you can"]);
        assert_eq!(read("Where is my order?").urgency, Urgency::Normal);
        assert_eq!(read("Thank you, perfect").urgency, Urgency::Low);
    }

    #[test]
    fn any_text_is_read() {
        for text in ["\u{0}\u{202e}", "''''", "não não não", &"!?".repeat(9_000)] {
            assert!(read(text).score.is_finite());
        }
    }
}
