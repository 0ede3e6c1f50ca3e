//! A finger that rests on something. Browsers disagree about what they say of one, so it is timed here.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::reactive::StoredValue;

/// A finger that rests for so long means it: a little sooner than the browsers think so.
const HELD_FOR: Duration = Duration::from_millis(450);

/// One finger.
#[derive(Clone, Copy)]
pub struct LongPress {
    timer: StoredValue<Option<TimeoutHandle>>,
    /// Whether the last press was a long one.
    was_long: StoredValue<bool>,
}

impl LongPress {
    pub fn new() -> Self {
        Self {
            timer: StoredValue::new(None),
            was_long: StoredValue::new(false),
        }
    }

    /// The finger comes down; when it rests, `act` is done.
    pub fn begin(self, act: impl FnOnce() + 'static) {
        self.end();
        self.was_long.set_value(false);
        let held = move || {
            // What it was on may be gone.
            if self.was_long.try_update_value(|it| *it = true).is_some() {
                act();
            }
        };
        self.timer
            .set_value(set_timeout_with_handle(held, HELD_FOR).ok());
    }

    /// The finger is gone, or scrolls.
    pub fn end(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Whether a click is only the end of a long press; asked once.
    pub fn has_ended(self) -> bool {
        self.was_long.try_update_value(std::mem::take) == Some(true)
    }
}
