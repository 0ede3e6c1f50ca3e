//! Listeners for the events of an element.

use std::borrow::Cow;
use std::rc::Rc;

use js_sys::Function;
use leptos::prelude::Owner;
use leptos::tachys::html::event::EventDescriptor;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event};

/// A listener that waits for its element.
pub struct Listener {
    event: Cow<'static, str>,
    handle: Rc<dyn Fn(Event)>,
}

impl Listener {
    /// Signals that the handler makes belong to whoever draws the element.
    pub fn new<E>(event: E, handle: impl Fn(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        let owner = Owner::current().unwrap_or_default();
        let handle = move |event: Event| owner.with(|| handle(event.unchecked_into()));
        Self {
            event: event.name(),
            handle: Rc::new(handle),
        }
    }

    pub fn attach(self, element: &Element) -> Attached {
        let handle = Rc::downgrade(&self.handle);
        // The browser may still send an event when the element is gone from the page, and what the handler reads with it.
        let function = Closure::<dyn Fn(Event)>::new(move |event| {
            if let Some(handle) = handle.upgrade() {
                handle(event);
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
