//! The rows of the log: messages, and what stands between them.
//!
//! Rows are kept, not made anew: a message that arrives costs O(log n), a page of older ones a move
//! of what follows. Only a jump to another part of the history builds all rows again.

use std::ops::Range;

use recado_protocol::{Message, MessageId, Timestamp};
use recado_store::{FIRST_POSITION, PENDING_POSITION, Run, Timeline};
use rustc_hash::FxHashMap;

use super::row_builder::RowBuilder;
use super::row_estimate;
use super::row_heights::RowHeights;

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct LogRow {
    pub key: RowKey,
    pub place: Place,
    /// Whether it continues the row above: the same sender, shortly after.
    pub joined: bool,
    /// The time of the message, or of the one that a separator stands before.
    pub at: Timestamp,
    /// In the place of how many messages it stands that are not here.
    pub missing: u64,
}

impl LogRow {
    pub fn new(key: RowKey, place: Place, at: Timestamp) -> Self {
        Self {
            key,
            place,
            joined: false,
            at,
            missing: 0,
        }
    }
}

/// What a row is, the same for as long as it is there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RowKey {
    /// Above all messages: the beginning of the conversation, or that older ones are coming.
    Head,
    /// The day of a message, above it.
    Day(MessageId),
    /// Where the unread messages begin.
    Unread,
    Message(MessageId),
    /// Newer messages are missing here.
    Gap,
    /// Below all messages: who is writing.
    Foot,
}

impl RowKey {
    /// One word for each key.
    pub fn word(&self) -> String {
        match self {
            Self::Head => "head".to_owned(),
            Self::Day(id) => format!("day {id}"),
            Self::Unread => "unread".to_owned(),
            Self::Message(id) => format!("message {id}"),
            Self::Gap => "gap".to_owned(),
            Self::Foot => "foot".to_owned(),
        }
    }
}

/// Where a row stands among all that there could be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The position of the message; 0 above all messages, [`PENDING_POSITION`] below those that the
    /// backend has placed.
    pub position: u64,
    /// Among the rows of one position.
    pub rank: u32,
}

/// What is known of a conversation, and of which part the log is to show.
pub struct Known<'a> {
    pub timeline: &'a Timeline,
    /// Absent when no message is known.
    pub run: Option<Run>,
    /// What this agent sent and the backend has not placed yet.
    pub pending: &'a [Message],
    /// The position of the message above which the unread divider stands.
    pub first_unread: Option<u64>,
    /// The position of the newest message of the conversation.
    pub newest: u64,
}

impl Known<'_> {
    /// How many messages are older than those of the run, and how many newer.
    fn missing(&self) -> (u64, u64) {
        self.run.map_or((0, 0), |run| {
            (
                run.start.saturating_sub(FIRST_POSITION),
                self.newest.saturating_sub(run.end),
            )
        })
    }
}

/// What rows depend on besides the messages.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The width that rows have, in CSS pixels.
    pub width: f64,
    /// The number of the day that a time belongs to where the reader is.
    pub day_of: fn(Timestamp) -> i64,
}

/// All rows of the part of a conversation that the log shows.
#[derive(Clone, Debug, Default)]
pub struct LogRows {
    rows: Vec<LogRow>,
    heights: RowHeights,
    run: Option<Run>,
    pending: Vec<MessageId>,
    first_unread: Option<u64>,
    newest: u64,
    /// How many rows stand before those of [`PENDING_POSITION`].
    placed: usize,
}

/// What a refresh did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refreshed {
    Unchanged,
    /// Rows came in or left at the ends.
    Changed,
    /// Another part of the conversation is shown.
    Rebuilt,
}

impl LogRows {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn row(&self, index: usize) -> &LogRow {
        &self.rows[index]
    }

    pub fn rows(&self, range: Range<usize>) -> &[LogRow] {
        &self.rows[range]
    }

    pub fn heights(&self) -> &RowHeights {
        &self.heights
    }

    pub fn run(&self) -> Option<Run> {
        self.run
    }

    /// Whether no newer messages are missing.
    pub fn is_complete(&self) -> bool {
        self.run.is_none_or(|run| run.end >= self.newest)
    }

