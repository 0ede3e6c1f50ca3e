//! The log's elements in the page: the only place that measures and moves them.

use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::thread::LocalKey;

use js_sys::Reflect;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::log_rows::{LogRow, RowKey};
use super::row_estimate;
use crate::browser::length::pixels;
use crate::reactive::StoredValue;

thread_local! {
    /// How large the log was when it was last measured; the next one is nearly always as large.
    static VIEW_HEIGHT: Cell<i32> = const { Cell::new(0) };
    static WIDTH: Cell<i32> = const { Cell::new(0) };
}

/// The elements of one log. Lengths are CSS pixels.
#[derive(Clone, Copy)]
pub struct LogPage {
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    /// As high as all rows together.
    pub canvas: NodeRef<html::Div>,
    /// Holds the rows that are in the page.
    pub rows: NodeRef<html::Div>,
    placed: StoredValue<FxHashMap<RowKey, PlacedRow>>,
    observer: StoredValue<Option<Observer>>,
}

struct PlacedRow {
    element: HtmlElement,
    joined: bool,
    missing: u64,
}

struct Observer {
    observer: ResizeObserver,
    /// Called by the browser for as long as the observer lives.
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl LogPage {
    pub fn new() -> Self {
        Self {
            scroller: NodeRef::new(),
            canvas: NodeRef::new(),
            rows: NodeRef::new(),
            placed: StoredValue::new(FxHashMap::default()),
            observer: StoredValue::new(None),
        }
    }

    /// Calls back, before the page is painted, whenever a row or the view has got another size. To
    /// be called when the elements are there; ends with the current owner.
    pub fn observe(self, on_resize: impl Fn() + 'static) {
        let callback = Closure::<dyn FnMut()>::new(on_resize);
        let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        if let Some(scroller) = self.scroller.get_untracked() {
            observer.observe(&scroller);
        }
        self.placed.with_value(|placed| {
            for row in placed.values() {
                observer.observe(&row.element);
            }
        });
        self.observer.set_value(Some(Observer {
            observer,
            _callback: callback,
        }));
    }

    /// Stops calling back.
    pub fn stop_observing(self) {
        self.observer.set_value(None);
    }

    /// Takes a row's element as soon as it is made.
    pub fn add_row(self, row: &LogRow, element: Element) {
        let Ok(element) = element.dyn_into::<HtmlElement>() else {
            return;
        };
        set_joined(&element, row.joined);
        set_missing(&element, row.missing);
        self.observer.with_value(|observer| {
            if let Some(observer) = observer {
                observer.observer.observe(&element);
            }
        });
        let placed = PlacedRow {
            element,
            joined: row.joined,
            missing: row.missing,
        };
        self.placed.update_value(|rows| {
            rows.insert(row.key.clone(), placed);
        });
    }

    /// Lets a row's element go.
    pub fn remove_row(self, key: &RowKey) {
        let row = self
            .placed
            .try_update_value(|rows| rows.remove(key))
            .flatten();
        if let Some(row) = row {
            self.observer.try_with_value(|observer| {
                if let Some(observer) = observer {
                    observer.observer.unobserve(&row.element);
                }
            });
        }
    }

    /// Shows whether rows continue the row above them, and in the place of how many messages they stand.
    pub fn update_rows(self, rows: &[LogRow]) {
        self.placed.update_value(|placed| {
            for row in rows {
                let Some(placed) = placed.get_mut(&row.key) else {
                    continue;
                };
                if placed.joined != row.joined {
                    placed.joined = row.joined;
                    set_joined(&placed.element, row.joined);
                }
                if placed.missing != row.missing {
                    placed.missing = row.missing;
                    set_missing(&placed.element, row.missing);
                }
            }
        });
    }

    /// Lets one row stand out, and no other.
    pub fn highlight(self, row: &RowKey) {
        self.placed.with_value(|placed| {
            for (key, placed) in placed {
                // A plain class name is always taken.
                let _ = placed
                    .element
                    .class_list()
                    .toggle_with_force("log-row--highlighted", key == row);
            }
        });
    }

    /// The height of a row that is in the page.
    pub fn height_of(self, key: &RowKey) -> Option<f64> {
        self.placed.with_value(|placed| {
            let element = &placed.get(key)?.element;
            element
                .is_connected()
                .then(|| element.get_bounding_client_rect().height())
        })
    }

    /// Whether it has no row yet. The chat around it is being made then, and to measure anything would lay out what is
    /// half there: the sizes of the log before it are taken until it has rows.
    pub fn is_blank(self) -> bool {
        self.placed.try_with_value(FxHashMap::is_empty) != Some(false)
    }

    /// The height of what is seen; `None` while nothing can be seen.
    pub fn view_height(self) -> Option<f64> {
        let scroller = self.scroller.get_untracked()?;
        let height = self.measured(&VIEW_HEIGHT, || scroller.client_height());
        (height > 0.0).then_some(height)
    }

    /// The width of the rows.
    pub fn width(self) -> f64 {
        self.canvas.get_untracked().map_or(0.0, |canvas| {
            self.measured(&WIDTH, || canvas.client_width())
        })
    }

    fn measured(self, last: &'static LocalKey<Cell<i32>>, measure: impl FnOnce() -> i32) -> f64 {
        if !self.is_blank() || last.get() == 0 {
            last.set(measure());
        }
        f64::from(last.get())
    }

    /// How far the log is scrolled down; with fractions, which the typed binding would cut off.
    pub fn scroll_top(self) -> f64 {
        if self.is_blank() {
            return 0.0;
        }
        self.scroller
            .get_untracked()
            .and_then(|scroller| Reflect::get(&scroller, &"scrollTop".into()).ok())
            .and_then(|top| top.as_f64())
            .unwrap_or(0.0)
    }

    pub fn set_scroll_top(self, top: f64) {
        if let Some(scroller) = self.scroller.get_untracked() {
            // Setting a plain property of an element can't fail.
            let _ = Reflect::set(&scroller, &"scrollTop".into(), &top.into());
        }
    }

    /// Sets the height of all rows together, and where those in the page begin.
    pub fn set_extent(self, height: f64, offset: f64) {
        if let Some(canvas) = self.canvas.get_untracked() {
            set_style(&canvas, "height", height);
        }
        if let Some(rows) = self.rows.get_untracked() {
            set_style(&rows, "top", offset);
        }
    }
}

fn set_joined(element: &HtmlElement, joined: bool) {
    // A plain class name is always taken.
    let _ = element
        .class_list()
        .toggle_with_force("log-row--joined", joined);
}

/// A row in the place of messages that are missing is as high as they are thought to be.
fn set_missing(element: &HtmlElement, missing: u64) {
    let height = match missing {
        0 => String::new(),
        missing => pixels(row_estimate::of_missing(missing)),
    };
    // A plain length is always taken, and an empty text takes it away.
    let _ = element.style().set_property("height", &height);
    let _ = element
        .class_list()
        .toggle_with_force("log-row--missing", missing > 0);
}

/// Through the object model: the page's policy forbids style attributes.
fn set_style(element: &HtmlElement, property: &str, length: f64) {
    // A plain length is always taken.
    let _ = element.style().set_property(property, &pixels(length));
}
