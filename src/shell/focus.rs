//! Moving the focus when what had it goes away.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::inbox::conversation_list::LISTBOX_ID;

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
