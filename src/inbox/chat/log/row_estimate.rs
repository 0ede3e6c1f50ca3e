//! How high a row will be, guessed before it is drawn. The better the guess, the steadier the
//! scroll bar; nothing depends on it being right. The measures are those of `style/chat.css`, in
//! CSS pixels.

use recado_protocol::{Content, Message};

use crate::inbox::chat::message::{fold, media};

pub const HEAD: f64 = 52.0;
pub const DAY: f64 = 44.0;
pub const UNREAD: f64 = 40.0;
pub const GAP: f64 = 52.0;
pub const FOOT: f64 = 36.0;
const SYSTEM_LINE: f64 = 30.0;
/// What a message takes that is not known yet. Their rows are so high in fact, so this is exact.
const UNKNOWN: f64 = 56.0;

/// Between the bubbles of one sender, and between those of two.
const JOINED_SPACE: f64 = 3.0;
const SPACE: f64 = 12.0;

const LINE: f64 = 20.3;
const LETTER: f64 = 7.0;
const BUBBLE_PADDING_ACROSS: f64 = 24.0;
const BUBBLE_PADDING_ALONG: f64 = 16.0;
/// The part of the width that a bubble may take, up to the longest line that is read well.
const BUBBLE_SHARE: f64 = 0.72;
const LONGEST_LINE: f64 = 72.0;
/// The time in the corner takes as much room of the last line as this many letters.
const TIME_LETTERS: f64 = 8.0;

/// The height of a row that stands in the place of messages that are missing: that of the messages,
/// and below it what says so.
pub fn of_missing(messages: u64) -> f64 {
    top_of_missing(messages) + HEAD
}

/// How far below the top of such a row a message would begin that has so many others above it there.
pub fn top_of_missing(above: u64) -> f64 {
    above as f64 * UNKNOWN
}

/// How many messages would stand whole above a line, so far below the top of such a row.
pub fn missing_above(line: f64) -> u64 {
    (line / UNKNOWN).max(0.0) as u64
}

/// The height of a message in a log of a width.
pub fn of_message(message: &Message, joined: bool, width: f64) -> f64 {
    let text = match &message.content {
        Content::System { .. } => return SYSTEM_LINE,
        content => content.text().unwrap_or_default(),
    };
    let (text, folded) = match fold::head(text) {
        Some(head) => (head, true),
        None => (text, false),
    };
    let longest_line =
        ((width * BUBBLE_SHARE - BUBBLE_PADDING_ACROSS) / LETTER).clamp(8.0, LONGEST_LINE);
    let mut lines = 0.0;
    for line in text.split('\n') {
        lines += (letters(line) / longest_line).ceil().max(1.0);
    }
    let last = text.rsplit('\n').next().map_or(0.0, letters);
    // The rest of a division, for which WebAssembly has nothing of its own.
    let last = last - (last / longest_line).floor() * longest_line;
    if last + TIME_LETTERS > longest_line {
        lines += 1.0;
    }
    if matches!(message.content, Content::Note { .. } | Content::Rich(_)) || folded {
        lines += 1.0;
    }
    let attachments = media::attachments(message);
    if !attachments.is_empty() {
        lines -= 1.0;
        if text.is_empty() && media::leaves_room(&attachments) {
            lines -= 1.0;
        }
    }
    let space = if joined { JOINED_SPACE } else { SPACE };
    let files = f64::from(media::room_height(&attachments));
    space + BUBBLE_PADDING_ALONG + files + lines * LINE
}

/// The bytes of a text over its usual number of bytes per letter: counting would look at each.
fn letters(text: &str) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a message is far shorter than 2^52 bytes"
    )]
    let bytes = text.len() as f64;
    bytes / 1.05
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Author, SystemEvent, Timestamp};

    use super::*;

    fn height(content: Content, width: f64) -> f64 {
        let message = Message {
            id: "m".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author: Author::Contact { id: "p".into() },
            content,
            delivery: None,
            more: None,
            revision: 1,
        };
        of_message(&message, false, width)
    }

    fn text(text: &str) -> Content {
        Content::Text {
            text: text.to_owned(),
        }
    }

    #[test]
    fn longer_texts_narrower_logs_and_more_lines_are_higher() {
        let short = height(text("hi"), 700.0);
        let long = height(text(&"word ".repeat(60)), 700.0);
        let narrow = height(text(&"word ".repeat(60)), 360.0);
        let lines = height(text("a\nb\nc"), 700.0);
        assert!(
            short < lines && lines < long && long < narrow,
            "{short} {lines} {long} {narrow}"
        );
    }

    #[test]
    fn a_folded_text_is_guessed_as_it_is_shown() {
        assert!(height(text(&"word ".repeat(100_000)), 700.0) < 1_000.0);
    }

    #[test]
    fn every_row_has_a_height_whatever_the_width() {
        let system = Content::System {
            event: SystemEvent::Unknown,
        };
        assert!(height(system, 0.0) > 0.0);
        assert!(height(text(""), 0.0).is_finite());
        assert!(height(text(""), -10.0) > 0.0);
    }
}
