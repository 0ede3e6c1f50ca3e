//! What people did at a device, as somebody outside knows it: the other half of every check.

use std::collections::{BTreeMap, BTreeSet};

use recado_protocol::{Command, CommandEnvelope, CommandId};

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

    pub fn retried(&mut self, id: &CommandId) {
        self.retried.insert(id.clone());
    }
}
