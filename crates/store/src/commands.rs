//! What the agent does: from the click to the backend's word on it.

use recado_protocol::{
    Command, CommandEnvelope, CommandId, ConversationId, Message, MessageWrite, Problem,
    ProblemKind, Timestamp, WriteAnswer,
};

use crate::{Changes, EntryState, OutboxEntry, Store};

impl Store {
    /// The outbox entry for a new command, to be put into storage before [`Store::issue`]. Its place
    /// is after all that is known, and by its time after what a slow storage may still bring.
    pub fn entry_for(&self, envelope: CommandEnvelope) -> OutboxEntry {
        let time = u64::try_from(envelope.issued_at.millis()).unwrap_or(0);
        OutboxEntry {
            ordinal: self.outbox.next_ordinal().max(time),
            envelope,
            held_until: None,
            state: EntryState::Queued,
            attempts: 0,
        }
    }

    /// Takes a command, new or from storage, and shows its effect at once. One that is in already, or
    /// that has left the outbox, changes nothing.
    pub fn issue(&mut self, entry: OutboxEntry) -> Changes {
        let command = entry.envelope.command.clone();
        let conversation = command.conversation().clone();
        let is_in_thread = is_in_thread(&command);
        let mut changes = Changes::default();
        let before = self.conversation(&conversation).cloned();
        let id = entry.envelope.id.clone();
        if self.outbox.add(entry) {
            changes.outbox = true;
            if is_in_thread {
                changes.timelines.insert(conversation.clone());
            }
            self.refresh(&conversation, before.as_ref(), &mut changes);
            if let Some(problem) = self.outbox.take_refusal(&id) {
                changes.fold(self.refuse(&id, problem));
            }
            self.give_up_earlier_edits(&command, &mut changes);
            // Storage or another tab may bring what was refused there.
            self.forget_if_erased(&conversation, &mut changes);
        }
        changes
    }

    /// Notes that an entry is on its way and gives what to send. `None` when it is gone.
    pub fn begin_sending(&mut self, id: &CommandId) -> Option<CommandEnvelope> {
        let entry = self.outbox.get_mut(id)?;
        entry.state = EntryState::Sending;
        entry.attempts += 1;
        Some(entry.envelope.clone())
    }

    /// The backend has done it.
    pub fn confirm(&mut self, id: &CommandId, answer: WriteAnswer) -> Changes {
        let mut changes = self.take_out(id);
        self.put_record(answer.record, &mut changes);
        if let Some(message) = answer.message {
            self.put_message(message, &mut changes);
        }
        changes
    }

    /// The backend could not be asked, or not now: it is tried again later. `jitter` is a random
    /// number in `0.0..1.0`.
    pub fn postpone(&mut self, id: &CommandId, now: Timestamp, jitter: f64) -> Changes {
        self.outbox.postpone(id, now, jitter);
        Changes {
            outbox: true,
            ..Changes::default()
        }
    }

    /// Ends all waiting: the network is back.
    pub fn hurry(&mut self) -> Changes {
        Changes {
            outbox: self.outbox.hurry(),
            ..Changes::default()
        }
    }

    /// A sign-in ended while entries were on their way: the next one sends them again.
    pub fn send_again(&mut self) {
        self.outbox.send_again();
    }

    /// The backend refused it. A message stays in its conversation, failed, for a person to retry
    /// or discard, and so do the new text of a message, for a person to go on with, and a change of
    /// what somebody else changed meanwhile, to choose from; anything else, and all that was meant for
    /// somebody who is erased, is taken back and told. A new text that its author has replaced by a later
    /// one since is not worth a word.
    pub fn refuse(&mut self, id: &CommandId, problem: Problem) -> Changes {
        let Some(entry) = self.outbox.get(id) else {
            self.outbox.expect_refused(id, problem);
            return Changes::default();
        };
        let command = entry.envelope.command.clone();
        let waits_for_person = (matches!(command, Command::SendMessage { .. })
            || MessageWrite::is_edit(&command)
            || problem.kind == ProblemKind::StaleRevision)
            && !self.is_erased(command.conversation());
        if waits_for_person {
            if let Some(entry) = self.outbox.get_mut(id) {
                entry.state = EntryState::Failed {
                    problem: problem.clone(),
                };
            }
            let mut changes = self.restate(&command);
            self.give_up_earlier_edits(&command, &mut changes);
            if self.outbox.get(id).is_some() {
                changes.refused.push((command, problem));
            }
            return changes;
        }
        let mut changes = self.take_out(id);
        changes.refused.push((command, problem));
        changes
    }

