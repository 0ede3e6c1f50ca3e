//! What a text is, once it has been read. All texts are pieces of the one that was given.

use std::borrow::Cow;

use crate::host;

/// A part of a text that takes whole lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block<'a> {
    /// Lines of text with [`Inline::Break`] between them, empty lines included.
    Paragraph(Vec<Inline<'a>>),
    Quote(Vec<Block<'a>>),
    List(Vec<Item<'a>>),
    Code {
        /// The word behind the first ticks, or nothing.
        language: &'a str,
        lines: Vec<&'a str>,
    },
}

/// One line of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item<'a> {
    /// 0 for the outermost.
    pub level: u8,
    /// Its number as it was typed; none for a bullet.
    pub number: Option<&'a str>,
    pub content: Vec<Inline<'a>>,
}

/// A part of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inline<'a> {
    Text(&'a str),
    /// The end of a line, with another one after it.
    Break,
    Styled(Style, Vec<Inline<'a>>),
    Code(&'a str),
    Link(Link<'a>),
    /// A name with the `@` before it.
    Mention(&'a str),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Bold,
    Italic,
    Strike,
}

/// A web address (`http` or `https`, never anything else) or a mail address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link<'a> {
    /// As it was typed.
    pub target: &'a str,
    pub content: Vec<Inline<'a>>,
    /// Whether the address itself is all that was typed.
    pub is_bare: bool,
}

impl<'a> Link<'a> {
    /// The address for a browser.
    pub fn href(&self) -> Cow<'a, str> {
        if host::of(self.target).is_some() || self.target.starts_with(host::MAIL) {
            Cow::Borrowed(self.target)
        } else {
            Cow::Owned([host::MAIL, self.target].concat())
        }
    }

    /// Where the link leads, when what a reader sees of it does not say so or could be taken for something else: letters
    /// of other alphabets that look alike, a name before an `@`, another text.
    pub fn true_host(&self) -> Option<String> {
        let Some(host) = host::of(self.target) else {
            let address = self.target.strip_prefix(host::MAIL).unwrap_or(self.target);
            let is_shown = self.is_bare || inline_text(&self.content).trim() == address;
            return (!is_shown).then(|| address.to_owned());
        };
        let says_where = self.is_bare || {
            let text = inline_text(&self.content);
            let text = text.trim();
            text == self.target || text.eq_ignore_ascii_case(host)
        };
        if says_where && host::is_plain(host) && !host::has_name_before(self.target) {
            return None;
        }
        Some(host::in_full(host))
    }
}

/// The text of a tree: what was typed, without the marks.
pub fn text_of(blocks: &[Block<'_>]) -> String {
    let mut text = String::new();
    add_blocks(&mut text, blocks);
    text
}

fn add_blocks(text: &mut String, blocks: &[Block<'_>]) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        match block {
            Block::Paragraph(inlines) => add_inlines(text, inlines),
            Block::Quote(blocks) => add_blocks(text, blocks),
            Block::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push('\n');
                    }
                    add_inlines(text, &item.content);
                }
            }
            Block::Code { lines, .. } => text.push_str(&lines.join("\n")),
        }
    }
}

/// The text of a part of a line.
pub(crate) fn inline_text(inlines: &[Inline<'_>]) -> String {
    let mut text = String::new();
    add_inlines(&mut text, inlines);
    text
}

fn add_inlines(text: &mut String, inlines: &[Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Text(part) | Inline::Code(part) | Inline::Mention(part) => text.push_str(part),
            Inline::Break => text.push('\n'),
            Inline::Styled(_, inlines) => add_inlines(text, inlines),
            Inline::Link(link) => add_inlines(text, &link.content),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn first_link(text: &str) -> (String, Option<String>) {
        let blocks = parse(text, &[]);
        let [Block::Paragraph(inlines)] = blocks.as_slice() else {
            panic!("{blocks:?}");
        };
        let link = inlines.iter().find_map(|inline| match inline {
            Inline::Link(link) => Some(link),
            _ => None,
        });
        let link = link.unwrap_or_else(|| panic!("no link in {inlines:?}"));
        (link.href().into_owned(), link.true_host())
    }

    #[test]
    fn a_link_says_where_it_leads_when_its_text_does_not() {
        for (text, href, host) in [
            ("https://a.example/x", "https://a.example/x", None),
            (
                "[a.example](https://a.example/x)",
                "https://a.example/x",
                None,
            ),
            (
                "[our site](https://a.example/x)",
                "https://a.example/x",
                Some("a.example"),
            ),
            (
                "[https://bank.example](https://evil.example:8443/x)",
                "https://evil.example:8443/x",
                Some("evil.example"),
            ),
            (
                "https://bank.example@evil.example/",
                "https://bank.example@evil.example/",
                Some("evil.example"),
            ),
            ("ana@a.example", "mailto:ana@a.example", None),
            (
                "[Ana](mailto:ana@a.example)",
                "mailto:ana@a.example",
                Some("ana@a.example"),
            ),
        ] {
            assert_eq!(
                first_link(text),
                (href.to_owned(), host.map(str::to_owned)),
                "{text}"
            );
        }
    }

    #[test]
    fn letters_that_look_alike_are_told_apart() {
        // The first letter is Cyrillic.
        assert_eq!(
            first_link("https://\u{430}pple.example/login").1,
            Some("xn--pple-43d.example".to_owned())
        );
        assert_eq!(first_link("https://xn--pple-43d.example").1, None);
        assert_eq!(first_link("https://caf\u{e9}.example").1, None);
    }
}
