//! The words that a person reads. The build makes them from `locales/*.json`.

use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// One language, with every text of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Locale {
    /// BCP 47, for `Intl` and the page's `lang`.
    pub tag: &'static str,
    texts: &'static [&'static str],
}

impl Locale {
    /// The language for a BCP 47 tag such as `pt`, `pt-PT` or `en-GB`; English when there is none.
    pub fn of(tag: &str) -> Self {
        let (tag, texts) = LANGUAGES
            .iter()
            .find(|(known, _)| language(known).eq_ignore_ascii_case(language(tag)))
            .unwrap_or(&LANGUAGES[0]);
        Self { tag, texts }
    }

    /// The tag for times and numbers: the reader's own where it is of this language, because one
    /// language is written in more ways than one.
    pub fn format_tag(self, reader: Option<String>) -> String {
        reader
            .filter(|reader| language(reader).eq_ignore_ascii_case(language(self.tag)))
            .unwrap_or_else(|| self.tag.to_owned())
    }

    pub fn text(self, text: Text) -> &'static str {
        self.texts[text as usize]
    }

    pub fn is_right_to_left(self) -> bool {
        self.text(Text::Direction) == "rtl"
    }

    /// A name or another value as it stands among words: it must not turn them around, nor they it.
    pub fn isolated(self, value: &str) -> Cow<'_, str> {
        if self.is_right_to_left() {
            ["\u{2068}", value, "\u{2069}"].concat().into()
        } else {
            value.into()
        }
    }

    /// A text with its placeholder `{...}` filled in, if it has one.
    pub fn fill(self, text: Text, value: &str) -> String {
        let template = self.text(text);
        let filled = template.split_once('{').and_then(|(before, rest)| {
            let (_, after) = rest.split_once('}')?;
            Some([before, &self.isolated(value), after].concat())
        });
        filled.unwrap_or_else(|| template.to_owned())
    }
}

/// The first part of a BCP 47 tag.
fn language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let placeholders = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next().map(str::to_owned))
                .collect();
            found.sort();
            found
        };
        let english = Locale::of("en");
        for (tag, texts) in &LANGUAGES {
            for (text, english) in texts.iter().zip(english.texts) {
                assert!(!text.trim().is_empty(), "{tag}: {english}");
                assert_eq!(placeholders(text), placeholders(english), "{tag}: {text}");
            }
        }
    }

    #[test]
    fn a_language_is_found_by_its_first_part_and_english_is_the_fallback() {
        for (asked, got) in [
            ("pt", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("PT_br", "pt-BR"),
            ("es-MX", "es"),
            ("en-GB", "en"),
            ("ar-EG", "ar"),
            ("fi", "en"),
            ("", "en"),
        ] {
            assert_eq!(Locale::of(asked).tag, got, "{asked}");
        }
    }

    #[test]
    fn times_are_written_as_the_reader_writes_them_in_the_windows_language() {
        let english = Locale::of("en-US");
        assert_eq!(english.format_tag(Some("en-GB".into())), "en-GB");
        assert_eq!(english.format_tag(Some("pt-BR".into())), "en");
        assert_eq!(english.format_tag(None), "en");
    }

    #[test]
    fn a_placeholder_is_filled_in_as_text() {
        let english = Locale::of("en");
        assert_eq!(english.fill(Text::Typing, "{x}"), "{x} is writing");
        assert_eq!(english.fill(Text::Send, "5"), "Send");
        let arabic = Locale::of("ar").fill(Text::Typing, "Lívia");
        assert!(arabic.ends_with("\u{2068}Lívia\u{2069}"), "{arabic}");
    }
}
