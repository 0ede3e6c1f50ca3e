//! What must be true whenever everything has settled.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use recado_client::{Backend, Failure, RecadoBackend};
use recado_engine::{LinkState, Phase};
use recado_protocol::http::{KeepRefresh, MessageWindow, PAGE_LIMIT};
use recado_protocol::{CommandId, ConversationId, Message};
use recado_store::{EntryState, Fill, Store};

use crate::device::Device;
use crate::devices_work::{drafts_kept, every_command_accounted_for, sent_is_no_draft};
use crate::network::{ORIGIN, SimTransport};
use crate::records::{Records, Row};
use crate::storage::SimVault;
use crate::tab::{SimBackend, Tab};
use crate::visitor::Visitor;
use crate::world::World;

/// The lines of the checkers begin here. They are never bad.
const CHECKERS: u8 = 200;

/// A promise that was not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Which promise, in a few words: a shorter trace has to break the same one.
    pub promise: &'static str,
    pub detail: String,
}

pub type Checked = Result<(), Violation>;

pub fn broken(promise: &'static str, detail: impl Into<String>) -> Checked {
    Err(Violation {
        promise,
        detail: detail.into(),
    })
}

/// Why a tab is not at rest; `None` when it is.
pub fn unrest(tab: &Tab) -> Option<String> {
    let engine = &tab.engine;
    if engine.phase() != Phase::Ready {
        return Some(format!("its phase is {:?}", engine.phase()));
    }
    if engine.link() != LinkState::Live {
        return Some(format!("its link is {:?}", engine.link()));
    }
    engine.read(|store| {
        if *store.fill() != Fill::Complete {
            return Some(format!("its replica is {:?}", store.fill()));
        }
        store
            .outbox()
            .iter()
            .find(|entry| !matches!(entry.state, EntryState::Failed { .. }))
            .map(|entry| format!("{} is {:?}", entry.envelope.id, entry.state))
    })
}

/// Checks everything.
pub async fn check(world: &World) -> Checked {
    let records = Records::read(&world.data.database()).map_err(|error| Violation {
        promise: "the database can be read",
        detail: error.to_string(),
    })?;
    each_text_once(&records)?;
    every_deed_answered(&records)?;
    for device in &world.devices {
        every_command_accounted_for(device, &records)?;
        drafts_kept(device)?;
        sent_is_no_draft(device)?;
        order_kept(&records, device)?;
        if device.tabs.borrow().is_empty() {
            continue;
        }
        let checker = checker(world, device);
        let fresh = fresh_replica(&checker).await?;
        let tabs: Vec<u32> = device.tabs.borrow().keys().copied().collect();
        for number in tabs {
            let store = device.tabs.borrow()[&number].engine.read(Clone::clone);
            let name = format!("device {}, tab {number}", device.number);
            same_replica(&name, &store, &fresh)?;
            nobody_types(&name, &store)?;
            same_messages(&name, &store, &checker).await?;
        }
    }
    for visitor in &world.visitors {
        visitor_is_served(visitor, &records)?;
    }
    Ok(())
}

/// The part of a text that no other text has.
fn marker(text: &str) -> Option<(&str, u32)> {
    let (writer, rest) = text.split_once('#')?;
    let number = rest.get(..4)?.parse().ok()?;
    Some((writer, number))
}

fn each_text_once(records: &Records) -> Checked {
    let mut seen = BTreeMap::new();
    for row in &records.messages {
        if let Some(marker) = row.text().and_then(marker)
            && let Some(first) = seen.insert(marker, &row.id)
        {
            return broken(
                "a command takes effect once",
                format!("{marker:?} is there as {first} and as {}", row.id),
            );
        }
    }
    Ok(())
}

fn every_deed_answered(records: &Records) -> Checked {
    let answered: BTreeSet<&String> = records.answered.iter().collect();
    for row in records.messages.iter().filter(|row| row.is_deed()) {
        if !answered.contains(&row.id) {
            return broken(
                "a command takes effect once",
                format!("no command is known that left {row:?}"),
            );
        }
    }
    Ok(())
}

/// Nobody has typed for a while.
fn nobody_types(name: &str, store: &Store) -> Checked {
    for known in store.conversations() {
        if let Some(typist) = store.typing(&known.id).first() {
            return broken(
                "typing ends by itself",
                format!("{name}: {typist:?} in {}", known.id),
            );
        }
    }
    Ok(())
}

fn order_kept(records: &Records, device: &Device) -> Checked {
    let prefix = format!("d{}t", device.number);
    let ledger = device.storage.ledger.borrow();
    let by_device = |row: &&Row| {
        row.text().is_some_and(|text| text.starts_with(&prefix))
            && !ledger.retried.contains(&CommandId::new(row.id.as_str()))
    };
    in_order(records.messages.iter().filter(by_device))
}

/// Rows come in the order of conversation and position.
fn in_order<'a>(rows: impl Iterator<Item = &'a Row>) -> Checked {
    let mut last: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for row in rows {
        let Some((writer, number)) = row.text().and_then(marker) else {
            continue;
        };
        let before = last.insert((row.conversation.as_str(), writer), number);
        if before.is_some_and(|before| before > number) {
            return broken(
                "a sender's order is kept",
                format!(
                    "{writer}: {number} stands after {before:?} in {}",
                    row.conversation
                ),
            );
        }
    }
    Ok(())
}

/// A client of the same agent over a perfect line.
fn checker(world: &World, device: &Device) -> SimBackend {
    let storage = Rc::clone(&world.checkers[usize::from(device.number)]);
    let transport = SimTransport {
        network: Rc::clone(&world.network),
        line: CHECKERS + device.number,
    };
    RecadoBackend::new(transport, SimVault(storage), ORIGIN, KeepRefresh::Body)
}

