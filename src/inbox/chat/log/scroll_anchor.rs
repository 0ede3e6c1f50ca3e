//! Keeps what the reader looks at in its place, whatever grows above or below.

use super::log_rows::{LogRows, Place};

/// Closer to the end than this counts as being at the end, in CSS pixels.
const AT_END_PX: f64 = 32.0;

/// What the reader sees of the log, in CSS pixels from the top of the first row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Viewport {
    pub top: f64,
    pub height: f64,
}

/// What stays in its place when rows change.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ScrollAnchor {
    /// The end of the log: what arrives there comes into view.
    End,
    /// A row, which begins this far below the top of what is seen (above it when negative).
    Row { place: Place, below_top: f64 },
}

impl Viewport {
    pub fn bottom(self) -> f64 {
        self.top + self.height
    }
}

impl ScrollAnchor {
    /// The beginning of what is shown.
    pub const START: Self = Self::Row {
        place: Place::HEAD,
        below_top: 0.0,
    };

    /// What a reader looks at who sees this stretch. There must be rows.
    pub fn at(viewport: Viewport, rows: &LogRows) -> Self {
        if Self::is_at_end(viewport, rows) {
            return Self::End;
        }
        Self::at_row(viewport, rows)
    }

    /// The row that a reader looks at, even at the end. There must be rows.
    pub fn at_row(viewport: Viewport, rows: &LogRows) -> Self {
        // Where older messages come in, the first known message may lose its day separator and
        // grow closer to its neighbour: another one is steadier, if there is one in view.
        let in_view = rows.heights().rows_between(viewport.top, viewport.bottom());
        let row = in_view
            .clone()
            .find(|row| rows.is_steady(*row) && rows.heights().top_of(*row) < viewport.bottom())
            .unwrap_or(in_view.start);
        if let Some(place) = rows
            .missing_at(viewport.top)
            .filter(|_| row == in_view.start)
        {
            let below_top = rows.top_of(place) - viewport.top;
            return Self::Row { place, below_top };
        }
        Self::Row {
            place: rows.row(row).place,
            below_top: rows.heights().top_of(row) - viewport.top,
        }
    }

    /// Where the view must begin so that what is anchored stays in its place.
    pub fn top(self, viewport_height: f64, rows: &LogRows) -> f64 {
        let last = (rows.heights().total() - viewport_height).max(0.0);
        match self {
            Self::End => last,
            Self::Row { place, below_top } => (rows.top_of(place) - below_top).clamp(0.0, last),
        }
    }

    /// Whether the newest message is in view or about to be.
    pub fn is_at_end(viewport: Viewport, rows: &LogRows) -> bool {
        rows.is_complete() && rows.heights().total() - viewport.bottom() <= AT_END_PX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::chat::log::log_rows::tests::{log, more};

    const HEIGHT: f64 = 300.0;

    fn seen(top: f64) -> Viewport {
        Viewport {
            top,
            height: HEIGHT,
        }
    }

    #[test]
    fn a_reader_at_the_end_follows_what_arrives() {
        let mut rows = log(1..=20);
        let end = rows.heights().total() - HEIGHT;
        let anchor = ScrollAnchor::at(seen(end - 10.0), &rows);
        assert_eq!(anchor, ScrollAnchor::End);
        more(&mut rows, 1..=21);
        assert_eq!(anchor.top(HEIGHT, &rows), rows.heights().total() - HEIGHT);
    }

    #[test]
    fn a_reader_of_history_stays_when_something_arrives() {
        let mut rows = log(1..=20);
        let anchor = ScrollAnchor::at(seen(500.0), &rows);
        more(&mut rows, 1..=25);
        assert_eq!(anchor.top(HEIGHT, &rows), 500.0);
    }

    #[test]
    fn older_messages_come_in_above_without_moving_what_is_read() {
        let mut rows = log(20..=40);
        let top_of = |rows: &LogRows| rows.top_of(Place::of_message(23));
        let top = rows.extent().0 - 20.0;
        let anchor = ScrollAnchor::at(seen(top), &rows);
        let before = top_of(&rows) - top;
        more(&mut rows, 10..=40);
        assert_eq!(top_of(&rows) - anchor.top(HEIGHT, &rows), before);
        more(&mut rows, 1..=40);
        assert_eq!(top_of(&rows) - anchor.top(HEIGHT, &rows), before);
    }

    #[test]
    fn a_reader_where_messages_are_missing_finds_those_that_belong_there() {
        let rows = log(1_001..=1_040);
        let part = rows.heights().total() / 2.0;
        let anchor = ScrollAnchor::at(seen(part), &rows);
        let ScrollAnchor::Row { place, below_top } = anchor else {
            panic!("in the middle")
        };
        assert!((400..600).contains(&place.position), "{place:?}");
        assert!(below_top <= 0.0, "{below_top}");
        let come = crate::inbox::chat::log::log_rows::tests::unfinished_log(480..=560);
        let top = anchor.top(HEIGHT, &come);
        let first_seen = come.row(come.heights().row_at(top)).place.position;
        assert!(
            first_seen.abs_diff(place.position) <= 1,
            "{first_seen} {place:?}"
        );
    }

    #[test]
    fn a_row_that_turns_out_taller_moves_only_what_is_below_it() {
        let mut rows = log(1..=40);
        let anchor = ScrollAnchor::at(seen(800.0), &rows);
        let ScrollAnchor::Row { place, .. } = anchor else {
            panic!("in the middle")
        };
        let row = rows.index_of(place);
        rows.measure(row - 3, 200.0);
        rows.measure(row + 3, 200.0);
        let grown = rows.heights().of(row - 3) - log(1..=40).heights().of(row - 3);
        assert_eq!(anchor.top(HEIGHT, &rows), 800.0 + grown);
    }

    #[test]
    fn the_end_of_what_is_known_is_not_the_end_while_newer_messages_are_missing() {
        let rows = crate::inbox::chat::log::log_rows::tests::unfinished_log(1..=20);
        let anchor = ScrollAnchor::at(seen(rows.heights().total() - HEIGHT), &rows);
        assert!(matches!(anchor, ScrollAnchor::Row { .. }));
    }

    #[test]
    fn a_log_shorter_than_the_view_begins_at_its_top() {
        let rows = log(1..=2);
        assert_eq!(ScrollAnchor::End.top(10_000.0, &rows), 0.0);
    }
}
