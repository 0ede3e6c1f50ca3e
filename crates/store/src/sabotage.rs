//! Breaks promises on purpose, to see that the simulation notices.

use std::cell::Cell;

thread_local! {
    static BREAKS_ORDER: Cell<bool> = const { Cell::new(false) };
}

/// On this thread, from now on: whether everything in an outbox goes out at once.
pub fn break_order(breaks: bool) {
    BREAKS_ORDER.set(breaks);
}

pub(crate) fn order_is_broken() -> bool {
    BREAKS_ORDER.get()
}
