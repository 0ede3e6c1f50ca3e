//! What was typed just before the caret, when it asks for something to be offered.

use std::ops::Range;

/// A longer word is no beginning of anything.
const LONGEST_BYTES: usize = 48;
/// So many letters behind a `:` are no smiley any more.
const LEAST_OF_EMOJI: usize = 2;

/// What the word begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// `@`
    Mention,
    /// `:`
    Emoji,
}

/// The beginning of a word that asks for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trigger {
    pub sign: Sign,
    /// Where it stands, with its sign, in bytes.
    pub place: Range<usize>,
    /// What stands behind the sign.
    pub query: String,
}

impl Trigger {
    /// Looks at a text up to the caret.
    pub fn before_caret(text: &str) -> Option<Self> {
        let from = text.floor_char_boundary(text.len().saturating_sub(LONGEST_BYTES));
        let line = from + text[from..].rfind('\n').map_or(0, |at| at + 1);
        let (at, sign) = text[line..].rmatch_indices(['@', ':']).next()?;
        let start = line + at;
        let is_free = text[..start].chars().next_back().is_none_or(|before| {
            before.is_whitespace() || matches!(before, '(' | '[' | '"' | '*' | '_')
        });
        let query = &text[start + 1..];
        let sign = match sign {
            "@" => Sign::Mention,
            _ => Sign::Emoji,
        };
        let is_query = match sign {
            // Names have a space in them, and a sentence has more.
            Sign::Mention => !query.starts_with(' ') && query.matches(' ').count() <= 2,
            Sign::Emoji => {
                query.chars().count() >= LEAST_OF_EMOJI
                    && query
                        .chars()
                        .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '+'))
            }
        };
        (is_free && is_query).then(|| Self {
            sign,
            place: start..text.len(),
            query: query.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Sign, String)> {
        Trigger::before_caret(text).map(|it| (it.sign, text[it.place].to_owned()))
    }

    #[test]
    fn a_word_with_a_sign_before_it_asks() {
        for (text, sign, word) in [
            ("@", Sign::Mention, "@"),
            ("oi @L\u{ed}via Pr", Sign::Mention, "@L\u{ed}via Pr"),
            ("a\n(@r", Sign::Mention, "@r"),
            ("bom dia :cor", Sign::Emoji, ":cor"),
            (":+1", Sign::Emoji, ":+1"),
        ] {
            assert_eq!(found(text), Some((sign, word.to_owned())), "{text}");
        }
    }

    #[test]
    fn mail_addresses_times_smileys_and_sentences_do_not() {
        for text in [
            "",
            "ana@a.example",
            "10:30",
            ":)",
            ":D",
            "assim: bom",
            "@ ana",
            "@ana disse que vem",
            "https://a",
            "@a\nb",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
