//! Tabs in a row, one of them selected, each with a count.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect};
use leptos::{callback::UnsyncCallback, ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{reading_axis, roving, unique_id};
use crate::keyboard::{Shortcut, shown_keys};
use crate::locale::{number, short_number};

/// One tab.
#[derive(Clone, Copy)]
pub struct Tab {
    /// The id of its element.
    pub id: &'static str,
    pub label: Signal<String>,
    /// Shown beside the label, and read out as its description; the name is the label alone.
    pub count: Signal<Option<u64>>,
    /// The keys that select it.
    pub shortcut: Shortcut,
}

#[component]
pub fn TabList(
    #[prop(into)] label: Signal<String>,
    tabs: Vec<Tab>,
    /// Absent when what is shown has no tab here.
    #[prop(into)]
    selected: Signal<Option<usize>>,
    #[prop(into)] on_select: UnsyncCallback<(usize,)>,
    /// The id of the panel that the tabs switch.
    #[prop(optional)]
    controls: &'static str,
) -> impl IntoView {
    // A tab that has the focus is made ready for it again before the panel changes: browsers lay out the whole page when
    // that is done, and would do so once more in the midst of the change.
    let reachable = RwSignal::new(0);
    effect(move || {
        let selected = selected.get().unwrap_or(0);
        if reachable.get_untracked() != selected {
            reachable.set(selected);
        }
    });
    let on_select = UnsyncCallback::new(move |(tab,): (usize,)| {
        reachable.set(tab);
        on_select.run((tab,));
    });
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let on_keydown = move |event: KeyboardEvent| {
        let current = selected.get_untracked().unwrap_or(0);
        if let Some(next) = roving(&event.key(), current, ids.len(), reading_axis()) {
            event.prevent_default();
            on_select.run((next,));
            focus(ids[next]);
        }
    };
    let tabs: Vec<AnyView> = tabs
        .into_iter()
        .enumerate()
        .map(|(index, tab)| tab_view(index, tab, selected, reachable, on_select, controls))
        .collect();
    view! {
        <div class="tab-list" role="tablist" aria-label=label on:keydown=on_keydown>
            {tabs}
        </div>
    }
}

fn tab_view(
    index: usize,
    tab: Tab,
    selected: Signal<Option<usize>>,
    reachable: RwSignal<usize>,
    on_select: UnsyncCallback<(usize,)>,
    controls: &'static str,
) -> AnyView {
    let count = unique_id("tab-count");
    let is_selected = move || selected.get() == Some(index);
    // One tab can always be reached, also when none is selected.
    let in_tab_order = move || reachable.get() == index;
    view! {
        <button
            type="button"
            class="tab-list__tab"
            role="tab"
            id=tab.id
            aria-selected=move || if is_selected() { "true" } else { "false" }
            aria-controls=(!controls.is_empty()).then_some(controls)
            aria-describedby=count.clone()
            tabindex=move || if in_tab_order() { "0" } else { "-1" }
            title=move || shown_keys(tab.shortcut)
            on:click=move |_| on_select.run((index,))
        >
            <span class="tab-list__label">{tab.label}</span>
            // Not part of the name, which would change all the time, but its description.
            <span
                class="tab-list__count"
                id=count.clone()
                aria-hidden="true"
                title=move || tab.count.get().map(number)
            >
                {move || tab.count.get().map(short_number)}
            </span>
        </button>
    }
}

/// Arrow keys follow the direction in which the tabs are drawn.
fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<HtmlElement>()
    {
        // An element that can't take the focus leaves it where it was.
        let _ = element.focus();
    }
}
