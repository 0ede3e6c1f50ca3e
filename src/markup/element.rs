//! An element of the page, and how it is drawn.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::event::EventDescriptor;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::listener::{Attached, Listener};
use super::setting::{IntoSetting, Setting, Slot, Value};

const NAMESPACE_OF_DRAWINGS: &str = "http://www.w3.org/2000/svg";

/// An element that is to be drawn. Written with `view!`.
pub struct Element {
    tag: &'static str,
    namespace: Option<&'static str>,
    /// The framework asks for views that could go to another thread; a page has only one.
    own: SendWrapper<Own>,
    children: Vec<AnyView>,
}

/// What an element has besides its children.
#[derive(Default)]
struct Own {
    settings: Vec<(Slot, Setting)>,
    listeners: Vec<Listener>,
    when_made: Vec<Box<dyn FnOnce(&web_sys::Element)>>,
}

impl Element {
    pub fn new(tag: &'static str) -> Self {
        Self {
            tag,
            namespace: None,
            own: SendWrapper::new(Own::default()),
            children: Vec::new(),
        }
    }

    /// An element of an SVG drawing.
    pub fn drawing(tag: &'static str) -> Self {
        Self {
            namespace: Some(NAMESPACE_OF_DRAWINGS),
            ..Self::new(tag)
        }
    }

    pub fn attribute(self, name: &'static str, value: impl IntoSetting) -> Self {
        self.set(Slot::Attribute(name), value.into_setting())
    }

    pub fn class(self, name: &'static str, holds: impl IntoSetting) -> Self {
        self.set(Slot::Class(name), holds.into_setting())
    }

    pub fn style(self, property: &'static str, value: impl IntoSetting) -> Self {
        self.set(Slot::Style(property), value.into_setting())
    }

    pub fn property(self, name: &'static str, value: impl IntoSetting) -> Self {
        self.set(Slot::Property(name), value.into_setting())
    }

    fn set(mut self, slot: Slot, setting: Setting) -> Self {
        self.own.settings.push((slot, setting));
        self
    }

    pub fn on<E>(mut self, event: E, handle: impl Fn(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.own.listeners.push(Listener::new(event, handle));
        self
    }

    pub fn put_into<E: ElementType>(self, place: impl NodeRefContainer<E>) -> Self {
        self.when_made(Box::new(move |element| place.load(element)))
    }

    pub fn made(self, made: impl FnOnce(web_sys::Element) + 'static) -> Self {
        self.when_made(Box::new(move |element| made(element.clone())))
    }

    fn when_made(mut self, made: Box<dyn FnOnce(&web_sys::Element)>) -> Self {
        self.own.when_made.push(made);
        self
    }

    pub fn children(mut self, children: Vec<AnyView>) -> Self {
        self.children = children;
        self
    }

    pub fn into_view(self) -> AnyView {
        self.into_any()
    }
}

/// An element in the page.
pub struct Drawn {
    tag: &'static str,
    element: web_sys::Element,
    own: DrawnOwn,
    children: Vec<AnyViewState>,
}

#[derive(Default)]
struct DrawnOwn {
    fixed: Vec<(Slot, Value)>,
    live: Vec<(Slot, RenderEffect<Value>)>,
    listeners: Vec<Attached>,
}

impl Own {
    /// Puts everything on an element that had `before`.
    fn draw(self, element: &web_sys::Element, before: DrawnOwn) -> DrawnOwn {
        let mut drawn = DrawnOwn::default();
        // An effect that is dropped changes nothing any more.
        let live_before: Vec<Slot> = before.live.into_iter().map(|(slot, _)| slot).collect();
        for listener in before.listeners {
            listener.detach(element);
        }
        let stays = |slot: &Slot| self.settings.iter().any(|(new, _)| new == slot);
        let slots_before = before.fixed.iter().map(|(slot, _)| slot);
        for slot in slots_before.chain(&live_before).filter(|slot| !stays(slot)) {
            slot.set(element, &Value::Absent);
        }
        for (slot, setting) in self.settings {
            match setting {
                Setting::Fixed(value) => {
                    let same = |(other, old): &(Slot, Value)| *other == slot && *old == value;
                    let is_new = value != Value::Absent || live_before.contains(&slot);
                    if is_new && !before.fixed.iter().any(same) {
                        slot.set(element, &value);
                    }
                    drawn.fixed.push((slot, value));
                }
                Setting::Live(compute) => {
                    let element = element.clone();
                    let effect = RenderEffect::new(move |old: Option<Value>| {
                        let value = compute();
                        if old.as_ref() != Some(&value) {
                            slot.set(&element, &value);
                        }
                        value
                    });
                    drawn.live.push((slot, effect));
                }
            }
        }
        let listeners = self.listeners.into_iter();
        drawn.listeners = listeners.map(|listener| listener.attach(element)).collect();
        for made in self.when_made {
            made(element);
        }
        drawn
    }
}

impl Render for Element {
    type State = Drawn;

    fn build(self) -> Drawn {
        let document = document();
        let element = match self.namespace {
            None => document.create_element(self.tag),
            Some(namespace) => document.create_element_ns(Some(namespace), self.tag),
        }
        .expect("the tags of the source are names");
        let own = self.own.take().draw(&element, DrawnOwn::default());
        let mut children: Vec<AnyViewState> =
            self.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&element, None);
        }
        Drawn {
            tag: self.tag,
            element,
            own,
            children,
        }
    }

    /// The element in the page stays what it is, and so keeps the keyboard's focus, while its tag does.
    fn rebuild(self, drawn: &mut Drawn) {
        if self.tag != drawn.tag {
            let mut new = self.build();
            drawn.insert_before_this(&mut new);
            drawn.unmount();
            *drawn = new;
            return;
        }
        let before = std::mem::take(&mut drawn.own);
        drawn.own = self.own.take().draw(&drawn.element, before);
        for mut left in drawn
            .children
            .drain(self.children.len().min(drawn.children.len())..)
        {
            left.unmount();
        }
        let mut children = self.children.into_iter();
        for (state, child) in drawn.children.iter_mut().zip(&mut children) {
            child.rebuild(state);
        }
        for child in children {
            let mut state = child.build();
            state.mount(&drawn.element, None);
            drawn.children.push(state);
        }
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        // Refused only where the marker has left the parent, and then there is no place for this any more.
        let _ = parent.insert_before(&self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.element.clone()]
    }
}

/// Attributes are set where the element is written, never from outside.
impl AddAnyAttr for Element {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

/// The framework asks this of every view. Nothing is drawn on a server here.
impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
