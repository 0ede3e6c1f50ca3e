//! The search: its field above the list, and instead of the list what was found. This device is
//! looked through at every key press, the backend when the person pauses.

mod found;
mod results;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue};
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::task::spawn_local;
use leptos::{html::Input, prelude::*};
use recado_protocol::Feature;
use recado_protocol::folding::query_words;
use recado_protocol::search::QUERY_CHARS;

use crate::inbox::place::InboxPlace;
use crate::keyboard::{Shortcut, shown_keys, spoken_keys, use_keyboard};
use crate::locale::{Key, t};
use crate::session::{LinkState, Session, use_session};
use crate::shell::{Address, focus_inbox, use_address};
use crate::ui::{Icon, small_icon};
pub use found::Found;
pub use results::SearchResults;
use results::{RESULTS_ID, result_id, show_result};

/// The backend is asked when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(200);
/// So many results of this device are shown at first, and so many more at each wish for more.
const STEP: usize = 30;

/// What was typed, and what was found.
#[derive(Clone, Copy)]
pub struct Search {
    session: Session,
    address: Address,
    place: Signal<InboxPlace>,
    query: RwSignal<String>,
    here: RwSignal<Vec<Found>>,
    there: RwSignal<There>,
    /// The result at which the keyboard is.
    active: RwSignal<Option<usize>>,
    /// How many results of this device are shown at the most.
    limit: StoredValue<usize>,
    /// Counts the questions: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
    input: NodeRef<Input>,
}

/// What the backend found.
#[derive(Clone, PartialEq, Debug)]
enum There {
    /// It can't search.
    Unable,
    /// It is about to be asked, or has been.
    Asked,
    Answered(Vec<Found>, Option<String>),
    /// It can't be reached.
    Offline,
}

impl Search {
    /// A search over all conversations; a result opens in the list of `place`.
    pub fn new(place: Signal<InboxPlace>) -> Self {
        Self {
            session: use_session(),
            address: use_address(),
            place,
            query: RwSignal::new(String::new()),
            here: RwSignal::new(Vec::new()),
            there: RwSignal::new(There::Unable),
            active: RwSignal::new(None),
            limit: StoredValue::new(STEP),
            asked: StoredValue::new(0),
            input: NodeRef::new(),
        }
    }

    /// Whether something is looked for. Reactive.
    pub fn is_on(self) -> bool {
        self.query.with(|query| !query_words(query).is_empty())
    }

    fn type_in(self, query: String) {
        self.limit.set_value(STEP);
        self.active.set(None);
        self.query.set(query);
        self.look_here();
        self.look_there();
    }

    fn look_here(self) {
        let query = self.query.get_untracked();
        let hits = self.session.search_here(&query, self.limit.get_value());
        let found = untrack(|| {
            self.session.peek(|store| {
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
        let can = untrack(|| self.session.capabilities().can(&Feature::SEARCH));
        let can_be_asked = can && untrack(|| self.is_on());
        let is_down = untrack(|| self.session.link()) == LinkState::Down;
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
        let query = self.query.get_untracked();
        spawn_local(async move {
            let answer = self.session.search_there(&query, cursor.as_deref()).await;
            if self.asked.try_get_value() != Some(question) {
                return;
            }
            let me = self.session.peek(|store| store.me().id.clone());
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
    fn only_there(self) -> Vec<Found> {
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
    fn count(self) -> usize {
        self.here.with(Vec::len) + self.only_there().len()
    }

    /// Whether there are results that are not shown. Reactive.
    fn has_more(self) -> bool {
        let has_more_here = self.here.with(Vec::len) >= self.limit.get_value();
        has_more_here
            || self
                .there
                .with(|there| matches!(there, There::Answered(_, Some(_))))
    }

    fn show_more(self) {
        if self.here.with_untracked(Vec::len) >= self.limit.get_value() {
            self.limit.update_value(|limit| *limit += STEP);
            self.look_here();
        }
        if let There::Answered(_, Some(next)) = self.there.get_untracked() {
            self.ask(self.asked.get_value(), Some(next));
        }
    }

    fn open(self, at: usize) {
        let mut all = self.here.get_untracked();
        all.extend(untrack(|| self.only_there()));
        let Some(found) = all.into_iter().nth(at) else {
            return;
        };
        self.active.set(Some(at));
        let conversation = Some(found.conversation);
        let place = self.place.get_untracked().with_conversation(conversation);
        self.address.go(&InboxPlace {
            message: found.message,
            ..place
        });
    }

    /// Ends the search and gives the keys back to the list.
    fn leave(self) {
        self.type_in(String::new());
        focus_inbox();
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        let count = untrack(|| self.count());
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                self.go_to(active.map_or(0, |active| (active + 1).min(count - 1)));
            }
            "ArrowUp" if count > 0 => {
                self.go_to(active.unwrap_or_default().saturating_sub(1));
            }
            "Enter" => self.open(active.unwrap_or_default()),
            "Escape" => self.leave(),
            _ => return,
        }
        event.prevent_default();
    }

    fn go_to(self, at: usize) {
        self.active.set(Some(at));
        show_result(at);
    }

    /// Leads into the field.
    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            // A field that is not on the screen can't take the focus.
            let _ = input.focus();
            input.select();
        }
    }
}

/// The field above the list.
#[component]
pub fn SearchField(search: Search) -> impl IntoView {
    use_keyboard().offer(Shortcut::Search, move || search.focus());
    let active = move || search.active.get().map(result_id);
    let is_empty = move || search.query.with(String::is_empty);
    view! {
        <div class="conversation-list__search">
            <div class="search-field">
                {small_icon(Icon::Search)}
                <input
                    class="search-field__input"
                    type="search"
                    aria-label=move || t(Key::ListSearch)
                    aria-keyshortcuts=move || spoken_keys(Shortcut::Search)
                    placeholder=move || t(Key::ListSearchPlaceholder)
                    aria-controls=move || search.is_on().then_some(RESULTS_ID)
                    aria-activedescendant=active
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    maxlength=QUERY_CHARS.to_string()
                    node_ref=search.input
                    prop:value=search.query
                    // What is needed for searching is made before the first key, which must not wait.
                    on:focus=move |_| search.session.prepare_search()
                    on:input=move |event| search.type_in(event_target_value(&event))
                    on:keydown=move |event| search.key(&event)
                />
                {move || is_empty().then(|| view! { <kbd class="search-field__hotkey" aria-hidden="true">{shown_keys(Shortcut::Search)}</kbd> })}
            </div>
        </div>
    }
}
