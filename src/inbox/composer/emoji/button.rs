//! The button that opens the picker, whose code comes when it is first pressed.

use leptos::{callback::UnsyncCallback, html, prelude::*};

use crate::later::{self, Action};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, shown_while};
use crate::ui::drawing;

const FACE: &str =
    "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 11.5a3.5 3.5 0 0 0 6 0M7.5 8v.1M12.5 8v.1";

/// A button, and whether its picker is open.
#[derive(Clone, Copy)]
pub struct EmojiPlace {
    pub is_open: RwSignal<bool>,
    pub button: NodeRef<html::Button>,
    /// Gets what is to be put into the text.
    pub on_pick: UnsyncCallback<(String,)>,
}

pub fn emoji_button(on_pick: UnsyncCallback<(String,)>, disabled: Signal<bool>) -> AnyView {
    let place = EmojiPlace {
        is_open: RwSignal::new(false),
        button: NodeRef::new(),
        on_pick,
    };
    let label = move || t(Key::ComposerEmoji);
    view! {
        <button
            type="button"
            class="button button--quiet button--icon"
            aria-label=label
            title=label
            aria-haspopup="dialog"
            aria-expanded=move || place.is_open.get().to_string()
            disabled=disabled
            node_ref=place.button
            on:click=move |_| place.is_open.update(|is_open| *is_open = !*is_open)
        >
            {drawing(FACE)}
        </button>
        {shown_while(move || place.is_open.get(), move || later::action(Action::Emoji(place)))}
    }
}
