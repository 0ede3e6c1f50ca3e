//! The window of the further conditions: what can be asked for, and how many conversations that shows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::filter::{NONE, Term};
use recado_protocol::folding::{fold, query_words};
use recado_protocol::{BaseView, Condition, Counts, Feature, Filter};
use recado_store::{Store, ordered};
use rustc_hash::FxHashSet;

use super::menu::toggled;
use super::names::{condition_name, value_name};
use super::{MoreFilters, archive};
use crate::locale::{Key, t_count, text, view_name};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live, memo};
use crate::session::{Session, Topic, use_session};
use crate::shell::use_address;
use crate::ui::{Button, ButtonKind, unique_id};

/// So many values of a condition are offered at once; a search brings the others.
const MOST_OFFERED: usize = 24;

/// The conditions in the order in which they are offered. Channel instances stand in the menu.
const OFFERED: [Condition; 10] = [
    Condition::Status,
    Condition::Priority,
    Condition::Answered,
    Condition::Mentions,
    Condition::Archived,
    Condition::Assignee,
    Condition::Team,
    Condition::Label,
    Condition::Kind,
    Condition::Company,
];

/// What can be chosen, under one heading.
#[derive(Clone, PartialEq, Debug)]
struct Group {
    title: Key,
    choices: Vec<Choice>,
}

#[derive(Clone, PartialEq, Debug)]
struct Choice {
    term: Term,
    name: String,
    /// The name without marks and capitals, to search in.
    folded: String,
}

/// The filter that is being put together.
#[derive(Clone, Copy)]
struct Draft {
    session: Session,
    filter: RwSignal<Filter>,
    query: RwSignal<String>,
    groups: StoredValue<Vec<Group>>,
}

pub fn content(more: MoreFilters) -> AnyView {
    let (session, address) = (use_session(), use_address());
    let can_mention = untrack(|| session.can(&Feature::MENTIONS));
    let draft = Draft {
        session,
        filter: RwSignal::new(more.place.with_untracked(|place| place.filter.clone())),
        query: RwSignal::new(String::new()),
        groups: StoredValue::new(session.peek(|store| groups(store, can_mention))),
    };
    let search = unique_id("filter-search");
    let show = move || {
        let filter = draft.filter.get_untracked();
        more.window.set(None);
        address.go(&more.place.get_untracked().with_filter(filter));
    };
    view! {
        <form
            class="conditions"
            on:submit=move |event| {
                event.prevent_default();
                show();
            }
        >
            <div class="field">
                <label class="field__label" for=search.clone()>{text(Key::FilterSearch)}</label>
                <input
                    class="field__input"
                    id=search
                    type="search"
                    autofocus=""
                    autocomplete="off"
                    prop:value=draft.query
                    on:input=move |event| draft.query.set(event_target_value(&event))
                />
            </div>
            <div class="conditions__groups scroll">
                {draft.views()}
                {live(move || Some(draft.group_views()))}
            </div>
            <div class="conditions__foot">
                <p class="conditions__count" role="status">{draft.counted()}</p>
                <Button
                    label=Key::FilterClear
                    kind=ButtonKind::Quiet
                    disabled=Signal::derive(move || draft.filter.with(|it| !it.is_narrowed()))
                    on_press=move || draft.filter.update(|filter| *filter = filter.cleared())
                />
                <Button label=Key::FilterShow kind=ButtonKind::Primary submit=true />
            </div>
        </form>
    }
}

impl Draft {
    /// Among which conversations.
    fn views(self) -> AnyView {
        let choice = move |of: BaseView| {
            let is_chosen = move || self.filter.with(|filter| filter.view == of);
            view! {
                <label class="conditions__choice">
                    <input
                        type="radio"
                        name="filter-view"
                        prop:checked=is_chosen
                        on:change=move |_| self.filter.update(|filter| filter.view = of)
                    />
                    <span>{text(view_name(of))}</span>
                </label>
            }
        };
        let choices: Vec<_> = BaseView::EVERY.into_iter().map(choice).collect();
        view! {
            <fieldset class="conditions__group">
                <legend>{text(Key::FilterAmong)}</legend>
                <div class="conditions__choices">{choices}</div>
            </fieldset>
        }
    }

    /// What the search finds, under its headings. Reactive.
    fn group_views(self) -> AnyView {
        let words = self.query.with(|query| query_words(query));
        let mut found = Vec::new();
        self.groups.with_value(|groups| {
            for group in groups {
                let matching =
                    |choice: &&Choice| words.iter().all(|word| choice.folded.contains(&**word));
                let all: Vec<_> = group.choices.iter().filter(matching).collect();
                if !all.is_empty() {
                    found.push(self.group(group.title, &all));
                }
            }
        });
        if found.is_empty() {
            return view! { <p class="conditions__none">{text(Key::FilterNothing)}</p> };
        }
        view! { <div>{found}</div> }
    }