fn failed(failure: Failure) -> Violation {
    Violation {
        promise: "the backend answers on a good line",
        detail: format!("{failure:?}"),
    }
}

async fn fresh_replica(backend: &SimBackend) -> Result<Store, Violation> {
    let me = backend.resume().await.map_err(failed)?;
    let mut store = Store::new(me);
    store.load_snapshot(backend.snapshot().await.map_err(failed)?);
    while let Fill::Loading { next } = store.fill().clone() {
        let page = backend.conversations(&next).await.map_err(failed)?;
        store.add_conversations(page);
    }
    Ok(store)
}

fn same_replica(name: &str, store: &Store, fresh: &Store) -> Checked {
    const PROMISE: &str = "a replica equals what the backend shows";
    let differs = |what: &str, ours: &dyn std::fmt::Debug, theirs: &dyn std::fmt::Debug| {
        broken(
            PROMISE,
            format!("{name}: {what} is {ours:?} and should be {theirs:?}"),
        )
    };
    if let Some(wrong) = store.audit().first() {
        return broken(
            "an index equals a fresh computation",
            format!("{name}: {wrong}"),
        );
    }
    if store.cursor() != fresh.cursor() {
        return differs("the cursor", &store.cursor(), &fresh.cursor());
    }
    let (ours, theirs) = (store.directory(), fresh.directory());
    if ours.counts != theirs.counts {
        return differs("the counts", &ours.counts, &theirs.counts);
    }
    if ours != theirs {
        return differs("the directory", &ours, &theirs);
    }
    let by_id = |store: &Store| -> BTreeMap<ConversationId, _> {
        store
            .conversations()
            .map(|known| (known.id.clone(), store.record(&known.id)))
            .collect()
    };
    let (ours, theirs) = (by_id(store), by_id(fresh));
    for (id, record) in &theirs {
        if ours.get(id) != Some(record) {
            return differs(&format!("{id}"), &ours.get(id), record);
        }
        // Nothing is on its way, so what is shown is what the backend gave.
        if store.conversation(id) != record.as_ref().map(|record| &record.conversation) {
            return differs(
                &format!("{id} as it is shown"),
                &store.conversation(id),
                record,
            );
        }
    }
    for (id, record) in &ours {
        let is_archived = record
            .as_ref()
            .is_some_and(|record| record.conversation.archived);
        if !theirs.contains_key(id) && !is_archived {
            return differs(&format!("{id}"), record, &"nothing");
        }
    }
    Ok(())
}

async fn same_messages(name: &str, store: &Store, backend: &SimBackend) -> Checked {
    let mut ids: Vec<ConversationId> = store
        .conversations()
        .map(|known| known.id.clone())
        .collect();
    ids.sort();
    for id in ids {
        let (Some(timeline), Some(conversation)) = (store.timeline(&id), store.conversation(&id))
        else {
            continue;
        };
        if timeline.is_stale() {
            continue;
        }
        let Some(run) = timeline.latest_run() else {
            continue;
        };
        if run.end != conversation.last_position {
            return broken(
                "a timeline reaches the newest message",
                format!(
                    "{name}: {id} ends at {} of {}",
                    run.end, conversation.last_position
                ),
            );
        }
        let ours: Vec<&Message> = timeline.messages_in(run).collect();
        let mut theirs = Vec::new();
        let mut after = run.start.saturating_sub(1);
        while after < run.end {
            let window = MessageWindow::After(after);
            let page = backend
                .messages(&id, window, PAGE_LIMIT)
                .await
                .map_err(failed)?;
            let Some(last) = page.items.last() else { break };
            after = last.position;
            theirs.extend(page.items);
        }
        for (ours, theirs) in ours.iter().zip(&theirs) {
            if *ours != theirs {
                return broken(
                    "a timeline equals what the backend shows",
                    format!("{name}: {ours:?} should be {theirs:?}"),
                );
            }
        }
        if ours.len() != theirs.len() {
            return broken(
                "a timeline equals what the backend shows",
                format!(
                    "{name}: {id} has {} of {} messages in {run:?}",
                    ours.len(),
                    theirs.len()
                ),
            );
        }
    }
    Ok(())
}

fn visitor_is_served(visitor: &Visitor, records: &Records) -> Checked {
    let prefix = format!("v{}#", visitor.number);
    let stored: Vec<&Row> = records
        .messages
        .iter()
        .filter(|row| row.text().is_some_and(|text| text.starts_with(&prefix)))
        .collect();
    in_order(stored.iter().copied())?;
    let unsent = visitor.unsent();
    for number in 1..=visitor.written() {
        let text = format!("{prefix}{number:04}");
        let is_stored = stored.iter().any(|row| row.text() == Some(&text));
        let is_unsent = unsent.contains(&text);
        if !is_stored && !is_unsent {
            return broken("no command is lost", format!("{text} is nowhere"));
        }
        if is_stored && is_unsent && visitor.is_here() {
            return broken(
                "what is done leaves the outbox",
                format!("{text} still waits"),
            );
        }
    }
    let Some((conversation, shown)) = visitor.shown() else {
        return Ok(());
    };
    let first = shown.first().map_or(0, |message| message.position);
    let theirs: Vec<&Row> = records
        .messages
        .iter()
        .filter(|row| {
            row.conversation == conversation.as_str()
                && row.position >= first
                && row.is_for_customers()
        })
        .collect();
    let shown: Vec<&str> = shown.iter().map(|message| message.id.as_str()).collect();
    let right: Vec<&str> = theirs.iter().map(|row| row.id.as_str()).collect();
    if shown != right {
        return broken(
            "a visitor sees what the backend shows",
            format!("visitor {}: {shown:?} should be {right:?}", visitor.number),
        );
    }
    Ok(())
}
