//! What can be told of a conversation from its words: mood, urgency, and what is like it. Reading is pure.
//!
//! What it is and how well it reads: `docs/insights.md`.

mod lexicon;
#[cfg(test)]
mod quality;
mod reading;

use recado_protocol::insight::{Mood, Trend, Urgency};

pub use lexicon::telling_words;
pub use reading::{Reading, read};

/// So many of a customer's last messages say how urgent it is.
const URGENT_WITHIN: usize = 3;
/// What a message counts for the mood, against the one after it.
const FADES: f32 = 0.6;
/// A mood as strong as this is one.
const FELT: f32 = 0.2;
/// A change of mood as large as this is one.
const CHANGE: f32 = 0.3;

/// What the messages of a customer say together.
#[derive(Clone, PartialEq, Debug)]
pub struct Whole {
    pub mood: Mood,
    pub trend: Trend,
    pub urgency: Urgency,
    /// The words that made it so urgent, or not.
    pub reasons: Vec<String>,
}

/// Puts together what was read of a customer's messages, the newest first.
pub fn together(readings: &[Reading]) -> Whole {
    let mut urgent = readings.iter().take(URGENT_WITHIN);
    let pressing = urgent.find(|reading| reading.urgency == Urgency::High);
    let urgent = pressing.or_else(|| readings.first());
    let (newer, older) = readings.split_at(readings.len().div_ceil(2).min(2));
    let trend = match faded(newer) - faded(older) {
        _ if older.is_empty() => Trend::Steady,
        change if change >= CHANGE => Trend::Better,
        change if change <= -CHANGE => Trend::Worse,
        _ => Trend::Steady,
    };
    Whole {
        mood: mood_of(faded(readings)),
        trend,
        urgency: urgent.map_or(Urgency::Normal, |reading| reading.urgency),
        reasons: urgent.map_or_else(Vec::new, |reading| reading.reasons.clone()),
    }
}

/// The mood of messages, of which the newer ones count more.
fn faded(readings: &[Reading]) -> f32 {
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for reading in readings {
        sum += reading.score * weight;
        weights += weight;
        weight *= FADES;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

fn mood_of(score: f32) -> Mood {
    if score >= FELT {
        Mood::Positive
    } else if score <= -FELT {
        Mood::Negative
    } else {
        Mood::Neutral
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(texts: &[&str]) -> Whole {
        let readings: Vec<Reading> = texts.iter().map(|text| read(text)).collect();
        together(&readings)
    }

    #[test]
    fn the_newest_messages_say_most() {
        let calmer = whole(&[
            "Perfect, thank you!",
            "it works now",
            "This is terrible",
            "awful service",
        ]);
        assert_eq!((calmer.mood, calmer.trend), (Mood::Positive, Trend::Better));
        let angrier = whole(&[
            "This is terrible, I am furious",
            "hello",
            "thank you",
            "great",
        ]);
        assert_eq!(
            (angrier.mood, angrier.trend),
            (Mood::Negative, Trend::Worse)
        );
    }

    #[test]
    fn what_was_urgent_stays_so_for_a_few_messages() {
        let said = [
            "are you there?",
            "order 12",
            "This is urgent, the site is down",
        ];
        let still = whole(&said);
        assert_eq!(still.urgency, Urgency::High);
        assert!(
            still.reasons.contains(&"urgent".to_owned()),
            "{:?}",
            still.reasons
        );
        let long_ago = whole(&["and?", "are you there?", "order 12", "urgent!"]);
        assert_eq!(long_ago.urgency, Urgency::Normal);
    }

    #[test]
    fn nothing_said_says_nothing() {
        let nothing = whole(&[]);
        assert_eq!(nothing.mood, Mood::Neutral);
        assert_eq!(nothing.urgency, Urgency::Normal);
        assert_eq!(nothing.trend, Trend::Steady);
    }
}
