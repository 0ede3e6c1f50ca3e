//! The queues under the tabs, each with its count.

use leptos::prelude::*;
use recado_protocol::queue::Queue;

use super::MoreFilters;
use super::queues::Queues;
use crate::locale::{Key, short_number, text};
use crate::markup::view;
use crate::reactive::{Signal, live, memo};
use crate::session::use_session;
use crate::shell::use_address;

pub fn strip(more: MoreFilters, queues: Queues) -> AnyView {
    live(move || {
        let all = queues.all.get();
        let buttons: Vec<_> = all
            .into_iter()
            .map(|queue| button(more, queues, queue))
            .collect();
        (!buttons.is_empty()).then(|| {
            view! {
                <div class="queues" role="group" aria-label=text(Key::QueueTitle)>
                    {buttons}
                </div>
            }
        })
    })
}

fn button(more: MoreFilters, queues: Queues, queue: Queue) -> AnyView {
    let (session, address) = (use_session(), use_address());
    let filter = recado_protocol::Filter::from_query(&queue.filter);
    let name = queue.name.clone();
    let id = queue.id.clone();
    let is_here = Signal::derive(move || {
        let is_here = more.place.with(|place| place.queue.as_ref() == Some(&id));
        is_here.then_some("true")
    });
    let counted = memo(move || queues.count(session, &filter));
    view! {
        <button
            type="button"
            class="queues__one"
            aria-current=is_here
            on:click=move |_| address.go(&queues.place_of(&queue, &more.place.get_untracked()))
        >
            <span class="truncate" dir="auto">{name}</span>
            <span class="queues__count tabular">{move || counted.get().map(short_number)}</span>
        </button>
    }
}
