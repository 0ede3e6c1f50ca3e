//! Moving the focus when what had it goes away.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use crate::inbox::conversation_list::LISTBOX_ID;

/// How long after a press what it sets off has come.
const SETTLED_AFTER: Duration = Duration::from_millis(100);

/// Puts the focus where work begins: into the list, or where that is not on the screen, the page.
pub fn focus_inbox() {
    focus_first_of(vec![format!("#{LISTBOX_ID}"), "main".to_owned()]);
}

/// Puts the focus, in the next frame, on the first of these selectors' elements that takes it.
pub fn focus_first_of(selectors: Vec<String>) {
    request_animation_frame(move || {
        for selector in &selectors {
            let found = document().query_selector(selector).ok().flatten();
            let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
                continue;
            };
            // What can't take the focus leaves it where it was, and the next one is tried.
            let _ = element.focus();
            let active = document().active_element();
            if active.is_some_and(|active| element.is_same_node(Some(&active))) {
                return;
            }
        }
    });
}

/// Gives the focus to the text, or where work begins, when what was pressed went away and took it along: the next key
/// would go nowhere. For as long as the current owner lives.
pub fn catch_lost_focus() {
    let handle = window_event_listener(ev::click, |event| {
        let pressed = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let by_touch = event
            .dyn_ref::<PointerEvent>()
            .is_some_and(|event| event.pointer_type() == "touch");
        // After a touch it would bring the screen keyboard, which nobody asked for.
        let Some(pressed) = pressed.filter(|_| !by_touch) else {
            return;
        };
        set_timeout(
            move || {
                let is_gone = !pressed.is_connected()
                    || pressed
                        .closest("button:disabled")
                        .is_ok_and(|it| it.is_some());
                if is_gone && is_lost() {
                    // What takes its place may be about to take the focus too.
                    request_animation_frame(|| {
                        if is_lost() {
                            let list = format!("#{LISTBOX_ID}");
                            let places = [".composer__box textarea", &list, "main"];
                            focus_first_of(places.map(str::to_owned).into());
                        }
                    });
                }
            },
            SETTLED_AFTER,
        );
    });
    on_cleanup(move || handle.remove());
}

fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.tag_name() == "BODY")
}
