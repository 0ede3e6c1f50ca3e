//! Makes rows of messages: what stands between them, and which of them belong together.

use recado_protocol::{Content, Message};
use rustc_hash::FxHashMap;

use super::log_rows::{LogRow, Place, RowKey, Setting};
use super::row_estimate;

/// Messages of one sender that follow each other within this time belong together, in milliseconds.
const JOINED_WITHIN_MS: i64 = 5 * 60 * 1_000;

/// Takes messages in order, and gives their rows with their heights.
pub struct RowBuilder<'a> {
    setting: Setting,
    first_unread: Option<u64>,
    /// Heights that are known already.
    known_heights: FxHashMap<RowKey, f64>,
    previous: Option<&'a Message>,
    previous_day: Option<i64>,
    rows: Vec<LogRow>,
    heights: Vec<f64>,
}

impl<'a> RowBuilder<'a> {
    pub fn new(
        setting: Setting,
        first_unread: Option<u64>,
        known_heights: FxHashMap<RowKey, f64>,
    ) -> Self {
        Self {
            setting,
            first_unread,
            known_heights,
            previous: None,
            previous_day: None,
            rows: Vec::new(),
            heights: Vec::new(),
        }
    }

    /// How many rows there are so far.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says which message stands above the first one.
    pub fn continue_after(&mut self, previous: Option<&'a Message>) {
        self.previous = previous;
        self.previous_day = previous.map(|message| (self.setting.day_of)(message.at));
    }

    /// Adds a row that is no message, with its estimated height, in the place of `missing` messages.
    pub fn separator(&mut self, key: RowKey, place: Place, height: f64, missing: u64) {
        let at = self
            .previous
            .map_or_else(Default::default, |message| message.at);
        self.push(
            LogRow {
                missing,
                ..LogRow::new(key, place, at)
            },
            height,
        );
    }

    /// Adds a message, with the separators above it. `place` is that of its first row.
    pub fn message(&mut self, message: &'a Message, place: Place) {
        let mut joined = self
            .previous
            .is_some_and(|previous| belong_together(previous, message));
        let day = (self.setting.day_of)(message.at);
        if self.previous_day.replace(day) != Some(day) {
            let key = RowKey::Day(message.id.clone());
            self.push(LogRow::new(key, place, message.at), row_estimate::DAY);
            joined = false;
        }
        if self.first_unread == Some(message.position) {
            let row = LogRow::new(RowKey::Unread, place.nth(1), message.at);
            self.push(row, row_estimate::UNREAD);
            joined = false;
        }
        let key = RowKey::Message(message.id.clone());
        let height = row_estimate::of_message(message, joined, self.setting.width);
        self.push(
            LogRow {
                joined,
                ..LogRow::new(key, place.nth(2), message.at)
            },
            height,
        );
        self.previous = Some(message);
    }

    /// The rows, their heights, and the known heights that no row took.
    pub fn finish(self) -> (Vec<LogRow>, Vec<f64>, FxHashMap<RowKey, f64>) {
        (self.rows, self.heights, self.known_heights)
    }

    fn push(&mut self, row: LogRow, estimate: f64) {
        let known = self.known_heights.remove(&row.key);
        let height = match row.missing {
            0 => known.unwrap_or(estimate),
            missing => row_estimate::of_missing(missing),
        };
        self.heights.push(height);
        self.rows.push(row);
    }
}

fn belong_together(above: &Message, below: &Message) -> bool {
    let is_bubble = |message: &Message| !matches!(message.content, Content::System { .. });
    let is_note = |message: &Message| matches!(message.content, Content::Note { .. });
    is_bubble(above)
        && is_bubble(below)
        && is_note(above) == is_note(below)
        && above.author == below.author
        && below.at.millis_since(above.at) <= JOINED_WITHIN_MS
}
