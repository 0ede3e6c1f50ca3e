//! Texts with marks between the letters, and texts with none.

use crate::tree::{Block, Inline, Item, Style, inline_text};

/// What a way of writing puts around things.
pub struct Marks {
    bold: &'static str,
    italic: &'static str,
    strike: &'static str,
    code: &'static str,
    block: &'static str,
}

pub const WHATSAPP: Marks = Marks {
    bold: "*",
    italic: "_",
    strike: "~",
    code: "`",
    block: "```",
};

pub const PLAIN: Marks = Marks {
    bold: "",
    italic: "",
    strike: "",
    code: "",
    block: "",
};

/// Writes a tree.
pub fn write(blocks: &[Block<'_>], marks: &Marks) -> String {
    let mut writer = Writer {
        marks,
        text: String::new(),
        quotes: 0,
        open: Vec::new(),
    };
    writer.blocks(blocks);
    writer.text
}

struct Writer<'m> {
    marks: &'m Marks,
    text: String,
    /// Quotations around the line that is written.
    quotes: usize,
    /// Styles around the letters that are written.
    open: Vec<Style>,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.new_line();
            }
            match block {
                Block::Paragraph(inlines) => self.inlines(inlines),
                Block::Quote(blocks) => {
                    self.quotes += 1;
                    self.text.push_str("> ");
                    self.blocks(blocks);
                    self.quotes -= 1;
                }
                Block::List(items) => self.list(items),
                Block::Code { lines, .. } => {
                    self.text.push_str(self.marks.block);
                    for (index, line) in lines.iter().enumerate() {
                        if index > 0 {
                            self.new_line();
                        }
                        self.text.push_str(line);
                    }
                    self.text.push_str(self.marks.block);
                }
            }
        }
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.quotes {
            self.text.push_str("> ");
        }
    }

    fn list(&mut self, items: &[Item<'_>]) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.new_line();
            }
            for _ in 0..item.level {
                self.text.push_str("  ");
            }
            match item.number {
                Some(number) => {
                    self.text.push_str(number);
                    self.text.push_str(". ");
                }
                None => self.text.push_str("- "),
            }
            self.inlines(&item.content);
        }
    }

    fn inlines(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Mention(text) => self.text.push_str(text),
                Inline::Break => self.new_line(),
                Inline::Code(code) => {
                    let mark = if code.contains('`') {
                        self.marks.block
                    } else {
                        self.marks.code
                    };
                    self.text.extend([mark, code, mark]);
                }
                Inline::Styled(style, inlines) => self.styled(*style, inlines),
                Inline::Link(link) => {
                    self.inlines(&link.content);
                    if !link.is_bare && inline_text(&link.content).trim() != link.target {
                        self.text.extend([" (", link.target, ")"]);
                    }
                }
            }
        }
    }

    fn styled(&mut self, style: Style, inlines: &[Inline<'_>]) {
        let mark = match style {
            Style::Bold => self.marks.bold,
            Style::Italic => self.marks.italic,
            Style::Strike => self.marks.strike,
        };
        if self.open.contains(&style) {
            return self.inlines(inlines);
        }
        self.text.push_str(mark);
        self.open.push(style);
        self.inlines(inlines);
        self.open.pop();
        self.text.push_str(mark);
    }
}
