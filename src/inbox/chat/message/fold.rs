//! Very long messages are shown by their beginning, until somebody wants the rest.

/// A text with more bytes than this is folded: about 3,000 letters.
const LONGEST_BYTES: usize = 3_000;
/// A text with more lines than this is folded.
const LONGEST_LINES: usize = 60;
/// How much of a folded text is shown.
const HEAD_BYTES: usize = 1_200;
const HEAD_LINES: usize = 24;
/// A word that would be cut in two is left out, when it is no longer than this.
const LONGEST_WORD_BYTES: usize = 40;

/// The beginning of a text that is too long to be shown whole; `None` for all others.
pub fn head(text: &str) -> Option<&str> {
    let is_long = text.len() > LONGEST_BYTES || line_end(text, LONGEST_LINES).is_some();
    if !is_long {
        return None;
    }
    let cut = text.floor_char_boundary(HEAD_BYTES.min(text.len()));
    let lines = line_end(&text[..cut], HEAD_LINES).unwrap_or(cut);
    let head = &text[..lines];
    let word = head
        .rfind(char::is_whitespace)
        .filter(|_| lines == cut && cut < text.len());
    let head = match word {
        Some(space) if head.len() - space <= LONGEST_WORD_BYTES => &head[..space],
        _ => head,
    };
    Some(head.trim_end())
}

/// Where the `nth` line ends, if another one follows.
fn line_end(text: &str, nth: usize) -> Option<usize> {
    text.match_indices('\n').nth(nth - 1).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_text_is_shown_whole() {
        assert_eq!(head(""), None);
        assert_eq!(head(&"word ".repeat(600)), None);
        assert_eq!(head(&"\n".repeat(LONGEST_LINES - 1)), None);
    }

    #[test]
    fn a_long_text_is_cut_between_words_and_a_long_word_anywhere() {
        let text = "seven77 ".repeat(1_000);
        let shown = head(&text).unwrap();
        assert!(shown.ends_with("seven77"), "{shown}");
        assert!(shown.len() > HEAD_BYTES - 10 && shown.len() <= HEAD_BYTES);
        assert_eq!(head(&"x".repeat(5_000)).unwrap().len(), HEAD_BYTES);
    }

    #[test]
    fn a_text_of_many_lines_is_cut_after_some_of_them() {
        let text = "a\n".repeat(100);
        assert_eq!(head(&text).unwrap().lines().count(), HEAD_LINES);
    }

    #[test]
    fn a_letter_is_never_cut_in_two() {
        let text = format!("x{}", "🥐".repeat(2_000));
        assert!(text.starts_with(head(&text).unwrap()));
    }
}
