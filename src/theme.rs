//! Light or dark: as the system says, or as the reader chose; and how high the rows of the list are, which follows from
//! other choices (`ui/looks.rs`).

use leptos::prelude::*;

use crate::reactive::RwSignal;
use crate::{browser::storage, locale::Key, ui::Icon};

/// Under this name the choice is kept on this device.
const CHOICE: &str = "theme";
/// The attribute of the root element that the style sheets read.
const ATTRIBUTE: &str = "data-theme";
/// Under this name the height of the rows is kept, where it is another than this one, in CSS pixels.
pub const ROW_HEIGHT: &str = "row-height";
/// The style sheets say the same in `--row-height`.
pub const PLAIN_ROW_HEIGHT: usize = 86;

/// What the reader chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThemeChoice {
    /// Light or dark as the system is, also when that changes.
    #[default]
    System,
    Light,
    Dark,
}

/// The theme of the page.
#[derive(Clone, Copy)]
pub struct Theme {
    choice: RwSignal<ThemeChoice>,
    /// How high a row of the list is, in CSS pixels.
    pub row_height: RwSignal<usize>,
}

/// Shows the theme that the reader chose the last time. To be called once, in the root component.
pub fn provide_theme() -> Theme {
    let kept =
        storage::get(CHOICE).map_or(ThemeChoice::System, |word| ThemeChoice::from_word(&word));
    let theme = Theme {
        choice: RwSignal::new(kept),
        row_height: RwSignal::new(
            // As a number of a kind that is read elsewhere too: each kind has a reader of its own.
            storage::get(ROW_HEIGHT)
                .and_then(|kept| kept.parse::<u64>().ok())
                .map_or(PLAIN_ROW_HEIGHT, |kept| kept.max(1) as usize),
        ),
    };
    mark_document(kept);
    provide_context(theme);
    theme
}

/// The theme of the page, from anywhere below the root component.
pub fn use_theme() -> Theme {
    expect_context()
}

impl Theme {
    /// What the reader chose; tracked.
    pub fn choice(self) -> ThemeChoice {
        self.choice.get()
    }

    /// Shows a theme and keeps the choice.
    pub fn choose(self, choice: ThemeChoice) {
        storage::set(CHOICE, choice.word());
        mark_document(choice);
        self.choice.set(choice);
    }
}

impl ThemeChoice {
    pub const EVERY: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// What the choice is called.
    pub const fn label(self) -> Key {
        match self {
            Self::System => Key::ThemeSystem,
            Self::Light => Key::ThemeLight,
            Self::Dark => Key::ThemeDark,
        }
    }

    pub const fn icon(self) -> Icon {
        match self {
            Self::System => Icon::Monitor,
            Self::Light => Icon::Sun,
            Self::Dark => Icon::Moon,
        }
    }

    /// The word in which the choice is kept, and which the style sheets know.
    const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_word(word: &str) -> Self {
        Self::EVERY
            .into_iter()
            .find(|choice| choice.word() == word)
            .unwrap_or_default()
    }
}

/// Without the attribute the style sheets follow the system.
fn mark_document(choice: ThemeChoice) {
    if !cfg!(target_arch = "wasm32") {
        return;
    }
    let Some(root) = document().document_element() else {
        return;
    };
    // Neither can fail on the root element; if it did, the page would stay as it is.
    let _ = match choice {
        ThemeChoice::System => root.remove_attribute(ATTRIBUTE),
        ThemeChoice::Light | ThemeChoice::Dark => root.set_attribute(ATTRIBUTE, choice.word()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_survives_being_kept_and_rubbish_means_the_system() {
        for choice in ThemeChoice::EVERY {
            assert_eq!(ThemeChoice::from_word(choice.word()), choice);
        }
        assert_eq!(ThemeChoice::from_word("sepia"), ThemeChoice::System);
    }
}
