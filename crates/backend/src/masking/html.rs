//! Hides in the HTML of a mail what is read as one text, whatever tags stand in it.

use std::ops::Range;

use super::Rules;

/// Elements that begin a line. Whatever is not named here goes on in the same.
const LINES: [&str; 28] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "ul",
];
/// Elements over whose end nobody reads a number on.
const APART: [&str; 7] = ["caption", "hr", "table", "tbody", "td", "th", "tr"];
/// Stands in the text where such an element is.
const END: char = '\u{1f}';

/// What a reader sees of a page, and where each letter of it stands.
struct Seen {
    text: String,
    /// Where each letter begins in the text, and what it is in the page.
    letters: Vec<(usize, Range<usize>)>,
}

/// The page without what is hidden; `None` when there is nothing. The page is clean: every `<` begins a tag.
pub fn hide(rules: &Rules, html: &str) -> Option<String> {
    let links = in_links(rules, html);
    let html = links.as_deref().unwrap_or(html);
    let seen = see(html);
    let spans = rules.spans(&seen.text);
    if spans.is_empty() {
        return links;
    }
    let mut shown = String::with_capacity(html.len());
    let mut from = 0;
    let mut begun = None;
    let mut spans = spans.iter().peekable();
    for (at, place) in &seen.letters {
        while spans.peek().is_some_and(|span| span.range.end <= *at) {
            spans.next();
        }
        let Some(span) = spans.peek().filter(|span| span.range.contains(at)) else {
            continue;
        };
        shown.push_str(&html[from..place.start]);
        if begun != Some(span.range.start) {
            begun = Some(span.range.start);
            shown.push_str(&span.mask(&seen.text));
        }
        from = place.end;
    }
    shown.push_str(&html[from..]);
    Some(shown)
}

fn see(html: &str) -> Seen {
    let mut seen = Seen {
        text: String::new(),
        letters: Vec::new(),
    };
    let mut at = 0;
    while let Some(letter) = html[at..].chars().next() {
        let rest = &html[at..];
        let (shown, length) = if letter == '<' {
            let length = rest.find('>').map_or(rest.len(), |end| end + 1);
            let name: &str = rest[1..length].trim_start_matches('/');
            let end = name.find(|it: char| !it.is_ascii_alphanumeric());
            let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
            // The page keeps its tags in any case.
            if APART.contains(&name.as_str()) {
                seen.text.push(END);
            } else if LINES.contains(&name.as_str()) && !seen.text.ends_with('\n') {
                seen.text.push('\n');
            }
            at += length;
            continue;
        } else if letter == '&' {
            entity(rest).unwrap_or((letter, 1))
        } else {
            (letter, letter.len_utf8())
        };
        seen.letters.push((seen.text.len(), at..at + length));
        seen.text.push(shown);
        at += length;
    }
    seen
}

/// The letter that an entity at the beginning stands for, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end <= 10)?;
    let name = &text[1..end];
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => match name {
            "nbsp" => '\u{a0}',
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "shy" => '\u{ad}',
            _ => return None,
        },
    };
    Some((letter, end + 1))
}

/// The page without what is hidden in where its links lead and in what stands for its pictures.
fn in_links(rules: &Rules, html: &str) -> Option<String> {
    let mut shown = String::with_capacity(html.len());
    let mut rest = html;
    let mut changed = false;
    while let Some((at, name)) = ["href=\"", "title=\"", "alt=\"", "data-remote-src=\""]
        .iter()
        .filter_map(|name| rest.find(name).map(|at| (at, name)))
        .min()
    {
        let (before, after) = rest.split_at(at + name.len());
        let end = after.find('"').unwrap_or(after.len());
        let value = rules.hide(&after[..end]);
        changed |= value != after[..end];
        shown.push_str(before);
        shown.push_str(&value);
        rest = &after[end..];
    }
    shown.push_str(rest);
    changed.then_some(shown)
}
