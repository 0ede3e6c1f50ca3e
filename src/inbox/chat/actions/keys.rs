//! The buttons on the messages by keyboard. There are many, so only one of them is a stop of the Tab
//! key; from there the arrows go on.

use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const BUTTON: &str = ".message__actions";
const STOP: &str = ".message__actions[tabindex='0']";

/// When the keys come to the log, the newest message in view is the next stop.
pub fn begin_at_newest(event: &FocusEvent) {
    let Some(log) = element(event.target()).filter(|_| event.target() == event.current_target())
    else {
        return;
    };
    let end = log.get_bounding_client_rect().bottom();
    let newest = buttons(&log)
        .into_iter()
        .rfind(|button| button.get_bounding_client_rect().bottom() <= end);
    if let Some(newest) = newest {
        make_stop(&log, &newest);
    }
}

/// Goes to the message above or below. Says whether the key did that.
pub fn go_by_key(event: &KeyboardEvent) -> bool {
    let step = match event.key().as_str() {
        "ArrowUp" => -1,
        "ArrowDown" => 1,
        _ => return false,
    };
    let (Some(log), Some(button)) = (element(event.current_target()), element(event.target()))
    else {
        return false;
    };
    if !button.class_list().contains("message__actions") {
        return false;
    }
    let all = buttons(&log);
    let here = all.iter().position(|it| it.is_same_node(Some(&button)));
    let next = here.and_then(|here| all.get(here.checked_add_signed(step)?));
    if let Some(next) = next {
        make_stop(&log, next);
        // A button of the page takes the focus, and comes into view.
        let _ = next.focus();
    }
    true
}

/// Gives the keys to the log: what was pressed in it may leave the page.
pub fn focus_log(event: &MouseEvent) {
    let log = element(event.target()).and_then(|it| it.closest("[role=log]").ok().flatten());
    if let Some(log) = log.and_then(|log| log.dyn_into::<HtmlElement>().ok()) {
        // What can't take the focus leaves it where it was.
        let _ = log.focus();
    }
}

fn make_stop(log: &Element, button: &HtmlElement) {
    if let Ok(Some(before)) = log.query_selector(STOP) {
        // Plain attributes are always taken, here and below.
        let _ = before.set_attribute("tabindex", "-1");
    }
    let _ = button.set_attribute("tabindex", "0");
}

fn buttons(log: &Element) -> Vec<HtmlElement> {
    let Ok(found) = log.query_selector_all(BUTTON) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

fn element(target: Option<web_sys::EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}
