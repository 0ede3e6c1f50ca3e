//! What a tool does to a text: pure, so that it is tested without a browser.

use std::ops::Range;

use super::Tool;
use crate::inbox::composer::insertion::Edit;

/// What stands where the address of a link is to be written.
const ADDRESS: &str = "https://";

impl Edit {
    /// What a tool does to a text of which something is selected.
    pub fn by(tool: Tool, text: &str, selected: Range<usize>) -> Self {
        match tool {
            Tool::Bold => around(text, selected, "**"),
            Tool::Italic => around(text, selected, "_"),
            Tool::Strike => around(text, selected, "~~"),
            Tool::Code if text[selected.clone()].contains('\n') => fence(text, selected),
            Tool::Code => around(text, selected, "`"),
            Tool::List => before_lines(text, selected, "- "),
            Tool::Quote => before_lines(text, selected, "> "),
            Tool::Link => link(text, selected),
        }
    }
}

/// Marks around what is selected, or around the word in which the caret stands; they go when they are there already.
fn around(text: &str, selected: Range<usize>, mark: &str) -> Edit {
    let selected = if selected.is_empty() {
        word_at(text, selected.start)
    } else {
        trimmed(text, selected)
    };
    let (before, inner, after) = (
        &text[..selected.start],
        &text[selected.clone()],
        &text[selected.end..],
    );
    if before.ends_with(mark) && after.starts_with(mark) && !is_longer(before, after, mark) {
        let start = selected.start - mark.len();
        return Edit {
            replaced: start..selected.end + mark.len(),
            with: inner.to_owned(),
            selected: start..start + inner.len(),
        };
    }
    let bare = inner
        .strip_prefix(mark)
        .and_then(|inner| inner.strip_suffix(mark));
    if let Some(bare) = bare.filter(|bare| !bare.is_empty() && !bare.contains('\n')) {
        return Edit {
            selected: selected.start..selected.start + bare.len(),
            with: bare.to_owned(),
            replaced: selected,
        };
    }
    // Marks count within a line only.
    let lines: Vec<String> = inner
        .split('\n')
        .map(|line| {
            let text = line.trim();
            if text.is_empty() && inner.contains('\n') {
                return line.to_owned();
            }
            let indent = line.len() - line.trim_start().len();
            [
                &line[..indent],
                mark,
                text,
                mark,
                &line[indent + text.len()..],
            ]
            .concat()
        })
        .collect();
    let with = lines.join("\n");
    let inside = selected.start + mark.len()..selected.start + with.len() - mark.len();
    Edit {
        selected: if inner.contains('\n') {
            selected.start..selected.start + with.len()
        } else {
            inside
        },
        with,
        replaced: selected,
    }
}

/// Whether the marks around are those of another tool: `**` has `*` at its end.
fn is_longer(before: &str, after: &str, mark: &str) -> bool {
    let Some(letter) = mark.chars().next() else {
        return false;
    };
    let longer = mark.len() + 1;
    let run = before.len() - before.trim_end_matches(letter).len();
    run >= longer && after.len() - after.trim_start_matches(letter).len() >= longer
}

fn fence(text: &str, selected: Range<usize>) -> Edit {
    let lines = whole_lines(text, selected);
    let inner = &text[lines.clone()];
    let with = ["```\n", inner, "\n```"].concat();
    let start = lines.start + "```\n".len();
    Edit {
        selected: start..start + inner.len(),
        with,
        replaced: lines,
    }
}

/// A mark before each line that has something in it; they go when all have it already.
fn before_lines(text: &str, selected: Range<usize>, mark: &str) -> Edit {
    let lines = whole_lines(text, selected.clone());
    let inner = &text[lines.clone()];
    let is_empty = inner.trim().is_empty();
    let has_all = !is_empty
        && inner
            .split('\n')
            .all(|line| line.trim().is_empty() || line.starts_with(mark));
    let changed: Vec<String> = inner
        .split('\n')
        .map(|line| match line.strip_prefix(mark) {
            Some(bare) if has_all => bare.to_owned(),
            _ if line.trim().is_empty() && !is_empty => line.to_owned(),
            _ => [mark, line].concat(),
        })
        .collect();
    let with = changed.join("\n");
    let end = lines.start + with.len();
    let selected = if selected.is_empty() {
        // The caret stays at its letter.
        let from_end = lines.end - selected.start;
        let caret = end - from_end.min(with.len());
        caret..caret
    } else {
        lines.start..end
    };
    Edit {
        replaced: lines,
        with,
        selected,
    }
}

