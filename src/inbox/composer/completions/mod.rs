//! What is offered above the field while somebody writes: a name behind an `@`, an emoji behind a `:`. It is chosen
//! without leaving the text.

mod trigger;

use std::ops::Range;

use leptos::{callback::UnsyncCallback, ev::KeyboardEvent, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::enter_key::is_composing;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, shown_while};
use crate::ui::{Avatar, AvatarSize};

pub use trigger::{Sign, Trigger};

/// The element that holds the options.
pub const LIST_ID: &str = "composer-completions";
/// More would not be read.
pub const MOST: usize = 8;

/// One of the things that are offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    pub face: Face,
    pub label: String,
    /// Said behind the label.
    pub detail: String,
    /// What comes in the place of what was typed.
    pub with: String,
}

/// What stands before a label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Face {
    Letters(String),
    /// The avatar of somebody whose id this is.
    Avatar(String),
}

/// What is offered now.
#[derive(Clone, Copy)]
pub struct Completions {
    shown: RwSignal<Vec<Completion>>,
    current: RwSignal<usize>,
    replaced: StoredValue<Range<usize>>,
}

impl Completions {
    pub fn new() -> Self {
        let completions = Self {
            shown: RwSignal::new(Vec::new()),
            current: RwSignal::new(0),
            replaced: StoredValue::new(0..0),
        };
        effect(move || completions.scroll_to_current());
        completions
    }

    /// Offers things in the place of a part of the text, in bytes.
    pub fn offer(self, replaced: Range<usize>, all: Vec<Completion>) {
        // What was asked for may come when the composer has left the page.
        if self.current.try_get_untracked().is_none() {
            return;
        }
        self.replaced.set_value(replaced);
        self.current.set(0);
        if !(all.is_empty() && self.shown.with_untracked(Vec::is_empty)) {
            self.shown.set(all);
        }
    }

    pub fn close(self) {
        self.offer(0..0, Vec::new());
    }

    /// The option that Enter would take, by the id of its element; for the field. Reactive.
    pub fn current_id(self) -> Option<String> {
        let is_open = !self.shown.with(Vec::is_empty);
        is_open.then(|| id_of(self.current.get()))
    }

    /// Takes a press in the field, if it is meant for what is offered.
    pub fn takes(
        self,
        event: &KeyboardEvent,
        on_pick: UnsyncCallback<(Completion, Range<usize>)>,
    ) -> bool {
        let len = self.shown.with_untracked(Vec::len);
        if len == 0
            || is_composing(event)
            || event.ctrl_key()
            || event.alt_key()
            || event.meta_key()
        {
            return false;
        }
        let current = self.current.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.current.set((current + 1) % len),
            "ArrowUp" => self.current.set((current + len - 1) % len),
            "Enter" | "Tab" if !event.shift_key() => self.pick(current, on_pick),
            "Escape" => self.close(),
            // The caret goes elsewhere, and what is offered belongs to where it was.
            "ArrowLeft" | "ArrowRight" | "Home" | "End" | "PageUp" | "PageDown" => {
                self.close();
                return false;
            }
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn pick(self, index: usize, on_pick: UnsyncCallback<(Completion, Range<usize>)>) {
        let picked = self.shown.with_untracked(|shown| shown.get(index).cloned());
        let replaced = self.replaced.get_value();
        self.close();
        if let Some(picked) = picked {
            on_pick.run((picked, replaced));
        }
    }

    /// The list, while there is something in it.
    pub fn view(self, on_pick: UnsyncCallback<(Completion, Range<usize>)>) -> AnyView {
        let options = move || {
            let all = self.shown.get().into_iter().enumerate();
            all.map(|(index, it)| self.option(index, it, on_pick))
                .collect::<Vec<_>>()
        };
        shown_while(
            move || !self.shown.with(Vec::is_empty),
            move || {
                view! {
                    <ul
                        class="completions"
                        id=LIST_ID
                        role="listbox"
                        aria-label=move || t(Key::ComposerCompletions)
                    >
                        {options}
                    </ul>
                }
            },
        )
    }

    fn option(
        self,
        index: usize,
        it: Completion,
        on_pick: UnsyncCallback<(Completion, Range<usize>)>,
    ) -> AnyView {
        let is_current = Signal::derive(move || self.current.get() == index);
        let face = match it.face {
            Face::Letters(letters) => {
                view! { <span class="completions__face" aria-hidden="true">{letters}</span> }
            }
            Face::Avatar(seed) => {
                view! { <Avatar name=it.label.clone() seed=seed size=AvatarSize::Tiny /> }
            }
        };
        view! {
            <li
                class="completions__option"
                class=("completions__option--current", is_current)
                id=id_of(index)
                role="option"
                aria-selected=move || is_current.get().to_string()
                // The caret stays in the field.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| self.pick(index, on_pick)
            >
                {face} <span class="completions__label" dir="auto">{it.label}</span>
                <span class="completions__detail">{it.detail}</span>
            </li>
        }
    }

    fn scroll_to_current(self) {
        if let Some(id) = self.current_id()
            && let Some(option) = document().get_element_by_id(&id)
        {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    }
}

fn id_of(index: usize) -> String {
    format!("composer-completion-{index}")
}
