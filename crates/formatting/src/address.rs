//! Web and mail addresses in a line.

use crate::host;
use crate::line::is_of_a_word;

const SCHEMES: [&str; 2] = ["https://", "http://"];
/// A longer address stays text.
const LONGEST_WEB_BYTES: usize = 2_048;
/// The longest name before the `@`, and the longest host, that mail knows.
const LONGEST_MAIL_NAME: usize = 64;
const LONGEST_HOST: usize = 253;

/// An address at the beginning of a text.
pub struct Found {
    /// The bytes that belong to it.
    pub length: usize,
    /// The bytes that were looked at and need not be looked at again.
    pub seen: usize,
    pub is_link: bool,
}

/// A web address that begins right here. Within the text of a link it ends at the bracket.
pub fn web(text: &str, ends_at_bracket: bool) -> Option<Found> {
    let scheme = scheme_length(text)?;
    begins_host(&text[scheme..]).then_some(())?;
    let end = text.find(|letter| ends_address(letter) || ends_at_bracket && letter == ']');
    let seen = end.unwrap_or(text.len());
    let length = without_trailing(&text[..seen]);
    let is_link = length > scheme && is_target(&text[..length]);
    Some(Found {
        length,
        seen,
        is_link,
    })
}

/// A mail address that begins right here.
pub fn mail(text: &str) -> Option<usize> {
    let name = text
        .bytes()
        .take(LONGEST_MAIL_NAME + 1)
        .take_while(|letter| is_of_mail_name(*letter))
        .count();
    if name == 0 || text.as_bytes().get(name) != Some(&b'@') {
        return None;
    }
    let host = &text[name + 1..];
    let length = host
        .bytes()
        .take(LONGEST_HOST + 1)
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'.' | b'-'))
        .count();
    let host = host[..length].trim_end_matches(['.', '-']);
    let (labels, last) = host.rsplit_once('.')?;
    let is_host = length <= LONGEST_HOST
        && last.len() > 1
        && last.bytes().all(|letter| letter.is_ascii_alphabetic())
        && labels.split('.').all(|label| !label.is_empty());
    let end = name + 1 + host.len();
    let goes_on = text[end..]
        .chars()
        .next()
        .is_some_and(|next| is_of_a_word(next) || matches!(next, '@' | '_'));
    (is_host && !goes_on).then_some(end)
}

/// Whether a letter can stand before the `@`.
pub fn is_of_mail_name(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, b'.' | b'-' | b'_' | b'+' | b'%')
}

/// The target of a link that begins behind its bracket, up to the bracket that closes it.
pub fn target(text: &str) -> Option<&str> {
    let mut open = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => open += 1,
            ')' if open == 0 => {
                let target = &text[..at];
                return is_target(target).then_some(target);
            }
            ')' => open -= 1,
            '[' | ']' => return None,
            _ if ends_address(letter) => return None,
            _ => {}
        }
    }
    None
}

/// Whether an address is one that a link may lead to: web or mail, and nothing that could run.
fn is_target(address: &str) -> bool {
    if address.len() > LONGEST_WEB_BYTES {
        return false;
    }
    if let Some(address) = address.strip_prefix(host::MAIL) {
        return mail(address) == Some(address.len());
    }
    let Some(scheme) = scheme_length(address) else {
        return false;
    };
    // A browser would read a percent sign in a host as another letter.
    begins_host(&address[scheme..])
        && host::of(address).is_some_and(|host| {
            begins_host(host)
                && !host.contains('%')
                && host.starts_with('[') == host.ends_with(']')
                && host.len() <= LONGEST_HOST
        })
}

fn scheme_length(text: &str) -> Option<usize> {
    let begins = |scheme: &&str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    SCHEMES
        .iter()
        .find(|scheme| begins(scheme))
        .map(|it| it.len())
}

/// Whether a text begins as the name or number of a host does.
fn begins_host(text: &str) -> bool {
    text.starts_with(|first: char| {
        first.is_ascii_alphanumeric() || first == '[' || !first.is_ascii() && !ends_address(first)
    })
}

