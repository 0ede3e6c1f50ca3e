//! Looks for what is typed: on this device at every key press, at the backend when the person pauses.

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::Feature;

use super::results::show_result;
use super::{Found, Search};
use crate::inbox::place::InboxPlace;
use crate::reactive::{RwSignal, StoredValue, effect};
use crate::session::LinkState;

/// The backend is asked when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(200);
/// So many results of this device are shown at first, and so many more at each wish for more.
const STEP: usize = 30;

/// What was found.
#[derive(Clone, Copy)]
pub struct Looking {
    pub search: Search,
    pub here: RwSignal<Vec<Found>>,
    pub there: RwSignal<There>,
    /// How many results of this device are shown at the most.
    limit: StoredValue<usize>,
    /// Counts the questions: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
}

/// What the backend found.
#[derive(Clone, PartialEq, Debug)]
pub enum There {
    /// It can't search.
    Unable,
    /// It is about to be asked, or has been.
    Asked,
    Answered(Vec<Found>, Option<String>),
    /// It can't be reached.
    Offline,
}

impl Looking {
    /// Looks for what is typed, for as long as the current owner lives.
    pub fn begin(search: Search) -> Self {
        let looking = Self {
            search,
            here: RwSignal::new(Vec::new()),
            there: RwSignal::new(There::Unable),
            limit: StoredValue::new(STEP),
            asked: StoredValue::new(0),
        };
        effect(move || {
            search.query.track();
            looking.limit.set_value(STEP);
            looking.look_here();
            looking.look_there();
        });
        search.session.again_when_back(
            move || looking.there.get() == There::Offline,
            move || looking.look_there(),
        );
        let keys = UnsyncCallback::new(move |(event,): (KeyboardEvent,)| looking.key(&event));
        search.keys.set_value(Some(keys));
        on_cleanup(move || {
            search.keys.try_update_value(|keys| *keys = None);
        });
        looking
    }

    fn look_here(self) {
        let query = self.search.query.get_untracked();
        let hits = self
            .search
            .session
            .search_here(&query, self.limit.get_value());
        let found = untrack(|| {
            self.search.session.peek(|store| {
                let found = hits
                    .iter()
                    .filter_map(|hit| Found::here(store, hit, &query));
                found.collect()
            })
        });
        self.here.set(found);
    }

    fn look_there(self) {
        let question = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(question);
        let can = untrack(|| self.search.session.can(&Feature::SEARCH));
        let can_be_asked = can && untrack(|| self.search.is_on());
        let is_down = untrack(|| self.search.session.link()) == LinkState::Down;
        self.there.set(match (can_be_asked, is_down) {
            (false, _) => There::Unable,
            (true, true) => There::Offline,
            (true, false) => There::Asked,
        });
        if can_be_asked {
            set_timeout(
                move || {
                    if self.asked.try_get_value() == Some(question) {
                        self.ask(question, None);
                    }
                },
                PAUSE,
            );
        }
    }

    fn ask(self, question: u32, cursor: Option<String>) {
        let query = self.search.query.get_untracked();
        spawn_local(async move {
            let answer = self
                .search
                .session
                .search_there(&query, cursor.as_deref())
                .await;
            if self.asked.try_get_value() != Some(question) {
                return;
            }
            let me = self.search.session.peek(|store| store.me().id.clone());
            let there = match answer {
                Ok(page) => {
                    let mut all = match self.there.get_untracked() {
                        There::Answered(before, _) => before,
                        _ => Vec::new(),
                    };
                    let new = untrack(|| {
                        let found = page.items.into_iter();
                        found
                            .map(|hit| Found::there(hit, &query, &me))
                            .collect::<Vec<_>>()
                    });
                    all.extend(new);
                    There::Answered(all, page.next)
                }
                // What was found before stays; more can be asked for again.
                Err(_) if cursor.is_some() => return,
                Err(_) => There::Offline,
            };
            self.there.set(there);
        });
    }

    /// What the backend found and this device did not. Reactive.
    pub fn only_there(self) -> Vec<Found> {
        self.here.with(|here| {
            self.there.with(|there| match there {
                There::Answered(found, _) => found
                    .iter()
                    .filter(|found| !here.iter().any(|known| known.is_same(found)))
                    .cloned()
                    .collect(),
                _ => Vec::new(),
            })
        })
    }

    /// How many results are shown. Reactive.
    pub fn count(self) -> usize {
        self.here.with(Vec::len) + self.only_there().len()
    }

    /// Whether there are results that are not shown. Reactive.
    pub fn has_more(self) -> bool {
        let has_more_here = self.here.with(Vec::len) >= self.limit.get_value();
        has_more_here
            || self
                .there
                .with(|there| matches!(there, There::Answered(_, Some(_))))
    }

    pub fn show_more(self) {
        if self.here.with_untracked(Vec::len) >= self.limit.get_value() {
            self.limit.update_value(|limit| *limit += STEP);
            self.look_here();
        }
        if let There::Answered(_, Some(next)) = self.there.get_untracked() {
            self.ask(self.asked.get_value(), Some(next));
        }
    }

    pub fn open(self, at: usize) {
        let mut all = self.here.get_untracked();
        all.extend(untrack(|| self.only_there()));
        let Some(found) = all.into_iter().nth(at) else {
            return;
        };
        self.search.active.set(Some(at));
        let conversation = Some(found.conversation);
        let place = self
            .search
            .place
            .get_untracked()
            .with_conversation(conversation);
        self.search.address.go(&InboxPlace {
            message: found.message,
            ..place
        });
    }

    fn key(self, event: &KeyboardEvent) {
        let count = untrack(|| self.count());
        let active = self.search.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                self.go_to(active.map_or(0, |active| (active + 1).min(count - 1)));
            }
            "ArrowUp" if count > 0 => {
                self.go_to(active.unwrap_or_default().saturating_sub(1));
            }
            "Enter" => self.open(active.unwrap_or_default()),
            _ => return,
        }
        event.prevent_default();
    }

    fn go_to(self, at: usize) {
        self.search.active.set(Some(at));
        show_result(at);
    }
}
