//! A shape in the page.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::holes::Hole;
use super::listener::Attached;
use super::prototypes;
use super::setting::{Setting, Slot, Value};
use super::shape::{Step, steps};
use crate::reactive::Effect;

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
    Live(
        Rc<RefCell<Value>>,
        #[expect(dead_code, reason = "it runs while it is kept")] Effect,
    ),
}

impl Drawn {
    /// # Panics
    /// When the holes are not those of the shape, which `view!` rules out.
    pub fn draw(shape: &'static str, holes: Vec<Hole>) -> Self {
        let root = prototypes::copy_of(shape);
        let mut holes = holes.into_iter();
        let mut spots = Vec::with_capacity(holes.len());
        let mut open: Vec<Place> = Vec::new();
        for step in steps(shape) {
            match step {
                Step::Begin { .. } => {
                    let element = match open.last_mut() {
                        Some(outer) => outer.pass().map(JsCast::unchecked_into),
                        None => Some(root.clone()),
                    };
                    open.push(Place::in_front_of_all(
                        element.expect("it is a copy of this shape"),
                    ));
                }
                Step::Fixed { .. } => {}
                Step::Text(_) => {
                    open.last_mut().and_then(Place::pass);
                }
                Step::Setting(_) | Step::Listener | Step::Child => {
                    let place = open.last().expect("holes stand in elements");
                    let hole = holes.next().expect("as many values as holes");
                    spots.push(Spot::new(place, step, hole));
                }
                Step::End => {
                    open.pop();
                }
            }
        }
        Self { shape, root, spots }
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

/// Where one stands in an element that is gone through.
struct Place {
    element: Element,
    /// What of the shape comes next.
    next: Option<Node>,
}

impl Place {
    fn in_front_of_all(element: Element) -> Self {
        let next = element.first_child();
        Self { element, next }
    }

    /// Goes past the next node.
    fn pass(&mut self) -> Option<Node> {
        let passed = self.next.take()?;
        self.next = passed.next_sibling();
        Some(passed)
    }
}

impl Spot {
    fn new(place: &Place, step: Step, hole: Hole) -> Self {
        let element = place.element.clone();
        match (hole, step) {
            (Hole::Child(view), _) => {
                let mut state = view.build();
                state.mount(&element, place.next.as_ref());
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
                    Kept::Live(value, _) => value.borrow().clone(),
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
            let kept = Rc::new(RefCell::new(before.clone()));
            let now = Rc::clone(&kept);
            let following = Effect::now(move || {
                let value = compute();
                if value != *now.borrow() {
                    slot.set(&element, &value);
                    now.replace(value);
                }
            });
            Kept::Live(kept, following)
        }
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
