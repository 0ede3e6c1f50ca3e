//! The bar in which a conversation is looked through.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::folding::query_words;
use recado_protocol::search::QUERY_CHARS;
use recado_protocol::{Feature, MessageId};

use super::Find;
use super::marks::Marks;
use super::matches::{self, Match};
use super::older::{self, Older};
use crate::browser::clock;
use crate::browser::local_time::field_value;
use crate::locale::{Key, number, t, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, effect, memo};
use crate::session::Topic;
use crate::ui::{Icon, IconButton, small_icon, use_toaster};

/// The backend is asked when nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(250);
/// How much of a time is its day.
const DAY_CHARS: usize = 10;

/// What is looked for and what was found.
#[derive(Clone, Copy)]
struct Search {
    find: Find,
    query: RwSignal<String>,
    words: Memo<Vec<String>>,
    older: RwSignal<There>,
    found: Memo<Vec<Match>>,
    current: RwSignal<Option<MessageId>>,
    /// Counts the questions, so that a late answer to an earlier one is known.
    question: StoredValue<u32>,
}

/// What the backend says.
#[derive(Clone, PartialEq, Debug)]
enum There {
    /// It is not asked: it can't search, or nothing is looked for.
    Silent,
    Asked,
    Answered(Older),
    /// It could not be asked.
    Unknown,
}

/// The bar. Escape closes it.
#[component]
pub fn FindBar(find: Find) -> impl IntoView {
    let search = Search::begin(find);
    let (bar, field) = (NodeRef::<html::Div>::new(), NodeRef::<html::Input>::new());
    effect(move || {
        find.asked.track();
        if let Some(field) = field.get() {
            // A field that is not on the screen can't take the focus.
            let _ = field.focus();
            field.select();
        }
    });
    search.mark_in(bar);
    let has_none = Signal::derive(move || search.found.with(Vec::is_empty));
    view! {
        <div
            class="find"
            role="search"
            aria-label=Key::FindTitle
            node_ref=bar
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    event.stop_propagation();
                    find.close();
                }
            }
        >
            <div class="search-field find__field">
                {small_icon(Icon::Search)}
                <input
                    class="search-field__input"
                    type="search"
                    aria-label=Key::FindTitle
                    placeholder=Key::FindTitle
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    maxlength=QUERY_CHARS.to_string()
                    node_ref=field
                    prop:value=search.query
                    on:input=move |event| search.type_in(event_target_value(&event))
                    on:keydown=move |event: KeyboardEvent| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            search.go(event.shift_key());
                        }
                    }
                />
                <span class="find__count tabular" role="status">
                    {move || search.says()}
                </span>
            </div>
            <IconButton
                icon=Icon::ChevronUp
                label=Key::FindNext
                disabled=has_none
                on_press=move || search.go(false)
            />
            <IconButton
                icon=Icon::ChevronDown
                label=Key::FindPrevious
                disabled=has_none
                on_press=move || search.go(true)
            />
            {day_field(find)}
            <IconButton icon=Icon::Close label=Key::FindClose on_press=move || find.close() />
        </div>
    }
}

/// A day to jump to, between the beginning of the conversation and today.
fn day_field(find: Find) -> AnyView {
    let toaster = use_toaster();
    let day_of = |at| field_value(at).chars().take(DAY_CHARS).collect::<String>();
    let first = untrack(|| find.open.read(|record| Some(record.created_at)));
    let (first, last) = (first.map(day_of), day_of(clock::now()));
    let bounds = (first.clone().unwrap_or_default(), last.clone());
    view! {
        <input
            class="find__day field__input tabular"
            type="date"
            aria-label=Key::FindDay
            title=Key::FindDay
            min=first
            max=last
            on:change=move |event| {
                let day = event_target_value(&event);
                // Half a year that is typed is none yet.
                if (bounds.0.as_str()..=bounds.1.as_str()).contains(&day.as_str()) {
                    find.jump_to_day(&day, toaster);
                }
            }
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Enter" {
                    event.prevent_default();
                    find.jump_to_day(&event_target_value(&event), toaster);
                }
            }
        />
    }
}

