//! Holds a tree against the text that it was read from.

use recado_formatting::{Block, Inline, LONGEST_BYTES, MOST_MARKS, parse, text_of, write_for};

/// The letters that marks are made of, and what may stand beside them and is left out with them.
const OF_MARKS: &str = "*_~`>-•[]().\n\r\t ";
/// More levels than a tree can have: three quotations, a list or a paragraph, and each marker once.
const DEEPEST: u32 = 16;

/// Panics when something of a text is not in its tree, is there twice or in another place, or when there is something
/// that should not be there.
pub fn check(text: &str, names: &[String]) {
    let blocks = parse(text, names);
    let mut reading = Reading {
        text,
        at: 0,
        letters: String::new(),
        marks: 0,
    };
    reading.blocks(&blocks, 0);
    reading.skip_to(text.len());
    assert!(reading.marks <= MOST_MARKS, "{} marks", reading.marks);
    if text.len() > LONGEST_BYTES {
        assert_eq!(text_of(&blocks), text.replace("\r\n", "\n"));
    }
    let plain: String = text_of(&blocks).split('\n').collect();
    assert_eq!(plain, reading.letters, "the tree's text of {text:?}");
    check_written(text);
}

/// No channel gets an element or a scheme that somebody typed.
fn check_written(text: &str) {
    for kind in ["telegram", "email"] {
        let html = write_for(kind, text);
        for tag in html.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let known = [
                "b",
                "/b",
                "i",
                "/i",
                "s",
                "/s",
                "code",
                "/code",
                "pre",
                "/pre",
                "blockquote",
                "/blockquote",
                "div",
                "/div",
                "br",
                "ul",
                "/ul",
                "ol",
                "/ol",
                "li",
                "/a",
            ];
            let is_ours = known.contains(&tag)
                || ["http://", "https://", "mailto:"].iter().any(|scheme| {
                    tag.to_lowercase()
                        .starts_with(&["a href=\"", scheme].concat())
                })
                || tag.starts_with("li value=\"")
                || tag.starts_with("code class=\"language-");
            assert!(is_ours, "<{tag}> for {kind} from {text:?}");
        }
    }
}

struct Reading<'a> {
    text: &'a str,
    /// Up to here everything has been met.
    at: usize,
    /// What is shown, without line breaks.
    letters: String,
    marks: u32,
}

impl<'a> Reading<'a> {
    fn blocks(&mut self, blocks: &[Block<'a>], depth: u32) {
        assert!(depth < DEEPEST, "too deep: {:?}", self.text);
        for block in blocks {
            match block {
                Block::Paragraph(inlines) => {
                    self.inlines(inlines, depth + 1);
                    continue;
                }
                Block::Quote(blocks) => self.blocks(blocks, depth + 1),
                Block::List(items) => {
                    for item in items {
                        self.marks += 1;
                        if let Some(number) = item.number {
                            self.meet(number);
                        }
                        self.inlines(&item.content, depth + 1);
                    }
                    continue;
                }
                Block::Code { language, lines } => {
                    if !language.is_empty() {
                        self.meet(language);
                    }
                    for line in lines {
                        self.show(line);
                    }
                }
            }
            self.marks += 1;
        }
    }

    fn inlines(&mut self, inlines: &[Inline<'a>], depth: u32) {
        assert!(depth < DEEPEST, "too deep: {:?}", self.text);
        for inline in inlines {
            if !matches!(inline, Inline::Text(_) | Inline::Break) {
                self.marks += 1;
            }
            match inline {
                Inline::Text(text) => {
                    assert!(!text.is_empty() && !text.contains('\n'), "{:?}", self.text);
                    self.show(text);
                }
                Inline::Break => {}
                Inline::Code(text) | Inline::Mention(text) => self.show(text),
                Inline::Styled(_, inlines) => self.inlines(inlines, depth + 1),
                Inline::Link(link) => {
                    self.inlines(&link.content, depth + 1);
                    if !link.is_bare {
                        self.meet(link.target);
                    }
                    let href = link.href().to_lowercase();
                    let is_safe = ["http://", "https://", "mailto:"]
                        .iter()
                        .any(|scheme| href.starts_with(scheme));
                    assert!(is_safe, "{href} from {:?}", self.text);
                    drop(link.true_host());
                }
            }
        }
    }

    fn show(&mut self, piece: &'a str) {
        self.meet(piece);
        self.letters.push_str(piece);
    }

    /// A piece of the tree is a piece of the text, behind all that were met before.
    fn meet(&mut self, piece: &str) {
        let start = (piece.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .unwrap_or_else(|| panic!("{piece:?} is no piece of {:?}", self.text));
        self.skip_to(start);
        self.at = start + piece.len();
        assert_eq!(self.text.get(start..self.at), Some(piece));
    }

    /// What stands between two pieces is marks.
    fn skip_to(&mut self, start: usize) {
        let between = self.text.get(self.at..start);
        let between = between.unwrap_or_else(|| panic!("out of order in {:?}", self.text));
        assert!(
            between.chars().all(|letter| OF_MARKS.contains(letter)),
            "{between:?} is not in the tree of {:?}",
            self.text
        );
        self.at = start;
    }
}
