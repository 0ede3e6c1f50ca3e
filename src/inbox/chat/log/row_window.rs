//! Which rows are in the page: those in view and some on each side, so that scrolling never shows
//! a row that is not there yet.

use std::ops::Range;

use super::log_rows::LogRows;
use super::scroll_anchor::Viewport;

/// How far beyond what is seen rows are put into the page on each side, in heights of what is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// After a jump, when every row is new and the first picture must come soon.
    Short,
    /// So far that scrolling never comes to a row that is not there.
    Full,
}

/// The rows that belong into the page. There must be rows.
pub fn row_window(rows: &LogRows, viewport: Viewport, reach: Reach) -> Range<usize> {
    let beyond = viewport.height
        * match reach {
            Reach::Short => 0.2,
            Reach::Full => 1.5,
        };
    rows.heights()
        .rows_between(viewport.top - beyond, viewport.bottom() + beyond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::chat::log::log_rows::tests::log;

    #[test]
    fn the_page_holds_what_is_seen_and_a_bounded_part_around_it() {
        let rows = log(1..=2_000);
        let viewport = Viewport {
            top: 30_000.0,
            height: 600.0,
        };
        let window = row_window(&rows, viewport, Reach::Full);
        assert!(rows.heights().top_of(window.start) <= 30_000.0 - 900.0);
        assert!(rows.heights().top_of(window.end) >= 30_600.0 + 900.0);
        assert!(window.len() < 100, "{window:?}");
        let short = row_window(&rows, viewport, Reach::Short);
        assert!(short.len() < window.len() / 2, "{short:?}");
    }

    #[test]
    fn a_short_log_is_in_the_page_whole() {
        let rows = log(1..=3);
        let window = row_window(
            &rows,
            Viewport {
                top: 0.0,
                height: 600.0,
            },
            Reach::Full,
        );
        assert_eq!(rows.rows(window).len(), rows.heights().len());
    }
}