/// What is selected becomes the text of a link, or its address when it is one. What is missing is selected.
fn link(text: &str, selected: Range<usize>) -> Edit {
    let selected = trimmed(text, selected);
    let inner = &text[selected.clone()];
    let start = selected.start + "[".len();
    let is_address = inner.starts_with("https://") || inner.starts_with("http://");
    if is_address && !inner.contains(char::is_whitespace) {
        return Edit {
            with: ["[](", inner, ")"].concat(),
            replaced: selected,
            selected: start..start,
        };
    }
    let inner = inner.replace('\n', " ");
    let address = start + inner.len() + "](".len();
    Edit {
        with: ["[", &inner, "](", ADDRESS, ")"].concat(),
        replaced: selected,
        selected: if inner.is_empty() {
            start..start
        } else {
            address..address + ADDRESS.len()
        },
    }
}

fn whole_lines(text: &str, selected: Range<usize>) -> Range<usize> {
    let start = text[..selected.start].rfind('\n').map_or(0, |at| at + 1);
    // A selection that ends where a line begins does not mean that line.
    let last = if selected.is_empty() || !text[..selected.end].ends_with('\n') {
        selected.end
    } else {
        selected.end - 1
    };
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    start..end
}

/// A selection without the white space at its ends, outside of which marks would not count.
fn trimmed(text: &str, selected: Range<usize>) -> Range<usize> {
    let inner = &text[selected.clone()];
    let start = selected.start + inner.len() - inner.trim_start().len();
    start..(start + inner.trim().len()).max(start)
}

/// The word in which a place is, or the place alone when it is at the edge of one.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let is_of_word = |letter: &char| letter.is_alphanumeric();
    let before: usize = text[..at]
        .chars()
        .rev()
        .take_while(is_of_word)
        .map(char::len_utf8)
        .sum();
    let after: usize = text[at..]
        .chars()
        .take_while(is_of_word)
        .map(char::len_utf8)
        .sum();
    if before == 0 || after == 0 {
        return at..at;
    }
    at - before..at + after
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text in which `|` stands at both ends of what is selected, or once where the caret is.
    fn marked(text: &str) -> (String, Range<usize>) {
        let plain = text.replace('|', "");
        let start = text.find('|').unwrap();
        let end = text.rfind('|').unwrap();
        (plain, start..if end == start { start } else { end - 1 })
    }

    fn after(tool: Tool, before: &str) -> String {
        let (mut text, selected) = marked(before);
        let edit = Edit::by(tool, &text, selected);
        text.replace_range(edit.replaced, &edit.with);
        if !edit.selected.is_empty() {
            text.insert(edit.selected.end, '|');
        }
        text.insert(edit.selected.start, '|');
        text
    }

    #[test]
    fn marks_come_around_what_is_selected_and_go_again() {
        for (before, expected) in [
            ("a |b c| d", "a **|b c|** d"),
            ("a **|b c|** d", "a |b c| d"),
            ("a |**b c**| d", "a |b c| d"),
            ("a| b | c", "a **|b|**  c"),
            ("a |", "a **|**"),
            ("a **|**", "a |"),
            ("wo|rd", "**|word|**"),
            ("word|", "word**|**"),
            ("|a\n\n b |", "|**a**\n\n **b**| "),
        ] {
            assert_eq!(after(Tool::Bold, before), expected, "{before}");
        }
    }

    #[test]
    fn marks_of_another_tool_stay() {
        assert_eq!(after(Tool::Italic, "**|a|**"), "**_|a|_**");
        assert_eq!(after(Tool::Strike, "|a|"), "~~|a|~~");
        assert_eq!(after(Tool::Code, "|a|"), "`|a|`");
    }

    #[test]
    fn several_lines_of_code_are_a_block() {
        assert_eq!(after(Tool::Code, "x\n|a\nb|\ny"), "x\n```\n|a\nb|\n```\ny");
    }

    #[test]
    fn lists_and_quotations_take_whole_lines() {
        for (tool, before, expected) in [
            (Tool::List, "a|b", "- a|b"),
            (Tool::List, "- a|b", "a|b"),
            (Tool::List, "|", "- |"),
            (Tool::List, "x\n|a\n\nb|\ny", "x\n|- a\n\n- b|\ny"),
            (Tool::Quote, "|a\nb\n|c", "|> a\n> b|\nc"),
            (Tool::Quote, "|> a\n> b|", "|a\nb|"),
        ] {
            assert_eq!(after(tool, before), expected, "{before}");
        }
    }

    #[test]
    fn of_a_link_what_is_missing_is_selected() {
        for (before, expected) in [
            ("see |our site| now", "see [our site](|https://|) now"),
            ("|https://a.example|", "[|](https://a.example)"),
            ("|", "[|](https://)"),
        ] {
            assert_eq!(after(Tool::Link, before), expected, "{before}");
        }
    }
}
