//! What the Enter key does: it sends and Shift+Enter breaks the line, or the other way round.

use leptos::ev::KeyboardEvent;

use crate::browser::storage;
use crate::locale::{Key, t};
use crate::reactive::RwSignal;
use crate::ui::{MenuEntry, menu_heading, menu_radio};

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

    /// Whether it breaks the line instead. Reactive.
    pub fn breaks(self) -> bool {
        self.breaks.get()
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
    pub fn entries(self) -> Vec<MenuEntry> {
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
