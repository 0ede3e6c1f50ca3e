//! Which rows of a long list are made: those that can be seen, and a few on either side.

use std::ops::Range;

/// So many rows are ready on either side of what can be seen.
const OVERSCAN: usize = 6;

/// The ranks of the rows to make, for how high a row is, how far the list is scrolled and how high its window is, all
/// in CSS pixels.
pub fn rows_to_make(row: usize, offset: usize, height: usize, total: usize) -> Range<usize> {
    let seen = rows_in_view(row, offset, height, total);
    seen.start.saturating_sub(OVERSCAN)..total.min(seen.end + OVERSCAN)
}

/// The ranks of the rows of which at least a part can be seen.
pub fn rows_in_view(row: usize, offset: usize, height: usize, total: usize) -> Range<usize> {
    let end = (offset + height).div_ceil(row).min(total);
    (offset / row).min(end)..end
}

/// How many rows can be seen whole: how far a page goes.
pub fn rows_of_a_page(row: usize, height: usize) -> usize {
    (height / row).max(1)
}

/// How far the list has to be scrolled for a row to be seen whole; as little as possible.
pub fn offset_to_show(row: usize, rank: usize, offset: usize, height: usize) -> usize {
    let top = rank * row;
    let bottom = top + row;
    if top < offset {
        top
    } else if bottom > offset + height {
        bottom.saturating_sub(height)
    } else {
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: usize = 86;
    const WINDOW: usize = 700;

    #[test]
    fn at_the_top_the_first_rows_are_made_and_no_more_than_there_are() {
        assert_eq!(rows_to_make(ROW, 0, WINDOW, 100_000), 0..15);
        assert_eq!(rows_to_make(ROW, 0, WINDOW, 3), 0..3);
        assert_eq!(rows_to_make(ROW, 0, WINDOW, 0), 0..0);
    }

    #[test]
    fn in_the_middle_the_rows_on_both_sides_are_ready() {
        assert_eq!(
            rows_in_view(ROW, 50_000 * ROW, WINDOW, 100_000),
            50_000..50_009
        );
        assert_eq!(
            rows_to_make(ROW, 50_000 * ROW, WINDOW, 100_000),
            49_994..50_015
        );
        assert_eq!(rows_in_view(ROW, ROW - 1, 2, 9), 0..2);
    }

    #[test]
    fn past_the_end_of_a_list_that_became_short_the_last_rows_are_made() {
        assert_eq!(rows_to_make(ROW, 9_000, WINDOW, 10), 4..10);
    }

    #[test]
    fn a_row_is_scrolled_to_no_further_than_needed() {
        assert_eq!(offset_to_show(ROW, 3, 0, WINDOW), 0);
        assert_eq!(offset_to_show(ROW, 8, 0, WINDOW), 9 * ROW - WINDOW);
        assert_eq!(offset_to_show(ROW, 2, 500, WINDOW), 2 * ROW);
        assert_eq!(rows_of_a_page(ROW, WINDOW), 8);
        assert_eq!(rows_of_a_page(ROW, 10), 1);
    }
}
