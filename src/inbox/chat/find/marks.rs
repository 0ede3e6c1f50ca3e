//! Marks what was found in the messages that are in the page. Texts stay as they are: the browser
//! paints over them where it can, and where it can't, the message is marked as a whole.

use std::ops::Range as Places;

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use recado_protocol::folding::found_ranges;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MutationObserver, MutationObserverInit, Node};

use super::matches::is_found;

/// What is marked, by the names that the style sheet has.
const FOUND: &str = "found";
const CURRENT: &str = "found-current";
/// On a message as a whole.
const FOUND_CLASS: &str = "message--found";
/// The row that the log was taken to.
const CURRENT_ROW: &str = ".log-row--highlighted";
/// What a message says itself.
const SAID: &str = ".bubble__body";
/// What stands in there besides.
const BESIDES: &str = ".bubble__meta, .bubble__sender, button";
const SHOW_TEXT: u32 = 4;

/// Keeps the marks in a log for as long as it lives.
pub struct Marks {
    log: Element,
    words: Vec<String>,
    observer: Option<Observer>,
}

struct Observer {
    observer: MutationObserver,
    /// Called by the browser for as long as the observer lives.
    _callback: Closure<dyn FnMut()>,
}

impl Marks {
    /// `on_change` is called whenever other messages are drawn.
    pub fn of(log: Element, on_change: impl Fn() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(on_change);
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref());
        let observer = observer.ok().map(|observer| Observer {
            observer,
            _callback: callback,
        });
        let marks = Self {
            log,
            words: Vec::new(),
            observer,
        };
        marks.observe();
        marks
    }

    /// Marks these words from now on.
    pub fn set_words(&mut self, words: Vec<String>) {
        self.words = words;
        self.draw();
    }

    /// Marks what is in the page now.
    pub fn draw(&self) {
        // Marking a message as a whole is a change too.
        if let Some(observer) = &self.observer {
            observer.observer.disconnect();
        }
        let (found, current) = (Array::new(), Array::new());
        let can_paint = painter().is_some();
        for said in all(&self.log, SAID) {
            let is_match = is_found(&said.text_content().unwrap_or_default(), &self.words);
            if let Ok(Some(message)) = said.closest("article") {
                // A plain class name is always taken.
                let _ = message
                    .class_list()
                    .toggle_with_force(FOUND_CLASS, is_match && !can_paint);
            }
            if is_match && can_paint {
                let is_current = said.closest(CURRENT_ROW).is_ok_and(|row| row.is_some());
                let ranges = if is_current { &current } else { &found };
                self.add_ranges(&said, ranges);
            }
        }
        paint(FOUND, &found);
        paint(CURRENT, &current);
        self.observe();
    }

    fn observe(&self) {
        let wanted = MutationObserverInit::new();
        wanted.set_child_list(true);
        wanted.set_subtree(true);
        wanted.set_character_data(true);
        wanted.set_attributes(true);
        wanted.set_attribute_filter(&Array::of1(&"class".into()));
        if let Some(observer) = &self.observer {
            // Fails only when nothing is wanted.
            let _ = observer.observer.observe_with_options(&self.log, &wanted);
        }
    }

    fn add_ranges(&self, said: &Element, ranges: &Array) {
        let Ok(walker) = document().create_tree_walker_with_what_to_show(said, SHOW_TEXT) else {
            return;
        };
        while let Ok(Some(text)) = walker.next_node() {
            let is_besides = text
                .parent_element()
                .is_some_and(|parent| parent.closest(BESIDES).is_ok_and(|it| it.is_some()));
            if is_besides {
                continue;
            }
            let content = text.text_content().unwrap_or_default();
            for places in found_ranges(&content, &self.words) {
                if let Some(range) = range(&text, &content, &places) {
                    ranges.push(&range);
                }
            }
        }
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.observer.disconnect();
        }
        for message in all(&self.log, &format!(".{FOUND_CLASS}")) {
            let _ = message.class_list().remove_1(FOUND_CLASS);
        }
        for name in [FOUND, CURRENT] {
            paint(name, &Array::new());
        }
    }
}

fn all(log: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = log.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

fn range(text: &Node, content: &str, places: &Places<usize>) -> Option<JsValue> {
    let unit = |byte: usize| u32::try_from(content.get(..byte)?.encode_utf16().count()).ok();
    let range = document().create_range().ok()?;
    range.set_start(text, unit(places.start)?).ok()?;
    range.set_end(text, unit(places.end)?).ok()?;
    Some(range.into())
}

/// The browser's list of what it paints over texts, and how an entry of it is made; not every browser has it.
fn painter() -> Option<(JsValue, Function)> {
    let css = Reflect::get(&window(), &"CSS".into()).ok()?;
    let list = Reflect::get(&css, &"highlights".into()).ok()?;
    let make = Reflect::get(&window(), &"Highlight".into()).ok()?;
    (!list.is_undefined()).then_some((list, make.dyn_into().ok()?))
}

/// Paints over these ranges, and nothing else of this name.
fn paint(name: &str, ranges: &Array) {
    let Some((list, make)) = painter() else {
        return;
    };
    let Ok(entry) = Reflect::construct(&make, ranges) else {
        return;
    };
    let set = Reflect::get(&list, &"set".into()).and_then(JsCast::dyn_into::<Function>);
    if let Ok(set) = set {
        // The list takes every name and every entry.
        let _ = set.call2(&list, &name.into(), &entry);
    }
}
