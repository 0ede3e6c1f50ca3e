//! The light markup that people type in messages, read into a tree, and written in the ways of the channels.
//!
//! | typed | read as |
//! |---|---|
//! | `**x**`, `*x*`, `__x__` | bold |
//! | `_x_` | italic |
//! | `~~x~~`, `~x~` | struck out |
//! | `` `x` ``, three ticks around a word | code |
//! | a line that begins with three ticks, up to one that ends with them | a block of code |
//! | `> x` | a quotation |
//! | `- x`, `* x`, `• x`, `1. x`, `1) x` | an item of a list; two spaces before it put it one level deeper |
//! | `[x](https://a.example)` | a link |
//! | `https://a.example`, `x@a.example` | a link, as it stands there |
//! | `@Name`, for the names that are given | a mention |
//!
//! So both habits work, that of messengers and that of Markdown. Markers count between words only (`2 * 3`, `a_b_c` and
//! `:*` stay as they are), and within one line only.
//!
//! What is read takes time that grows with the length of the text and no faster, is at most a few levels deep, and has at
//! most [`MOST_MARKS`] marks; what is beyond stays text. Every letter of the text is in the tree once, in order, but for
//! the marks themselves.

mod address;
mod blocks;
mod carries;
mod channel;
mod host;
mod html;
mod line;
mod marked;
mod mentioned;
mod tree;

pub use carries::{Carries, Writing};
pub use channel::write_for;
pub use mentioned::mentioned;
pub use tree::{Block, Inline, Item, Link, Style, text_of};

/// From this many marks in a text on, the rest of it is taken as it stands: nobody means so many, and each is an element
/// on a page.
pub const MOST_MARKS: u32 = 4_000;
/// A longer text is taken as it stands.
pub const LONGEST_BYTES: usize = 512 * 1024;

/// Reads a text. `names` are those that can be mentioned, without the `@`.
pub fn parse<'a>(text: &'a str, names: &[String]) -> Vec<Block<'a>> {
    let mut marks = Marks {
        left: if text.len() > LONGEST_BYTES {
            0
        } else {
            MOST_MARKS
        },
    };
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect();
    blocks::read(&lines, 0, names, &mut marks)
}

/// Whether a text has anything in it that is drawn otherwise than it is typed. Plain addresses do not count: they are
/// what they look like.
pub fn has_markup(text: &str, names: &[String]) -> bool {
    fn is_plain(inline: &Inline<'_>) -> bool {
        match inline {
            Inline::Text(_) | Inline::Break => true,
            Inline::Link(link) => link.is_bare,
            Inline::Styled(..) | Inline::Code(_) | Inline::Mention(_) => false,
        }
    }
    !parse(text, names).iter().all(|block| match block {
        Block::Paragraph(inlines) => inlines.iter().all(is_plain),
        _ => false,
    })
}

/// Whether a text is certainly nothing but words and line breaks. That is seen at a glance, and so by whoever does not
/// have the parser: where the answer is no, only [`parse`] knows.
pub fn is_plain(text: &str) -> bool {
    let may_begin_item = |line: &str| {
        let marker = line.trim_start_matches([' ', '\t']);
        let rest = marker.trim_start_matches(|letter: char| letter.is_ascii_digit());
        rest.starts_with(['-', '•']) || rest.len() < marker.len() && rest.starts_with(['.', ')'])
    };
    let is_of_marks = |byte: &u8| b"*_~`>[@\r".contains(byte);
    !text.as_bytes().iter().any(is_of_marks)
        && !text.as_bytes().windows(3).any(|three| three == b"://")
        && !text.split('\n').any(may_begin_item)
}

/// How many marks a text may still have.
struct Marks {
    left: u32,
}

impl Marks {
    /// Takes one, if there is one left.
    fn take(&mut self) -> bool {
        let is_left = self.left > 0;
        self.left = self.left.saturating_sub(1);
        is_left
    }
}
