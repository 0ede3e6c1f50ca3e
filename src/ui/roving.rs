//! Moving through a row of things with the keyboard: arrows, Home and End.

use leptos::prelude::document;

/// The direction in which the things stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Axis {
    Vertical,
    /// From left to right.
    Horizontal,
    /// From right to left.
    HorizontalReversed,
}

/// The direction in which the page's rows are read.
pub fn reading_axis() -> Axis {
    let right_to_left = document()
        .document_element()
        .and_then(|root| root.get_attribute("dir"))
        .is_some_and(|dir| dir == "rtl");
    if right_to_left {
        Axis::HorizontalReversed
    } else {
        Axis::Horizontal
    }
}

/// What an arrow key would be on a page that is read from left to right; other keys are themselves.
pub fn as_read(key: &str) -> &str {
    match (key, reading_axis()) {
        ("ArrowLeft", Axis::HorizontalReversed) => "ArrowRight",
        ("ArrowRight", Axis::HorizontalReversed) => "ArrowLeft",
        (key, _) => key,
    }
}

/// The index that a key of `KeyboardEvent.key` leads to from `current`, around the ends; `None`
/// for a key that does not move, or where there is nothing to move through.
pub fn roving(key: &str, current: usize, len: usize, axis: Axis) -> Option<usize> {
    if len == 0 {
        return None;
    }
    let forward = match axis {
        Axis::Vertical => "ArrowDown",
        Axis::Horizontal => "ArrowRight",
        Axis::HorizontalReversed => "ArrowLeft",
    };
    let backward = match axis {
        Axis::Vertical => "ArrowUp",
        Axis::Horizontal => "ArrowLeft",
        Axis::HorizontalReversed => "ArrowRight",
    };
    match key {
        "Home" => Some(0),
        "End" => Some(len - 1),
        _ if key == forward => Some((current + 1) % len),
        _ if key == backward => Some((current + len - 1) % len),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_the_ends_and_other_keys_do_nothing() {
        assert_eq!(roving("ArrowDown", 2, 3, Axis::Vertical), Some(0));
        assert_eq!(roving("ArrowUp", 0, 3, Axis::Vertical), Some(2));
        assert_eq!(roving("ArrowLeft", 0, 3, Axis::HorizontalReversed), Some(1));
        assert_eq!(roving("End", 0, 3, Axis::Horizontal), Some(2));
        assert_eq!(roving("ArrowDown", 0, 3, Axis::Horizontal), None);
        assert_eq!(roving("Home", 0, 0, Axis::Vertical), None);
    }
}