/// How much of an address is left without what belongs to the sentence around it: its punctuation, and brackets that
/// were opened before it.
fn without_trailing(address: &str) -> usize {
    let surplus = |open: char, close: char| {
        address.matches(close).count() as isize - address.matches(open).count() as isize
    };
    let (mut round, mut square) = (surplus('(', ')'), surplus('[', ']'));
    let mut end = address.len();
    for letter in address.chars().rev() {
        match letter {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' | '~' | '…' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        end -= letter.len_utf8();
    }
    end
}

/// What never stands in an address: white space, quotation marks, the punctuation of scripts without spaces, and marks
/// that are not seen, because they could make one address look like another.
fn ends_address(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter,
            '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '«' | '»' | '“' | '”'
            | '。' | '，' | '、' | '；' | '：' | '！' | '？' | '（' | '）' | '「' | '」' | '『' | '』' | '【' | '】'
            | '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use crate::{Block, Inline, parse};

    /// Links in angle brackets, plain text as it is.
    fn marked(text: &str) -> String {
        let mut marked = String::new();
        for block in parse(text, &[]) {
            let Block::Paragraph(inlines) = block else {
                panic!("{block:?}");
            };
            for inline in inlines {
                match inline {
                    Inline::Text(text) => marked += text,
                    Inline::Break => marked.push('\n'),
                    Inline::Link(link) => marked.extend(["<", link.target, ">"]),
                    other => panic!("{other:?}"),
                }
            }
        }
        marked
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
            (
                "\u{770b}https://a.example/\u{86cb}\u{7cd5}\u{3002}\u{597d}",
                "\u{770b}<https://a.example/\u{86cb}\u{7cd5}>\u{3002}\u{597d}",
            ),
            ("\u{1f950}https://a.example", "\u{1f950}<https://a.example>"),
            (
                "ana.b+c@a.example.com.br, ok",
                "<ana.b+c@a.example.com.br>, ok",
            ),
            ("E-mail:ana_b@a.example.", "E-mail:<ana_b@a.example>."),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn the_punctuation_of_the_sentence_stays_outside() {
        for (text, expected) in [
            ("(https://a.example/x).", "(<https://a.example/x>)."),
            ("https://a.example/x_(y)!", "<https://a.example/x_(y)>!"),
            (
                "\u{201c}https://a.example\u{201d}?",
                "\u{201c}<https://a.example>\u{201d}?",
            ),
            (
                "https://a.example/?q=1,2...",
                "<https://a.example/?q=1,2>...",
            ),
            ("[https://a.example]", "[<https://a.example>]"),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn nothing_that_could_run_becomes_a_link() {
        for text in [
            "javascript://%0aalert(1)",
            "javascript:alert(1)",
            "data:text/html,x",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt://a.example/%0aalert(1))",
            "[a](data:text/html,x)",
            "[a](vbscript:x)",
            "[a](//a.example)",
            "[a](mailto:x)",
            "xhttp://a.example",
            "\u{e1}http://a.example",
            "ftp://a.example",
            "https://",
            "https://.",
            "https:// a.example",
            "http:///a",
            "https://%61.example",
            "https://\u{202e}a.example",
            "a.example",
            "a@b",
            "a@b.c",
            "a@b.com@c.com",
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
    fn an_address_without_an_end_stays_text() {
        for part in ["https://a.example/)", "https://("] {
            let text = part.repeat(20_000);
            assert_eq!(marked(&text), text, "{part}");
        }
    }

    #[test]
    fn marks_that_are_not_seen_end_an_address() {
        assert_eq!(
            marked("https://a.example/\u{202e}gpj.exe"),
            "<https://a.example/>\u{202e}gpj.exe"
        );
    }

    #[test]
    fn the_text_of_a_link_may_be_an_address_too() {
        assert_eq!(
            marked("[https://a.example](https://b.example)"),
            "<https://b.example>"
        );
    }
}
