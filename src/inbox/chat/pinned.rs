//! What is pinned, above the messages: one at a time, the newest first; a press shows it and goes on
//! to the next.

use leptos::prelude::*;
use recado_protocol::message::more::{Cited, Quote};
use recado_protocol::{Fields, MessageWrite};
use recado_store::{EntryState, Store};

use super::actions::dispatch_write;
use super::calls::use_chat_calls;
use super::message::said;
use super::open_conversation::OpenConversation;
use crate::locale::{Key, number, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, live, memo, shown_while};
use crate::session::Topic;
use crate::ui::{Icon, IconButton, drawing};

pub const PIN: &str = "M12 3.5 16.5 8l-2 .7-2.7 2.7-.3 3.1-6-6 3.1-.3 2.7-2.7zM8.5 11.5 4 16";

/// The bar, or nothing where nothing is pinned.
pub fn pinned(open: OpenConversation) -> AnyView {
    let calls = use_chat_calls();
    let all = memo(move || all_of(open));
    let is_any = memo(move || all.with(|all| !all.is_empty()));
    // How many steps before the newest.
    let back = RwSignal::new(0_usize);
    let shown = memo(move || {
        all.with(|all| {
            let at = all.len().checked_sub(1 + back.get() % all.len().max(1))?;
            Some((at + 1, all.len(), all.get(at)?.clone()))
        })
    });
    let bar = move |(n, count, cited): (usize, usize, Cited)| {
        let said = said(&cited.quote);
        let place = (count > 1).then(|| {
            let (n, count) = (number(n as u64), number(count as u64));
            t_with(Key::MessagePinnedPlace, &[("n", &n), ("all", &count)])
        });
        let place = place.map(|place| view! { <span class="pinned__place tabular">{place}</span> });
        let id = cited.message.clone();
        let unpin = move || dispatch_write(open, &id, &MessageWrite::Unpin);
        let show = move |_| {
            calls.show_message.set(Some(cited.message.clone()));
            back.update(|back| *back = back.wrapping_add(1));
        };
        view! {
            <button type="button" class="pinned__message" on:click=show>
                {drawing(PIN)}
                <span class="pinned__text truncate" dir="auto">{said}</span>
                {place}
            </button>
            <IconButton icon=Icon::Close label=Key::MessageUnpin small=true on_press=unpin />
        }
    };
    shown_while(
        move || is_any.get(),
        move || {
            view! {
                <section class="pinned" aria-label=Key::MessagePinnedRegion>
                    {live(move || shown.get().map(bar))}
                </section>
            }
        },
    )
}

/// What the backend says is pinned, with what this agent changed and it has not confirmed. Reactive.
fn all_of(open: OpenConversation) -> Vec<Cited> {
    let mut all: Vec<Cited> = open.record.with(|record| {
        let pinned = record.as_ref().and_then(|record| record.pinned.as_ref());
        pinned.and_then(Fields::read).unwrap_or_default()
    });
    let topic = Topic::Timeline(open.id());
    open.session
        .watch(topic, |store| foresee(&mut all, store, open));
    all
}

fn foresee(all: &mut Vec<Cited>, store: &Store, open: OpenConversation) {
    let id = open.id();
    for entry in store.outbox().of(&id) {
        if matches!(entry.state, EntryState::Failed { .. }) {
            continue;
        }
        match MessageWrite::of(&entry.envelope.command) {
            Some((message, MessageWrite::Unpin | MessageWrite::Delete)) => {
                all.retain(|cited| cited.message != message);
            }
            Some((message, MessageWrite::Pin)) => {
                let known = store.timeline(&id).and_then(|known| known.get(&message));
                let is_new = all.iter().all(|cited| cited.message != message);
                if let Some(known) = known.filter(|_| is_new) {
                    all.push(Cited {
                        message,
                        quote: Quote::of(known),
                    });
                }
            }
            _ => {}
        }
    }
}
