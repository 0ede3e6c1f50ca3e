//! Emoji and special characters: a picker, and short names in the text.

mod button;
mod catalogue;
mod chosen;
mod grid;
mod loading;
mod picker;

use super::suggestions::{Face, Offer};
use crate::browser::letters::folded;
use catalogue::find;
use chosen::tone;

pub use button::{EmojiPlace, emoji_button};
pub use loading::when_loaded;
pub use picker::emoji_picker;

/// Those whose short names or words begin as it was typed.
pub fn matching(query: &str, most: usize) -> Vec<Offer> {
    let query = folded(query);
    loading::with(|groups| {
        let found = find(groups, &query, most).into_iter();
        let offers = found.map(|emoji| Offer {
            face: Some(Face::Letters(tone().of(emoji))),
            title: emoji.name.clone(),
            detail: format!(":{}:", emoji.code()),
            with: tone().of(emoji),
            ..Offer::default()
        });
        offers.collect()
    })
}