    fn group(self, title: Key, all: &[&Choice]) -> AnyView {
        let is_chosen = |choice: &Choice| {
            let term = &choice.term;
            self.filter
                .with_untracked(|filter| filter.contains(term.condition, &term.value))
        };
        // What is chosen is seen, however long the list is.
        let (chosen, others): (Vec<&Choice>, Vec<&Choice>) =
            all.iter().copied().partition(|choice| is_chosen(choice));
        let room = MOST_OFFERED.saturating_sub(chosen.len());
        let left_out = others.len().saturating_sub(room) as u64;
        let offered: Vec<_> = if left_out == 0 {
            all.iter().map(|choice| self.choice(choice)).collect()
        } else {
            let offered = chosen.into_iter().chain(others.into_iter().take(room));
            offered.map(|choice| self.choice(choice)).collect()
        };
        let rest = (left_out > 0).then(|| {
            view! { <p class="conditions__none">{t_count(Key::FilterMoreChoices, left_out)}</p> }
        });
        view! {
            <fieldset class="conditions__group">
                <legend>{text(title)}</legend>
                <div class="conditions__choices">{offered}</div>
                {rest}
            </fieldset>
        }
    }

    fn choice(self, choice: &Choice) -> AnyView {
        let name = choice.name.clone();
        let term = choice.term.clone();
        let is_chosen = {
            let term = term.clone();
            move || {
                self.filter
                    .with(|filter| filter.contains(term.condition, &term.value))
            }
        };
        let toggle = move |_| {
            self.filter
                .update(|filter| *filter = toggled(filter, term.condition, &term.value));
        };
        view! {
            <label class="conditions__choice">
                <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                <span class="truncate" dir="auto">{name}</span>
            </label>
        }
    }

    /// How many conversations the filter shows.
    fn counted(self) -> Signal<String> {
        let session = self.session;
        let by_backend = RwSignal::new(None::<(Filter, u64)>);
        // A replica that does not have everything can't know.
        let is_asked = memo(move || {
            let of_archive = self.filter.with(|filter| filter.has(Condition::Archived));
            session.watch(Topic::Counts, |store| !store.is_complete()) || of_archive
        });
        crate::reactive::effect(move || {
            let filter = self.filter.get();
            if is_asked.get() {
                spawn_local(ask(session, filter.clone(), by_backend));
                if filter.contains(Condition::Archived, "yes") {
                    let draft = self.filter;
                    let all = filter.in_view(BaseView::All);
                    let is_wanted = move |wanted: &Filter| {
                        draft
                            .try_get_untracked()
                            .is_some_and(|now| now.in_view(BaseView::All) == *wanted)
                    };
                    spawn_local(archive::fetch(session, all, is_wanted));
                }
            }
        });
        memo(move || {
            let filter = self.filter.get();
            let here = session.watch(Topic::Views, |store| store.tally(&filter));
            let asked = by_backend.get().filter(|(of, _)| *of == filter);
            let n = match asked {
                Some((_, n)) if is_asked.get() => n,
                _ => here,
            };
            t_count(Key::FilterCount, n)
        })
        .into()
    }
}

async fn ask(session: Session, filter: Filter, answer: RwSignal<Option<(Filter, u64)>>) {
    let resource = format!("counts?{}", filter.whole_query());
    if let Ok(fields) = session.resource(&resource).await
        && let Some(counts) = fields.read::<Counts>()
    {
        let n = counts.of(filter.view);
        // The window may have been closed meanwhile.
        answer.try_update(|answer| *answer = Some((filter, n)));
    }
}

/// What there is to choose from.
fn groups(store: &Store, can_mention: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for condition in OFFERED {
        if condition == Condition::Mentions && !can_mention {
            continue;
        }
        let title = condition_name(condition);
        let choices = values(store, condition).into_iter().map(|value| {
            let term = Term::new(condition, &value);
            let name = value_name(store, &term);
            Choice {
                folded: fold(&name),
                name,
                term,
            }
        });
        let mut choices: Vec<_> = choices.collect();
        if condition.values().is_empty() {
            choices.sort_by(|a, b| {
                let is_none = |choice: &Choice| *choice.term.value != *NONE;
                (is_none(a), &a.folded).cmp(&(is_none(b), &b.folded))
            });
        }
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.choices.extend(choices),
            None if choices.is_empty() => {}
            None => groups.push(Group { title, choices }),
        }
    }
    groups
}

/// The values of a condition that there are.
fn values(store: &Store, condition: Condition) -> Vec<String> {
    let none = || NONE.to_owned();
    match condition {
        Condition::Company => {
            let all = store.companies().map(|it| it.id.to_string());
            all.chain([none()]).collect()
        }
        Condition::Assignee => {
            let all = store.agents().map(|it| it.id.to_string());
            all.chain([none()]).collect()
        }
        Condition::Team => {
            let all = store.teams().map(|it| it.id.to_string());
            all.chain([none()]).collect()
        }
        Condition::Kind => {
            let kinds = store.channels().map(|it| it.kind.word().to_owned());
            let mut kinds = ordered(kinds, String::cmp);
            kinds.dedup();
            kinds
        }
        Condition::Label => {
            let labels = store.conversations().flat_map(|it| &it.labels);
            let labels: FxHashSet<&String> = labels.collect();
            labels.into_iter().cloned().collect()
        }
        // Who wants what is there besides takes the view alone.
        Condition::Answered => vec!["no".to_owned()],
        Condition::Archived => vec!["yes".to_owned()],
        Condition::Channel => Vec::new(),
        closed => closed.values().iter().map(|&it| it.to_owned()).collect(),
    }
}