    /// Where a place begins, in CSS pixels from the top; that of a message which is not here too. There must be rows.
    pub fn top_of(&self, place: Place) -> f64 {
        let index = self.index_of(place);
        let (row, top) = (&self.rows[index], self.heights.top_of(index));
        let Some(run) = self.run else {
            return top;
        };
        if FIRST_POSITION <= place.position && place.position < run.start {
            return row_estimate::top_of_missing(place.position - FIRST_POSITION);
        }
        let is_in_gap = row.key == RowKey::Gap && place.position < PENDING_POSITION;
        let above = if is_in_gap {
            place.position - run.end - 1
        } else {
            0
        };
        top + row_estimate::top_of_missing(above)
    }

    /// The place at a line, in CSS pixels from the top, where messages are missing. There must be rows.
    pub fn missing_at(&self, line: f64) -> Option<Place> {
        let index = self.heights.row_at(line);
        let row = &self.rows[index];
        let run = self.run.filter(|_| row.missing > 0)?;
        let first = match row.key {
            RowKey::Gap => run.end + 1,
            _ => FIRST_POSITION,
        };
        let above = row_estimate::missing_above(line - self.heights.top_of(index));
        Some(Place::of(first + above.min(row.missing - 1)))
    }

    /// How far what is here reaches, in CSS pixels from the top. There must be rows.
    pub fn extent(&self) -> (f64, f64) {
        let from = if self.rows[0].missing > 0 {
            self.heights.of(0)
        } else {
            0.0
        };
        let is_gap = |row: &&LogRow| row.key == RowKey::Gap;
        let to = match self.rows.get(self.placed).filter(is_gap) {
            Some(_) => self.heights.top_of(self.placed),
            None => self.heights.total(),
        };
        (from, to)
    }

    /// The row at a place, or the next one. There must be rows.
    pub fn index_of(&self, place: Place) -> usize {
        self.rows
            .partition_point(|row| row.place < place)
            .min(self.rows.len() - 1)
    }

    /// Whether a row will keep its place and its shape when older messages come in, and when those
    /// on their way arrive.
    pub fn is_steady(&self, index: usize) -> bool {
        let row = &self.rows[index];
        matches!(row.key, RowKey::Message(_))
            && row.place.position < PENDING_POSITION
            && self
                .run
                .is_some_and(|run| row.place.position > run.start || run.start == FIRST_POSITION)
    }

    /// Notes how high a row is in fact, in CSS pixels; says whether that is news.
    pub fn measure(&mut self, index: usize, height: f64) -> bool {
        self.heights.set(index, height)
    }

    /// The position of the newest message that lies whole above a line (or at least ends above
    /// it), in CSS pixels from the top.
    pub fn last_position_above(&self, line: f64) -> Option<u64> {
        if self.is_empty() {
            return None;
        }
        let last = self.heights.row_at(line);
        (0..=last).rev().find_map(|index| {
            let row = &self.rows[index];
            let is_message = matches!(row.key, RowKey::Message(_));
            let is_placed = row.place.position < PENDING_POSITION;
            // Half a pixel is lost in rounding.
            let ends_above = self.heights.top_of(index) + self.heights.of(index) <= line + 0.5;
            (is_message && is_placed && ends_above).then_some(row.place.position)
        })
    }

    /// Takes what is known now.
    pub fn refresh(&mut self, known: &Known<'_>, setting: Setting) -> Refreshed {
        let grew = match (self.run, known.run) {
            (Some(old), Some(new)) => new.start <= old.start && old.end <= new.end,
            (old, new) => old.is_none() && new.is_none() && !self.is_empty(),
        };
        let refreshed = if !grew || self.first_unread != known.first_unread {
            self.rebuild(known, setting);
            Refreshed::Rebuilt
        } else if self.is_same(known) {
            return Refreshed::Unchanged;
        } else {
            self.grow(known, setting);
            Refreshed::Changed
        };
        self.run = known.run;
        self.first_unread = known.first_unread;
        self.newest = known.newest;
        self.pending = known
            .pending
            .iter()
            .map(|message| message.id.clone())
            .collect();
        refreshed
    }

    fn is_same(&self, known: &Known<'_>) -> bool {
        self.run == known.run
            && self.newest == known.newest
            && self
                .pending
                .iter()
                .eq(known.pending.iter().map(|message| &message.id))
    }

    fn rebuild(&mut self, known: &Known<'_>, setting: Setting) {
        let before = self.heights_by_key(0..self.rows.len());
        let mut builder = RowBuilder::new(setting, known.first_unread, before);
        let (older, _) = known.missing();
        builder.separator(RowKey::Head, Place::HEAD, row_estimate::HEAD, older);
        for message in known
            .run
            .into_iter()
            .flat_map(|run| known.timeline.messages_in(run))
        {
            builder.message(message, Place::of(message.position));
        }
        self.put(0..self.rows.len(), builder);
        self.placed = self.rows.len();
        self.put_tail(known, setting, FxHashMap::default());
    }

