//! Short lists in order. In a browser the standard library's sorting is 4 KB of code for every type
//! that is sorted; putting each item in its place is a hundredth of that.

use std::cmp::Ordering;

/// The items in order; equal ones stay as they came. Meant for some hundreds: O(n²) moves.
pub fn ordered<T>(
    items: impl IntoIterator<Item = T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    first_of(items, usize::MAX, compare)
}

/// The first `most` of the items in order, out of however many: O(n log `most`) comparisons.
pub fn first_of<T>(
    items: impl IntoIterator<Item = T>,
    most: usize,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut list: Vec<T> = Vec::new();
    for item in items {
        let at = list.partition_point(|known| compare(known, &item) != Ordering::Greater);
        if at < most {
            list.insert(at, item);
            list.truncate(most);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_sorting_gives(items: Vec<(u8, u32)>, most in 0_usize..20) {
            let by_first = |a: &(u8, u32), b: &(u8, u32)| a.0.cmp(&b.0);
            let mut sorted = items.clone();
            sorted.sort_by(by_first);
            prop_assert_eq!(&ordered(items.clone(), by_first), &sorted);
            sorted.truncate(most);
            prop_assert_eq!(first_of(items, most, by_first), sorted);
        }
    }
}
