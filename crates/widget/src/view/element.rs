//! The few things that views do with elements. Texts are always set as text, never as HTML.

use web_sys::{Element, Node};

use crate::browser::page::document;

const SVG: &str = "http://www.w3.org/2000/svg";

/// A new element with a class; an empty class is none.
pub fn element(tag: &str, class: &str) -> Element {
    let element = document()
        .create_element(tag)
        .expect("the views' tags are valid names");
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element
}

/// A button that says what it does by its text.
pub fn button(class: &str) -> Element {
    let button = element("button", class);
    attribute(&button, "type", "button");
    button
}

/// A button that says what it does by an icon, and by its name to those who do not see that.
pub fn icon_button(class: &str, name: &str, path: &str) -> Element {
    let button = button(class);
    attribute(&button, "aria-label", name);
    add(&button, &icon(path));
    button
}

/// One path in the square of 20 by 20 that all icons share.
pub fn icon(path: &str) -> Element {
    let part = |tag| {
        document()
            .create_element_ns(Some(SVG), tag)
            .expect("the views' tags are valid names")
    };
    let (icon, line) = (part("svg"), part("path"));
    attribute(&icon, "viewBox", "0 0 20 20");
    attribute(&icon, "aria-hidden", "true");
    attribute(&line, "d", path);
    add(&icon, &line);
    icon
}

pub fn attribute(element: &Element, name: &str, value: &str) {
    // An attribute with a proper name is never refused.
    let _ = element.set_attribute(name, value);
}

/// Adds a child after the others.
pub fn add(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}

/// A new element as the last child of another.
pub fn within(parent: &Element, tag: &str, class: &str) -> Element {
    let child = element(tag, class);
    add(parent, &child);
    child
}

/// Sets an element's text, unless that is its text already.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

pub fn show(element: &Element, shown: bool) {
    let _ = element.toggle_attribute_with_force("hidden", !shown);
}
