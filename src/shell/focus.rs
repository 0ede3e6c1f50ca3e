//! Moving the focus when what had it goes away.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use crate::inbox::conversation_list::LISTBOX_ID;

/// How long after a press what it sets off has come.
const SETTLED_AFTER: Duration = Duration::from_millis(100);

/// What the focus does not leave when something in it goes away: a window, below its head as long as something is there, or
/// the customer's panel and each section of it.
const ROOM: &str = ".dialog__content, dialog, .disclosure__content, .customer";
/// What can take the focus.
const CONTROLS: &str = ":is(button, input, textarea, select, a[href]):not(:disabled)";

/// Puts the focus where work begins: into the list, or where that is not on the screen, the page.
pub fn focus_inbox() {
    focus_first_of(vec![format!("#{LISTBOX_ID}"), "main".to_owned()]);
}

/// Puts the focus, in the next frame, on the first of these selectors' elements that takes it.
pub fn focus_first_of(selectors: Vec<String>) {
    request_animation_frame(move || {
        for selector in &selectors {
            let found = document().query_selector(selector).ok().flatten();
            if focus(found) {
                return;
            }
        }
    });
}

/// What has the focus keeps it while its row moves, `up` or down: an element that is put elsewhere loses it. What this
/// gives is to be called when the row is about to be there. Where the way ends there, the button of the way back, which
/// stands beside it, takes the focus.
pub fn focus_through_move(up: bool) -> impl Fn() {
    let held = document().active_element();
    move || {
        let held = held.clone();
        request_animation_frame(move || {
            let Some(held) = held.filter(|held| is_lost() || has_focus(held)) else {
                return;
            };
            let place = match held.matches(":disabled") {
                Ok(true) if up => held.next_element_sibling(),
                Ok(true) => held.previous_element_sibling(),
                _ => Some(held),
            };
            focus(place);
        });
    }
}

fn has_focus(element: &Element) -> bool {
    let active = document().active_element();
    active.is_some_and(|active| element.is_same_node(Some(&active)))
}

/// Says whether it took it.
fn focus(element: Option<Element>) -> bool {
    let element = element.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        // What can't take the focus leaves it where it was.
        let _ = element.focus();
        has_focus(&element)
    })
}

/// Gives the focus back when what was pressed went away and took it along, or the next key would go nowhere: in a window to
/// what had it before the news that was pressed, in a window or a section to the first that is there, and else to the text,
/// or where work begins. For as long as the current owner lives.
pub fn catch_lost_focus() {
    let before_news = Rc::new(RefCell::new(None::<Element>));
    let entering = Rc::clone(&before_news);
    let looking = window_event_listener(ev::focusin, move |event| {
        let entered = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let is_news = |it: &Element| it.closest(".toasts").is_ok_and(|it| it.is_some());
        if let Some(entered) = entered.filter(|it| !is_news(it)) {
            *entering.borrow_mut() = Some(entered);
        }
    });
    let handle = window_event_listener(ev::click, move |event| {
        let rooms = rooms(&event);
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
        let before_news = Rc::clone(&before_news);
        set_timeout(
            move || {
                let is_gone = !pressed.is_connected()
                    || pressed
                        .closest("button:disabled")
                        .is_ok_and(|it| it.is_some());
                if is_gone && is_lost() {
                    // What takes its place may be about to take the focus too.
                    request_animation_frame(move || {
                        let before = before_news.borrow().clone();
                        let is_lost = is_lost()
                            && !focus(before.filter(is_in_window))
                            && !rooms.iter().any(focus_in);
                        if is_lost {
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
    on_cleanup(move || {
        looking.remove();
        handle.remove();
    });
}

/// Those around what was pressed, from the inside: what was pressed may have left them already, but its way stays known.
fn rooms(press: &ev::MouseEvent) -> Vec<Element> {
    let way = press.composed_path();
    let around = way.iter().filter_map(|it| it.dyn_into::<Element>().ok());
    around
        .filter(|it| it.matches(ROOM).unwrap_or_default())
        .collect()
}

/// Says whether something in it took the focus.
fn focus_in(room: &Element) -> bool {
    let Ok(controls) = room.query_selector_all(CONTROLS) else {
        return false;
    };
    (0..controls.length()).any(|at| focus(controls.get(at).and_then(|it| it.dyn_into().ok())))
}

fn is_in_window(element: &Element) -> bool {
    element.closest("dialog").is_ok_and(|it| it.is_some())
}

fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.tag_name() == "BODY")
}
