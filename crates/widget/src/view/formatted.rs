//! A text as its markup says, drawn from its tree: elements with text in them, and never a text that is taken for markup.

use recado_formatting::{Block, Inline, Link, Style, parse};
use web_sys::Element;

use super::element::{add, attribute, set_text, within};
use crate::{
    browser::page,
    locale::{Locale, Text},
};

/// Puts a text into an element, in place of what is in it.
pub fn draw(parent: &Element, text: &str, locale: Locale) {
    parent.set_text_content(None);
    Drawing { locale }.blocks(parent, &parse(text, &[]));
}

#[derive(Clone, Copy)]
struct Drawing {
    locale: Locale,
}

impl Drawing {
    fn blocks(self, parent: &Element, blocks: &[Block<'_>]) {
        for block in blocks {
            match block {
                Block::Paragraph(inlines) => self.inlines(parent, without_breaks_around(inlines)),
                Block::Quote(blocks) => self.blocks(&within(parent, "blockquote", ""), blocks),
                Block::List(items) => {
                    let list = within(parent, "ul", "");
                    for item in items {
                        let class = ["", "deeper", "deepest"][usize::from(item.level.min(2))];
                        let line = within(&list, "li", class);
                        if let Some(number) = item.number {
                            attribute(&line, "value", number);
                        }
                        self.inlines(&line, &item.content);
                    }
                }
                Block::Code { lines, .. } => {
                    set_text(&within(parent, "pre", ""), &lines.join("\n"));
                }
            }
        }
    }

    fn inlines(self, parent: &Element, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Mention(text) => add_text(parent, text),
                Inline::Break => add_text(parent, "\n"),
                Inline::Code(code) => set_text(&within(parent, "code", ""), code),
                Inline::Styled(style, inlines) => {
                    let tag = match style {
                        Style::Bold => "b",
                        Style::Italic => "i",
                        Style::Strike => "s",
                    };
                    self.inlines(&within(parent, tag, ""), inlines);
                }
                Inline::Link(link) => self.link(parent, link),
            }
        }
    }

    /// Where the text of a link does not say where it leads, that stands behind it.
    fn link(self, parent: &Element, link: &Link<'_>) {
        let anchor = within(parent, "a", "");
        attribute(&anchor, "href", &link.href());
        attribute(&anchor, "target", "_blank");
        attribute(&anchor, "rel", "noopener noreferrer nofollow");
        attribute(&anchor, "title", self.locale.text(Text::OpensNewTab));
        self.inlines(&anchor, &link.content);
        if let Some(host) = link.true_host() {
            add_text(&anchor, &[" (", &host, ")"].concat());
        }
    }
}

/// The room between blocks is theirs; empty lines before and after them would double it.
fn without_breaks_around<'t, 'a>(mut inlines: &'t [Inline<'a>]) -> &'t [Inline<'a>] {
    while let [Inline::Break, rest @ ..] | [rest @ .., Inline::Break] = inlines {
        inlines = rest;
    }
    inlines
}

fn add_text(parent: &Element, text: &str) {
    add(parent, &page::document().create_text_node(text));
}
