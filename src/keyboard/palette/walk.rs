//! The way to what stands in a part of the screen that may be folded, put away, behind a menu, or not made yet: press
//! after press, as somebody would go who looks for it.

use std::collections::VecDeque;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// What is waited for comes within so many frames, or not at all: its code may have to be fetched.
const PATIENCE: u32 = 600;

/// The panel of the customer, what shows it, and the headings of its sections.
const PANEL: &str = ".customer";
const SHOW_PANEL: &str = ".chat-header__customer button";
const HEADINGS: &str = ".customer .disclosure__button";
/// What can be pressed in the panel and in what opens from it.
const IN_PANEL: &str = ".customer button, .customer label";
/// The entries of the menu that is open.
const ENTRIES: &str = "[role=menu] [role^=menuitem]";
/// Where an element says its name, if it says more than that.
const NAMES: &str = ".button__label, .disclosure__title, .menu__label";

/// One press.
#[derive(Clone)]
pub enum Step {
    /// The first that such a selector finds.
    On(&'static str),
    /// The section of this name, which is open then.
    Section(String),
    /// Something in the panel.
    InPanel(String),
    /// An entry of a menu.
    Entry(String),
}

/// Goes there.
pub fn walk(steps: impl IntoIterator<Item = Step>) {
    go(steps.into_iter().collect(), PATIENCE);
}

/// As [`walk`], in the panel of the customer.
pub fn walk_in_panel(steps: impl IntoIterator<Item = Step>) {
    if seen(PANEL).next().is_none() {
        Step::On(SHOW_PANEL).take();
    }
    walk(steps);
}

fn go(mut steps: VecDeque<Step>, mut patience: u32) {
    // What is there already need not be opened first.
    while let Some(at) = steps.iter().rposition(|step| step.target().is_some()) {
        if !steps[at].take() {
            break;
        }
        steps.drain(..=at);
        patience = PATIENCE;
    }
    if !steps.is_empty() && patience > 0 {
        request_animation_frame(move || go(steps, patience - 1));
    }
}

impl Step {
    fn target(&self) -> Option<HtmlElement> {
        match self {
            Self::On(selector) => seen(selector).next(),
            Self::Section(name) => named(HEADINGS, name),
            Self::InPanel(name) => named(IN_PANEL, name),
            Self::Entry(name) => named(ENTRIES, name),
        }
    }

    /// Whether it is done.
    fn take(&self) -> bool {
        let Some(found) = self.target() else {
            return false;
        };
        if let Some(choice) = choice_in(&found) {
            // It is the person who changes what is chosen.
            return !choice.disabled() && choice.focus().is_ok();
        }
        let is_open = found.get_attribute("aria-expanded").as_deref() == Some("true");
        if matches!(self, Self::Section(_)) {
            found.scroll_into_view();
            // What can't take the focus leaves it where it was.
            let _ = found.focus();
        }
        if !matches!(self, Self::Section(_)) || !is_open {
            found.click();
        }
        true
    }
}

/// The checkbox of a label.
fn choice_in(label: &Element) -> Option<HtmlInputElement> {
    let input = label.query_selector("input").ok().flatten()?;
    input.dyn_into().ok()
}

fn named(selector: &str, name: &str) -> Option<HtmlElement> {
    seen(selector).find(|element| name_of(element) == name)
}

fn name_of(element: &Element) -> String {
    let inner = element.query_selector(NAMES).ok().flatten();
    let given = element.get_attribute("aria-label");
    let text = given.or_else(|| inner.as_ref().unwrap_or(element).text_content());
    text.unwrap_or_default().trim().to_owned()
}

/// The elements of a selector that can be seen.
fn seen(selector: &str) -> impl Iterator<Item = HtmlElement> {
    let found = document().query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| {
        let element: HtmlElement = found.as_ref()?.get(at)?.dyn_into().ok()?;
        (element.client_width() > 0).then_some(element)
    })
}
