//! Whether the conversation is resolved, and the button that changes it.

use crate::markup::view;
use crate::reactive::{Signal, memo};
use leptos::prelude::*;
use recado_protocol::{Command, ConversationStatus, Resolution};

use super::open_conversation::OpenConversation;
use crate::browser::clock;
use crate::inbox::status::change_status;
use crate::keyboard::{Shortcut, shown_keys, spoken_keys};
use crate::locale::{Key, ago, full_date_time, t, t_with, waiting};
use crate::session::Topic;
use crate::ui::{Icon, small_icon, use_toaster};

/// One click resolves the conversation or opens it again.
#[component]
pub fn StatusBar(open: OpenConversation) -> impl IntoView {
    let toaster = use_toaster();
    let is_resolved =
        memo(move || open.read(|record| record.status == ConversationStatus::Resolved));
    let change = move || change_status(open.session, toaster, open.id());
    view! {
        <div
            class="status-bar"
            class=("status-bar--resolved", is_resolved)
            role="group"
            aria-label=Key::ChatStatus
        >
            {move || small_icon(if is_resolved.get() { Icon::Check } else { Icon::Clock })}
            <p class="status-bar__text">
                {move || {
                    let (what, when) = standing(open);
                    let when = when.map(|when| view! { <span class="status-bar__when">" · " {when}</span> });
                    view! { <span class="truncate">{what}</span> {when} }
                }}
            </p>
            <button
                type="button"
                class="button status-bar__button"
                class=("button--success", Signal::derive(move || !is_resolved.get()))
                title=move || shown_keys(Shortcut::Status)
                aria-keyshortcuts=move || spoken_keys(Shortcut::Status)
                on:click=move |_| change()
            >
                {move || small_icon(if is_resolved.get() { Icon::Retry } else { Icon::Check })}
                <span class="button__label">
                    {move || t(if is_resolved.get() { Key::ChatReopen } else { Key::ChatResolve })}
                </span>
            </button>
        </div>
    }
}

/// How the conversation stands, and since when. Where both don't fit, the time is what is kept.
fn standing(open: OpenConversation) -> (String, Option<String>) {
    let Some((status, snoozed_until, waiting_since)) = open.record.with(|record| {
        record
            .as_ref()
            .map(|it| (it.status, it.snoozed_until, it.waiting_since))
    }) else {
        return (String::new(), None);
    };
    let what = match (status, snoozed_until, waiting_since) {
        (ConversationStatus::Resolved, ..) => match confirmed_resolution(open) {
            Some(resolution) => return resolved_by(open, &resolution),
            None => t(Key::ChatResolved),
        },
        (ConversationStatus::Snoozed, Some(until), _) => {
            t_with(Key::ChatSnoozedUntil, &[("time", &full_date_time(until))])
        }
        (ConversationStatus::Snoozed, None, _) => t(Key::ChatSnoozed),
        (_, _, Some(since)) => {
            let duration = waiting(since, clock::minute().get());
            let waits =
                duration.map(|duration| t_with(Key::ChatWaiting, &[("duration", &duration)]));
            return (t(Key::ChatUnresolved), waits);
        }
        (ConversationStatus::Pending, ..) => t(Key::ChatWithBot),
        _ => t(Key::ChatUnresolved),
    };
    (what, None)
}

/// Who resolved it last; `None` while the backend has not confirmed that it is resolved, when it
/// still tells of an earlier time.
fn confirmed_resolution(open: OpenConversation) -> Option<Resolution> {
    let id = open.id();
    let is_on_its_way = open.session.watch(Topic::Outbox, |store| {
        store
            .outbox()
            .of(&id)
            .any(|entry| matches!(entry.envelope.command, Command::SetStatus { .. }))
    });
    if is_on_its_way {
        None
    } else {
        open.read(|record| record.resolution.clone())
    }
}

fn resolved_by(open: OpenConversation, resolution: &Resolution) -> (String, Option<String>) {
    let name = open.session.watch(Topic::Directory, |store| {
        store.agent(&resolution.by).map(|agent| agent.name.clone())
    });
    let name = name.unwrap_or_else(|| t(Key::ChatSomebody));
    let when = ago(resolution.at, clock::minute().get());
    (t_with(Key::ChatResolvedBy, &[("name", &name)]), Some(when))
}
