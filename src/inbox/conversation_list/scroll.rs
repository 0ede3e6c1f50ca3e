//! How far the list is scrolled, and keeping the reader's place there.

use leptos::{html, prelude::*};
use recado_protocol::Filter;
use recado_store::Store;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::row_window::{offset_to_show, rows_in_view, rows_of_a_page};
use super::scroll_anchor::{ScrollAnchor, SeenRow, Standing, kept_offset};
use crate::reactive::{RwSignal, StoredValue, effect};
use crate::theme::use_theme;

/// The height of the window before it is measured, in CSS pixels: more than most are.
const HEIGHT_AT_FIRST: usize = 1_000;
/// The width before it is measured, and how exactly it is, in CSS pixels.
const WIDTH_AT_FIRST: usize = 340;
const WIDTH_STEP: usize = 8;

/// The scroller of the list. All lengths are in CSS pixels.
#[derive(Clone, Copy)]
pub struct Scroll {
    pub scroller: NodeRef<html::Div>,
    /// As high as all rows together.
    pub spacer: NodeRef<html::Div>,
    offset: RwSignal<usize>,
    /// The height of a row.
    row: RwSignal<usize>,
    height: RwSignal<usize>,
    pub width: RwSignal<usize>,
    /// Conversations that came above the reader's place since the reader left the top.
    newer: RwSignal<usize>,
    anchor: StoredValue<ScrollAnchor>,
    observer: StoredValue<Option<SizeObserver>>,
}

impl Scroll {
    pub fn new() -> Self {
        let scroll = Self {
            scroller: NodeRef::new(),
            spacer: NodeRef::new(),
            offset: RwSignal::new(0),
            row: use_theme().row_height,
            height: RwSignal::new(HEIGHT_AT_FIRST),
            width: RwSignal::new(WIDTH_AT_FIRST),
            newer: RwSignal::new(0),
            anchor: StoredValue::new(ScrollAnchor::default()),
            observer: StoredValue::new(None),
        };
        effect(move || {
            if let Some(scroller) = scroll.scroller.get() {
                let observer = SizeObserver::new(&scroller, scroll.width, scroll.height);
                scroll.observer.set_value(observer);
            }
        });
        scroll
    }

    /// Reactive.
    pub fn offset(self) -> usize {
        self.offset.get()
    }

    /// Reactive.
    pub fn row(self) -> usize {
        self.row.get()
    }

    /// One call for all places.
    #[inline(never)]
    fn row_now(self) -> usize {
        self.row.get_untracked()
    }

    /// Reactive.
    pub fn height(self) -> usize {
        self.height.get()
    }

    /// Reactive.
    pub fn newer(self) -> usize {
        self.newer.get()
    }

    pub fn rows_of_a_page(self) -> usize {
        rows_of_a_page(self.row_now(), self.height.get_untracked())
    }

    /// The rank of the uppermost row in view.
    pub fn first_in_view(self) -> usize {
        self.offset.get_untracked() / self.row_now()
    }

    /// The reader scrolled.
    pub fn moved(self, store: &Store, filter: &Filter) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let offset = usize::try_from(scroller.scroll_top()).unwrap_or(0);
        self.offset.set(offset);
        self.forget_newer_in_view(offset);
        self.remember(store, filter);
    }

    /// Scrolls as little as possible for a row to be seen whole.
    pub fn show(self, rank: usize, store: &Store, filter: &Filter) {
        let (offset, height) = (self.offset.get_untracked(), self.height.get_untracked());
        self.scroll_to(offset_to_show(self.row_now(), rank, offset, height));
        self.remember(store, filter);
    }

    /// Shows the beginning, as for another list.
    pub fn to_top(self, store: &Store, filter: &Filter) {
        self.scroll_to(0);
        self.remember(store, filter);
    }

    /// The list changed: it gets its new height, and the reader keeps seeing the same rows.
    pub fn keep_place(self, store: &Store, filter: &Filter, total: usize) {
        self.make_room(total);
        let offset = self.offset.get_untracked();
        let shift = self.anchor.with_value(|anchor| {
            anchor.shift(|id| {
                let conversation = store.conversation(id)?;
                let rank = store.view(filter)?.rank_of(conversation)?;
                Some(Standing {
                    rank,
                    by: filter.sort.key(conversation),
                })
            })
        });
        let kept = kept_offset(self.row_now(), offset, shift);
        if kept != offset {
            if let Ok(came) = usize::try_from(shift) {
                self.newer.update(|newer| *newer += came);
            }
            self.scroll_to(kept);
        }
        self.remember(store, filter);
    }

    /// Makes the scroller as long as all rows together. Reactive: they may become higher.
    pub fn make_room(self, total: usize) {
        if let Some(spacer) = self.spacer.get_untracked() {
            // Every browser knows the property and takes every length.
            let _ = HtmlElement::from(spacer)
                .style()
                .set_property("height", &format!("{}px", total * self.row.get()));
        }
    }

    fn scroll_to(self, offset: usize) {
        // Setting it makes the browser lay the page out at once, also where nothing changes.
        if self.offset.get_untracked() == offset {
            return;
        }
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(i32::try_from(offset).unwrap_or(i32::MAX));
        }
        self.offset.set(offset);
        self.forget_newer_in_view(offset);
    }

    fn forget_newer_in_view(self, offset: usize) {
        let above = offset / self.row_now();
        if self.newer.get_untracked() > above {
            self.newer.set(above);
        }
    }

    /// Remembers the rows in view, for when the list changes.
    fn remember(self, store: &Store, filter: &Filter) {
        let Some(view) = store.view(filter) else {
            return;
        };
        let (offset, height) = (self.offset.get_untracked(), self.height.get_untracked());
        let ranks = rows_in_view(self.row_now(), offset, height, view.len());
        let seen = view.ids(ranks.clone()).zip(ranks).filter_map(|(id, rank)| {
            let by = filter.sort.key(store.conversation(id)?);
            Some(SeenRow {
                id: id.clone(),
                rank,
                by,
            })
        });
        self.anchor.set_value(ScrollAnchor {
            seen: seen.collect(),
        });
    }
}

/// Follows the height of an element for as long as it lives.
struct SizeObserver {
    observer: ResizeObserver,
    /// What the observer calls.
    _on_resize: Closure<dyn FnMut()>,
}

impl SizeObserver {
    fn new(element: &HtmlElement, width: RwSignal<usize>, height: RwSignal<usize>) -> Option<Self> {
        let observed = element.clone();
        let on_resize = Closure::new(move || {
            let now_wide = usize::try_from(observed.client_width()).unwrap_or(0);
            let now_high = usize::try_from(observed.client_height()).unwrap_or(0);
            // A list that is not on the screen has no size, and will have its old one again.
            if now_high > 0 {
                change(width, now_wide - now_wide % WIDTH_STEP);
                change(height, now_high);
            }
        });
        let observer =
            ResizeObserver::new(wasm_bindgen::JsCast::unchecked_ref(on_resize.as_ref())).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _on_resize: on_resize,
        })
    }
}

fn change(length: RwSignal<usize>, now: usize) {
    if length
        .try_get_untracked()
        .is_some_and(|before| before != now)
    {
        length.set(now);
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
