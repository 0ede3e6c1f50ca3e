//! What the Enter key does: it sends and Shift+Enter breaks the line, or the other way round.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::storage;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::RwSignal;
use crate::ui::{MenuButton, MenuEntry, drawing, menu_heading, menu_radio};

/// Under this name the choice is kept on this device.
const BREAKS: &str = "enter_breaks";
const YES: &str = "yes";
/// What input methods report instead of a key while they compose, and Safari for the Enter that
/// ends the composition.
const KEY_CODE_OF_COMPOSING: u32 = 229;

/// The choice of the person at this device.
#[derive(Clone, Copy)]
pub struct EnterKey {
    breaks: RwSignal<bool>,
}

impl EnterKey {
    /// As it was chosen the last time.
    pub fn remembered() -> Self {
        Self {
            breaks: RwSignal::new(storage::get(BREAKS).as_deref() == Some(YES)),
        }
    }

    /// Whether this press is one that sends.
    pub fn sends(self, event: &KeyboardEvent) -> bool {
        let is_enter =
            event.key() == "Enter" && !(event.ctrl_key() || event.alt_key() || event.meta_key());
        is_enter && !is_composing(event) && event.shift_key() == self.breaks.get_untracked()
    }

    /// What a screen keyboard writes on its Enter key. Reactive.
    pub fn hint(self) -> &'static str {
        if self.breaks.get() { "enter" } else { "send" }
    }

    fn choose(self, breaks: bool) {
        if breaks {
            storage::set(BREAKS, YES);
        } else {
            storage::remove(BREAKS);
        }
        self.breaks.set(breaks);
    }

    /// Says what the key does, and lets a person choose.
    pub fn view(self) -> AnyView {
        let label = move || t(said(self.breaks.get()));
        let entries = move || self.entries();
        view! {
            <MenuButton
                label=crate::reactive::Signal::derive(label)
                entries
                class="composer__keys"
            >
                <span class="composer__keys-words">{label}</span>
                <span class="composer__keys-icon">
                    {drawing("M16 5v3.5a2 2 0 0 1-2 2H4M7.5 7 4 10.5 7.5 14")}
                </span>
            </MenuButton>
        }
    }

    fn entries(self) -> Vec<MenuEntry> {
        let now = self.breaks.get_untracked();
        let radios = [false, true]
            .map(|breaks| menu_radio(t(said(breaks)), breaks == now, move || self.choose(breaks)));
        std::iter::once(menu_heading(t(Key::ComposerEnter)))
            .chain(radios)
            .collect()
    }
}

/// Whether the press belongs to an input method.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == KEY_CODE_OF_COMPOSING
}

const fn said(breaks: bool) -> Key {
    if breaks {
        Key::ComposerHintSwapped
    } else {
        Key::ComposerHint
    }
}
