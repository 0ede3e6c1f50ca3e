//! One line of text: styles, code, links and mentions.

use crate::tree::{Inline, Link, Style};
use crate::{Marks, address};

/// Reads a line, which has no line break in it.
pub fn read<'a>(text: &'a str, names: &[String], marks: &mut Marks) -> Vec<Inline<'a>> {
    let reader = Reader {
        text,
        names,
        marks,
        at: 0,
        plain: 0,
        words_until: 0,
        frames: vec![Frame::default()],
        lacks_tick: false,
        lacks_ticks: false,
    };
    reader.read()
}

/// Whether a marker beside this letter would stand in the middle of a word: digits and the letters of scripts that part
/// words by spaces, roughly. A table of all letters would be larger than all the rest.
pub fn is_of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '\u{c0}'..='\u{1fff}')
}

/// Where a marker was opened that may be closed later. Each marker is open once at most, so there are never many.
#[derive(Default)]
struct Frame<'a> {
    /// Which letter, and how often; nothing for the line itself.
    marker: Option<(char, usize)>,
    start: usize,
    end: usize,
    inlines: Vec<Inline<'a>>,
}

const BRACKET: Option<(char, usize)> = Some(('[', 1));
const TICKS: &str = "```";

struct Reader<'a, 'n> {
    text: &'a str,
    names: &'n [String],
    marks: &'n mut Marks,
    at: usize,
    /// From here to where we are stands plain text that is in no frame yet.
    plain: usize,
    /// Behind the last letter that is more than punctuation.
    words_until: usize,
    frames: Vec<Frame<'a>>,
    /// Whether the rest of the line has no closing tick, or no three of them: found out once.
    lacks_tick: bool,
    lacks_ticks: bool,
}

