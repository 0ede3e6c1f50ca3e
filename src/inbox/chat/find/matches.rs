//! Which messages are found, and which of them is looked at.

use recado_protocol::folding::fold;
use recado_protocol::{Message, MessageId};

/// A message that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    pub position: u64,
    pub message: MessageId,
}

/// Whether every word stands in a text; of the last one its beginning is enough. So does the backend
/// look, and both find the same.
pub fn is_found(text: &str, words: &[String]) -> bool {
    let Some((last, whole)) = words.split_last() else {
        return false;
    };
    let text = fold(text);
    // The beginning of one letter alone would be half of all words.
    let last_may_go_on = last.chars().nth(1).is_some();
    whole.iter().all(|word| stands_in(&text, word, false)) && stands_in(&text, last, last_may_go_on)
}

fn stands_in(text: &str, word: &str, may_go_on: bool) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let is_apart = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
        is_apart(before) && (may_go_on || is_apart(after))
    })
}

/// What this device has of them, with what the backend knows besides: the newest first.
pub fn all<'a>(
    here: impl Iterator<Item = &'a Message>,
    there: &[Match],
    words: &[String],
) -> Vec<Match> {
    let mut all: Vec<Match> = here
        .filter(|message| {
            let text = message.content.text();
            text.is_some_and(|text| is_found(text, words))
        })
        .map(|message| Match {
            position: message.position,
            message: message.id.clone(),
        })
        .chain(there.iter().cloned())
        .collect();
    all.sort_unstable_by_key(|found| std::cmp::Reverse(found.position));
    all.dedup_by_key(|found| found.position);
    all
}

/// The place of the one that is looked at, from 0.
pub fn place_of(all: &[Match], current: Option<&MessageId>) -> Option<usize> {
    all.iter().position(|found| Some(&found.message) == current)
}

/// The place that is so many steps away; after the last comes the first.
pub fn step(count: usize, from: Option<usize>, back: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (from, back) {
        (None, false) => 0,
        (None | Some(0), true) => last,
        (Some(from), true) => from - 1,
        (Some(from), false) if from >= last => 0,
        (Some(from), false) => from + 1,
    })
}

#[cfg(test)]
mod tests {
    use recado_protocol::folding::query_words;
    use recado_protocol::{Author, Content, Timestamp};

    use super::*;

    fn message(position: u64, text: &str) -> Message {
        Message {
            id: format!("m{position}").as_str().into(),
            conversation: "c".into(),
            position,
            at: Timestamp::from_millis(0),
            author: Author::System,
            content: Content::Text { text: text.into() },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    #[test]
    fn words_are_found_as_the_backend_finds_them() {
        for (query, text, is) in [
            ("não cheg", "Minha encomenda NAO chegou", true),
            ("encom", "a encomenda", true),
            ("comenda", "a encomenda", false),
            ("cheg nao", "nao chegou", false),
            ("a", "banana", false),
            ("a", "é a encomenda", true),
            ("", "anything", false),
            ("-- ?", "-- ?", false),
        ] {
            assert_eq!(is_found(text, &query_words(query)), is, "{query} in {text}");
        }
    }

    #[test]
    fn what_both_know_is_counted_once_and_the_newest_comes_first() {
        let here = [message(7, "lamp"), message(8, "other"), message(9, "lamps")];
        let there = [3, 7].map(|position| Match {
            position,
            message: format!("m{position}").as_str().into(),
        });
        let found = all(here.iter(), &there, &query_words("lamp"));
        let positions: Vec<u64> = found.iter().map(|found| found.position).collect();
        assert_eq!(positions, [9, 7, 3]);
        assert_eq!(place_of(&found, Some(&"m7".into())), Some(1));
        assert_eq!(place_of(&found, Some(&"m8".into())), None);
    }

    #[test]
    fn the_way_leads_around() {
        assert_eq!(step(0, None, false), None);
        assert_eq!(step(3, None, false), Some(0));
        assert_eq!(step(3, Some(2), false), Some(0));
        assert_eq!(step(3, Some(0), true), Some(2));
        assert_eq!(step(3, Some(2), true), Some(1));
    }
}
