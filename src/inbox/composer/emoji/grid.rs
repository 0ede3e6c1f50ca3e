//! Where the arrows lead in a grid of emoji.

/// Cells in a row.
pub const COLUMNS: usize = 8;
/// Rows that Page Up and Page Down go.
const PAGE_ROWS: usize = 5;

/// The cell that a key of `KeyboardEvent.key` leads to; `None` for a key that does not move, or out of the grid at its
/// top.
pub fn step(key: &str, current: usize, len: usize, right_to_left: bool) -> Option<usize> {
    let last = len.checked_sub(1)?;
    let (forward, backward) = if right_to_left {
        ("ArrowLeft", "ArrowRight")
    } else {
        ("ArrowRight", "ArrowLeft")
    };
    let row = current / COLUMNS * COLUMNS;
    match key {
        _ if key == forward => Some((current + 1).min(last)),
        _ if key == backward => Some(current.saturating_sub(1)),
        "ArrowDown" if current + COLUMNS <= last => Some(current + COLUMNS),
        // Into the last row, where it is shorter.
        "ArrowDown" => Some(if row + COLUMNS <= last { last } else { current }),
        "ArrowUp" => current.checked_sub(COLUMNS),
        "Home" => Some(row),
        "End" => Some((row + COLUMNS - 1).min(last)),
        "PageDown" => Some((current + PAGE_ROWS * COLUMNS).min(last)),
        "PageUp" => Some(current.saturating_sub(PAGE_ROWS * COLUMNS)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_through_rows_and_columns() {
        for (key, from, to) in [
            ("ArrowRight", 7, Some(8)),
            ("ArrowRight", 19, Some(19)),
            ("ArrowLeft", 0, Some(0)),
            ("ArrowDown", 2, Some(10)),
            ("ArrowDown", 14, Some(19)),
            ("ArrowDown", 17, Some(17)),
            ("ArrowUp", 10, Some(2)),
            ("ArrowUp", 2, None),
            ("Home", 13, Some(8)),
            ("End", 9, Some(15)),
            ("End", 17, Some(19)),
            ("PageDown", 3, Some(19)),
            ("PageUp", 19, Some(0)),
            ("a", 3, None),
        ] {
            assert_eq!(step(key, from, 20, false), to, "{key} from {from}");
        }
        assert_eq!(step("ArrowLeft", 3, 20, true), Some(4));
        assert_eq!(step("ArrowRight", 0, 0, false), None);
    }
}
