//! A long press on a message opens its menu; the browser's own menu for it stays away.

use leptos::ev::{MouseEvent, PointerEvent};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::reactive::StoredValue;
use crate::ui;

/// What has a meaning of its own for a finger that rests on it.
const OTHERS: &str = "a, button, audio, video, input, iframe";

/// The finger on one log.
#[derive(Clone, Copy)]
pub struct LongPress {
    press: ui::LongPress,
    /// Whether a finger is on a message.
    is_touched: StoredValue<bool>,
}

impl LongPress {
    pub fn new() -> Self {
        Self {
            press: ui::LongPress::new(),
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
        self.press.begin(move || button.click());
    }

    /// The finger is gone, or scrolls.
    pub fn end(self) {
        self.is_touched.set_value(false);
        self.press.end();
    }

    /// The browser would open a menu of its own.
    pub fn refuse_other(self, event: &MouseEvent) {
        if self.is_touched.get_value() {
            event.prevent_default();
        }
    }
}
