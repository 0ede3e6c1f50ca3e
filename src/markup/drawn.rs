//! A shape in the page.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::view::Mountable;
use leptos::tachys::view::any_view::AnyViewState;
use web_sys::{Element, Node};

use super::holes::Hole;
use super::listener::Attached;
use super::setting::{Setting, Slot, Value};
use super::shape::{Step, steps};

const NAMESPACE_OF_DRAWINGS: &str = "http://www.w3.org/2000/svg";

/// The elements of a shape in the page, with what was put into its holes.
pub struct Drawn {
    shape: &'static str,
    root: Element,
    spots: Vec<Spot>,
}

/// A hole in the page.
enum Spot {
    Child(AnyViewState),
    Setting(Element, Slot, Kept),
    Listener(Element, Attached),
    Made(Element),
}

/// What a setting is known by, for the next time.
enum Kept {
    Fixed(Value),
    /// An effect that is dropped changes nothing any more.
    Live(RenderEffect<Value>),
}

impl Drawn {
    /// # Panics
    /// When the holes are not those of the shape, which `view!` rules out.
    pub fn draw(shape: &'static str, holes: Vec<Hole>) -> Self {
        let document = document();
        let mut holes = holes.into_iter();
        let mut spots = Vec::with_capacity(holes.len());
        let mut root = None;
        let mut open: Vec<Element> = Vec::new();
        for step in steps(shape) {
            let inner = open.last();
            match step {
                Step::Begin { tag, is_svg } => {
                    let element = if is_svg {
                        document.create_element_ns(Some(NAMESPACE_OF_DRAWINGS), tag)
                    } else {
                        document.create_element(tag)
                    };
                    open.push(element.expect("the tags of the source are names"));
                }
                Step::Fixed { name, value } => {
                    let kept = Value::Text(value.into());
                    Slot::Attribute(name).set(inner.expect("attributes stand in tags"), &kept);
                }
                Step::Text(text) => {
                    append(inner, &document.create_text_node(text));
                }
                Step::Setting(_) | Step::Listener | Step::Child => {
                    let element = inner.expect("holes stand in elements");
                    let hole = holes.next().expect("as many values as holes");
                    spots.push(Spot::new(element, step, hole));
                }
                Step::End => {
                    let element = open.pop().expect("what ends has begun");
                    match open.last() {
                        outer @ Some(_) => append(outer, &element),
                        None => root = Some(element),
                    }
                }
            }
        }
        Self {
            shape,
            root: root.expect("a shape is an element"),
            spots,
        }
    }

    /// Whether these are the elements of this shape.
    pub fn is_of(&self, shape: &'static str) -> bool {
        self.shape == shape
    }

    /// Other values for the holes.
    pub fn fill_anew(&mut self, holes: Vec<Hole>) {
        for (spot, hole) in self.spots.iter_mut().zip(holes) {
            spot.fill_anew(hole);
        }
    }
}

impl Spot {
    fn new(element: &Element, step: Step, hole: Hole) -> Self {
        let element = element.clone();
        match (hole, step) {
            (Hole::Child(view), _) => {
                let mut state = view.build();
                state.mount(&element, None);
                Self::Child(state)
            }
            (Hole::Setting(setting), Step::Setting(slot)) => {
                let kept = set(&element, slot, setting, &Value::Absent);
                Self::Setting(element, slot, kept)
            }
            (Hole::Listener(listener), _) => {
                let attached = listener.attach(&element);
                Self::Listener(element, attached)
            }
            (Hole::Made(made), _) => {
                made(&element);
                Self::Made(element)
            }
            (Hole::Setting(_), _) => unreachable!("settings stand where the shape has them"),
        }
    }

    fn fill_anew(&mut self, hole: Hole) {
        match (self, hole) {
            (Self::Child(state), Hole::Child(view)) => view.rebuild(state),
            (Self::Setting(element, slot, kept), Hole::Setting(setting)) => {
                let before = match kept {
                    Kept::Fixed(value) => value.clone(),
                    Kept::Live(effect) => effect
                        .with_value_mut(|value| value.clone())
                        .unwrap_or(Value::Absent),
                };
                *kept = set(element, *slot, setting, &before);
            }
            (Self::Listener(element, attached), Hole::Listener(listener)) => {
                attached.detach(element);
                *attached = listener.attach(element);
            }
            (Self::Made(element), Hole::Made(made)) => made(element),
            _ => unreachable!("the holes of a shape stay what they are"),
        }
    }
}

/// Puts a value where `before` is now.
fn set(element: &Element, slot: Slot, setting: Setting, before: &Value) -> Kept {
    match setting {
        Setting::Fixed(value) => {
            if value != *before {
                slot.set(element, &value);
            }
            Kept::Fixed(value)
        }
        Setting::Live(compute) => {
            let element = element.clone();
            let mut now = before.clone();
            Kept::Live(RenderEffect::new(move |_| {
                let value = compute();
                if value != now {
                    slot.set(&element, &value);
                    now.clone_from(&value);
                }
                value
            }))
        }
    }
}

/// Refused only where the outer stands in the inner.
fn append(outer: Option<&Element>, inner: &Node) {
    if let Some(outer) = outer {
        let _ = outer.append_child(inner);
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.root.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        // Refused only where the marker has left the parent, and then there is no place for this any more.
        let _ = parent.insert_before(&self.root, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.root.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.root));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.root.clone()]
    }
}