impl<'a> Reader<'a, '_> {
    fn read(mut self) -> Vec<Inline<'a>> {
        while let Some(letter) = self.text[self.at..].chars().next() {
            let is_taken = match letter {
                '*' | '_' | '~' => self.style(letter),
                '`' => self.code(),
                '[' => self.opening_bracket(),
                ']' => self.closing_bracket(),
                '@' => self.mention(),
                _ if letter.is_ascii_alphanumeric() => self.address(letter),
                _ => false,
            };
            if !is_taken {
                self.at += letter.len_utf8();
                if is_of_a_word(letter) || !letter.is_ascii() {
                    self.words_until = self.at;
                }
            }
        }
        self.flush();
        while self.frames.len() > 1 {
            self.give_up(self.frames.len() - 1);
        }
        self.frames
            .pop()
            .map(|line| line.inlines)
            .unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    fn after(&self, end: usize) -> Option<char> {
        self.text[end..].chars().next()
    }

    fn frame_of(&self, marker: Option<(char, usize)>) -> Option<usize> {
        self.frames.iter().rposition(|frame| frame.marker == marker)
    }

    /// Bold, italic or strike begins or ends here, or the marker is text.
    fn style(&mut self, letter: char) -> bool {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches(letter).len();
        let (start, end) = (self.at, self.at + length);
        let marker = Some((letter, length));
        let (before, after) = (self.before(), self.after(end));
        let is_inside = |letter: Option<char>| letter.is_some_and(|it| !it.is_whitespace());
        let closes = is_inside(before) && !after.is_some_and(is_of_a_word) && before != Some('\\');
        let opens = is_inside(after)
            && !before.is_some_and(|before| is_of_a_word(before) || before == '\\');
        let open = self.frame_of(marker).filter(|_| length <= 2);
        let closed = open.filter(|open| closes && self.words_until > self.frames[*open].end);
        if let Some(open) = closed
            && self.marks.take()
        {
            let inlines = self.close(open);
            self.add(Inline::Styled(style_of(letter, length), inlines), end);
        } else if opens && length <= 2 {
            self.open(marker, start, end, open);
        }
        self.at = end;
        true
    }

    /// The nearest marker is the one that counts: one that is open already was text.
    fn open(
        &mut self,
        marker: Option<(char, usize)>,
        start: usize,
        end: usize,
        old: Option<usize>,
    ) {
        self.flush();
        if let Some(old) = old {
            self.give_up(old);
        }
        self.frames.push(Frame {
            marker,
            start,
            end,
            inlines: Vec::new(),
        });
        self.plain = end;
    }

    /// What stands in a frame, which is no more; markers that were opened in it and not closed are text.
    fn close(&mut self, frame: usize) -> Vec<Inline<'a>> {
        self.flush();
        while self.frames.len() > frame + 1 {
            self.give_up(self.frames.len() - 1);
        }
        self.frames.pop().map(|it| it.inlines).unwrap_or_default()
    }

    /// A marker that is never closed is text, and one with the text around it.
    fn give_up(&mut self, frame: usize) {
        let frame_below = frame - 1;
        let frame = self.frames.remove(frame);
        let below = &mut self.frames[frame_below].inlines;
        let (mut start, mut end) = (frame.start, frame.end);
        if let Some(Inline::Text(before)) = below.last() {
            start -= before.len();
            below.pop();
        }
        let mut inlines = frame.inlines.into_iter().peekable();
        if let Some(Inline::Text(after)) = inlines.peek() {
            end += after.len();
            inlines.next();
        }
        below.push(Inline::Text(&self.text[start..end]));
        below.extend(inlines);
    }

    /// Puts the text up to here into the innermost frame.
    fn flush(&mut self) {
        if self.plain < self.at {
            let text = &self.text[self.plain..self.at];
            if let Some(frame) = self.frames.last_mut() {
                frame.inlines.push(Inline::Text(text));
            }
            self.plain = self.at;
        }
    }

    /// Puts something into the innermost frame and goes on behind it.
    fn add(&mut self, inline: Inline<'a>, end: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
        self.at = end;
        self.plain = end;
        self.words_until = end;
    }

    fn code(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        let ticks = match length {
            1 if !self.lacks_tick => &TICKS[..1],
            3 if !self.lacks_ticks => TICKS,
            _ => {
                self.at += length;
                return true;
            }
        };
        let inner = &rest[length..];
        match inner.find(ticks) {
            Some(closing) if !inner[..closing].trim().is_empty() && self.marks.take() => {
                self.flush();
                let end = self.at + closing + 2 * length;
                self.add(Inline::Code(&inner[..closing]), end);
            }
            Some(_) => self.at += length,
            None => {
                self.lacks_ticks = true;
                self.lacks_tick |= length == 1;
                self.at += length;
            }
        }
        true
    }

    fn opening_bracket(&mut self) -> bool {
        let (start, end) = (self.at, self.at + 1);
        self.open(BRACKET, start, end, self.frame_of(BRACKET));
        self.at = end;
        true
    }

    fn closing_bracket(&mut self) -> bool {
        let Some(open) = self.frame_of(BRACKET) else {
            return false;
        };
        let has_words = self.words_until > self.frames[open].end;
        let target = self.text[self.at + 1..]
            .strip_prefix('(')
            .filter(|_| has_words)
            .and_then(address::target);
        match target {
            Some(target) if self.marks.take() => {
                let end = self.at + "](".len() + target.len() + ")".len();
                let mut content = Vec::new();
                add_without_links(&mut content, self.close(open));
                let link = Link {
                    target,
                    content,
                    is_bare: false,
                };
                self.add(Inline::Link(link), end);
            }
            _ => {
                self.flush();
                self.give_up(open);
                // The text goes on from what has just been given up.
                self.reopen_text();
                self.at += 1;
            }
        }
        true
    }

    /// Takes the last text out again, so that what follows is one with it.
    fn reopen_text(&mut self) {
        let at = self.at;
        if let Some(frame) = self.frames.last_mut()
            && let Some(Inline::Text(last)) = frame.inlines.last()
        {
            self.plain = at - last.len();
            frame.inlines.pop();
        }
    }

    fn mention(&mut self) -> bool {
        if self
            .before()
            .is_some_and(|it| is_of_a_word(it) || it == '@')
        {
            return false;
        }
        let rest = &self.text[self.at + 1..];
        let is_here = |name: &&String| {
            !name.is_empty()
                && rest.starts_with(name.as_str())
                && !rest[name.len()..].chars().next().is_some_and(is_of_a_word)
        };
        let longest = self.names.iter().filter(is_here).map(String::len).max();
        let Some(length) = longest.filter(|_| self.marks.take()) else {
            return false;
        };
        self.flush();
        let end = self.at + 1 + length;
        self.add(Inline::Mention(&self.text[self.at..end]), end);
        true
    }

    fn address(&mut self, letter: char) -> bool {
        if self.before().is_some_and(is_of_a_word) {
            return false;
        }
        let rest = &self.text[self.at..];
        if matches!(letter, 'h' | 'H')
            && let Some(found) = address::web(rest, self.frame_of(BRACKET).is_some())
        {
            if found.is_link {
                self.bare_link(found.length);
            } else {
                self.at += found.seen;
                self.words_until = self.at;
            }
            return true;
        }
        // A name has no beginning behind one of its own letters.
        let begins = |before: char| {
            before == '_' || !u8::try_from(before).is_ok_and(address::is_of_mail_name)
        };
        if !self
            .before()
            .is_none_or(|it| begins(it) && !matches!(it, '@' | '/'))
        {
            return false;
        }
        let Some(length) = address::mail(rest) else {
            return false;
        };
        self.bare_link(length);
        true
    }

    fn bare_link(&mut self, length: usize) {
        let end = self.at + length;
        if !self.marks.take() {
            self.at = end;
            self.words_until = end;
            return;
        }
        self.flush();
        let target = &self.text[self.at..end];
        let link = Link {
            target,
            content: vec![Inline::Text(target)],
            is_bare: true,
        };
        self.add(Inline::Link(link), end);
    }
}

