//! How texts are compared in a search: without case, without accents. One character stays one
//! character, so that what is found can be shown in the text as it was written.

use std::ops::Range;

/// Letters without their accents, one for each character from `À` (U+00C0) to `ſ` (U+017F). `?`
/// stands where nothing is to be taken away.
const BARE: &[u8; 192] = b"aaaaaa?ceeeeiiii?nooooo??uuuuy??aaaaaa?ceeeeiiii?nooooo??uuuuy?y\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkk?lllllll\
lllnnnnnn???oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
const FIRST_BARE: u32 = 0xC0;
/// Accents that stand by themselves after their letter.
const COMBINING: Range<u32> = 0x300..0x370;

/// The character as it is compared; `None` for an accent that stands by itself.
pub fn fold_char(character: char) -> Option<char> {
    if character.is_ascii() {
        return Some(character.to_ascii_lowercase());
    }
    let code = u32::from(character);
    if COMBINING.contains(&code) {
        return None;
    }
    let bare = code
        .checked_sub(FIRST_BARE)
        .and_then(|at| BARE.get(usize::try_from(at).ok()?));
    match bare {
        Some(bare) if *bare != b'?' => Some(char::from(*bare)),
        _ => character.to_lowercase().next(),
    }
}

/// The text as it is compared.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// The words of a query, as they are compared. What has neither a letter nor a digit is no word.
pub fn query_words(query: &str) -> Vec<String> {
    query
        .split_whitespace()
        .map(fold)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect()
}

/// Fewer digits than these are no part of a telephone number that is worth looking for.
const FEWEST_DIGITS: usize = 3;

/// The digits of a query that may be a part of a telephone number, whatever stands between them.
pub fn query_digits(query: &str) -> Option<String> {
    let is_number = query
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-().".contains(c));
    let digits = digits(query);
    (is_number && digits.len() >= FEWEST_DIGITS).then_some(digits)
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Where the words stand in a text, as byte ranges of it, in order and apart. At the beginning of
/// the text's words where they stand there, anywhere else otherwise.
pub fn found_ranges(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For each byte of the folded text, which character of the text it comes from.
    let mut origins = Vec::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if let Some(plain) = fold_char(character) {
            folded.push(plain);
            origins.resize(folded.len(), at);
        }
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let all: Vec<usize> = folded.match_indices(word).map(|(at, _)| at).collect();
        let begins_word = |at: &usize| {
            !folded[..*at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric)
        };
        let any_begins = all.iter().any(begins_word);
        for at in all {
            if any_begins && !begins_word(&at) {
                continue;
            }
            let end = origins.get(at + word.len()).copied().unwrap_or(text.len());
            let range = origins[at]..end;
            let place = ranges
                .partition_point(|known| (known.start, known.end) <= (range.start, range.end));
            ranges.insert(place, range);
        }
    }
    ranges.dedup_by(|next, before| {
        let overlaps = next.start < before.end;
        if overlaps {
            before.end = before.end.max(next.end);
        }
        overlaps
    });
    ranges
}

/// Characters that an excerpt shows before what was found.
const BEFORE_FOUND: usize = 30;

/// At most `longest` characters of a text in one line, so chosen that the first of the words that
/// stands in it is seen.
pub fn excerpt(text: &str, words: &[String], longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = line.chars().count();
    if length <= longest {
        return line;
    }
    let found = found_ranges(&line, words)
        .first()
        .map_or(0, |range| line[..range.start].chars().count());
    let start = found
        .saturating_sub(BEFORE_FOUND)
        .min(length.saturating_sub(longest));
    let mut excerpt = String::new();
    let mut room = longest;
    if start > 0 {
        excerpt.push('…');
        room -= 1;
    }
    excerpt.extend(line.chars().skip(start).take(room));
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_folded_away() {
        assert_eq!(fold("CORAÇÃO, Ação e Não"), "coracao, acao e nao");
        assert_eq!(
            fold("e\u{301}tude ÿ Ÿ Žluťoučký Łódź"),
            "etude y y zlutoucky lodz"
        );
        assert_eq!(fold("ÆØß×÷ Ω Ж"), "æ\u{f8}ß×÷ ω ж");
    }

    #[test]
    fn every_accented_latin_letter_folds_as_its_small_form_does() {
        for code in FIRST_BARE..0x180 {
            let Some(letter) = char::from_u32(code) else {
                continue;
            };
            let small = letter.to_lowercase().next().unwrap();
            assert_eq!(fold_char(letter), fold_char(small), "{letter}");
        }
    }

    #[test]
    fn a_query_is_taken_for_a_number_only_when_it_may_be_one() {
        assert_eq!(query_digits("+55 (11) 9-1.2").as_deref(), Some("5511912"));
        assert_eq!(query_digits("12"), None);
        assert_eq!(query_digits("order 123"), None);
        assert_eq!(query_words("  São -- PAULO "), ["sao", "paulo"]);
    }

    #[test]
    fn what_is_found_is_marked_in_the_text_as_it_was_written() {
        let marked = |text: &str, query: &str| {
            found_ranges(text, &query_words(query))
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(marked("A Ação da ação", "acao"), ["Ação", "ação"]);
        assert_eq!(marked("satisfação", "acao"), ["ação"]);
        assert_eq!(marked("Ana e banana", "ana"), ["Ana"]);
        assert_eq!(marked("abcdef", "abc bcd"), ["abcd"]);
        assert_eq!(marked("cafe\u{301}!", "café"), ["cafe\u{301}"]);
    }

    #[test]
    fn an_excerpt_shows_what_was_found() {
        let text = format!("{} agulha {}", "palha ".repeat(100), "palha ".repeat(100));
        let shown = excerpt(&text, &["agulha".to_owned()], 140);
        assert!(
            shown.contains("agulha") && shown.starts_with('…'),
            "{shown}"
        );
        assert_eq!(shown.chars().count(), 140);
        assert_eq!(excerpt("a\n b", &[], 140), "a b");
    }
}
