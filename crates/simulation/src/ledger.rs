//! What people did at a device, as somebody outside knows it: the other half of every check.

use std::collections::{BTreeMap, BTreeSet};

use recado_engine::{Shelf, draft_name};
use recado_protocol::{Command, CommandEnvelope, CommandId};
use recado_store::DraftKey;
use tokio::time::Instant;

use crate::network::millis;
use crate::storage::Storage;

/// Of two tabs that type in one place within this time, either may be stored last, in milliseconds.
const AT_ONCE_MS: u32 = 2_000;

/// What is known of one device.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Every command that was ever stored there.
    pub stored: BTreeMap<CommandId, CommandEnvelope>,
    /// The refusals that somebody saw.
    pub told: Vec<Command>,
    /// What a person gave up.
    pub given_up: BTreeSet<CommandId>,
    /// What a person tried again, so that later ones may have passed it.
    pub retried: BTreeSet<CommandId>,
    /// What was typed last, where it is known what storage must hold of it.
    pub typed: BTreeMap<DraftKey, Typed>,
}

/// A draft.
#[derive(Debug)]
pub struct Typed {
    pub tab: u32,
    pub text: String,
    at: Instant,
}

impl Typed {
    /// Whether storage has it, or rightly has nothing.
    pub fn is_stored(&self, key: &DraftKey, storage: &Storage) -> bool {
        let stored = storage.text(Shelf::Drafts, &draft_name(key));
        stored.unwrap_or_default() == self.text
    }
}

impl Ledger {
    pub fn stored(&mut self, envelope: &CommandEnvelope) {
        self.stored
            .entry(envelope.id.clone())
            .or_insert_with(|| envelope.clone());
    }

    pub fn told(&mut self, command: Command) {
        self.told.push(command);
    }

    pub fn given_up(&mut self, id: &CommandId) {
        self.given_up.insert(id.clone());
    }

    pub fn typed(&mut self, tab: u32, key: &DraftKey, text: &str) {
        let at = Instant::now();
        let new = Typed {
            tab,
            text: text.to_owned(),
            at,
        };
        let before = self.typed.insert(key.clone(), new);
        if before.is_some_and(|before| {
            before.tab != tab && at.duration_since(before.at) < millis(AT_ONCE_MS)
        }) {
            self.typed.remove(key);
        }
    }

    /// A tab is gone, or all of a troubled device: what storage has not taken of its drafts by now may
    /// be lost.
    pub fn forget_untaken(&mut self, storage: &Storage, tab: Option<u32>) {
        self.typed.retain(|key, typed| {
            (tab.is_some() && tab != Some(typed.tab))
                || (tab.is_none() && !storage.is_troubled())
                || typed.is_stored(key, storage)
        });
    }

    /// Nothing of the person may be left: whatever was not sent is given up.
    pub fn cleared(&mut self) {
        self.given_up.extend(self.stored.keys().cloned());
        self.typed.clear();
    }

    pub fn retried(&mut self, id: &CommandId) {
        self.retried.insert(id.clone());
    }
}
