//! The gear: what is done to everything that the list shows, and how this device tells of news and looks. Here is
//! its button; the menu comes when it is first opened.

mod menu;
mod self_test;

use leptos::html;
use leptos::prelude::*;

use crate::inbox::place::InboxPlace;
use crate::keyboard::{Goal, use_keyboard};
use crate::later::{self, ListPart};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, memo};
use crate::ui::{Icon, icon};

pub use menu::{GearContent, ask_of_all};

/// The gear of one list.
#[derive(Clone, Copy)]
pub struct Gear {
    place: Signal<InboxPlace>,
    button: NodeRef<html::Button>,
    is_open: RwSignal<bool>,
    is_testing: RwSignal<bool>,
}

pub fn gear(place: Signal<InboxPlace>) -> AnyView {
    let gear = Gear {
        place,
        button: NodeRef::new(),
        is_open: RwSignal::new(false),
        is_testing: RwSignal::new(false),
    };
    let is_wanted = memo(move || gear.is_open.get() || gear.is_testing.get());
    use_keyboard().arrive(Goal::NewsTest, move || gear.is_testing.set(true));
    view! {
        <button
            type="button"
            class="button button--quiet button--icon"
            aria-label=Key::ListOptions
            title=Key::ListOptions
            aria-haspopup="menu"
            aria-expanded=move || if gear.is_open.get() { "true" } else { "false" }
            node_ref=gear.button
            on:click=move |_| gear.is_open.update(|is_open| *is_open = !*is_open)
        >
            {icon(Icon::Gear)}
        </button>
        {live(move || is_wanted.get().then(|| later::list(ListPart::Gear(gear))))}
    }
}