impl Search {
    fn begin(find: Find) -> Self {
        let query = RwSignal::new(String::new());
        let words = memo(move || query.with(|query| query_words(query)));
        let older = RwSignal::new(There::Silent);
        let open = find.open;
        let found = memo(move || {
            words.with(|words| {
                if words.is_empty() {
                    return Vec::new();
                }
                older.with(|older| {
                    let there = match older {
                        There::Answered(older) => older.found.as_slice(),
                        _ => &[],
                    };
                    let id = open.id();
                    open.session.watch(Topic::Timeline(id.clone()), |store| {
                        let here = store.timeline(&id).into_iter();
                        matches::all(here.flat_map(|here| here.messages()), there, words)
                    })
                })
            })
        });
        let search = Self {
            find,
            query,
            words,
            older,
            found,
            current: RwSignal::new(None),
            question: StoredValue::new(0),
        };
        // What is looked at stays while more is found; what is not found any more gives way to the newest.
        effect(move || {
            search.found.with(|found| {
                let current = search.current.get_untracked();
                if matches::place_of(found, current.as_ref()).is_none() {
                    search.look_at(found.first());
                }
            });
        });
        search
    }

    fn type_in(self, query: String) {
        self.query.set(query);
        let question = self.question.get_value().wrapping_add(1);
        self.question.set_value(question);
        let session = self.find.open.session;
        let can_be_asked =
            untrack(|| session.can(&Feature::SEARCH) && !self.words.with(Vec::is_empty));
        self.older.set(if can_be_asked {
            There::Asked
        } else {
            There::Silent
        });
        if can_be_asked {
            set_timeout(move || self.ask(question), PAUSE);
        }
    }

    fn ask(self, question: u32) {
        let is_wanted = move || self.question.try_get_value() == Some(question);
        if !is_wanted() {
            return;
        }
        let (session, conversation) = (self.find.open.session, self.find.open.id());
        let query = self.query.get_untracked();
        spawn_local(async move {
            let answer = older::ask(session, &conversation, &query).await;
            if is_wanted() {
                self.older
                    .set(answer.map_or(There::Unknown, There::Answered));
            }
        });
    }

    /// Goes to an older match, or back to a newer one.
    fn go(self, back: bool) {
        self.found.with_untracked(|found| {
            let current = self.current.get_untracked();
            let from = matches::place_of(found, current.as_ref());
            self.look_at(matches::step(found.len(), from, back).and_then(|at| found.get(at)));
        });
    }

    fn look_at(self, found: Option<&Match>) {
        let message = found.map(|found| found.message.clone());
        self.current.set(message.clone());
        if message.is_some() {
            self.find.calls.show_message.set(message);
        }
    }

    /// How many there are, and which of them is looked at. Reactive.
    fn says(self) -> String {
        if self.words.with(Vec::is_empty) {
            return String::new();
        }
        let count = self.found.with(Vec::len);
        let (is_asked, is_unknown, has_more) = self.older.with(|older| match older {
            There::Silent => (false, false, false),
            There::Asked => (true, false, false),
            There::Unknown => (false, true, false),
            There::Answered(older) => (false, false, older.has_more),
        });
        let current = self.current.get();
        let place = self
            .found
            .with(|found| matches::place_of(found, current.as_ref()));
        if count == 0 {
            return t(match (is_asked, is_unknown) {
                (true, _) => Key::FindAsking,
                (_, true) => Key::FindNoneHere,
                _ => Key::FindNone,
            });
        }
        let place = number(place.map_or(0, |place| place as u64 + 1));
        let count = number(count as u64);
        let values = [("n", place.as_str()), ("total", count.as_str())];
        match (is_unknown, has_more) {
            (true, _) => t_with(Key::FindCountHere, &values),
            (_, true) => t_with(Key::FindCountMore, &values),
            _ => t_with(Key::FindCount, &values),
        }
    }

    /// Marks the words in the log beside the bar.
    fn mark_in(self, bar: NodeRef<html::Div>) {
        let kept = StoredValue::new(None::<Marks>);
        effect(move || {
            let words = self.words.get();
            self.current.track();
            let Some(bar) = bar.get() else {
                return;
            };
            kept.update_value(|marks| {
                if marks.is_none() {
                    let log = bar.parent_element();
                    let log = log.and_then(|chat| chat.query_selector("[role=log]").ok()?);
                    let redraw = move || {
                        kept.try_with_value(|marks| {
                            if let Some(marks) = marks {
                                marks.draw();
                            }
                        });
                    };
                    *marks = log.map(|log| Marks::of(log, redraw));
                }
                if let Some(marks) = marks {
                    marks.set_words(words);
                }
            });
        });
    }
}
