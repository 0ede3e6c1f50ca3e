//! Listeners for the events of an element.

use std::borrow::Cow;
use std::rc::Rc;

use js_sys::Function;
use leptos::prelude::Owner;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event};

/// A listener that waits for its element.
pub struct Listener {
    event: Cow<'static, str>,
    handler: Rc<Handler>,
}

struct Handler {
    /// Signals that the handler makes belong to whoever draws the element.
    owner: Owner,
    handle: Box<dyn Fn(Event)>,
}

impl Listener {
    pub fn new(event: Cow<'static, str>, handle: Box<dyn Fn(Event)>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        Self {
            event,
            handler: Rc::new(Handler { owner, handle }),
        }
    }

    pub fn attach(self, element: &Element) -> Attached {
        let handler = Rc::downgrade(&self.handler);
        // The browser may still send an event when the element is gone from the page, and what the handler reads with it.
        let function = Closure::<dyn Fn(Event)>::new(move |event| {
            if let Some(handler) = handler.upgrade() {
                handler.owner.with(|| (handler.handle)(event));
            }
        })
        .into_js_value()
        .unchecked_into();
        // Refused only for a listener that is no function.
        let _ = element.add_event_listener_with_callback(&self.event, &function);
        Attached {
            listener: self,
            function,
        }
    }
}

/// A listener at its element; when it is dropped, it hears no more.
pub struct Attached {
    listener: Listener,
    function: Function,
}

impl Attached {
    pub fn detach(&self, element: &Element) {
        let _ = element.remove_event_listener_with_callback(&self.listener.event, &self.function);
    }
}
