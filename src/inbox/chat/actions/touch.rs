//! A long press on a message opens its menu. Browsers disagree about what they say of one, so it is
//! timed here; their own menu for it stays away.

use std::time::Duration;

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::reactive::StoredValue;

/// A finger that rests for so long means it: a little sooner than the browsers think so.
const HELD_FOR: Duration = Duration::from_millis(450);
/// What has a meaning of its own for a finger that rests on it.
const OTHERS: &str = "a, button, audio, video, input, iframe";

/// The finger on one log.
#[derive(Clone, Copy)]
pub struct LongPress {
    timer: StoredValue<Option<TimeoutHandle>>,
    /// Whether a finger is on a message.
    is_touched: StoredValue<bool>,
}

impl LongPress {
    pub fn new() -> Self {
        Self {
            timer: StoredValue::new(None),
            is_touched: StoredValue::new(false),
        }
    }

    pub fn begin(self, event: &PointerEvent) {
        self.end();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target.filter(|_| event.pointer_type() == "touch") else {
            return;
        };
        if matches!(target.closest(OTHERS), Ok(Some(_))) {
            return;
        }
        let message = target.closest(".bubble").ok().flatten();
        let line = message.and_then(|bubble| bubble.parent_element());
        let button = line.and_then(|line| line.query_selector(".message__actions").ok().flatten());
        let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        self.is_touched.set_value(true);
        let timer = set_timeout_with_handle(move || button.click(), HELD_FOR);
        self.timer.set_value(timer.ok());
    }

    /// The finger is gone, or scrolls.
    pub fn end(self) {
        self.is_touched.set_value(false);
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// The browser would open a menu of its own.
    pub fn refuse_other(self, event: &MouseEvent) {
        if self.is_touched.get_value() {
            event.prevent_default();
        }
    }
}
