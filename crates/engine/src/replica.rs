//! Keeps the replica in storage, so that the next start shows it before the backend is asked.
//!
//! What changed is gathered for a second and written by the tab that leads: the records first,
//! and last of all the place (the cursor from which the link goes on). A crash in between leaves
//! records that are newer than the place, and replaying events onto those is harmless.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use futures_channel::oneshot;
use recado_client::Clock;
use recado_protocol::http::{ConversationPage, MessagePage, Snapshot};
use recado_protocol::{
    BaseView, Capabilities, ConversationId, ConversationRecord, ConversationStatus, Counts, Filter,
};
use recado_store::{Changes, Store};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::Engine;
use crate::host::{Host, News};
use crate::keeping::Job;
use crate::tabs::Said;
use crate::vault::{Shelf, Write};

/// What was kept by a version with another number is thrown away.
const VERSION: u32 = 1;
/// How many conversations are kept: what is old and resolved goes first.
const CONVERSATIONS: usize = 5_000;
/// How many more there may be before some go.
const SLACK: usize = 500;
/// Of how many conversations messages are kept: those that changed or were read last.
const TIMELINES: usize = 50;
/// How many messages of a conversation are kept.
const MESSAGES: usize = 100;
/// How long changes are gathered, in milliseconds.
const GATHER_MS: u32 = 1_000;
/// How long they are gathered while nothing is kept yet, in milliseconds.
const GATHER_FIRST_MS: u32 = 100;
/// How many texts are written at a time; commands get in between.
const PIECE: usize = 250;

/// After so many pieces in a row that could not be written, no more are tried until the next start.
const MOST_FAILURES: u32 = 3;

const PLACE: &str = "place";
const DIRECTORY: &str = "directory";

/// From where the kept replica goes on.
#[derive(Serialize, Deserialize)]
struct Place {
    version: u32,
    cursor: u64,
    counts: Counts,
    /// Whether every conversation of the account is kept.
    complete: bool,
}

/// Who and what there is besides conversations.
#[derive(Serialize, Deserialize)]
struct Directory {
    /// Without conversations; its counts and its cursor mean nothing.
    snapshot: Snapshot,
    capabilities: Option<Capabilities>,
}

/// What storage does not have yet, and what it has.
#[derive(Default)]
pub(crate) struct Unkept {
    everything: bool,
    directory: bool,
    conversations: FxHashSet<ConversationId>,
    timelines: FxHashSet<ConversationId>,
    kept: FxHashSet<ConversationId>,
    /// By when they were written last.
    kept_timelines: FxHashMap<ConversationId, u64>,
    rounds: u64,
    /// A round of writing is due or under way.
    busy: bool,
    /// How many pieces in a row could not be written.
    failures: u32,
    /// The device has no room for the replica.
    given_up: bool,
    pub(crate) capabilities: Option<Capabilities>,
}

impl Unkept {
    pub(crate) fn give_up(&mut self) {
        self.given_up = true;
    }

