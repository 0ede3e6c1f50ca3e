//! One example of each shape, which the browser copies: much faster than making its elements one by one.

use std::cell::RefCell;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::setting::{Slot, Value};
use super::shape::{Step, steps};

const NAMESPACE_OF_DRAWINGS: &str = "http://www.w3.org/2000/svg";

thread_local! {
    /// By where in memory the shape's text is, in that order.
    static MADE: RefCell<Vec<((*const u8, usize), Element)>> = const { RefCell::new(Vec::new()) };
}

/// The elements and texts of a shape that are there whatever is put into its holes.
pub fn copy_of(shape: &'static str) -> Element {
    let of = (shape.as_ptr(), shape.len());
    let example = MADE.with_borrow_mut(|made| {
        let at = made
            .binary_search_by_key(&of, |(known, _)| *known)
            .unwrap_or_else(|at| {
                made.insert(at, (of, make(shape)));
                at
            });
        made[at].1.clone()
    });
    let copy = example.clone_node_with_deep(true);
    copy.expect("elements can be copied").unchecked_into()
}

fn make(shape: &'static str) -> Element {
    let document = document();
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
                let value = Value::Text(value.into());
                Slot::Attribute(name).set(inner.expect("attributes stand in tags"), &value);
            }
            Step::Text(text) => append(inner, &document.create_text_node(text)),
            Step::Setting(_) | Step::Listener | Step::Child => {}
            Step::End => {
                let element = open.pop().expect("what ends has begun");
                match open.last() {
                    outer @ Some(_) => append(outer, &element),
                    None => root = Some(element),
                }
            }
        }
    }
    root.expect("a shape is an element")
}

/// Refused only where the outer stands in the inner.
fn append(outer: Option<&Element>, inner: &Node) {
    if let Some(outer) = outer {
        let _ = outer.append_child(inner);
    }
}
