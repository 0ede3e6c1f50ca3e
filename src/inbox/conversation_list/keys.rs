//! The keys of the list.

/// What a key of the list does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many rows down; up when negative.
    Rows(isize),
    /// So many pages down; up when negative.
    Pages(isize),
    First,
    Last,
    Open,
}

impl Step {
    /// What `KeyboardEvent.key` does; `None` for keys that are not the list's.
    pub fn of(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowDown" => Self::Rows(1),
            "ArrowUp" => Self::Rows(-1),
            "PageDown" => Self::Pages(1),
            "PageUp" => Self::Pages(-1),
            "Home" => Self::First,
            "End" => Self::Last,
            " " => Self::Open,
            _ => return None,
        })
    }

    /// The rank to which a step leads from `current`, where there are `total` rows and `page` of them
    /// on a page. `None` where it leads nowhere.
    pub fn target(self, current: Option<usize>, page: usize, total: usize) -> Option<usize> {
        let last = total.checked_sub(1)?;
        let moved = |by: isize| match current {
            Some(current) => current.saturating_add_signed(by).min(last),
            None => 0,
        };
        match self {
            Self::Rows(by) => Some(moved(by)),
            Self::Pages(by) => Some(moved(by.saturating_mul(page.cast_signed()))),
            Self::First => Some(0),
            Self::Last => Some(last),
            Self::Open => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(key: &str, current: Option<usize>) -> Option<usize> {
        Step::of(key).unwrap().target(current, 8, 100)
    }

    #[test]
    fn arrows_go_row_by_row_and_stop_at_the_ends() {
        assert_eq!(target("ArrowDown", Some(3)), Some(4));
        assert_eq!(target("ArrowUp", Some(3)), Some(2));
        assert_eq!(target("ArrowUp", Some(0)), Some(0));
        assert_eq!(target("ArrowDown", Some(99)), Some(99));
        assert_eq!(target("ArrowDown", None), Some(0));
    }

    #[test]
    fn other_keys_go_further_or_nowhere() {
        assert_eq!(target("PageDown", Some(3)), Some(11));
        assert_eq!(target("PageUp", Some(3)), Some(0));
        assert_eq!(target("End", None), Some(99));
        assert_eq!(target(" ", Some(3)), None);
        assert_eq!(Step::of("x"), None);
        assert_eq!(Step::First.target(None, 8, 0), None);
    }
}
