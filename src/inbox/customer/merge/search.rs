//! Who the other contact is: those whom a search finds, each once.

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::folding::query_words;
use recado_protocol::{Contact, ContactId, ConversationId, Feature};

use super::{Merging, is_other};
use crate::inbox::customer::pick::Pick;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use crate::session::Session;
use crate::ui::{Avatar, AvatarSize, KeyedRow, keyed_rows};

/// So many are shown.
const MOST: usize = 20;
/// The backend is asked when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(200);

/// Somebody who may be the same person.
#[derive(Clone, PartialEq, Debug)]
struct Candidate {
    contact: Contact,
    conversation: ConversationId,
}

/// Who is found.
#[derive(Clone, Copy)]
pub struct Candidates {
    session: Session,
    besides: StoredValue<Option<ContactId>>,
    query: RwSignal<String>,
    shown: RwSignal<Vec<Candidate>>,
    /// Counts the searches: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
    is_asking: RwSignal<bool>,
}

impl Candidates {
    /// All but one contact.
    pub fn besides(session: Session, contact: Option<ContactId>) -> Self {
        Self {
            session,
            besides: StoredValue::new(contact),
            query: RwSignal::new(String::new()),
            shown: RwSignal::new(Vec::new()),
            asked: StoredValue::new(0),
            is_asking: RwSignal::new(false),
        }
    }

    /// Looks for a text, from now on.
    pub fn look_for(self, query: String) {
        let asked = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(asked);
        self.shown.set(Vec::new());
        let has_words = !query_words(&query).is_empty();
        if has_words {
            let hits = self.session.search_here(&query, MOST);
            let found = self.session.peek(|store| {
                let people = hits.into_iter().filter(|hit| hit.message.is_none());
                let people = people.filter_map(|hit| {
                    let contact = &store.conversation(&hit.conversation)?.contact;
                    Some(Candidate {
                        contact: store.contact(contact)?.clone(),
                        conversation: hit.conversation,
                    })
                });
                people.collect()
            });
            self.add(found);
        }
        self.query.set(query);
        let can_ask = untrack(|| self.session.can(&Feature::SEARCH));
        self.is_asking.set(has_words && can_ask);
        if has_words && can_ask {
            set_timeout(
                move || {
                    if self.asked.try_get_value() == Some(asked) {
                        self.ask(asked);
                    }
                },
                PAUSE,
            );
        }
    }

    /// What somebody is called of whom this is so. Reactive.
    pub fn who(self, is_so: impl Fn(&Contact) -> bool) -> Option<String> {
        self.shown.with(|all| {
            let mut contacts = all.iter().map(|candidate| &candidate.contact);
            contacts
                .find(|contact| is_so(contact))
                .map(|contact| contact.name.clone())
        })
    }

    /// The backend knows those whom this device does not.
    fn ask(self, asked: u32) {
        leptos::task::spawn_local(async move {
            let query = self.query.get_untracked();
            let answer = self.session.search_there(&query, None).await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            self.is_asking.set(false);
            let hits = answer
                .map(|page| page.items)
                .unwrap_or_default()
                .into_iter();
            let people = hits.filter(|hit| hit.message.is_none());
            let people = people.map(|hit| Candidate {
                contact: hit.record.contact,
                conversation: hit.record.conversation.id,
            });
            self.add(people.collect());
        });
    }

    fn add(self, found: Vec<Candidate>) {
        let besides = self.besides.get_value();
        let mut shown = self.shown.get_untracked();
        for candidate in found {
            let mut known = shown.iter();
            let is_new = known.all(|it| it.contact.id != candidate.contact.id);
            if is_new && is_other(&candidate.contact.id, besides.as_ref()) && shown.len() < MOST {
                shown.push(candidate);
            }
        }
        self.shown.set(shown);
    }
}

impl Merging {
    /// The first step: who it is.
    pub fn search(self) -> AnyView {
        let candidates = self.candidates;
        let count = Signal::derive(move || candidates.shown.with(Vec::len));
        // Whoever chooses somebody else goes on from those who were found.
        let pick = Pick::new(RwSignal::new(candidates.query.get_untracked()), count);
        let choose = UnsyncCallback::new(move |(at,): (usize,)| {
            let chosen = candidates.shown.with_untracked(|all| {
                let chosen = all.get(at)?;
                Some(chosen.conversation.clone())
            });
            if let Some(conversation) = chosen
                && !self.is_busy.get_untracked()
            {
                self.look_at(conversation);
            }
        });
        effect(move || candidates.look_for(pick.query.get()));
        let rows = move || {
            candidates.shown.with(|all| {
                let row = |candidate: &Candidate| {
                    let candidate = candidate.clone();
                    KeyedRow::new(candidate.contact.id.to_string(), move |at| {
                        pick.option(at, "merge__one", choose, candidate_view(candidate.clone()))
                    })
                };
                all.iter().map(row).collect()
            })
        };
        let state = move || {
            let is_empty = candidates.shown.with(Vec::is_empty);
            match (
                candidates.query.with(|query| query.trim().is_empty()),
                is_empty,
            ) {
                (true, _) => t(Key::MergeSearchHint),
                (_, true) if candidates.is_asking.get() => t(Key::MainLoading),
                (_, true) => t(Key::MergeNobody),
                _ => String::new(),
            }
        };
        view! {
            {pick.field(Key::MergeSearch, choose)}
            <p class="merge__hint" role="status">{state}</p>
            {pick.list(Key::MergeFound, "merge__found scroll", keyed_rows(rows))}
        }
    }
}

fn candidate_view(candidate: Candidate) -> AnyView {
    let contact = candidate.contact;
    let known_by = [&contact.phone, &contact.email, &contact.handle];
    let known_by = known_by.into_iter().flatten().next().cloned();
    let (name, seed) = (contact.name, contact.id.to_string());
    view! {
        <Avatar name=Signal::stored(name.clone()) seed=Signal::stored(seed) size=AvatarSize::Tiny />
        <span class="merge__who">
            <span class="truncate" dir="auto">{name}</span>
            <span class="merge__address truncate" dir="auto">{known_by}</span>
        </span>
    }
}
