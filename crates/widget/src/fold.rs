//! A very long message is shown by its beginning, until somebody wants the rest.

/// A text with more bytes or more lines than this is folded.
const LONGEST_BYTES: usize = 2_000;
const LONGEST_LINES: usize = 40;
/// How much of a folded text is shown.
const HEAD_BYTES: usize = 800;
const HEAD_LINES: usize = 16;
/// A longer word is cut.
const LONGEST_WORD_BYTES: usize = 300;

/// The beginning of a text that is too long to be shown whole; `None` for all others.
pub fn head(text: &str) -> Option<&str> {
    if text.len() <= LONGEST_BYTES && line_end(text, LONGEST_LINES).is_none() {
        return None;
    }
    let cut = text.floor_char_boundary(HEAD_BYTES);
    let end = line_end(&text[..cut], HEAD_LINES).or_else(|| {
        // No word is cut in two, and no address, unless it is very long.
        let space = text[..cut].rfind(char::is_whitespace)?;
        (cut - space <= LONGEST_WORD_BYTES).then_some(space)
    });
    Some(text[..end.unwrap_or(cut)].trim_end())
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
        assert_eq!(head(&"word ".repeat(400)), None);
        assert_eq!(head(&"\n".repeat(LONGEST_LINES - 1)), None);
    }

    #[test]
    fn a_long_text_is_cut_and_never_within_a_letter() {
        let text = format!("x{}", "🥐".repeat(2_000));
        let shown = head(&text).unwrap();
        assert!(text.starts_with(shown) && shown.len() <= HEAD_BYTES);
        let words = "seven77 ".repeat(1_000);
        assert!(head(&words).unwrap().ends_with("seven77"));
        let lines = "a\n".repeat(100);
        assert_eq!(head(&lines).unwrap().lines().count(), HEAD_LINES);
    }
}
