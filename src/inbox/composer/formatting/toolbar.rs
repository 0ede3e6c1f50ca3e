//! The row of buttons.

use leptos::{callback::UnsyncCallback, ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Tool;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal};
use crate::ui::{drawing, reading_axis, roving};

/// The element that the button beside it opens where there is little room.
const ID: &str = "composer-formatting";

/// A toolbar of the page.
#[derive(Clone, Copy)]
pub struct Toolbar {
    /// What the channel carries.
    pub tools: Signal<Vec<Tool>>,
    pub on_press: UnsyncCallback<(Tool,)>,
    /// Whether it is wanted where there is little room.
    pub is_open: RwSignal<bool>,
}

/// The toolbar, where there is something to offer. One of its buttons can be reached by Tab, the others by arrows.
pub fn toolbar(bar: Toolbar) -> AnyView {
    let current = RwSignal::new(0_usize);
    let element = NodeRef::<html::Div>::new();
    let on_keydown = move |event: KeyboardEvent| {
        let len = bar.tools.with_untracked(Vec::len);
        let next = roving(&event.key(), current.get_untracked(), len, reading_axis());
        if let Some(next) = next {
            event.prevent_default();
            current.set(next);
            focus(element, next);
        }
    };
    let buttons = move || {
        let tools = bar.tools.get();
        // What could be reached may not be offered any more.
        let reached = current.get_untracked().min(tools.len().saturating_sub(1));
        current.set(reached);
        tools
            .into_iter()
            .enumerate()
            .map(|(index, tool)| button(bar, index, tool, current))
            .collect::<Vec<_>>()
    };
    view! {
        <div
            class="composer__toolbar"
            class=("composer__toolbar--open", bar.is_open)
            id=ID
            role="toolbar"
            aria-label=Key::ComposerFormatting
            hidden=move || bar.tools.with(Vec::is_empty)
            node_ref=element
            on:keydown=on_keydown
        >
            {buttons}
        </div>
    }
}

/// Shows and hides the toolbar where there is little room.
pub fn toolbar_toggle(bar: Toolbar) -> AnyView {
    let label = move || t(Key::ComposerFormatting);
    view! {
        <button
            type="button"
            class="button button--quiet button--icon composer__toggle"
            aria-label=label
            title=label
            aria-expanded=move || bar.is_open.get().to_string()
            aria-controls=ID
            hidden=move || bar.tools.with(Vec::is_empty)
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| bar.is_open.update(|is_open| *is_open = !*is_open)
        >
            {drawing("M3 15.5 6.5 6h1L11 15.5M4.3 12.5h5.4M12.5 15.5l2-5.5h.5l2 5.5M13.3 13.5h3.4")}
        </button>
    }
}

fn button(bar: Toolbar, index: usize, tool: Tool, current: RwSignal<usize>) -> AnyView {
    let label = move || t(tool.label());
    let title = move || match tool.keys() {
        Some(keys) => format!("{} ({keys})", label()),
        None => label(),
    };
    view! {
        <button
            type="button"
            class="button button--quiet button--icon"
            aria-label=label
            title=title
            aria-keyshortcuts=tool.aria_keys()
            tabindex=move || if current.get() == index { "0" } else { "-1" }
            // The selection stays in the field.
            on:mousedown=move |event| event.prevent_default()
            on:focus=move |_| current.set(index)
            on:click=move |_| bar.on_press.run((tool,))
        >
            {drawing(tool.path())}
        </button>
    }
}

fn focus(bar: NodeRef<html::Div>, index: usize) {
    let button = bar
        .get_untracked()
        .and_then(|bar| bar.children().item(u32::try_from(index).ok()?))
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        // A button that is there takes the focus.
        let _ = button.focus();
    }
}
