//! Emoji and special characters: a picker, and short names in the text.

mod button;
mod catalogue;
mod chosen;
mod grid;
mod loading;
mod picker;

use std::ops::Range;

use super::completions::{Completion, Completions, Face, MOST};
use crate::browser::letters::folded;
use catalogue::find;
use chosen::tone;
use loading::Loaded;

pub use button::{EmojiPlace, emoji_button};
pub use picker::emoji_picker;

/// Offers the emoji whose short names or words begin as it was typed; the first time when they have come.
pub fn complete(completions: Completions, place: Range<usize>, query: &str) {
    let query = folded(query);
    loading::when_loaded(move |loaded| {
        if let Loaded::Here(groups) = loaded {
            let all = find(groups, &query, MOST)
                .into_iter()
                .map(|emoji| Completion {
                    face: Face::Letters(tone().of(emoji)),
                    label: emoji.name.clone(),
                    detail: format!(":{}:", emoji.code()),
                    with: tone().of(emoji),
                });
            completions.offer(place.clone(), all.collect());
        }
    });
}
