//! What is said beside the text: how long it may be, and until when it is taken.

use leptos::prelude::*;

use super::length::Length;
use super::window::Window;
use super::writing::Writing;
use crate::browser::{clock, online};
use crate::locale::{Key, number, t, t_count, t_with, time_left};
use crate::markup::view;
use crate::ui::{Icon, small_icon};

/// How long free text is taken yet, where that ends.
pub fn window_left(writing: Writing) -> Option<AnyView> {
    let Window::Until(until) = writing.channel.window.get() else {
        return None;
    };
    if writing.is_note() || writing.is_closed() {
        return None;
    }
    let left = time_left(clock::minute().get(), until);
    let line = view! {
        <p class="composer__window">
            {small_icon(Icon::Clock)}
            <span>{t_with(Key::ComposerWindowLeft, &[("time", &left)])}</span>
        </p>
    };
    Some(line)
}

/// That nothing can be sent now, where it moves no message.
pub fn unsent(writing: Writing) -> Option<AnyView> {
    if !writing.is_offline.get() {
        return None;
    }
    let reason = move || {
        t(if online::is_online() {
            Key::ComposerUnreachable
        } else {
            Key::ComposerOffline
        })
    };
    let line = view! {
        <p class="composer__unsent">{small_icon(Icon::WifiOff)} <span>{reason}</span></p>
    };
    Some(line)
}

/// The count near the limit, and above it how much has to go.
pub fn count(length: Length) -> Option<AnyView> {
    match length {
        Length::Blank | Length::Comfortable => None,
        Length::Near { used, limit } => {
            let (used, limit) = (number(used), number(limit));
            let values = [("n", used.as_str()), ("max", limit.as_str())];
            let count = view! {
                <span aria-hidden="true">{t_with(Key::ComposerCount, &values)}</span>
                <span class="visually-hidden">{t_with(Key::ComposerCountLabel, &values)}</span>
            };
            Some(count)
        }
        Length::Over { by } => {
            let count = view! {
                <span class="composer__too-long">
                    {small_icon(Icon::Warning)} {t_count(Key::ComposerTooLong, by)}
                </span>
            };
            Some(count)
        }
    }
}
