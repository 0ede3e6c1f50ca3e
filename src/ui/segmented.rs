//! A choice of a few things in one frame, of which one is chosen: radios that look like a switch.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::{callback::UnsyncCallback, prelude::*};

use super::unique_id;
use crate::keyboard::{Shortcut, shown_keys, spoken_keys};

#[component]
pub fn Segmented(
    /// What is chosen here; read out.
    #[prop(into)]
    label: Signal<String>,
    options: Vec<Signal<String>>,
    #[prop(into)] selected: Signal<usize>,
    /// The shortcuts that choose each, where there are some.
    #[prop(optional)]
    shortcuts: Vec<Shortcut>,
    #[prop(into)] on_select: UnsyncCallback<(usize,)>,
) -> impl IntoView {
    let group = unique_id("segmented");
    let options: Vec<AnyView> = options
        .into_iter()
        .enumerate()
        .map(|(index, text)| {
            let shortcut = shortcuts.get(index).copied();
            option(group.clone(), index, text, shortcut, selected, on_select)
        })
        .collect();
    view! { <div class="segmented" role="radiogroup" aria-label=label>{options}</div> }
}

fn option(
    group: String,
    index: usize,
    text: Signal<String>,
    shortcut: Option<Shortcut>,
    selected: Signal<usize>,
    on_select: UnsyncCallback<(usize,)>,
) -> AnyView {
    view! {
        <label class="segmented__option" title=move || Some(shown_keys(shortcut?))>
            <input
                type="radio"
                class="segmented__radio"
                name=group
                aria-keyshortcuts=move || spoken_keys(shortcut?)
                prop:checked=move || selected.get() == index
                on:change=move |_| on_select.run((index,))
            />
            <span class="segmented__label">{text}</span>
        </label>
    }
}
