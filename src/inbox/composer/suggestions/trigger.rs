//! Whether somebody who types asks for something prepared: `/` and `#` at the start of a word.

use recado_protocol::folding::fold;

/// Longest word that is looked for, in characters.
const WORD_CHARS: usize = 40;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    CannedReply,
    Article,
}

impl Mark {
    pub const EVERY: [Self; 2] = [Self::CannedReply, Self::Article];

    pub const fn letter(self) -> char {
        match self {
            Self::CannedReply => '/',
            Self::Article => '#',
        }
    }
}

/// A word that asks for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trigger {
    pub mark: Mark,
    /// Where the mark stands, in bytes.
    pub start: usize,
    /// Where the caret stands, in bytes.
    pub end: usize,
    /// What was typed after the mark, folded.
    pub query: String,
}

impl Trigger {
    /// The word before the caret, when it asks for something.
    pub fn at(text: &str, caret: usize) -> Option<Self> {
        let before = text.get(..caret)?;
        let start = before.rfind(char::is_whitespace).map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        });
        let mut letters = before[start..].chars();
        let first = letters.next()?;
        let mark = Mark::EVERY
            .into_iter()
            .find(|mark| mark.letter() == first)?;
        let word = letters.as_str();
        // A path and a heading are no questions.
        if word.contains(['/', '#']) || word.chars().nth(WORD_CHARS).is_some() {
            return None;
        }
        Some(Self {
            mark,
            start,
            end: caret,
            query: fold(word),
        })
    }
}

/// How well something fits a query; less is better, and `None` is not at all. `name` is what one
/// types to get it, the rest is looked at in the order of its weight.
pub fn fit(query: &str, name: &str, title: &str, text: &str) -> Option<u8> {
    let (name, title) = (fold(name), fold(title));
    if query.is_empty() || name.starts_with(query) {
        return Some(0);
    }
    if title.split_whitespace().any(|word| word.starts_with(query)) {
        return Some(1);
    }
    if name.contains(query) || title.contains(query) {
        return Some(2);
    }
    fold(text).contains(query).then_some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_at_the_start_of_a_word_asks() {
        for (text, found) in [
            ("/", Some((Mark::CannedReply, 0, ""))),
            ("Olá /PRÁ", Some((Mark::CannedReply, 5, "pra"))),
            ("a\n#troca", Some((Mark::Article, 2, "troca"))),
            ("a\u{3000}/x", Some((Mark::CannedReply, 4, "x"))),
            ("and/or", None),
            ("/usr/bin", None),
            ("## title", None),
            ("/done ", None),
            ("", None),
        ] {
            let trigger = Trigger::at(text, text.len());
            let trigger = trigger.as_ref();
            assert_eq!(
                trigger.map(|it| (it.mark, it.start, it.query.as_str())),
                found,
                "{text}"
            );
        }
        // Only what stands before the caret counts.
        assert_eq!(Trigger::at("/ola x", 2).unwrap().query, "o");
        assert_eq!(Trigger::at("é", 1), None);
        assert_eq!(Trigger::at(&format!("/{}", "x".repeat(41)), 42), None);
    }

    #[test]
    fn the_shortcut_weighs_more_than_the_title_and_the_title_more_than_the_text() {
        let fit = |query| fit(query, "prazo", "Entrega em São Paulo", "Chega em 5 dias");
        assert_eq!(fit(""), Some(0));
        assert_eq!(fit("pra"), Some(0));
        assert_eq!(fit("sao"), Some(1));
        assert_eq!(fit("trega"), Some(2));
        assert_eq!(fit("5"), Some(3));
        assert_eq!(fit("zebra"), None);
    }
}
