//! To whom a message can be sent on: the newest conversations, or those with whom a search finds.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::folding::query_words;
use recado_protocol::{
    BaseView, ChannelKind, Contact, Conversation, ConversationId, Feature, Filter, Timestamp,
};
use recado_store::{Fill, Store};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::reactive::{RwSignal, StoredValue};

/// So many are shown.
const MOST: usize = 30;
/// The backend is asked when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(200);

/// A conversation to which a message can go.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    pub id: ConversationId,
    pub contact: String,
    pub name: String,
    pub channel: String,
    pub kind: Option<ChannelKind>,
    /// When something happened there last.
    pub at: Timestamp,
}

/// Who is found, and who is chosen.
#[derive(Clone, Copy)]
pub struct Candidates {
    open: OpenConversation,
    pub query: RwSignal<String>,
    /// Those who were chosen before the last search stand first.
    pub shown: RwSignal<Vec<Candidate>>,
    pub chosen: RwSignal<Vec<Candidate>>,
    /// Counts the searches: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
}

impl Candidates {
    /// All but the conversation that is open.
    pub fn besides(open: OpenConversation) -> Self {
        open.session.prepare_search();
        let candidates = Self {
            open,
            query: RwSignal::new(String::new()),
            shown: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(Vec::new()),
            asked: StoredValue::new(0),
        };
        candidates.look_for(String::new());
        candidates
    }

    pub fn toggle(self, candidate: &Candidate) {
        self.chosen.update(|chosen| {
            let before = chosen.len();
            chosen.retain(|it| it.id != candidate.id);
            if chosen.len() == before {
                chosen.push(candidate.clone());
            }
        });
    }

    pub fn look_for(self, query: String) {
        let session = self.open.session;
        let has_words = !query_words(&query).is_empty();
        let found = if has_words {
            let hits = session.search_here(&query, MOST);
            session.peek(|store| {
                let people = hits
                    .into_iter()
                    .filter_map(|hit| Some(store.conversation(&hit.conversation)?.contact.clone()));
                let mut people: Vec<_> = people.collect();
                people.dedup();
                let all = people.iter().flat_map(|it| store.conversations_of(it));
                all.filter_map(|it| known(store, it)).collect::<Vec<_>>()
            })
        } else {
            session.peek(newest)
        };
        self.show(found);
        self.query.set(query);
        let asked = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(asked);
        let is_partial = session.peek(|store| *store.fill() != Fill::Complete);
        let can_ask = untrack(|| session.can(&Feature::SEARCH));
        if has_words && is_partial && can_ask {
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

    /// The backend knows those whom this device does not.
    fn ask(self, asked: u32) {
        let session = self.open.session;
        let query = self.query.get_untracked();
        spawn_local(async move {
            let Ok(page) = session.search_there(&query, None).await else {
                return;
            };
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            let hits = page.items.into_iter().map(|hit| hit.record);
            let mut found = self.shown.get_untracked();
            session.peek(|store| {
                found.extend(hits.map(|it| candidate(store, &it.conversation, &it.contact)));
            });
            self.show(found);
        });
    }

    fn show(self, found: Vec<Candidate>) {
        let mut shown = self.chosen.get_untracked();
        let here = self.open.id();
        for candidate in found {
            let is_new = shown.iter().all(|it| it.id != candidate.id);
            if is_new && candidate.id != here && shown.len() < MOST {
                shown.push(candidate);
            }
        }
        self.shown.set(shown);
    }
}

fn newest(store: &Store) -> Vec<Candidate> {
    let all = store.view(&Filter::of(BaseView::All));
    let ids = all.into_iter().flat_map(|view| view.ids(0..MOST + 1));
    ids.filter_map(|id| known(store, store.conversation(id)?))
        .collect()
}

fn known(store: &Store, conversation: &Conversation) -> Option<Candidate> {
    let contact = store.contact(&conversation.contact)?;
    Some(candidate(store, conversation, contact))
}

fn candidate(store: &Store, conversation: &Conversation, contact: &Contact) -> Candidate {
    let channel = store.channel(&conversation.channel);
    Candidate {
        id: conversation.id.clone(),
        contact: contact.id.to_string(),
        name: contact.name.clone(),
        channel: channel.map_or_else(String::new, |channel| channel.name.clone()),
        kind: channel.map(|channel| channel.kind.clone()),
        at: conversation.last_activity_at,
    }
}
