//! What must have become of the work that people did at a device.

use std::collections::BTreeSet;

use recado_protocol::{Command, CommandId};

use crate::check::{Checked, broken};
use crate::device::Device;
use crate::records::Records;
use crate::tab::Tab;

/// Every command that was stored was carried out, waits where somebody sees it, or was given up.
pub fn every_command_accounted_for(device: &Device, records: &Records) -> Checked {
    let ledger = device.storage.ledger.borrow();
    let owner = format!("agent:{}", device.agent);
    let answered: BTreeSet<&str> = records
        .answers
        .iter()
        .filter(|(by, _)| *by == owner)
        .map(|(_, key)| key.as_str())
        .collect();
    let waiting: BTreeSet<CommandId> = device
        .storage
        .outbox()
        .into_iter()
        .map(|entry| entry.envelope.id)
        .collect();
    let messages: BTreeSet<&str> = records.messages.iter().map(|row| row.id.as_str()).collect();
    let mut told = ledger.told.clone();
    for (id, envelope) in &ledger.stored {
        let command = &envelope.command;
        let is_message = matches!(command, Command::SendMessage { .. });
        if answered.contains(id.as_str()) {
            if is_message && !messages.contains(id.as_str()) {
                return broken("a command takes effect once", format!("{id} left nothing"));
            }
            if waiting.contains(id) && !device.tabs.borrow().is_empty() {
                return broken(
                    "what is done leaves the outbox",
                    format!("device {}: {id} is done and still waits", device.number),
                );
            }
            continue;
        }
        let is_shown = |tab: &Tab| tab.engine.read(|store| store.outbox().get(id).is_some());
        let tabs = device.tabs.borrow();
        if waiting.contains(id) && !tabs.is_empty() && !tabs.values().any(is_shown) {
            return broken(
                "what waits is sent or shown",
                format!("device {}: {id} waits in storage alone", device.number),
            );
        }
        if waiting.contains(id) || ledger.given_up.contains(id) {
            continue;
        }
        // A read mark that a later one made needless.
        let is_overtaken = matches!(command, Command::MarkRead { .. })
            && ledger.stored.values().any(|later| {
                matches!((&later.command, command),
                    (Command::MarkRead { conversation: a, position: later }, Command::MarkRead { conversation: b, position })
                        if a == b && later >= position)
                    && later.id != *id
            });
        if is_overtaken {
            continue;
        }
        match told.iter().position(|told| told == command) {
            Some(at) => drop(told.swap_remove(at)),
            None => {
                return broken(
                    "no command is lost",
                    format!("device {}: {id}, {command:?}", device.number),
                );
            }
        }
    }
    Ok(())
}

/// The last text of every composer is stored, and shown where it was typed.
pub fn drafts_kept(device: &Device) -> Checked {
    const PROMISE: &str = "what was typed is kept";
    let ledger = device.storage.ledger.borrow();
    let tabs = device.tabs.borrow();
    for (key, typed) in &ledger.typed {
        let name = format!("device {}, tab {}", device.number, typed.tab);
        if !typed.is_stored(key, &device.storage) {
            return broken(PROMISE, format!("{name}: {:?} is not stored", typed.text));
        }
        let shown = tabs
            .get(&typed.tab)
            .map(|tab| tab.engine.read(|store| store.draft(key).to_owned()));
        if let Some(shown) = shown.filter(|shown| *shown != typed.text) {
            return broken(
                PROMISE,
                format!("{name}: {shown:?} should be {:?}", typed.text),
            );
        }
    }
    Ok(())
}

/// What was stored to be sent is no draft any more: nobody is led to send it twice.
pub fn sent_is_no_draft(device: &Device) -> Checked {
    let ledger = device.storage.ledger.borrow();
    let drafts = device.storage.drafts();
    for (id, envelope) in &ledger.stored {
        if let Command::SendMessage { content, .. } = &envelope.command
            && drafts.iter().any(|draft| draft == content.text())
        {
            return broken(
                "what is sent is no draft",
                format!("device {}: {id} is a draft too", device.number),
            );
        }
    }
    Ok(())
}

/// What a device holds that somebody wanted cleared.
pub fn nothing_left(device: &Device) -> Checked {
    let left = device.storage.left_over();
    if left.is_empty() {
        return Ok(());
    }
    broken(
        "a device that is cleared holds nothing",
        format!("device {}: {left:?}", device.number),
    )
}