fn style_of(letter: char, length: usize) -> Style {
    match (letter, length) {
        ('~', _) => Style::Strike,
        ('_', 1) => Style::Italic,
        _ => Style::Bold,
    }
}

/// A link in the text of a link leads nowhere of its own.
fn add_without_links<'a>(content: &mut Vec<Inline<'a>>, inlines: Vec<Inline<'a>>) {
    for inline in inlines {
        match inline {
            Inline::Link(link) => add_without_links(content, link.content),
            Inline::Styled(style, inlines) => {
                let mut inner = Vec::new();
                add_without_links(&mut inner, inlines);
                content.push(Inline::Styled(style, inner));
            }
            inline => content.push(inline),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{html, parse};

    /// What is read of a text, as elements.
    fn read(text: &str) -> String {
        let names = ["Lívia", "Lívia Prado", "Suporte"].map(str::to_owned);
        html::telegram(&parse(text, &names))
    }

    #[test]
    fn both_habits_work() {
        for (text, expected) in [
            ("**a** *b* __c__", "<b>a</b> <b>b</b> <b>c</b>"),
            ("_a_ ~b~ ~~c~~", "<i>a</i> <s>b</s> <s>c</s>"),
            (
                "*_a_* _*b*_ **_~c~_**",
                "<b><i>a</i></b> <i><b>b</b></i> <b><i><s>c</s></i></b>",
            ),
            ("(*a*), \"_b_\"!", "(<b>a</b>), &quot;<i>b</i>&quot;!"),
            (
                "`a *b*` ```c ` d```",
                "<code>a *b*</code> <code>c ` d</code>",
            ),
            (
                "\u{4e2d}*\u{6587}*\u{5b57}",
                "\u{4e2d}<b>\u{6587}</b>\u{5b57}",
            ),
            ("*\u{1f950}*", "<b>\u{1f950}</b>"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_marker_stays_as_it_is() {
        for text in [
            "2 * 3 * 4",
            "2*3*4",
            "a_b_c and __init__x",
            "*a",
            "a* b*",
            "x * a *",
            "**",
            "***a***",
            "*-* e *_*",
            "\u{af}\\_(\u{30c4})_/\u{af}",
            "`",
            "``a``",
            "` `",
            "[a]",
            "[a](b)",
            "@Ana @ a@b",
            "x@Suporte",
        ] {
            assert_eq!(read(text), text.replace('>', "&gt;"), "{text}");
        }
    }

    #[test]
    fn the_nearest_marker_counts_and_the_other_is_text() {
        for (text, expected) in [
            ("*a *b*", "*a <b>b</b>"),
            ("*a _b* c_", "<b>a _b</b> c_"),
            ("_a *b_", "<i>a *b</i>"),
            ("*a _b *c* d_", "*a <i>b <b>c</b> d</i>"),
            (
                "[a [b](https://a.example)",
                "[a <a href=\"https://a.example\">b</a>",
            ),
            ("*[a* b] c", "<b>[a</b> b] c"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn colleagues_and_teams_are_mentioned_by_their_whole_names() {
        for (text, expected) in [
            ("@L\u{ed}via Prado, oi", 1),
            ("@L\u{ed}via oi @Suporte", 2),
            ("@L\u{ed}vian", 0),
        ] {
            let names = ["L\u{ed}via", "L\u{ed}via Prado", "Suporte"].map(str::to_owned);
            let found = format!("{:?}", parse(text, &names))
                .matches("Mention")
                .count();
            assert_eq!(found, expected, "{text}");
        }
    }
}
