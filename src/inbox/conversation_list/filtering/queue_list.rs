//! The window in which queues are renamed, put into another order and taken away.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::Filter;
use recado_protocol::queue::Queue;

use super::MoreFilters;
use super::queues::{Queues, report};
use crate::locale::{Key, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live};
use crate::shell::{focus_first_of, focus_through_move, use_address};
use crate::ui::{Button, ButtonKind, Icon, IconButton, KeyedRow, keyed_rows};

/// The queues as they will be.
#[derive(Clone, Copy)]
struct Draft {
    all: RwSignal<Vec<Queue>>,
}

pub fn content(more: MoreFilters, queues: Queues) -> AnyView {
    let address = use_address();
    let before = queues.all.get_untracked();
    let draft = Draft {
        all: RwSignal::new(before.clone()),
    };
    let wrong = RwSignal::new(None::<String>);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let known: Vec<_> = before.iter().map(|queue| queue.id.clone()).collect();
        let wanted = draft.all.get_untracked();
        spawn_local(async move {
            let left = wanted.clone();
            let outcome = queues
                .change(move |all| {
                    // Another device may have added some meanwhile.
                    let new = std::mem::take(all);
                    let new = new.into_iter().filter(|queue| !known.contains(&queue.id));
                    *all = wanted.into_iter().chain(new).collect();
                })
                .await;
            if report(&outcome, wrong) {
                more.window.set(None);
                let now = more.place.get_untracked();
                let is_gone = now
                    .queue
                    .as_ref()
                    .is_some_and(|here| left.iter().all(|queue| queue.id != *here));
                if is_gone {
                    address.go(&now.with_filter(Filter::of(now.filter.view)));
                }
            }
        });
    };
    view! {
        <form class="queue-list" on:submit=save>
            <ul class="queue-list__all" role="list">
                {keyed_rows(move || draft.rows())}
            </ul>
            {live(move || {
                let wrong = wrong.get();
                wrong.map(|wrong| view! { <p class="field__error" role="alert">{wrong}</p> })
            })}
            <div class="new-queue__buttons">
                <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true />
            </div>
        </form>
    }
}

impl Draft {
    fn rows(self) -> Vec<KeyedRow> {
        let row = |queue: &Queue| {
            let queue = queue.clone();
            KeyedRow::new(queue.id.to_string(), move |index| {
                self.row(queue.clone(), index)
            })
        };
        self.all.with(|all| all.iter().map(row).collect())
    }

    fn row(self, queue: Queue, index: ReadSignal<usize>) -> AnyView {
        let name = queue.name.clone();
        let called =
            move |key: Key, name: String| Signal::derive(move || t_with(key, &[("name", &name)]));
        let rename = move |name: String| {
            self.all.update(|all| {
                if let Some(queue) = all.get_mut(index.get_untracked()) {
                    queue.name = name;
                }
            });
        };
        let is_last = Signal::derive(move || index.get() + 1 >= self.all.with(Vec::len));
        view! {
            <li class="queue-list__one">
                <input
                    class="field__input"
                    type="text"
                    autocomplete="off"
                    aria-label=called(Key::QueueRename, name.clone())
                    prop:value=name.clone()
                    on:input=move |event| rename(event_target_value(&event))
                />
                <IconButton
                    icon=Icon::ChevronUp
                    label=called(Key::QueueUp, name.clone())
                    disabled=Signal::derive(move || index.get() == 0)
                    on_press=move || self.swap(index.get_untracked().wrapping_sub(1), true)
                />
                <IconButton
                    icon=Icon::ChevronDown
                    label=called(Key::QueueDown, name.clone())
                    disabled=is_last
                    on_press=move || self.swap(index.get_untracked(), false)
                />
                <IconButton
                    icon=Icon::Trash
                    label=called(Key::QueueDelete, name)
                    on_press=move || self.delete(index.get_untracked())
                />
            </li>
        }
    }

    /// Swaps a queue with the one after it; the one that is moved goes `up` or down.
    fn swap(self, index: usize, up: bool) {
        let moved = focus_through_move(up);
        self.all.update(|all| {
            if index.saturating_add(1) < all.len() {
                all.swap(index, index + 1);
            }
        });
        moved();
    }

    /// The next one can be deleted with the same key, or else the one before.
    fn delete(self, index: usize) {
        self.all.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
        let one = |place: usize| format!(".queue-list__one:nth-child({place}) button:last-of-type");
        let save = ".new-queue__buttons button".to_owned();
        focus_first_of(vec![one(index + 1), one(index), save]);
    }
}
