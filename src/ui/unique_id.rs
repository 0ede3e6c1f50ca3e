//! Names for elements that other elements of the same part point at.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// An id that no other element of the page has, beginning with the name of the part.
pub fn unique_id(part: &str) -> String {
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    format!("{part}-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_elements_get_the_same_id() {
        assert_ne!(unique_id("menu"), unique_id("menu"));
    }
}