    fn grow(&mut self, known: &Known<'_>, setting: Setting) {
        let mut before = self.heights_by_key(self.placed..self.rows.len());
        if let (Some(old), Some(new)) = (self.run, known.run) {
            if old.end < new.end {
                let mut builder = RowBuilder::new(setting, known.first_unread, before);
                builder.continue_after(message_at(known.timeline, old.end));
                for message in known.timeline.messages_in(Run {
                    start: old.end + 1,
                    end: new.end,
                }) {
                    builder.message(message, Place::of(message.position));
                }
                before = self.put(self.placed..self.rows.len(), builder);
                self.placed = self.rows.len();
            }
            if new.start < old.start {
                // The oldest known message is built again: it has neighbours above now.
                let rows = 1..self.index_of(Place {
                    position: old.start + 1,
                    rank: 0,
                });
                let heights = self.heights_by_key(rows.clone());
                let mut builder = RowBuilder::new(setting, known.first_unread, heights);
                for message in known.timeline.messages_in(Run {
                    start: new.start,
                    end: old.start,
                }) {
                    builder.message(message, Place::of(message.position));
                }
                let (count, replaced) = (builder.len(), rows.len());
                self.put(rows, builder);
                self.placed = self.placed + count - replaced;
                let mut builder = RowBuilder::new(setting, None, FxHashMap::default());
                let (older, _) = known.missing();
                builder.separator(RowKey::Head, Place::HEAD, row_estimate::HEAD, older);
                self.put(0..1, builder);
            }
        }
        self.put_tail(known, setting, before);
    }

    /// Builds what stands below the placed messages.
    fn put_tail(&mut self, known: &Known<'_>, setting: Setting, before: FxHashMap<RowKey, f64>) {
        let mut builder = RowBuilder::new(setting, None, before);
        let (_, newer) = known.missing();
        if newer == 0 {
            builder.continue_after(
                known
                    .run
                    .and_then(|run| message_at(known.timeline, run.end)),
            );
        } else {
            builder.separator(
                RowKey::Gap,
                Place {
                    position: PENDING_POSITION,
                    rank: 0,
                },
                row_estimate::GAP,
                newer,
            );
        }
        for (message, rank) in known
            .pending
            .iter()
            .zip((Place::RANKS..).step_by(Place::RANKS as usize))
        {
            builder.message(
                message,
                Place {
                    position: PENDING_POSITION,
                    rank,
                },
            );
        }
        builder.separator(RowKey::Foot, Place::FOOT, row_estimate::FOOT, 0);
        self.put(self.placed..self.rows.len(), builder);
    }

    fn heights_by_key(&self, range: Range<usize>) -> FxHashMap<RowKey, f64> {
        range
            .map(|index| (self.rows[index].key.clone(), self.heights.of(index)))
            .collect()
    }

    /// Replaces rows; gives back the known heights that were not used.
    fn put(&mut self, range: Range<usize>, builder: RowBuilder<'_>) -> FxHashMap<RowKey, f64> {
        let (rows, heights, unused) = builder.finish();
        self.rows.splice(range.clone(), rows);
        self.heights.replace(range, heights);
        unused
    }
}

impl Place {
    pub const HEAD: Self = Self {
        position: 0,
        rank: 0,
    };
    const FOOT: Self = Self {
        position: PENDING_POSITION,
        rank: u32::MAX,
    };
    /// Ranks that one message with its separators takes.
    const RANKS: u32 = 3;

    fn of(position: u64) -> Self {
        Self { position, rank: 0 }
    }

    /// The place of the `nth` row of those that belong to the message at this place.
    pub fn nth(self, nth: u32) -> Self {
        Self {
            rank: self.rank + nth,
            ..self
        }
    }

    /// The place of the message itself at a position.
    pub fn of_message(position: u64) -> Self {
        Self::of(position).nth(Self::RANKS - 1)
    }

    /// The place of the unread divider above the message at a position.
    pub fn of_divider(position: u64) -> Self {
        Self::of(position).nth(1)
    }
}

fn message_at(timeline: &Timeline, position: u64) -> Option<&Message> {
    timeline
        .messages_in(Run {
            start: position,
            end: position,
        })
        .next()
}

#[cfg(test)]
pub mod tests;
