//! Whether somebody who types asks for something to be offered: `/` and `#` at the start of a word for
//! what is prepared, `@` for a colleague, `:` for an emoji.

/// Longest word that is looked for, in characters.
const WORD_CHARS: usize = 40;
/// So many letters behind a `:` are no smiley any more.
const LEAST_OF_EMOJI: usize = 2;
/// Names have spaces in them, and a sentence has more.
const SPACES_OF_NAMES: usize = 2;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    CannedReply,
    Article,
    Mention,
    Emoji,
}

impl Mark {
    /// Those of what is prepared.
    pub const PREPARED: [Self; 2] = [Self::CannedReply, Self::Article];

    pub const fn letter(self) -> char {
        match self {
            Self::CannedReply => '/',
            Self::Article => '#',
            Self::Mention => '@',
            Self::Emoji => ':',
        }
    }

    pub fn is_prepared(self) -> bool {
        Self::PREPARED.contains(&self)
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
    /// What was typed after the mark.
    pub query: String,
}

impl Trigger {
    /// What stands before the caret, when it asks for something.
    pub fn at(text: &str, caret: usize) -> Option<Self> {
        let before = text.get(..caret)?;
        prepared(before).or_else(|| inserted(before))
    }

    fn of(mark: Mark, start: usize, before: &str) -> Self {
        Self {
            mark,
            start,
            end: before.len(),
            query: before[start + 1..].to_owned(),
        }
    }
}

/// A word that begins with a mark of what is prepared.
fn prepared(before: &str) -> Option<Trigger> {
    let start = before.rfind(char::is_whitespace).map_or(0, |at| {
        at + before[at..].chars().next().map_or(0, char::len_utf8)
    });
    let first = before[start..].chars().next()?;
    let mark = Mark::PREPARED
        .into_iter()
        .find(|mark| mark.letter() == first)?;
    let word = &before[start + 1..];
    // A path and a heading are no questions.
    let is_question = !word.contains(['/', '#']) && word.chars().nth(WORD_CHARS).is_none();
    is_question.then(|| Trigger::of(mark, start, before))
}

/// A name or an emoji that is begun.
fn inserted(before: &str) -> Option<Trigger> {
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let (at, sign) = before[line..].rmatch_indices(['@', ':']).next()?;
    let start = line + at;
    let is_free = before[..start].chars().next_back().is_none_or(|letter| {
        letter.is_whitespace() || matches!(letter, '(' | '[' | '"' | '*' | '_')
    });
    let query = &before[start + 1..];
    let is_short = query.chars().nth(WORD_CHARS).is_none();
    let (mark, is_query) = if sign == "@" {
        let is_name = !query.starts_with(' ') && query.matches(' ').count() <= SPACES_OF_NAMES;
        (Mark::Mention, is_name)
    } else {
        let is_letter = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '+');
        let is_word = query.chars().count() >= LEAST_OF_EMOJI && query.chars().all(is_letter);
        (Mark::Emoji, is_word)
    };
    (is_free && is_short && is_query).then(|| Trigger::of(mark, start, before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Mark, usize, String)> {
        Trigger::at(text, text.len()).map(|it| (it.mark, it.start, it.query))
    }

    #[test]
    fn a_mark_at_the_start_of_a_word_asks_for_what_is_prepared() {
        for (text, asked) in [
            ("/", Some((Mark::CannedReply, 0, ""))),
            ("Olá /PRÁ", Some((Mark::CannedReply, 5, "PRÁ"))),
            ("a\n#troca", Some((Mark::Article, 2, "troca"))),
            ("a\u{3000}/x", Some((Mark::CannedReply, 4, "x"))),
            ("and/or", None),
            ("/usr/bin", None),
            ("## title", None),
            ("/done ", None),
            ("", None),
        ] {
            let asked = asked.map(|(mark, at, query)| (mark, at, query.to_owned()));
            assert_eq!(found(text), asked, "{text}");
        }
        // Only what stands before the caret counts.
        assert_eq!(Trigger::at("/ola x", 2).unwrap().query, "o");
        assert_eq!(Trigger::at("é", 1), None);
        assert_eq!(found(&format!("/{}", "x".repeat(41))), None);
    }

    #[test]
    fn a_name_and_an_emoji_are_asked_for_where_a_word_may_begin() {
        for (text, mark, query) in [
            ("@", Mark::Mention, ""),
            ("oi @L\u{ed}via Pr", Mark::Mention, "L\u{ed}via Pr"),
            ("a\n(@r", Mark::Mention, "r"),
            ("bom dia :cor", Mark::Emoji, "cor"),
            (":+1", Mark::Emoji, "+1"),
        ] {
            let found = found(text).map(|(mark, _, query)| (mark, query));
            assert_eq!(found, Some((mark, query.to_owned())), "{text}");
        }
    }

    #[test]
    fn mail_addresses_times_smileys_and_sentences_ask_for_nothing() {
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
