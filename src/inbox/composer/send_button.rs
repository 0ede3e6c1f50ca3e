//! The button at the end of the composer.

use leptos::prelude::*;

use super::Desk;
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::Signal;
use crate::ui::{ButtonKind, Icon, IconButton};

/// Sends what is on the desk.
pub fn send_button(desk: Desk) -> AnyView {
    let cannot_send = Signal::derive(move || !desk.writing.can_send());
    view! {
        <IconButton
            icon=Icon::Send
            label=Key::ComposerSend
            kind=ButtonKind::Primary
            submit=true
            disabled=cannot_send
            // The focus stays in the field, and with it the keyboard of a phone.
            on:mousedown=move |event| event.prevent_default()
        />
    }
}
