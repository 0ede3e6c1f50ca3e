//! Cuts a message's text into plain stretches and web addresses. Text from outside is never markup:
//! what comes out is the same characters, in order.

/// A stretch of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextPiece<'a> {
    Plain(&'a str),
    /// An `http` or `https` address, as it stands in the text.
    Link(&'a str),
}

const SCHEMES: [&str; 2] = ["https://", "http://"];
/// A longer address stays text, so that the work for any text grows with its length only.
const LONGEST_ADDRESS_BYTES: usize = 2_048;

/// Cuts a text. Only whole addresses with a scheme that can't run anything become links.
pub fn text_pieces(text: &str) -> Vec<TextPiece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(colon) = text[at..].find("://").map(|found| at + found) {
        at = colon + "://".len();
        let Some(start) = address_start(text, colon).filter(|start| *start >= plain) else {
            continue;
        };
        if !begins_host(&text[at..]) {
            continue;
        }
        at += text[at..].find(ends_address).unwrap_or(text.len() - at);
        if at - start > LONGEST_ADDRESS_BYTES {
            continue;
        }
        let end = start + without_trailing(&text[start..at]).len();
        if plain < start {
            pieces.push(TextPiece::Plain(&text[plain..start]));
        }
        pieces.push(TextPiece::Link(&text[start..end]));
        plain = end;
    }
    if plain < text.len() {
        pieces.push(TextPiece::Plain(&text[plain..]));
    }
    pieces
}

/// Where the scheme begins that ends with the colon, unless it is the end of another word.
fn address_start(text: &str, colon: usize) -> Option<usize> {
    let longest_scheme = SCHEMES[0].len();
    let before = text[..colon].char_indices().rev().take(longest_scheme);
    let start = before
        .take_while(|(_, letter)| letter.is_alphanumeric())
        .last()?
        .0;
    let scheme = &text[start..];
    SCHEMES
        .iter()
        .any(|known| {
            scheme
                .get(..known.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(known))
        })
        .then_some(start)
}

/// Whether a text begins as the name or number of a host does.
fn begins_host(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphanumeric() || first == '[')
}

/// An address without what belongs to the sentence around it.
fn without_trailing(mut address: &str) -> &str {
    while let Some(last) = address
        .chars()
        .next_back()
        .filter(|last| is_trailing(address, *last))
    {
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

/// What never stands in an address. Invisible marks that turn the direction of writing could make
/// one address look like another.
fn ends_address(letter: char) -> bool {
    let turns_direction = matches!(letter, '\u{061c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_whitespace()
        || letter.is_control()
        || turns_direction
        || matches!(
            letter,
            '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '«' | '»' | '“' | '”'
        )
}

/// Whether the last letter belongs to the sentence around an address rather than to the address: its
/// punctuation, and a bracket that was opened before.
fn is_trailing(address: &str, last: char) -> bool {
    let closes_nothing = |open: char| address.matches(last).count() > address.matches(open).count();
    match last {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' | '~' | '…' => true,
        ')' => closes_nothing('('),
        ']' => closes_nothing('['),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links in angle brackets, plain text as it is.
    fn marked(text: &str) -> String {
        text_pieces(text)
            .into_iter()
            .map(|piece| match piece {
                TextPiece::Plain(text) => text.to_owned(),
                TextPiece::Link(text) => format!("<{text}>"),
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_between_words_and_lines() {
        for (text, expected) in [
            (
                "see https://a.example/b?c=d#e now",
                "see <https://a.example/b?c=d#e> now",
            ),
            (
                "http://a.example\nHTTPS://B.example",
                "<http://a.example>\n<HTTPS://B.example>",
            ),
            (
                "https://caf\u{e9}.example/ol\u{e1}",
                "<https://caf\u{e9}.example/ol\u{e1}>",
            ),
            ("https://[::1]:8080/x", "<https://[::1]:8080/x>"),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn the_punctuation_of_the_sentence_stays_outside() {
        for (text, expected) in [
            ("(https://a.example/x).", "(<https://a.example/x>)."),
            ("https://a.example/x_(y)!", "<https://a.example/x_(y)>!"),
            ("“https://a.example”?", "“<https://a.example>”?"),
            ("*https://a.example*", "*<https://a.example>*"),
            (
                "https://a.example/?q=1,2...",
                "<https://a.example/?q=1,2>...",
            ),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in [
            "javascript://%0aalert(1)",
            "javascript:alert(1)",
            "data:text/html,<b>x</b>",
            "xhttp://a.example",
            "áhttp://a.example",
            "ftp://a.example",
            "https://",
            "https://.",
            "https:// a.example",
            "http:///a",
            "a.example",
            "://",
            "",
        ] {
            assert_eq!(marked(text), text);
        }
    }

    #[test]
    fn an_address_within_an_address_is_part_of_it() {
        assert_eq!(
            marked("https://a.example/?to=http://b.example"),
            "<https://a.example/?to=http://b.example>"
        );
    }

    #[test]
    fn an_address_without_an_end_stays_text_and_costs_little() {
        for part in ["https://a.example/)", "https://(", "a://", "https://a "] {
            let text = part.repeat(20_000);
            let links = text_pieces(&text)
                .iter()
                .filter(|p| matches!(p, TextPiece::Link(_)))
                .count();
            assert_eq!(
                links,
                if part.ends_with(' ') { 20_000 } else { 0 },
                "{part}"
            );
        }
    }

    #[test]
    fn marks_that_turn_the_direction_end_an_address() {
        assert_eq!(
            marked("https://a.example/\u{202e}gpj.exe"),
            "<https://a.example/>\u{202e}gpj.exe"
        );
    }

    #[test]
    fn the_pieces_together_are_the_text() {
        let parts = [
            "https://",
            "http://",
            "HTTP://",
            "a.example",
            " ",
            "é",
            "🥐",
            "(",
            ")",
            ".",
            "\n",
            "\u{202e}",
            "://",
            "x",
        ];
        let mut seed = 7_u32;
        for _ in 0..2_000 {
            let mut text = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[(seed >> 16) as usize % parts.len()]);
            }
            let together: String = text_pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    TextPiece::Plain(text) | TextPiece::Link(text) => text,
                })
                .collect();
            assert_eq!(together, text);
        }
    }
}
