//! The heights of the log's rows, and where that puts each of them.

use std::ops::Range;

/// Heights in CSS pixels, in order, in a Fenwick tree: a change, the place of a row and the row at
/// a place each cost O(log n).
#[derive(Clone, Debug, Default)]
pub struct RowHeights {
    heights: Vec<f64>,
    /// `sums[i]` is the sum of the `lowest_bit(i + 1)` heights that end with the one of row `i`.
    sums: Vec<f64>,
}

impl RowHeights {
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// The height of a row.
    pub fn of(&self, row: usize) -> f64 {
        self.heights[row]
    }

    /// Where a row begins, from the top of the first; for the number of rows, where the last ends.
    pub fn top_of(&self, row: usize) -> f64 {
        let mut sum = 0.0;
        let mut end = row;
        while end > 0 {
            sum += self.sums[end - 1];
            end -= lowest_bit(end);
        }
        sum
    }

    /// The height of all rows together.
    pub fn total(&self) -> f64 {
        self.top_of(self.len())
    }

    /// The row that covers a distance from the top: the first one before the top, the last one
    /// behind the end. There must be rows.
    pub fn row_at(&self, distance: f64) -> usize {
        let mut row = 0;
        let mut left = distance;
        let mut step = self.len().next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.sums.get(row + step - 1)
                && *sum <= left
            {
                left -= sum;
                row += step;
            }
            step /= 2;
        }
        row.min(self.len().saturating_sub(1))
    }

    /// The rows that touch a stretch from the top. There must be rows.
    pub fn rows_between(&self, from: f64, to: f64) -> Range<usize> {
        self.row_at(from)..self.row_at(to) + 1
    }

    /// Sets the height of a row; says whether it was another one.
    pub fn set(&mut self, row: usize, height: f64) -> bool {
        let change = height - self.heights[row];
        if change == 0.0 {
            return false;
        }
        self.heights[row] = height;
        let mut end = row + 1;
        while end <= self.sums.len() {
            self.sums[end - 1] += change;
            end += lowest_bit(end);
        }
        true
    }

    /// Replaces a stretch of rows. At the end it costs O(log n) for each new row, elsewhere O(n).
    pub fn replace(&mut self, rows: Range<usize>, with: impl IntoIterator<Item = f64>) {
        if rows.end == self.len() {
            self.heights.truncate(rows.start);
            self.sums.truncate(rows.start);
            for height in with {
                self.push(height);
            }
        } else {
            self.heights.splice(rows, with);
            let heights = std::mem::take(&mut self.heights);
            self.sums.clear();
            for height in heights {
                self.push(height);
            }
        }
    }

    fn push(&mut self, height: f64) {
        let end = self.len() + 1;
        let begin = end - lowest_bit(end);
        let before = self.top_of(end - 1) - self.top_of(begin);
        self.heights.push(height);
        self.sums.push(before + height);
    }
}

const fn lowest_bit(n: usize) -> usize {
    n & n.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(heights: &[f64]) -> RowHeights {
        let mut rows = RowHeights::default();
        rows.replace(0..0, heights.iter().copied());
        rows
    }

    /// Whole numbers, so that sums are exact.
    fn scattered(n: usize) -> Vec<f64> {
        let mut seed = 12_345_u32;
        (0..n)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(seed >> 24) + 1.0
            })
            .collect()
    }

    fn assert_same(rows: &RowHeights, heights: &[f64]) {
        assert_eq!(rows.len(), heights.len());
        let mut top = 0.0;
        for (row, height) in heights.iter().enumerate() {
            assert_eq!(rows.of(row), *height);
            assert_eq!(rows.top_of(row), top, "top of {row}");
            assert_eq!(rows.row_at(top), row);
            assert_eq!(rows.row_at(top + height - 0.5), row);
            top += height;
        }
        assert_eq!(rows.total(), top);
    }

    #[test]
    fn places_are_the_sums_of_the_heights_before() {
        for n in [0, 1, 2, 3, 7, 8, 9, 200] {
            assert_same(&of(&scattered(n)), &scattered(n));
        }
    }

    #[test]
    fn a_measured_row_moves_all_that_follow() {
        let mut heights = scattered(100);
        let mut rows = of(&heights);
        for row in [0, 99, 31, 32, 64, 31] {
            heights[row] += 17.0;
            assert!(rows.set(row, heights[row]));
            assert!(!rows.set(row, heights[row]));
        }
        assert_same(&rows, &heights);
    }

    #[test]
    fn rows_are_replaced_at_the_beginning_in_the_middle_and_at_the_end() {
        let mut heights = scattered(50);
        let mut rows = of(&heights);
        for (range, with) in [
            (0..0, vec![5.0, 6.0, 7.0]),
            (10..20, vec![1.0]),
            (43..44, vec![]),
            (40..43, vec![9.0, 8.0, 7.0, 6.0]),
            (0..44, vec![2.0]),
        ] {
            heights.splice(range.clone(), with.iter().copied());
            rows.replace(range, with);
            assert_same(&rows, &heights);
        }
    }

    #[test]
    fn a_place_outside_belongs_to_the_nearest_row() {
        let rows = of(&[10.0, 20.0, 30.0]);
        assert_eq!(rows.row_at(-5.0), 0);
        assert_eq!(rows.row_at(1_000.0), 2);
        assert_eq!(rows.rows_between(9.0, 30.0), 0..3);
        assert_eq!(rows.rows_between(10.0, 29.0), 1..2);
    }

    #[test]
    fn a_row_without_height_takes_no_place() {
        let rows = of(&[10.0, 0.0, 10.0]);
        assert_eq!(rows.row_at(10.0), 2);
        assert_eq!(rows.top_of(2), 10.0);
    }
}
