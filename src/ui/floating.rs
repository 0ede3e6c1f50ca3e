//! Things that float above the page, beside what they belong to.

use leptos::prelude::document;
use web_sys::HtmlElement;

use super::placement::{Edge, Rect, Size, place};
use crate::browser::length::pixels;

/// Puts a panel beside its button, with the edges in line where the reading begins, or where it ends.
pub fn put_beside(panel: &HtmlElement, button: &HtmlElement, at_end: bool) {
    let anchor = button.get_bounding_client_rect();
    let anchor = Rect {
        left: anchor.left(),
        top: anchor.top(),
        width: anchor.width(),
        height: anchor.height(),
    };
    let size = panel.get_bounding_client_rect();
    let size = Size {
        width: size.width(),
        height: size.height(),
    };
    let Some(root) = document().document_element() else {
        return;
    };
    let window = Size {
        width: f64::from(root.client_width()),
        height: f64::from(root.client_height()),
    };
    let right_to_left = root.get_attribute("dir").is_some_and(|dir| dir == "rtl");
    let edge = if at_end == right_to_left {
        Edge::Left
    } else {
        Edge::Right
    };
    let placed = place(anchor, size, window, edge);
    for (name, value) in [
        ("left", placed.left),
        ("top", placed.top),
        ("max-height", placed.max_height),
    ] {
        // These properties exist in every browser and take every length.
        let _ = panel.style().set_property(name, &pixels(value));
    }
}
