//! What is said around the text: why it can't go out, and how long it may be.

use leptos::prelude::*;
use recado_protocol::person::CUSTOMER_BLOCKED;
use recado_protocol::{Feature, Verb, deed};

use super::length::Length;
use super::openness::Openness;
use super::reconnect::reconnect_link;
use super::templates::Templates;
use super::window::Window;
use super::writing::Writing;
use crate::browser::{clock, online};
use crate::locale::{Key, number, t, t_count, t_with, time_left};
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::session::Intent;
use crate::ui::{Button, Icon, Notice, NoticeTone, small_icon};

/// Why the channel takes nothing now, or keeps it waiting. A note does not care.
pub fn channel_notice(
    writing: Writing,
    is_reconnecting: RwSignal<bool>,
    templates: Templates,
) -> AnyView {
    let channel = writing.channel;
    let notes_work = move || {
        let is_closed = channel.openness.get() == Openness::Closed;
        (is_closed && writing.can_note.get()).then(|| t(Key::ComposerNotesStillWork))
    };
    let remedy = move || {
        if channel.is_blocked_by_us() {
            unblock(writing)
        } else if channel.expired.with(Option::is_some) {
            reconnect_link(writing.session(), is_reconnecting)
        } else if channel.window.get() == Window::Closed && templates.are_offered() {
            Some(view! {
                <Button label=Key::ComposerSendTemplate on_press=move || templates.show() />
            })
        } else {
            None
        }
    };
    live(move || {
        let reason = channel.why_not_open().filter(|_| !writing.is_note())?;
        Some(view! {
            <Notice tone=NoticeTone::Warning>
                {reason} " " {notes_work()} " " {remedy()}
            </Notice>
        })
    })
}

/// The way back from a block, for those who have it.
fn unblock(writing: Writing) -> Option<AnyView> {
    let session = writing.session();
    let unblock = move || {
        session.dispatch(Intent::Write {
            conversation: writing.conversation(),
            verb: Verb::Put,
            resource: CUSTOMER_BLOCKED.to_owned(),
            body: Some(deed::switch(false)),
        });
    };
    session.capabilities().can(&Feature::BLOCK).then(|| {
        view! { <Button label=Key::ComposerUnblock on_press=unblock /> }
    })
}

/// How long free text is taken yet, where that ends.
pub fn window_left(writing: Writing) -> Option<AnyView> {
    let Window::Until(until) = writing.channel.window.get() else {
        return None;
    };
    if writing.is_note() {
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