    /// A person wants a failed entry tried again, with the same idempotency key.
    pub fn retry(&mut self, id: &CommandId) -> Changes {
        let Some(entry) = self.outbox.get_mut(id) else {
            return Changes::default();
        };
        entry.state = EntryState::Queued;
        entry.attempts = 0;
        let command = entry.envelope.command.clone();
        self.restate(&command)
    }

    /// A person gives an entry up.
    pub fn discard(&mut self, id: &CommandId) -> Changes {
        self.take_out(id)
    }

    /// Of the new texts of one message the last one is what its author wants: those before it that were
    /// refused wait for nobody.
    fn give_up_earlier_edits(&mut self, command: &Command, changes: &mut Changes) {
        let Command::Write { resource, .. } = command else {
            return;
        };
        if !MessageWrite::is_edit(command) {
            return;
        }
        let of_message = self.outbox.of(command.conversation()).filter(|entry| {
            let command = &entry.envelope.command;
            matches!(command, Command::Write { resource: its, .. } if its == resource)
                && MessageWrite::is_edit(command)
        });
        let mut earlier: Vec<_> = of_message.collect();
        earlier.pop();
        let refused = earlier.into_iter().filter(|entry| entry.has_failed());
        let refused: Vec<_> = refused.map(|entry| entry.envelope.id.clone()).collect();
        for id in refused {
            changes.fold(self.take_out(&id));
        }
    }

    /// A message of ours that the backend shows is confirmed, whether or not its answer ever came.
    pub(crate) fn confirm_by_echo(&mut self, message: &Message, changes: &mut Changes) {
        if self.outbox.is_empty() {
            return;
        }
        let id = CommandId::new(message.id.as_str());
        if self.outbox.get(&id).is_some() {
            changes.fold(self.take_out(&id));
        }
    }

    pub(crate) fn take_out(&mut self, id: &CommandId) -> Changes {
        let conversation = self
            .outbox
            .get(id)
            .map(|entry| entry.envelope.command.conversation().clone());
        let before = conversation
            .as_ref()
            .and_then(|id| self.conversation(id).cloned());
        let entry = self.outbox.settle(id);
        let Some(conversation) = conversation else {
            return Changes::default();
        };
        let command = entry.as_ref().map(|entry| &entry.envelope.command);
        let mut changes = self.changed_entry(&conversation, command, before);
        changes.settled.push(id.clone());
        changes
    }

    /// Shows an entry's new state.
    fn restate(&mut self, command: &Command) -> Changes {
        let conversation = command.conversation().clone();
        let before = self.conversation(&conversation).cloned();
        self.changed_entry(&conversation, Some(command), before)
    }

    fn changed_entry(
        &mut self,
        conversation: &ConversationId,
        command: Option<&Command>,
        before: Option<recado_protocol::Conversation>,
    ) -> Changes {
        let mut changes = Changes {
            outbox: true,
            ..Changes::default()
        };
        if command.is_some_and(is_in_thread) {
            changes.timelines.insert(conversation.clone());
        }
        self.refresh(conversation, before.as_ref(), &mut changes);
        changes
    }
}

/// Whether the messages of its conversation may look different with it.
fn is_in_thread(command: &Command) -> bool {
    matches!(command, Command::SendMessage { .. } | Command::Write { .. })
}
