//! The search: its field above the list. What was found is shown instead of the list, by a part of the page that is
//! loaded later (`results`, and `looking` behind it).

mod found;
mod looking;
mod results;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue};

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::{html::Input, prelude::*};
use recado_protocol::folding::query_words;
use recado_protocol::search::QUERY_CHARS;

use crate::inbox::place::InboxPlace;
use crate::keyboard::{Shortcut, shown_keys, spoken_keys, use_keyboard};
use crate::locale::Key;
use crate::session::{Session, use_session};
use crate::shell::{Address, focus_inbox, use_address};
use crate::ui::{Icon, small_icon};
pub use found::Found;
pub use results::SearchResults;
use results::{RESULTS_ID, result_id};

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Search {
    session: Session,
    address: Address,
    place: Signal<InboxPlace>,
    query: RwSignal<String>,
    /// The result at which the keyboard is.
    active: RwSignal<Option<usize>>,
    /// What the results do with a key that is pressed in the field, while there are any.
    keys: StoredValue<Option<UnsyncCallback<(KeyboardEvent,)>>>,
    input: NodeRef<Input>,
}

impl Search {
    /// A search over all conversations; a result opens in the list of `place`.
    pub fn new(place: Signal<InboxPlace>) -> Self {
        Self {
            session: use_session(),
            address: use_address(),
            place,
            query: RwSignal::new(String::new()),
            active: RwSignal::new(None),
            keys: StoredValue::new(None),
            input: NodeRef::new(),
        }
    }

    /// Whether something is looked for. Reactive.
    pub fn is_on(self) -> bool {
        self.query.with(|query| !query_words(query).is_empty())
    }

    fn type_in(self, query: String) {
        self.active.set(None);
        self.query.set(query);
    }

    /// Ends the search and gives the keys back to the list.
    fn leave(self) {
        self.type_in(String::new());
        focus_inbox();
    }

    fn key(self, event: KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        if event.key() == "Escape" {
            self.leave();
            event.prevent_default();
        } else if let Some(keys) = self.keys.get_value() {
            keys.run((event,));
        }
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
                    aria-label=Key::ListSearch
                    aria-keyshortcuts=move || spoken_keys(Shortcut::Search)
                    placeholder=Key::ListSearchPlaceholder
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
                    on:keydown=move |event| search.key(event)
                />
                {move || is_empty().then(|| view! { <kbd class="search-field__hotkey" aria-hidden="true">{shown_keys(Shortcut::Search)}</kbd> })}
            </div>
        </div>
    }
}
