//! This page: its window, its document, what happens to it.

use std::{future::Future, pin::Pin};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, EventTarget, ResizeObserver, VisibilityState, Window};

pub fn window() -> Window {
    web_sys::window().expect("the app runs in a page, never in a worker")
}

pub fn document() -> Document {
    window().document().expect("a page's window has a document")
}

/// Acts on every event of a kind, for as long as the page lives.
pub fn listen<E: JsCast + 'static>(target: &EventTarget, event: &str, act: impl Fn(E) + 'static) {
    listen_boxed(
        target,
        event,
        Box::new(move |event| act(event.unchecked_into())),
    );
}

/// Runs a task beside everything else.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(task));
}

/// Whether somebody can see this page.
pub fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// A text in base 64.
pub fn base64(text: &str) -> String {
    let bytes: String = text.bytes().map(char::from).collect();
    // Refused only for letters that are no bytes.
    window().btoa(&bytes).unwrap_or_default()
}

/// Whether a finger rather than a pointer is what one points with here.
pub fn is_for_touch() -> bool {
    window()
        .match_media("(pointer: coarse)")
        .is_ok_and(|query| query.is_some_and(|query| query.matches()))
}

/// The language that the person reads best, as a BCP 47 tag.
pub fn language() -> Option<String> {
    window().navigator().language()
}

/// Acts whenever an element's box changes its size, for as long as the page lives.
pub fn watch_size(element: &Element, act: impl Fn() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act).into_js_value();
    if let Ok(observer) = ResizeObserver::new(act.unchecked_ref()) {
        observer.observe(element);
    }
}

/// Writes the language into the page, for screen readers and for the direction of its layout.
pub fn set_language(tag: &str, direction: &str, title: &str) {
    document().set_title(title);
    if let Some(root) = document().document_element() {
        // An attribute with a proper name is never refused.
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", direction);
    }
}

// These two are made once for all kinds of listeners and tasks, because every copy weighs.

fn listen_boxed(target: &EventTarget, event: &str, act: Box<dyn FnMut(Event)>) {
    let act = Closure::wrap(act).into_js_value();
    let _ = target.add_event_listener_with_callback(event, act.unchecked_ref());
}

fn spawn_boxed(task: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(task);
}
