//! Keeps the reader's place while rows come, go and move above it.

use recado_protocol::ConversationId;

/// A row that the reader saw, and where it stood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenRow {
    pub id: ConversationId,
    pub rank: usize,
    /// What the order goes by: a row for which that is another has moved by itself.
    pub by: i64,
}

/// Where a row stands now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    pub rank: usize,
    pub by: i64,
}

/// The rows that the reader saw, the uppermost first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScrollAnchor {
    pub seen: Vec<SeenRow>,
}

impl ScrollAnchor {
    /// By how many rows the reader's place has moved down (up when negative): the uppermost row that
    /// is still there and did not move by itself says it.
    pub fn shift(&self, standing: impl Fn(&ConversationId) -> Option<Standing>) -> isize {
        let moved = |row: &SeenRow| {
            let now = standing(&row.id).filter(|now| now.by == row.by)?;
            now.rank.checked_signed_diff(row.rank)
        };
        self.seen.iter().find_map(moved).unwrap_or(0)
    }
}

/// How far the list has to be scrolled for the reader to see the same rows after a shift by so many rows; lengths are
/// in CSS pixels. Who stands at the very top sees what is new.
pub fn kept_offset(row: usize, offset: usize, shift: isize) -> usize {
    if offset == 0 {
        return 0;
    }
    let pixels = shift.unsigned_abs() * row;
    if shift < 0 {
        offset.saturating_sub(pixels)
    } else {
        offset + pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: i64 = 1_000;
    const NEW: i64 = 2_000;

    /// The reader sees the rows c, d and e of a list a, b, c, d, e.
    fn anchor() -> ScrollAnchor {
        let seen = ["c", "d", "e"].into_iter().zip(2..);
        let seen = seen.map(|(id, rank)| SeenRow {
            id: id.into(),
            rank,
            by: OLD,
        });
        ScrollAnchor {
            seen: seen.collect(),
        }
    }

    /// The shift when the list is now this one; a capital letter had new activity.
    fn shift(now: &str) -> isize {
        anchor().shift(|id| {
            now.chars().enumerate().find_map(|(rank, letter)| {
                let by = if letter.is_uppercase() { NEW } else { OLD };
                let is_it = letter.to_lowercase().to_string() == id.as_str();
                is_it.then_some(Standing { rank, by })
            })
        })
    }

    #[test]
    fn what_comes_above_moves_the_place_down_and_what_goes_moves_it_up() {
        assert_eq!(shift("abcde"), 0);
        assert_eq!(shift("XYabcde"), 2);
        assert_eq!(shift("acde"), -1);
        assert_eq!(shift("abcdeXY"), 0);
    }

    #[test]
    fn a_row_that_moves_by_itself_does_not_take_the_reader_along() {
        assert_eq!(shift("Cabde"), 0);
        assert_eq!(shift("CXabde"), 1);
        assert_eq!(shift("Eabcd"), 1);
    }

    #[test]
    fn when_the_uppermost_row_is_gone_the_next_one_says_where_the_place_is() {
        assert_eq!(shift("abde"), -1);
        assert_eq!(shift("ab"), 0);
    }

    #[test]
    fn the_offset_follows_but_not_at_the_very_top() {
        assert_eq!(kept_offset(86, 100, 2), 100 + 2 * 86);
        assert_eq!(kept_offset(86, 100, -1), 100 - 86);
        assert_eq!(kept_offset(86, 10, -1), 0);
        assert_eq!(kept_offset(86, 0, 3), 0);
    }
}
