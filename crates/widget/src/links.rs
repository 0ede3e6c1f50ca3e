//! Finds the web addresses in a text, so that they can be made clickable. Text stays text: what
//! comes out is the same characters again, cut into pieces.

/// A stretch of a message's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An address that begins with `http://` or `https://`, exactly as it stands in the text.
    Link(&'a str),
}

/// Cuts a text into plain stretches and web addresses. The pieces together are the text.
///
/// Only whole `http` and `https` addresses become links: no other scheme can be made to run
/// anything, and a bare word with a dot in it is more often no address.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut search_from = 0;
    while let Some(found) = next_scheme(text, search_from) {
        let end = found.start + address_length(&text[found.start..], found.scheme_length);
        if end == found.start {
            search_from = found.start + found.scheme_length;
            continue;
        }
        if plain_from < found.start {
            pieces.push(Piece::Text(&text[plain_from..found.start]));
        }
        pieces.push(Piece::Link(&text[found.start..end]));
        plain_from = end;
        search_from = end;
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(&text[plain_from..]));
    }
    pieces
}

struct Scheme {
    start: usize,
    scheme_length: usize,
}

/// The next `http://` or `https://`, in any case, that does not stand inside a word.
fn next_scheme(text: &str, from: usize) -> Option<Scheme> {
    let mut at = from;
    while let Some(offset) = text[at..].find(':') {
        let colon = at + offset;
        at = colon + 1;
        if !text[at..].starts_with("//") {
            continue;
        }
        for word in ["https", "http"] {
            let Some(start) = colon.checked_sub(word.len()).filter(|start| *start >= from) else {
                continue;
            };
            let is_word = text
                .get(start..colon)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case(word));
            let begins_a_word = || {
                let before = text[..start].chars().next_back();
                !before.is_some_and(is_of_a_word)
            };
            if is_word && begins_a_word() {
                return Some(Scheme {
                    start,
                    scheme_length: word.len() + "://".len(),
                });
            }
        }
    }
    None
}

/// How many bytes from the start belong to the address; 0 when nothing follows the scheme.
fn address_length(text: &str, scheme_length: usize) -> usize {
    let mut end = text
        .find(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || is_direction_mark(c)
                || "<>\"`{}|\\^«»“”。，、；：！？（）「」『』【】".contains(c)
        })
        .unwrap_or(text.len());
    // A sentence's punctuation after an address is not part of it, nor is a bracket that the
    // address did not open.
    while let Some(last) = text[..end].chars().next_back() {
        let address = &text[..end];
        let trailing = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' => true,
            ')' => count(address, ')') > count(address, '('),
            ']' => count(address, ']') > count(address, '['),
            _ => false,
        };
        if !trailing || end <= scheme_length {
            break;
        }
        end -= last.len_utf8();
    }
    let host_begins = text[scheme_length.min(end)..end]
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric() || !first.is_ascii() || first == '[');
    if host_begins { end } else { 0 }
}

/// Digits and the letters of scripts that part words by spaces, roughly: no table of all letters is
/// needed for what is only about a scheme in the middle of a word.
fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{1fff}')
}

/// Invisible marks that reorder text could make an address look like another one.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn count(text: &str, bracket: char) -> usize {
    text.chars().filter(|c| *c == bracket).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links(text: &str) -> Vec<&str> {
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(address) => Some(address),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn an_address_is_found_between_words() {
        assert_eq!(
            pieces("see https://aurora.example/bolos?x=1#y now"),
            [
                Piece::Text("see "),
                Piece::Link("https://aurora.example/bolos?x=1#y"),
                Piece::Text(" now")
            ]
        );
    }

    #[test]
    fn punctuation_around_an_address_stays_text() {
        assert_eq!(links("(https://a.example/x)."), ["https://a.example/x"]);
        assert_eq!(
            links("https://a.example/x_(y), ok?"),
            ["https://a.example/x_(y)"]
        );
        assert_eq!(links("“http://a.example”!"), ["http://a.example"]);
        assert_eq!(links("<HTTP://A.example>"), ["HTTP://A.example"]);
    }

    #[test]
    fn other_schemes_and_halves_are_text() {
        for text in [
            "javascript://alert(1)",
            "javascript:alert(1)",
            "data:text/html,<b>",
            "xhttps://a.example",
            "https://",
            "https:// a",
            "http://.",
            "a.example",
            "ftp://a.example",
        ] {
            assert_eq!(links(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn addresses_one_after_another_are_separate() {
        assert_eq!(
            links("http://a.example https://b.example\nhttp://c.example"),
            ["http://a.example", "https://b.example", "http://c.example"]
        );
    }

    #[test]
    fn an_address_needs_no_space_where_a_script_has_none() {
        assert_eq!(
            links("看https://a.example/蛋糕。好"),
            ["https://a.example/蛋糕"]
        );
        assert_eq!(links("🥐https://a.example"), ["https://a.example"]);
    }

    #[test]
    fn direction_marks_end_an_address() {
        assert_eq!(
            links("https://a.example/\u{202e}gpj.exe"),
            ["https://a.example/"]
        );
    }

    proptest! {
        #[test]
        fn the_pieces_together_are_the_text_and_links_are_web_addresses(
            text in "(https?://|HTTPS?://|javascript:|[a-zé.,()/?\u{202e}🥐 ]){0,12}"
        ) {
            let mut whole = String::new();
            for piece in pieces(&text) {
                match piece {
                    Piece::Text(part) => whole.push_str(part),
                    Piece::Link(part) => {
                        let lower = part.to_ascii_lowercase();
                        prop_assert!(lower.starts_with("http://") || lower.starts_with("https://"), "{part}");
                        whole.push_str(part);
                    }
                }
            }
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn any_text_is_cut_without_a_panic(text in any::<String>()) {
            let _ = pieces(&text);
        }
    }
}
