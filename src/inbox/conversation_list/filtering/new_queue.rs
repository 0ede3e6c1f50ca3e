//! The window in which what the list shows gets a name.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::QueueId;
use recado_protocol::queue::Queue;

use super::MoreFilters;
use super::queues::{Queues, report};
use crate::browser::clock;
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::RwSignal;
use crate::session::use_session;
use crate::shell::{focus_first_of, use_address};
use crate::ui::{Button, ButtonKind, TextField};

pub fn content(more: MoreFilters, queues: Queues) -> AnyView {
    let (session, address) = (use_session(), use_address());
    let name = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    // After the window is shown, which gives the focus to its first button.
    set_timeout(
        || focus_first_of(vec![".new-queue input".to_owned()]),
        Duration::ZERO,
    );
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.with_untracked(|name| name.trim().to_owned());
        if name.is_empty() {
            wrong.set(Some(t(Key::QueueNameMissing)));
            return;
        }
        let now = more.place.get_untracked();
        let queue = Queue {
            id: QueueId::make(clock::now(), session.random()),
            name,
            filter: now.filter.whole_query(),
        };
        spawn_local(async move {
            let added = queue.clone();
            let outcome = queues.change(move |all| all.push(added)).await;
            if report(&outcome, wrong) {
                more.window.set(None);
                address.go(&queues.place_of(&queue, &now));
            }
        });
    };
    view! {
        <form class="new-queue" on:submit=save>
            <TextField label=text(Key::QueueName) value=name error=wrong />
            <div class="new-queue__buttons">
                <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true />
            </div>
        </form>
    }
}
