//! The queues under the tabs, each with its count.

use leptos::{html, prelude::*};
use recado_protocol::queue::Queue;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::MoreFilters;
use super::queues::Queues;
use crate::locale::{Key, short_number, text};
use crate::markup::view;
use crate::reactive::{effect, live, memo};
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
    let is_here = memo(move || more.place.with(|place| place.queue.as_ref() == Some(&id)));
    let element = NodeRef::<html::Button>::new();
    // Of many only some can be seen: the one that the list shows can.
    effect(move || {
        if let (true, Some(button)) = (is_here.get(), element.get()) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            options.set_inline(ScrollLogicalPosition::Nearest);
            button.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let press = move |_| {
        let now = more.place.get_untracked();
        address.go(&match is_here.get_untracked() {
            true => now.with_filter(now.filter.cleared()),
            false => queues.place_of(&queue, &now),
        });
    };
    let counted = memo(move || queues.count(session, &filter));
    view! {
        <button
            type="button"
            class="queues__one"
            aria-pressed=move || is_here.get().to_string()
            node_ref=element
            on:click=press
        >
            <span class="truncate" dir="auto">{name}</span>
            <span class="queues__count tabular">{move || counted.get().map(short_number)}</span>
        </button>
    }
}
