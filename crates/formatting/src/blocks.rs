//! Whole lines: quotations, lists, blocks of code, and paragraphs for all the rest.

use crate::tree::{Block, Inline, Item};
use crate::{Marks, line};

/// Quotations within quotations.
const DEEPEST_QUOTE: u8 = 3;
/// Lists within lists.
const DEEPEST_LEVEL: usize = 3;
/// Numbers with more digits are years and amounts.
const MOST_DIGITS: usize = 3;
const TICKS: &str = "```";

/// Reads lines, which have no line breaks in them.
pub fn read<'a>(
    lines: &[&'a str],
    depth: u8,
    names: &[String],
    marks: &mut Marks,
) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    // The lines of the paragraph before what is looked at.
    let mut plain = 0;
    while at < lines.len() {
        let rest = &lines[at..];
        let found = (marks.left > 0)
            .then(|| {
                code(rest)
                    .or_else(|| quote(rest, depth, names, marks))
                    .or_else(|| list(rest, names, marks))
            })
            .flatten();
        let Some((block, taken)) = found else {
            at += 1;
            continue;
        };
        marks.take();
        add_paragraph(&mut blocks, &lines[plain..at], names, marks);
        blocks.push(block);
        at += taken;
        plain = at;
    }
    add_paragraph(&mut blocks, &lines[plain..], names, marks);
    blocks
}

fn add_paragraph<'a>(
    blocks: &mut Vec<Block<'a>>,
    lines: &[&'a str],
    names: &[String],
    marks: &mut Marks,
) {
    if lines.is_empty() {
        return;
    }
    let mut inlines = Vec::new();
    for (index, text) in lines.iter().enumerate() {
        if index > 0 {
            inlines.push(Inline::Break);
        }
        inlines.extend(line::read(text, names, marks));
    }
    blocks.push(Block::Paragraph(inlines));
}

/// A block of code goes to the line that ends with three ticks, or to the end of the text.
fn code<'a>(lines: &[&'a str]) -> Option<(Block<'a>, usize)> {
    let behind = lines.first()?.strip_prefix(TICKS)?;
    // Ticks on both sides are code in a line.
    if behind.contains('`') {
        return None;
    }
    let inner = &lines[1..];
    let closing = inner
        .iter()
        .position(|line| line.trim_end().ends_with(TICKS));
    let (mut code, last) = match closing {
        Some(at) => {
            let last = inner[at].trim_end().strip_suffix(TICKS).unwrap_or_default();
            (inner[..at].to_vec(), (!last.is_empty()).then_some(last))
        }
        None => (inner.to_vec(), None),
    };
    let is_language = !behind.trim().contains(char::is_whitespace) && last.is_none();
    let language = if is_language { behind.trim() } else { "" };
    if !is_language && !behind.is_empty() {
        code.insert(0, behind);
    }
    code.extend(last);
    // Ticks around nothing would be a message in which nothing can be seen.
    if code.iter().all(|line| line.trim().is_empty()) {
        return None;
    }
    let taken = closing.map_or(lines.len(), |at| at + 2);
    let block = Block::Code {
        language,
        lines: code,
    };
    Some((block, taken))
}

fn quote<'a>(
    lines: &[&'a str],
    depth: u8,
    names: &[String],
    marks: &mut Marks,
) -> Option<(Block<'a>, usize)> {
    if depth >= DEEPEST_QUOTE {
        return None;
    }
    let quoted: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    let taken = quoted.len();
    (taken > 0).then(|| (Block::Quote(read(&quoted, depth + 1, names, marks)), taken))
}

fn quoted(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('>')?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(' ')
}

fn list<'a>(lines: &[&'a str], names: &[String], marks: &mut Marks) -> Option<(Block<'a>, usize)> {
    let mut items = Vec::new();
    for line in lines {
        let Some(found) = item(line).filter(|_| marks.take()) else {
            break;
        };
        items.push(Item {
            level: found.level,
            number: found.number,
            content: line::read(found.text, names, marks),
        });
    }
    let taken = items.len();
    (taken > 0).then_some((Block::List(items), taken))
}

/// A line of a list.
struct FoundItem<'a> {
    level: u8,
    number: Option<&'a str>,
    text: &'a str,
}

fn item(line: &str) -> Option<FoundItem<'_>> {
    let marker = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - marker.len()];
    let width = indent.len() + indent.matches('\t').count();
    let digits = marker
        .bytes()
        .take(MOST_DIGITS + 1)
        .take_while(u8::is_ascii_digit)
        .count();
    let (number, rest) = match digits {
        0 => (None, marker.strip_prefix(['-', '*', '•'])?),
        1..=MOST_DIGITS => (
            Some(&marker[..digits]),
            marker[digits..].strip_prefix(['.', ')'])?,
        ),
        _ => return None,
    };
    let text = rest.strip_prefix(' ')?;
    (!text.trim().is_empty()).then(|| FoundItem {
        level: u8::try_from((width / 2).min(DEEPEST_LEVEL)).unwrap_or_default(),
        number,
        text,
    })
}

#[cfg(test)]
mod tests {
    use crate::{html, parse, text_of};

    fn read(text: &str) -> String {
        html::mail(&parse(text, &[]))
    }

    #[test]
    fn whole_lines_are_quoted_listed_and_code() {
        for (text, expected) in [
            ("a\r\nb", "<div>a<br>b</div>"),
            ("a\n\n- b", "<div>a<br><br></div><ul><li>b</ul>"),
            (
                "> a\n> b\nc",
                "<blockquote><div>a<br>b</div></blockquote><div>c</div>",
            ),
            (
                "> > a",
                "<blockquote><blockquote><div>a</div></blockquote></blockquote>",
            ),
            (
                "> - a\n>\n> b",
                "<blockquote><ul><li>a</ul><div><br>b</div></blockquote>",
            ),
            ("2. a\n7) b", "<ol><li value=\"2\">a<li value=\"7\">b</ol>"),
            (
                "- a\n  1. b\n- c",
                "<ul><li>a<ol><li value=\"1\">b</ol><li>c</ul>",
            ),
            (
                "```\na\n\n  *b*\n```\nc",
                "<pre><code>a\n\n  *b*</code></pre><div>c</div>",
            ),
            ("```rust\na\n```", "<pre><code>a</code></pre>"),
            ("```a\nb c```", "<pre><code>a\nb c</code></pre>"),
            ("```\na", "<pre><code>a</code></pre>"),
            ("```a``` b", "<div><code>a</code> b</div>"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_begins_no_block_stays_as_it_is() {
        for text in [
            "-", "- ", "-a", "1.", "1.a", "2024. a", ">a", ">_<", "+ a", "```", "```\n```", "# a",
        ] {
            assert_eq!(text_of(&parse(text, &[])), text);
            assert!(read(text).starts_with("<div>"), "{text}");
        }
    }

    #[test]
    fn nesting_ends_and_the_rest_is_text() {
        let bomb = "> ".repeat(10_000) + "a";
        assert_eq!(read(&bomb).matches("<blockquote>").count(), 3);
        let deep = " ".repeat(10_000) + "- a";
        assert_eq!(read(&deep).matches("<ul>").count(), 4);
    }

    #[test]
    fn marks_end_and_the_rest_is_text() {
        let many = "*a* ".repeat(10_000);
        let read = parse(&many, &[]);
        assert_eq!(
            format!("{read:?}").matches("Bold").count(),
            crate::MOST_MARKS as usize
        );
        let lines = "- a\n".repeat(10_000);
        assert!(text_of(&parse(&lines, &[])).ends_with("- a\n"));
    }
}
