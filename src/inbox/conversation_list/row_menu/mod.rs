//! The menu of a row. Here is the one button that goes along with the pointer and the keyboard; the menu
//! comes when it is first opened.

mod entries;

use leptos::prelude::*;
use leptos::{ev, html};
use recado_protocol::ConversationId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::row::row_id;
use super::rows::List;
use crate::later::{self, ListPart};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live};
use crate::ui::{Icon, small_icon};

pub use entries::{ConversationTools, RowMenuContent, menu_of};

/// Whose menu is open, and at which row the pointer is.
#[derive(Clone, Copy)]
pub struct RowMenu {
    pub open: RwSignal<Option<ConversationId>>,
    pub pointed: RwSignal<Option<ConversationId>>,
    pub button: NodeRef<html::Button>,
}

impl RowMenu {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(None),
            pointed: RwSignal::new(None),
            button: NodeRef::new(),
        }
    }
}

impl List {
    /// The conversation of the row in which something happened.
    pub fn row_at(self, event: &Event) -> Option<ConversationId> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let row = target.closest("[role=option]").ok().flatten()?.id();
        self.find_made(|id| row_id(id) == row)
    }

    /// The pointer comes to a row.
    pub fn point(self, event: &Event) {
        let row = self.row_at(event);
        if row.is_some() && self.menu.pointed.with_untracked(|now| *now != row) {
            self.menu.pointed.set(row);
        }
    }

    /// The browser's own menu would say nothing about a conversation.
    pub fn context(self, event: &ev::MouseEvent) {
        let row = self.row_at(event).or_else(|| self.active_untracked());
        let Some(row) = row else {
            return;
        };
        event.prevent_default();
        // A finger selects.
        if self.selection.is_touched() {
            return;
        }
        self.open_menu(row);
    }

    /// The key that has a menu on it, or the one for keyboards without.
    pub fn opens_menu_by_key(self, event: &ev::KeyboardEvent) -> bool {
        let key = event.key();
        let is_wanted = key == "ContextMenu" || key == "F10" && event.shift_key();
        let Some(row) = self.active_untracked().filter(|_| is_wanted) else {
            return false;
        };
        event.prevent_default();
        self.open_menu(row);
        true
    }

    /// The menu is closed; the keyboard goes on in the list.
    pub fn close_menu(self) {
        if self.menu.open.try_get_untracked().flatten().is_none() {
            return;
        }
        self.menu.open.set(None);
        let active = document().active_element();
        let button = self.menu.button.get_untracked();
        if button
            .zip(active)
            .is_some_and(|(button, active)| button.is_same_node(Some(&active)))
        {
            self.focus();
        }
    }

    pub fn open_menu(self, row: ConversationId) {
        self.menu.pointed.set(Some(row.clone()));
        self.menu.open.set(Some(row));
    }
}

/// The button and its menu.
pub fn row_menu(list: List) -> AnyView {
    let menu = list.menu;
    let row = Signal::derive(move || {
        let open = menu.open.get();
        open.or_else(|| menu.pointed.get())
            .or_else(|| list.active())
    });
    let top = Signal::derive(move || {
        list.track_rows();
        let rank = row.with(|row| list.rank_of(row.as_ref()?));
        rank.map(|rank| {
            let top = rank * list.row();
            top.checked_sub(list.offset())
        })
    });
    let place = Signal::derive(move || match top.get() {
        Some(Some(top)) => format!("translateY({top}px)"),
        _ => "translateY(-100px)".to_owned(),
    });
    view! {
        <button
            type="button"
            class="button button--icon button--small conversation-list__row-button"
            aria-label=Key::ListRowActions
            title=Key::ListRowActions
            aria-haspopup="menu"
            aria-expanded=move || if menu.open.with(Option::is_some) { "true" } else { "false" }
            style=("transform", place)
            node_ref=menu.button
            on:click=move |_| {
                let is_open = menu.open.with_untracked(Option::is_some);
                menu.open.set(row.get_untracked().filter(|_| !is_open));
            }
        >
            {small_icon(Icon::More)}
        </button>
        {live(move || Some(later::list(ListPart::RowMenu(list, menu.open.get()?))))}
    }
}
