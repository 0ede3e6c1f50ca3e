//! Which rows of a long list are made: those that can be seen, and a few on either side.

use std::ops::Range;

/// The height of a row, in CSS pixels. The style sheets say the same in `--row-height`.
pub const ROW_HEIGHT: usize = 86;
/// So many rows are ready on either side of what can be seen.
const OVERSCAN: usize = 6;

/// The ranks of the rows to make, for how far the list is scrolled and how high its window is, both
/// in CSS pixels.
pub fn rows_to_make(offset: usize, height: usize, total: usize) -> Range<usize> {
    let seen = rows_in_view(offset, height, total);
    seen.start.saturating_sub(OVERSCAN)..total.min(seen.end + OVERSCAN)
}

/// The ranks of the rows of which at least a part can be seen.
pub fn rows_in_view(offset: usize, height: usize, total: usize) -> Range<usize> {
    let end = (offset + height).div_ceil(ROW_HEIGHT).min(total);
    (offset / ROW_HEIGHT).min(end)..end
}

/// How many rows can be seen whole: how far a page goes.
pub fn rows_of_a_page(height: usize) -> usize {
    (height / ROW_HEIGHT).max(1)
}

/// How far the list has to be scrolled for a row to be seen whole; as little as possible.
pub fn offset_to_show(rank: usize, offset: usize, height: usize) -> usize {
    let top = rank * ROW_HEIGHT;
    let bottom = top + ROW_HEIGHT;
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

    const WINDOW: usize = 700;

    #[test]
    fn at_the_top_the_first_rows_are_made_and_no_more_than_there_are() {
        assert_eq!(rows_to_make(0, WINDOW, 100_000), 0..15);
        assert_eq!(rows_to_make(0, WINDOW, 3), 0..3);
        assert_eq!(rows_to_make(0, WINDOW, 0), 0..0);
    }

    #[test]
    fn in_the_middle_the_rows_on_both_sides_are_ready() {
        assert_eq!(
            rows_in_view(50_000 * ROW_HEIGHT, WINDOW, 100_000),
            50_000..50_009
        );
        assert_eq!(
            rows_to_make(50_000 * ROW_HEIGHT, WINDOW, 100_000),
            49_994..50_015
        );
        assert_eq!(rows_in_view(ROW_HEIGHT - 1, 2, 9), 0..2);
    }

    #[test]
    fn past_the_end_of_a_list_that_became_short_the_last_rows_are_made() {
        assert_eq!(rows_to_make(9_000, WINDOW, 10), 4..10);
    }

    #[test]
    fn a_row_is_scrolled_to_no_further_than_needed() {
        assert_eq!(offset_to_show(3, 0, WINDOW), 0);
        assert_eq!(offset_to_show(8, 0, WINDOW), 9 * ROW_HEIGHT - WINDOW);
        assert_eq!(offset_to_show(2, 500, WINDOW), 2 * ROW_HEIGHT);
        assert_eq!(rows_of_a_page(WINDOW), 8);
        assert_eq!(rows_of_a_page(10), 1);
    }
}