    pub(crate) fn report(&self) -> [(&'static str, String); 3] {
        [
            ("storage.conversations", self.kept.len().to_string()),
            ("storage.timelines", self.kept_timelines.len().to_string()),
            ("storage.given_up", self.given_up.to_string()),
        ]
    }

    fn note(&mut self, changes: &Changes) {
        self.everything |= changes.everything;
        self.directory |= changes.directory || changes.everything;
        self.conversations
            .extend(changes.conversations.iter().cloned());
        self.timelines.extend(changes.timelines.iter().cloned());
    }

    fn is_empty(&self) -> bool {
        !self.everything
            && !self.directory
            && self.conversations.is_empty()
            && self.timelines.is_empty()
    }

    /// Takes what there is to write.
    fn collect(&mut self, store: &Store) -> Vec<Write> {
        let Some(cursor) = store.cursor() else {
            return Vec::new();
        };
        self.rounds += 1;
        let mut writes = Vec::new();
        let mut changed = std::mem::take(&mut self.conversations);
        if std::mem::take(&mut self.everything) {
            changed.extend(self.kept.iter().cloned());
            self.timelines.extend(self.kept_timelines.keys().cloned());
            let newest = store.view(&Filter::of(BaseView::All));
            changed.extend(
                newest
                    .into_iter()
                    .flat_map(|view| view.ids(0..CONVERSATIONS))
                    .cloned(),
            );
        }
        for id in changed {
            match store.record(&id).filter(|record| self.has_room_for(record)) {
                Some(record) => {
                    put(&mut writes, Shelf::Conversations, id.as_str(), &record);
                    self.kept.insert(id);
                }
                None if self.kept.remove(&id) => {
                    take(&mut writes, Shelf::Conversations, id.as_str());
                }
                None => {}
            }
        }
        for id in std::mem::take(&mut self.timelines) {
            if let Some(page) = newest_messages(store, &id) {
                put(&mut writes, Shelf::Timelines, id.as_str(), &page);
                self.kept_timelines.insert(id, self.rounds);
            } else if self.kept_timelines.remove(&id).is_some() {
                take(&mut writes, Shelf::Timelines, id.as_str());
            }
        }
        self.drop_old(store, &mut writes);
        if std::mem::take(&mut self.directory) {
            let directory = Directory {
                snapshot: store.directory(),
                capabilities: self.capabilities.clone(),
            };
            put(&mut writes, Shelf::Replica, DIRECTORY, &directory);
        }
        let place = Place {
            version: VERSION,
            cursor,
            counts: store.counts(),
            complete: store.is_complete() && self.kept.len() >= store.conversation_count(),
        };
        put(&mut writes, Shelf::Replica, PLACE, &place);
        writes
    }

    fn has_room_for(&self, record: &ConversationRecord) -> bool {
        self.kept.len() < CONVERSATIONS
            || record.conversation.status != ConversationStatus::Resolved
            || self.kept.contains(&record.conversation.id)
    }

    fn drop_old(&mut self, store: &Store, writes: &mut Vec<Write>) {
        if self.kept.len() > CONVERSATIONS + SLACK {
            // What goes first is the greatest.
            let mut ranked: BinaryHeap<_> = self
                .kept
                .iter()
                .filter_map(|id| store.conversation(id))
                .map(|shown| {
                    let resolved = shown.status == ConversationStatus::Resolved;
                    (resolved, Reverse(shown.last_activity_at), shown.id.clone())
                })
                .collect();
            while ranked.len() > CONVERSATIONS
                && let Some((.., id)) = ranked.pop()
            {
                take(writes, Shelf::Conversations, id.as_str());
                self.kept.remove(&id);
            }
        }
        while self.kept_timelines.len() > TIMELINES {
            let oldest = self
                .kept_timelines
                .iter()
                .min_by_key(|(_, round)| **round)
                .map(|(id, _)| id.clone());
            let Some(id) = oldest else { return };
            take(writes, Shelf::Timelines, id.as_str());
            self.kept_timelines.remove(&id);
        }
    }
}

impl<H: Host> Engine<H> {
    /// Notes what storage does not have yet.
    pub(crate) fn note_unkept(self: &Rc<Self>, changes: &Changes) {
        self.unkept.borrow_mut().note(changes);
        if self.leads() {
            self.keep_replica_soon();
        }
    }

    pub(crate) fn keep_replica_soon(self: &Rc<Self>) {
        let gathering = {
            let mut unkept = self.unkept.borrow_mut();
            if unkept.busy || unkept.given_up || unkept.is_empty() {
                return;
            }
            unkept.busy = true;
            if unkept.rounds == 0 {
                GATHER_FIRST_MS
            } else {
                GATHER_MS
            }
        };
        let this = Rc::clone(self);
        let life = self.life.get();
        self.host.spawn(async move {
            this.host.clock().sleep(gathering).await;
            if this.life.get() == life && this.leads() {
                this.keep_replica().await;
            }
            this.unkept.borrow_mut().busy = false;
            if this.leads() {
                this.keep_replica_soon();
            }
        });
    }

    /// Writes what storage does not have yet.
    async fn keep_replica(&self) {
        let writes = self.unkept.borrow_mut().collect(&self.store.borrow());
        let mut writes = writes.into_iter().peekable();
        while writes.peek().is_some() {
            let piece = writes.by_ref().take(PIECE).collect();
            let (told, kept) = oneshot::channel();
            self.give(Job::Replica(piece, told));
            let kept = kept.await == Ok(true);
            let mut unkept = self.unkept.borrow_mut();
            if !kept {
                // The place was not written, so the next start goes on from an earlier one; but
                // what failed now would be missing there.
                unkept.everything = true;
                unkept.directory = true;
                unkept.failures += 1;
                unkept.given_up |= unkept.failures >= MOST_FAILURES;
                return;
            }
            unkept.failures = 0;
        }
    }

