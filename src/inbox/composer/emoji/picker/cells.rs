//! The places of the picker's grid.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::inbox::composer::emoji::catalogue::{Emoji, Group, Tone};
use crate::inbox::composer::emoji::grid::COLUMNS;
use crate::markup::view;

/// One place of the grid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    pub itself: String,
    pub name: String,
}

pub fn cell(emoji: &Emoji, tone: Tone) -> Cell {
    Cell {
        itself: tone.of(emoji),
        name: emoji.name.clone(),
    }
}

/// Those that were taken last, with their names in the language of now.
pub fn recent_cells(recent: &[String], groups: &[Group]) -> Vec<Cell> {
    recent
        .iter()
        .map(|itself| {
            let mut all = groups.iter().flat_map(|group| &group.all);
            let name = all.find(|emoji| emoji.is(itself)).map(|it| it.name.clone());
            Cell {
                name: name.unwrap_or_else(|| itself.clone()),
                itself: itself.clone(),
            }
        })
        .collect()
}

pub fn rows(cells: &[Cell]) -> Vec<AnyView> {
    let mut index = 0;
    cells
        .chunks(COLUMNS)
        .map(|row| {
            let cells: Vec<AnyView> = row
                .iter()
                .map(|cell| {
                    let at = index.to_string();
                    let tabindex = if index == 0 { "0" } else { "-1" };
                    index += 1;
                    view! {
                        <div role="gridcell">
                            <button
                                type="button"
                                class="emoji__cell"
                                data-at=at
                                tabindex=tabindex
                                aria-label=cell.name.clone()
                                title=cell.name.clone()
                            >
                                {cell.itself.clone()}
                            </button>
                        </div>
                    }
                })
                .collect();
            view! {
                <div class="emoji__row" role="row">
                    {cells}
                </div>
            }
        })
        .collect()
}

/// The place in the grid of what was pressed, or has the focus.
pub fn index_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    let element = target?.dyn_into::<Element>().ok()?;
    let cell = element.closest("[data-at]").ok()??;
    cell.get_attribute("data-at")?.parse().ok()
}

pub fn focus_nth(parent: Option<&HtmlElement>, selector: &str, index: usize) {
    let found = parent.and_then(|parent| parent.query_selector_all(selector).ok());
    let item = found
        .and_then(|found| found.get(u32::try_from(index).ok()?))
        .and_then(|item| item.dyn_into::<HtmlElement>().ok());
    if let Some(item) = item {
        let _ = item.set_attribute("tabindex", "0");
        let _ = item.focus();
    }
}
