//! The entries of a menu in which a reader chooses theme and language.

use super::{MenuEntry, menu_heading, menu_radio};
use crate::{
    locale::{Key, Language, LanguageChoice, choose_language, language_choice, t},
    theme::{Theme, ThemeChoice},
};

/// A heading and one radio per theme.
pub fn theme_entries(theme: Theme) -> Vec<MenuEntry> {
    let now = theme.choice();
    let radios = ThemeChoice::EVERY.into_iter().map(|choice| {
        menu_radio(t(choice.label()), choice == now, move || {
            theme.choose(choice)
        })
        .with_icon(choice.icon())
    });
    std::iter::once(menu_heading(t(Key::ThemeTitle)))
        .chain(radios)
        .collect()
}

/// A heading and one radio per language; each language calls itself by its own name.
pub fn language_entries() -> Vec<MenuEntry> {
    let now = language_choice();
    let by_browser = LanguageChoice::Browser;
    let named = Language::EVERY.into_iter().map(|language| {
        (
            LanguageChoice::Always(language),
            language.own_name().to_owned(),
        )
    });
    let radios = std::iter::once((by_browser, t(Key::LanguageBrowser)))
        .chain(named)
        .map(|(choice, label)| menu_radio(label, choice == now, move || choose_language(choice)));
    std::iter::once(menu_heading(t(Key::LanguageTitle)))
        .chain(radios)
        .collect()
}
