//! The button at the end of the composer: it records while there is nothing to send, and else it sends.

use leptos::prelude::*;

use super::Desk;
use super::length::Length;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, memo};
use crate::ui::{Icon, icon};

/// One button in one place, so that nothing moves when the first letter is written.
pub fn send_button(desk: Desk, is_recording: RwSignal<bool>) -> AnyView {
    let writing = desk.writing;
    // A voice note can be sent wherever a file can.
    let records = memo(move || {
        let has_nothing = writing.length.get() == Length::Blank
            && writing.attachments.state.with(|tray| tray.files == 0);
        has_nothing && writing.attachments.can_attach()
    });
    let label = Signal::derive(move || {
        t(if records.get() {
            Key::ComposerVoice
        } else {
            Key::ComposerSend
        })
    });
    let cannot_press = Signal::derive(move || {
        if records.get() {
            is_recording.get()
        } else {
            !writing.can_send()
        }
    });
    view! {
        <button
            type="submit"
            class="button button--primary button--icon"
            disabled=cannot_press
            aria-label=label
            title=label
            // The focus stays in the field, and with it the keyboard of a phone.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |event| {
                if records.get_untracked() {
                    event.prevent_default();
                    is_recording.set(true);
                }
            }
        >
            {live(move || icon(if records.get() { Icon::Microphone } else { Icon::Send }))}
        </button>
    }
}