    /// Writes at once: the page may be about to go.
    pub fn keep_now(self: &Rc<Self>) {
        if self.leads() && !self.unkept.borrow().is_empty() {
            let this = Rc::clone(self);
            self.host.spawn(async move { this.keep_replica().await });
        }
    }

    /// Lets a newcomer among the tabs read what this one has.
    pub(crate) async fn welcome(self: Rc<Self>, life: u32) {
        self.keep_replica().await;
        if self.life.get() == life && self.leads() {
            let cursor = self.store.borrow().cursor();
            self.tell_tabs(&Said::Here(self.link.get(), cursor));
        }
    }

    /// Shows what storage has, if it has a replica and there is none yet.
    pub(crate) async fn take_replica(self: &Rc<Self>, vault: &Rc<H::Vault>, life: u32) {
        if self.store.borrow().cursor().is_some() {
            return;
        }
        // What can't be read the backend has too.
        let read_all = async |shelf| self.read_shelf(vault, shelf).await.unwrap_or_default();
        let heads = read_all(Shelf::Replica).await;
        let head = |wanted| heads.iter().find(|(name, _)| name == wanted);
        let place: Option<Place> = head(PLACE).and_then(|(_, json)| read(json));
        let directory: Option<Directory> = head(DIRECTORY).and_then(|(_, json)| read(json));
        let (Some(place), Some(directory)) = (place, directory) else {
            return;
        };
        if place.version != VERSION {
            return;
        }
        let records = read_all(Shelf::Conversations).await;
        let timelines = read_all(Shelf::Timelines).await;
        if self.life.get() != life || self.store.borrow().cursor().is_some() {
            return;
        }
        let items: Vec<ConversationRecord> =
            records.iter().filter_map(|(_, json)| read(json)).collect();
        let whole = place.complete && items.len() == records.len();
        {
            let mut unkept = self.unkept.borrow_mut();
            unkept.kept = items
                .iter()
                .map(|record| record.conversation.id.clone())
                .collect();
            unkept.kept_timelines = timelines
                .iter()
                .map(|(id, _)| (ConversationId::new(id.as_str()), 0))
                .collect();
            unkept.capabilities.clone_from(&directory.capabilities);
        }
        if let Some(capabilities) = directory.capabilities {
            self.host.show(News::Capabilities(capabilities));
        }
        let snapshot = Snapshot {
            counts: place.counts,
            cursor: place.cursor,
            conversations: ConversationPage {
                items,
                // What is not kept is fetched from the first page on.
                next: (!whole).then(String::new),
            },
            ..directory.snapshot
        };
        self.step(|store| {
            let mut changes = store.load_snapshot(snapshot);
            for (id, json) in timelines {
                if let Some(page) = read::<MessagePage>(&json) {
                    changes.fold(store.take_newest_messages(&id.into(), page));
                }
            }
            changes
        });
        // It came from there.
        let mut unkept = self.unkept.borrow_mut();
        unkept.everything = false;
        unkept.directory = false;
        unkept.conversations.clear();
        unkept.timelines.clear();
    }
}

/// The newest messages of a conversation, if nothing is missing at their end.
fn newest_messages(store: &Store, id: &ConversationId) -> Option<MessagePage> {
    let timeline = store.timeline(id).filter(|known| !known.is_stale())?;
    let run = timeline.latest_run()?;
    if run.end < store.conversation(id)?.last_position {
        return None;
    }
    let mut items: Vec<_> = timeline
        .messages_in(run)
        .rev()
        .take(MESSAGES)
        .cloned()
        .collect();
    items.reverse();
    let first = items.first()?.position;
    Some(MessagePage {
        has_older: first > run.start || run.has_older(),
        has_newer: false,
        items,
    })
}

fn put(writes: &mut Vec<Write>, shelf: Shelf, key: &str, value: &impl Serialize) {
    // Everything here is made of texts and numbers, which JSON can hold.
    if let Ok(json) = recado_json::to_string(value) {
        writes.push(Write {
            shelf,
            key: key.to_owned(),
            text: Some(json),
        });
    }
}

fn take(writes: &mut Vec<Write>, shelf: Shelf, key: &str) {
    writes.push(Write {
        shelf,
        key: key.to_owned(),
        text: None,
    });
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    recado_json::from_str(json).ok()
}
