//! A field whose text looks for things, and the keys by which one of them is chosen: the focus stays in the field.

use leptos::callback::UnsyncCallback;
use leptos::{ev, html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use crate::ui::unique_id;

/// The field, and which of the things below it the keys are at.
#[derive(Clone, Copy)]
pub struct Pick {
    /// What is typed.
    pub query: RwSignal<String>,
    active: RwSignal<usize>,
    /// How many there are.
    count: Signal<usize>,
    id: StoredValue<String>,
}

impl Pick {
    pub fn new(query: RwSignal<String>, count: Signal<usize>) -> Self {
        Self {
            query,
            active: RwSignal::new(0),
            count,
            id: StoredValue::new(unique_id("pick")),
        }
    }

    /// The field, which takes the focus; `choose` gets the place of what was chosen.
    pub fn field(self, label: Key, choose: UnsyncCallback<(usize,)>) -> AnyView {
        let input = NodeRef::<html::Input>::new();
        effect(move || {
            if let Some(input) = input.get() {
                // It may stand in a window that is only about to be shown, which gives it the focus then.
                let _ = input.focus();
            }
        });
        let has_some = move || self.count.get() != 0;
        let active = move || {
            let count = self.count.get();
            (count > 0).then(|| self.option_id(self.active.get().min(count - 1)))
        };
        let id = unique_id("pick-field");
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{text(label)}</label>
                <input
                    class="field__input"
                    id=id
                    type="text"
                    role="combobox"
                    autofocus=""
                    aria-expanded=move || if has_some() { "true" } else { "false" }
                    aria-autocomplete="list"
                    aria-controls=self.id.get_value()
                    aria-activedescendant=active
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    node_ref=input
                    prop:value=self.query
                    on:input=move |event| {
                        self.active.set(0);
                        self.query.set(event_target_value(&event));
                    }
                    on:keydown=move |event| self.key(&event, choose)
                />
            </div>
        }
    }

    /// What was found, each an option.
    pub fn list(self, label: Key, class: &'static str, options: AnyView) -> AnyView {
        view! {
            <ul class=class role="listbox" id=self.id.get_value() aria-label=move || t(label)>
                {options}
            </ul>
        }
    }

    /// One of them.
    pub fn option(
        self,
        at: ReadSignal<usize>,
        class: &'static str,
        choose: UnsyncCallback<(usize,)>,
        content: AnyView,
    ) -> AnyView {
        let is_active = move || self.active.get() == at.get();
        view! {
            <li
                class=class
                class=("is-picked", is_active)
                role="option"
                id=move || self.option_id(at.get())
                aria-selected=move || if is_active() { "true" } else { "false" }
                on:click=move |_| choose.run((at.get_untracked(),))
            >
                {content}
            </li>
        }
    }

    fn option_id(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-{at}"))
    }

    fn key(self, event: &ev::KeyboardEvent, choose: UnsyncCallback<(usize,)>) {
        let count = self.count.get_untracked();
        if count == 0 || event.is_composing() {
            return;
        }
        let active = self.active.get_untracked().min(count - 1);
        match event.key().as_str() {
            "ArrowDown" => self.go_to((active + 1) % count),
            "ArrowUp" => self.go_to((active + count - 1) % count),
            "Enter" => choose.run((active,)),
            _ => return,
        }
        event.prevent_default();
    }

    fn go_to(self, at: usize) {
        self.active.set(at);
        if let Some(element) = document().get_element_by_id(&self.option_id(at)) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}
