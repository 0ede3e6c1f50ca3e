//! Changing the text of the field for the person who writes in it.

use std::ops::Range;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlDocument, HtmlTextAreaElement};

/// A change of a text, with places in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What goes.
    pub replaced: Range<usize>,
    /// What comes in its place.
    pub with: String,
    /// What is selected afterwards, in the new text.
    pub selected: Range<usize>,
}

impl Edit {
    /// Puts something in the place of what is selected, and the caret behind it.
    pub fn insert(replaced: Range<usize>, with: String) -> Self {
        let end = replaced.start + with.len();
        Self {
            replaced,
            with,
            selected: end..end,
        }
    }
}

/// What is selected in a field, in bytes of its text.
pub fn selected(field: &HtmlTextAreaElement, text: &str) -> Range<usize> {
    let place = |place: Result<Option<u32>, _>| {
        let place = place.ok().flatten();
        place.map_or(text.len(), |place| byte_at(text, place))
    };
    let (start, end) = (place(field.selection_start()), place(field.selection_end()));
    start..end.max(start)
}

/// Selects a part of the text.
pub fn select(field: &HtmlTextAreaElement, range: &Range<usize>) {
    let text = field.value();
    // Fails only for a field that has no selection, and this one has.
    let _ = field.focus();
    let _ = field.set_selection_range(unit_at(&text, range.start), unit_at(&text, range.end));
}

/// Changes the text as if it was typed: the browser's own undo takes it back, and the field says that it has changed.
pub fn apply(field: &HtmlTextAreaElement, edit: &Edit) {
    let text = field.value();
    let (start, end) = (
        unit_at(&text, edit.replaced.start),
        unit_at(&text, edit.replaced.end),
    );
    // Fails only for a field that has no selection, and this one has.
    let _ = field.focus();
    let _ = field.set_selection_range(start, end);
    if !typed(&edit.with, start == end) {
        let _ = field.set_range_text_with_start_and_end(&edit.with, start, end);
        let changed = EventInit::new();
        changed.set_bubbles(true);
        if let Ok(changed) = Event::new_with_event_init_dict("input", &changed) {
            let _ = field.dispatch_event(&changed);
        }
    }
    let text = field.value();
    let _ = field.set_selection_range(
        unit_at(&text, edit.selected.start),
        unit_at(&text, edit.selected.end),
    );
}

/// Lets the browser type over what is selected. Where it has no such command, its undo is lost, and nothing else.
fn typed(text: &str, nothing_selected: bool) -> bool {
    if text.is_empty() && nothing_selected {
        return true;
    }
    let command = if text.is_empty() {
        "delete"
    } else {
        "insertText"
    };
    document()
        .unchecked_ref::<HtmlDocument>()
        .exec_command_with_show_ui_and_value(command, false, text)
        .unwrap_or(false)
}

/// A place that the browser counts in UTF-16, in bytes.
fn byte_at(text: &str, unit: u32) -> usize {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= unit as usize {
            return at;
        }
        units += letter.len_utf16();
    }
    text.len()
}

/// A place in bytes, as the browser counts it.
fn unit_at(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_bytes_and_as_the_browser_counts_them() {
        let text = "a\u{e9}\u{1f950}b";
        for (byte, unit) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)] {
            assert_eq!(byte_at(text, unit), byte);
            assert_eq!(unit_at(text, byte), unit);
        }
        assert_eq!(byte_at(text, 99), text.len());
        assert_eq!(unit_at(text, 99), 5);
    }
}
