//! HTML for those that want it: the few elements that Telegram takes, and the body of a mail. Every letter of a text is
//! escaped; what stands in angle brackets is ours.

use crate::tree::{Block, Inline, Item, Style};

/// For Telegram, where line breaks are line breaks and lists are text.
pub fn telegram(blocks: &[Block<'_>]) -> String {
    let mut writer = Writer {
        is_mail: false,
        html: String::new(),
        quotes: 0,
    };
    writer.blocks(blocks);
    writer.html
}

/// For the body of a mail.
pub fn mail(blocks: &[Block<'_>]) -> String {
    let mut writer = Writer {
        is_mail: true,
        html: String::new(),
        quotes: 0,
    };
    writer.blocks(blocks);
    writer.html
}

struct Writer {
    is_mail: bool,
    html: String,
    quotes: usize,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && !self.is_mail {
                self.html.push('\n');
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Paragraph(inlines) if self.is_mail => {
                self.html.push_str("<div>");
                self.inlines(inlines);
                // Without a second one, a break at the end shows no empty line.
                if matches!(inlines.last(), None | Some(Inline::Break)) {
                    self.html.push_str("<br>");
                }
                self.html.push_str("</div>");
            }
            Block::Paragraph(inlines) => self.inlines(inlines),
            Block::Quote(blocks) if self.is_mail || self.quotes == 0 => {
                self.quotes += 1;
                self.html.push_str("<blockquote>");
                self.blocks(blocks);
                self.html.push_str("</blockquote>");
                self.quotes -= 1;
            }
            // Telegram refuses a quotation in a quotation.
            Block::Quote(blocks) => {
                self.html.push_str("&gt; ");
                self.blocks(blocks);
            }
            Block::List(items) if self.is_mail => self.list(items),
            Block::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.html.push('\n');
                    }
                    self.written_item(item);
                }
            }
            Block::Code { language, lines } => {
                let is_word =
                    !language.is_empty() && language.bytes().all(|it| it.is_ascii_alphanumeric());
                self.html.push_str("<pre><code");
                if is_word && !self.is_mail {
                    self.html.extend([" class=\"language-", language, "\""]);
                }
                self.html.push('>');
                self.text(&lines.join("\n"));
                self.html.push_str("</code></pre>");
            }
        }
    }

    fn written_item(&mut self, item: &Item<'_>) {
        for _ in 0..item.level {
            self.html.push_str("  ");
        }
        match item.number {
            Some(number) => self.html.extend([number, ". "]),
            None => self.html.push_str("• "),
        }
        self.inlines(&item.content);
    }

    /// A list within a list stands in the item before it, whose end needs no tag.
    fn list(&mut self, items: &[Item<'_>]) {
        let mut open: Vec<&str> = Vec::new();
        for item in items {
            let tag = if item.number.is_some() { "ol" } else { "ul" };
            let wanted = usize::from(item.level) + 1;
            while open.len() > wanted || open.len() == wanted && open.last() != Some(&tag) {
                self.close(open.pop());
            }
            while open.len() < wanted {
                self.html.extend(["<", tag, ">"]);
                open.push(tag);
            }
            match item.number {
                Some(number) => self.html.extend(["<li value=\"", number, "\">"]),
                None => self.html.push_str("<li>"),
            }
            self.inlines(&item.content);
        }
        while let Some(tag) = open.pop() {
            self.close(Some(tag));
        }
    }

    fn close(&mut self, tag: Option<&str>) {
        self.html.extend(["</", tag.unwrap_or_default(), ">"]);
    }

    fn inlines(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Mention(text) => self.text(text),
                Inline::Break if self.is_mail => self.html.push_str("<br>"),
                Inline::Break => self.html.push('\n'),
                Inline::Code(code) => {
                    self.html.push_str("<code>");
                    self.text(code);
                    self.html.push_str("</code>");
                }
                Inline::Styled(style, inlines) => {
                    let tag = match style {
                        Style::Bold => "b",
                        Style::Italic => "i",
                        Style::Strike => "s",
                    };
                    self.html.extend(["<", tag, ">"]);
                    self.inlines(inlines);
                    self.close(Some(tag));
                }
                Inline::Link(link) => {
                    self.html.push_str("<a href=\"");
                    self.text(&link.href());
                    self.html.push_str("\">");
                    self.inlines(&link.content);
                    self.html.push_str("</a>");
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                letter => self.html.push(letter),
            }
        }
    }
}
