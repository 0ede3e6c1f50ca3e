//! The texts of one language.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Key;

/// English as it is in the program: the fallback for every other language.
pub const ENGLISH: &str = include_str!("../../public/locales/en.json");

/// The form that every plural text has.
const OTHER: &str = "other";

/// The texts of one language, by key.
#[derive(Debug)]
pub struct Catalogue {
    /// As many as there are keys, in their order.
    texts: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    /// The forms by their plural category of Unicode (`one`, `few`, `other`...).
    Plural(BTreeMap<String, Self>),
    /// The file has no such key, or something unreadable under it.
    Missing(IgnoredAny),
}

/// A locale file that is not a JSON object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadableCatalogue;

impl Catalogue {
    /// Reads a locale file: one JSON object of sentences, and of objects of plural forms.
    ///
    /// # Errors
    /// Only for what is no JSON object. A single bad text counts as missing.
    pub fn parse(json: &str) -> Result<Self, UnreadableCatalogue> {
        let mut entries: BTreeMap<String, Text> =
            recado_json::from_str(json).map_err(|_| UnreadableCatalogue)?;
        let texts = Key::EVERY
            .iter()
            .map(|key| {
                entries
                    .remove(key.word())
                    .unwrap_or(Text::Missing(IgnoredAny))
            })
            .collect();
        Ok(Self { texts })
    }

    /// The English that is part of the program.
    pub fn english() -> Self {
        Self::parse(ENGLISH).expect("a test reads this very file")
    }

    /// The text of a key, in its general form where it is a plural.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.form(key, OTHER)
    }

    /// The text of a key for a plural category; the general form where there is no such one.
    pub fn form(&self, key: Key, category: &str) -> Option<&str> {
        let text = match self.texts.get(key as usize)? {
            Text::Plural(forms) => forms.get(category).or_else(|| forms.get(OTHER))?,
            text => text,
        };
        match text {
            Text::Plain(text) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_has_its_forms_and_falls_back_to_the_general_one() {
        let catalogue =
            Catalogue::parse(r#"{"list.newer":{"one":"{n} newer one","other":"{n} newer ones"}}"#)
                .unwrap();
        assert_eq!(catalogue.form(Key::ListNewer, "one"), Some("{n} newer one"));
        assert_eq!(
            catalogue.form(Key::ListNewer, "few"),
            Some("{n} newer ones")
        );
        assert_eq!(catalogue.text(Key::ListNewer), Some("{n} newer ones"));
    }

    #[test]
    fn a_bad_text_is_missing_and_a_bad_file_is_refused() {
        let catalogue = Catalogue::parse(r#"{"action.retry":5,"someday.maybe":"x"}"#).unwrap();
        assert_eq!(catalogue.text(Key::ActionRetry), None);
        assert_eq!(Catalogue::parse("<html>").unwrap_err(), UnreadableCatalogue);
        assert_eq!(Catalogue::parse("[]").unwrap_err(), UnreadableCatalogue);
    }
}
