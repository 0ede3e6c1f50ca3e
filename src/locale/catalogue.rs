//! The texts of one language.

#[cfg(not(feature = "split"))]
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Key;

/// The English texts, for where no page brings texts: in tests.
#[cfg(not(target_arch = "wasm32"))]
pub const ENGLISH: &str = include_str!("../../public/locales/en.json");

/// The form that every plural text has.
const OTHER: &str = "other";

/// The texts of one language, by key.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// As many as there are keys, in their order.
    texts: Vec<Text>,
}

#[derive(Debug)]
enum Text {
    Plain(String),
    /// Pairs of a plural category of Unicode (`one`, `few`, `other`...) and its form.
    Plural(Vec<(String, String)>),
    /// The file has no such key, or something unreadable under it.
    Missing,
}

/// A locale file that is not of its form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadableCatalogue;

impl Catalogue {
    /// Reads a locale file as it ships: the sentences, and objects of plural forms, in the order of the keys, and `0` for
    /// each that is in another file.
    ///
    /// # Errors
    /// Only for what is no JSON list. A single bad text counts as missing.
    #[cfg(feature = "split")]
    pub fn parse(json: &str) -> Result<Self, UnreadableCatalogue> {
        let texts = recado_json::from_str(json).map_err(|_| UnreadableCatalogue)?;
        Ok(Self { texts })
    }

    /// Reads a locale file: one JSON object of sentences, and of objects of plural forms.
    ///
    /// # Errors
    /// Only for what is no JSON object. A single bad text counts as missing.
    #[cfg(not(feature = "split"))]
    pub fn parse(json: &str) -> Result<Self, UnreadableCatalogue> {
        let mut entries: BTreeMap<String, Text> =
            recado_json::from_str(json).map_err(|_| UnreadableCatalogue)?;
        let texts = Key::EVERY
            .iter()
            .map(|key| entries.remove(key.word()).unwrap_or(Text::Missing))
            .collect();
        Ok(Self { texts })
    }

    /// Takes from another file of this language what is missing in this one.
    #[cfg(feature = "split")]
    pub fn add(&mut self, rest: Self) {
        self.texts
            .resize_with(self.texts.len().max(rest.texts.len()), || Text::Missing);
        for (text, other) in self.texts.iter_mut().zip(rest.texts) {
            if matches!(text, Text::Missing) {
                *text = other;
            }
        }
    }

    /// The text of a key, in its general form where it is a plural.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.form(key, OTHER)
    }

    /// The text of a key for a plural category; the general form where there is no such one.
    pub fn form(&self, key: Key, category: &str) -> Option<&str> {
        match self.texts.get(key as usize)? {
            Text::Missing => None,
            Text::Plain(text) => Some(text),
            Text::Plural(forms) => {
                let of = |wanted: &str| forms.iter().find(|(name, _)| name == wanted);
                of(category)
                    .or_else(|| of(OTHER))
                    .map(|(_, text)| text.as_str())
            }
        }
    }
}

/// Whatever stands there is read: what is no text and no plural is missing.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or its plural forms")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Plain(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
        let mut forms = Vec::new();
        while let Some((category, form)) = entries.next_entry()? {
            if let Text::Plain(form) = form {
                forms.push((category, form));
            }
        }
        Ok(Text::Plural(forms))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Text, A::Error> {
        while parts.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text::Missing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
        Ok(Text::Missing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
        Ok(Text::Missing)
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::Missing)
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
        let catalogue =
            Catalogue::parse(r#"{"action.retry":5,"action.close":[1],"someday.maybe":"x"}"#)
                .unwrap();
        assert_eq!(catalogue.text(Key::ActionRetry), None);
        assert_eq!(Catalogue::parse("<html>").unwrap_err(), UnreadableCatalogue);
        assert_eq!(Catalogue::parse("[]").unwrap_err(), UnreadableCatalogue);
    }
}
