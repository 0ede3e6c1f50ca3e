//! What was found, in two groups: on this device, and what the backend adds to that.

use crate::markup::view;
use crate::reactive::{Signal, live, memo};
use leptos::prelude::*;
use recado_protocol::ContactId;
use recado_protocol::folding::{found_ranges, query_words};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::Search;
use super::found::Found;
use super::looking::{Looking, There};
use crate::browser::clock;
use crate::locale::{Key, full_date_time, short_age, t, t_count};
use crate::session::Topic;
use crate::ui::{Avatar, Button, ButtonKind, EmptyState, Icon};

/// The id of the listbox's element.
pub const RESULTS_ID: &str = "search-results";

/// The id of a result's element.
pub fn result_id(at: usize) -> String {
    format!("search-result-{at}")
}

/// Brings a result into view.
pub fn show_result(at: usize) {
    if let Some(element) = document().get_element_by_id(&result_id(at)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[component]
pub fn SearchResults(search: Search) -> impl IntoView {
    let looking = Looking::begin(search);
    let here = move || {
        let found = looking.here.get();
        group(looking, Key::SearchHere, found, 0)
    };
    let there = move || {
        let before = looking.here.with(Vec::len);
        group(looking, Key::SearchThere, looking.only_there(), before)
    };
    let is_empty = move || looking.count() == 0 && looking.there.get() != There::Asked;
    view! {
        <div class="search-results">
            <div
                class="search-results__list scroll"
                role="listbox"
                id=RESULTS_ID
                tabindex="0"
                aria-label=Key::SearchResults
                aria-activedescendant=move || search.active.get().map(result_id)
                on:keydown=move |event| search.key(event)
            >
                {here}
                {there}
            </div>
            {move || {
                is_empty()
                    .then(|| {
                        view! {
                            <EmptyState
                                icon=Icon::Search
                                title=Key::SearchEmptyTitle
                                hint=Key::SearchEmptyHint
                            />
                        }
                    })
            }}
            <div class="search-results__foot">
                <p class="search-results__status" role="status">{move || status(looking)}</p>
                {move || {
                    looking
                        .has_more()
                        .then(|| {
                            view! {
                                <Button
                                    label=Key::SearchMore
                                    kind=ButtonKind::Quiet
                                    on_press=move || looking.show_more()
                                />
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// How much was found, and where.
fn status(looking: Looking) -> String {
    let count = t_count(Key::SearchCount, looking.count() as u64);
    let where_from = looking.there.with(|there| match there {
        There::Asked => Some(Key::SearchAsking),
        There::Offline => Some(Key::SearchOnlyHere),
        There::Unable | There::Answered(..) => None,
    });
    match where_from {
        Some(key) => format!("{count}. {}", t(key)),
        None => count,
    }
}

fn group(looking: Looking, title: Key, found: Vec<Found>, before: usize) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let words = looking
        .search
        .query
        .with_untracked(|query| query_words(query));
    let results: Vec<AnyView> = found
        .into_iter()
        .enumerate()
        .map(|(at, found)| result(looking, before + at, found, &words))
        .collect();
    let group = view! {
        <div role="group" aria-label=title>
            <div class="search-results__title" aria-hidden="true">{title}</div>
            {results}
        </div>
    };
    Some(group)
}

fn result(looking: Looking, at: usize, found: Found, words: &[String]) -> AnyView {
    let search = looking.search;
    // Somebody may be renamed while they are shown here.
    let (contact, known) = (ContactId::new(found.contact.as_str()), found.name);
    let name = memo(move || {
        let topic = Topic::Contact(contact.clone());
        let now = search
            .session
            .watch(topic, |store| Some(store.contact(&contact)?.name.clone()));
        now.unwrap_or_else(|| known.clone())
    });
    let in_name = words.to_vec();
    let line = marked(&found.line, words);
    let channel = found.channel.clone();
    let channel = Signal::derive(move || {
        search.session.watch(Topic::Directory, |store| {
            store.channel(&channel).map(|channel| channel.kind.clone())
        })
    });
    let is_open = {
        let (conversation, message) = (Some(found.conversation), found.message);
        move || {
            search
                .place
                .with(|place| place.conversation == conversation && place.message == message)
        }
    };
    let time = found.at;
    let archived = found
        .is_archived
        .then(|| view! { <bdi class="chip">{t(Key::DeedArchived)}</bdi> " " });
    view! {
        <div
            class="search-result"
            class=("search-result--active", move || search.active.get() == Some(at))
            role="option"
            id=result_id(at)
            aria-selected=move || is_open().to_string()
            on:click=move |_| looking.open(at)
        >
            <Avatar name=name seed=found.contact channel />
            <span class="search-result__name truncate" dir="auto">
                {live(move || name.with(|name| marked(name, &in_name)))}
            </span>
            <span class="search-result__time tabular" title=move || full_date_time(time)>
                {move || short_age(time, clock::minute().get())}
            </span>
            <span class="search-result__line" dir="auto">{archived} {line}</span>
        </div>
    }
}

/// A text with what was found in it marked.
fn marked(text: &str, words: &[String]) -> Vec<AnyView> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for range in found_ranges(text, words) {
        pieces.push(text[from..range.start].to_owned().into_any());
        from = range.end;
        pieces.push(view! { <mark>{text[range].to_owned()}</mark> });
    }
    pieces.push(text[from..].to_owned().into_any());
    pieces
}
