//! What this device remembers: the emoji that were taken last, and the skin tone.

use super::catalogue::Tone;
use crate::browser::storage;

const RECENT: &str = "emoji.recent";
const TONE: &str = "emoji.tone";
/// Three rows of the picker.
const MOST_RECENT: usize = 24;

/// The emoji that were taken last, the last one first.
pub fn recent() -> Vec<String> {
    let kept = storage::get(RECENT).unwrap_or_default();
    kept.split_whitespace().map(str::to_owned).collect()
}

/// Notes that an emoji was taken.
pub fn note(emoji: &str) {
    storage::set(RECENT, &with_first(&recent(), emoji).join(" "));
}

/// The skin tone that was chosen.
pub fn tone() -> Tone {
    let kept = storage::get(TONE).and_then(|place| place.parse::<usize>().ok());
    kept.and_then(|place| Tone::EVERY.get(place).copied())
        .unwrap_or_default()
}

pub fn choose_tone(tone: Tone) {
    let place = Tone::EVERY.iter().position(|it| *it == tone);
    storage::set(TONE, &place.unwrap_or_default().to_string());
}

fn with_first(recent: &[String], emoji: &str) -> Vec<String> {
    let others = recent.iter().filter(|it| *it != emoji).cloned();
    std::iter::once(emoji.to_owned())
        .chain(others)
        .take(MOST_RECENT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_comes_first_and_stands_there_once() {
        let recent = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(with_first(&recent, "b"), ["b", "a", "c"]);
        let many: Vec<String> = (0..40).map(|it| it.to_string()).collect();
        assert_eq!(with_first(&many, "x").len(), MOST_RECENT);
    }
}
