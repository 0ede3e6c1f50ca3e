//! The conversations with this person by channel, each with its last activity, as links.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo};
use leptos::prelude::*;
use recado_protocol::{ChannelId, ConversationId};

use super::person::{Person, Talk, last_activities};
use crate::browser::clock;
use crate::locale::{Key, channel_kind_name, full_date_time, short_age, status_name, t, t_count};
use crate::shell::use_address;
use crate::ui::{Button, ButtonKind, KeyedRow, channel_badge, keyed_rows};

/// So many are shown at first.
const SHOWN_AT_FIRST: usize = 8;
/// So many more each time when more are asked for.
const SHOWN_MORE: usize = 40;

/// The list, newest activity first.
pub fn talks(person: Person) -> AnyView {
    let most = RwSignal::new(SHOWN_AT_FIRST);
    let channels = move || {
        person.talks.with(|talks| {
            let shown = &talks[..talks.len().min(most.get())];
            let channels = last_activities(shown).into_iter();
            channels
                .map(|(channel, _)| {
                    KeyedRow::new(channel.to_string(), move |_| {
                        channel_view(person, channel.clone(), most)
                    })
                })
                .collect()
        })
    };
    let hidden = memo(move || person.talks.with(Vec::len).saturating_sub(most.get()));
    let more = move || {
        let label = Signal::derive(move || {
            let next = hidden.get().min(SHOWN_MORE);
            t_count(Key::CustomerMoreConversations, next as u64)
        });
        let on_press = move || most.update(|most| *most += SHOWN_MORE);
        view! { <Button label=label kind=ButtonKind::Quiet on_press=on_press /> }
    };
    let has_more = memo(move || hidden.get() > 0);
    view! {
        <ul class="talks">{keyed_rows(channels)}</ul>
        {move || has_more.get().then(more)}
    }
}

/// The conversations on one channel, under its name.
fn channel_view(person: Person, id: ChannelId, most: RwSignal<usize>) -> AnyView {
    let of_channel = id.clone();
    let sessions = move || {
        person.talks.with(|talks| {
            let shown = talks.iter().take(most.get());
            shown
                .filter(|talk| talk.channel == of_channel)
                .map(|talk| {
                    let id = talk.id.clone();
                    KeyedRow::new(id.to_string(), move |_| talk_view(person, id.clone()))
                })
                .collect()
        })
    };
    let channel = memo(move || person.channel_of(&id));
    let name = Signal::derive(move || channel.get().map(|channel| channel.name));
    let kind = Signal::derive(move || Some(channel_kind_name(&channel.get()?.kind)));
    view! {
        <li class="talks__channel">
            <p class="talks__head" title=kind>
                {move || Some(channel_badge(&channel.get()?.kind))}
                <bdi class="truncate">{name}</bdi>
            </p>
            <ul class="talks__sessions">{keyed_rows(sessions)}</ul>
        </li>
    }
}

fn talk_view(person: Person, id: ConversationId) -> AnyView {
    let address = use_address();
    let is_current = person.conversation.with_value(|current| *current == id);
    let conversation = id.clone();
    // The list beside it keeps its filter.
    let href = Signal::derive(move || {
        let place = address.place().unwrap_or_default();
        address.href(&place.with_conversation(Some(conversation.clone())))
    });
    let talk = memo(move || person.talk(&id));
    let channel = memo(move || person.channel_of(&talk.get()?.channel));
    let name = Signal::derive(move || channel.get().map(|channel| channel.name));
    let status = Signal::derive(move || {
        let talk = talk.get()?;
        let status = status_name(talk.status);
        Some(match talk.archived {
            true => format!("{status} · {}", t(Key::DeedArchived)),
            false => status,
        })
    });
    let age = Signal::derive(move || talk.get().map(|talk| talk_age(&talk)));
    let full_time =
        Signal::derive(move || talk.get().map(|talk| full_date_time(talk.last_activity_at)));
    view! {
        <li class="talks__item">
            <a class="talks__link" href=href aria-current=is_current.then_some("page")>
                <span class="visually-hidden">{name} ", "</span>
                <span class="talks__status">{status}</span>
                <span class="talks__age tabular" title=full_time>{age}</span>
            </a>
        </li>
    }
}

fn talk_age(talk: &Talk) -> String {
    short_age(talk.last_activity_at, clock::minute().get())
}
