//! What is put into the holes of a shape, and the view that this makes.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::event::EventDescriptor;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::view::Render;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::as_view::as_view;
use super::drawn::Drawn;
use super::listener::Listener;
use super::setting::{IntoSetting, Setting};

/// What is put into one hole.
pub enum Hole {
    Child(AnyView),
    Setting(Setting),
    Listener(Listener),
    /// Called with the element when it has been made.
    Made(Box<dyn FnOnce(&Element)>),
}

/// A shape with its holes, in the order in which they stand in it. Written with `view!`.
pub struct Holes {
    shape: &'static str,
    /// The framework asks for views that could go to another thread; a page has only one.
    filled: SendWrapper<Vec<Hole>>,
}

impl Holes {
    pub fn of(shape: &'static str) -> Self {
        let filled = SendWrapper::new(Vec::new());
        Self { shape, filled }
    }

    pub fn child(&mut self, child: AnyView) {
        self.fill(Hole::Child(child));
    }

    pub fn setting(&mut self, value: impl IntoSetting) {
        self.fill(Hole::Setting(value.into_setting()));
    }

    pub fn on<E>(&mut self, event: E, handle: impl Fn(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        let handle = move |event: Event| handle(event.unchecked_into());
        self.listen(event.name(), Box::new(handle));
    }

    /// What is alike in all listeners is compiled once.
    fn listen(&mut self, event: Cow<'static, str>, handle: Box<dyn Fn(Event)>) {
        self.fill(Hole::Listener(Listener::new(event, handle)));
    }

    pub fn put_into<E: ElementType>(&mut self, place: impl NodeRefContainer<E>) {
        self.fill(Hole::Made(Box::new(move |element| place.load(element))));
    }

    pub fn made(&mut self, made: impl FnOnce(Element) + 'static) {
        let made = move |element: &Element| made(element.clone());
        self.fill(Hole::Made(Box::new(made)));
    }

    fn fill(&mut self, hole: Hole) {
        self.filled.push(hole);
    }

    pub fn into_view(self) -> AnyView {
        self.into_any()
    }
}

impl Render for Holes {
    type State = Drawn;

    fn build(self) -> Drawn {
        Drawn::draw(self.shape, self.filled.take())
    }

    /// The elements in the page stay what they are, and so keep the keyboard's focus, while their shape does.
    fn rebuild(self, drawn: &mut Drawn) {
        if drawn.is_of(self.shape) {
            drawn.fill_anew(self.filled.take());
        } else {
            let mut new = self.build();
            drawn.insert_before_this(&mut new);
            drawn.unmount();
            *drawn = new;
        }
    }
}

as_view!(Holes);
