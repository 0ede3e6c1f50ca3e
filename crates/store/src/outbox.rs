//! What the agent did and the backend has not confirmed yet.
//!
//! An entry leaves the outbox only when the backend confirmed it, when it was refused and taken
//! back, or when a person discarded it. Entries of one conversation go out in the order in which
//! they were given; different conversations do not wait for each other.

use std::collections::BTreeSet;

use recado_protocol::{Command, CommandEnvelope, CommandId, ConversationId, Problem, Timestamp};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::sorted_map::SortedMap;

/// The longest wait after the first try that did not get through, in milliseconds; doubled each time.
const FIRST_WAIT_MS: i64 = 1_000;
/// The longest wait between two tries, in milliseconds.
const LONGEST_WAIT_MS: i64 = 30_000;
/// The longest time for which a command can be called back, in milliseconds.
const LONGEST_HOLD_MS: i64 = 60_000;

/// One command on its way. `ordinal` is its place in the order of all commands of this device.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OutboxEntry {
    pub ordinal: u64,
    pub envelope: CommandEnvelope,
    /// Until then it can be called back, and does not go out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Timestamp>,
    /// Stored only when it failed: after a restart everything else is tried again.
    #[serde(default, skip_serializing_if = "EntryState::goes_on_by_itself")]
    pub state: EntryState,
    /// How often it was tried since it was given or taken from storage.
    #[serde(skip)]
    pub attempts: u32,
}

/// Where an entry stands.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// It goes out as soon as those before it in its conversation are through.
    #[default]
    Queued,
    /// The backend is being asked; it may or may not have it already.
    Sending,
    /// The last try did not get through; the next one is at `until`.
    Waiting { until: Timestamp },
    /// The backend refused it. A person decides: retry or discard.
    Failed { problem: Problem },
}

impl EntryState {
    /// Whether it needs no person's decision.
    fn goes_on_by_itself(&self) -> bool {
        !matches!(self, Self::Failed { .. })
    }
}

impl OutboxEntry {
    /// Whether it was refused and waits for a person.
    pub const fn has_failed(&self) -> bool {
        matches!(self.state, EntryState::Failed { .. })
    }

    /// Whether it does not go out yet, because it can still be called back.
    pub fn is_held(&self, now: Timestamp) -> bool {
        // Nothing is held for so long: the clock was set back.
        let longest = now.plus_millis(LONGEST_HOLD_MS);
        self.state == EntryState::Queued
            && self
                .held_until
                .is_some_and(|until| now < until && until <= longest)
    }
}

/// All entries, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbox {
    entries: SortedMap<u64, OutboxEntry>,
    ordinals: SortedMap<CommandId, u64>,
    next_ordinal: u64,
    /// What has left. It may come in once more: from storage that has not forgotten it yet, or from
    /// another tab that has not heard of it.
    settled: FxHashSet<CommandId>,
    /// What was refused before it came in: two tabs may tell of it out of order.
    refused: SortedMap<CommandId, Problem>,
}

impl Outbox {
    /// The ordinal that the next new command gets.
    pub fn next_ordinal(&self) -> u64 {
        self.next_ordinal
    }

    /// Adds a command, new or from storage. `false` when it is in already, or has left. Two tabs may
    /// have stored the same ordinal: the second comes last.
    pub fn add(&mut self, mut entry: OutboxEntry) -> bool {
        let id = &entry.envelope.id;
        if self.ordinals.contains_key(id) || self.settled.contains(id) {
            return false;
        }
        if self.entries.contains_key(&entry.ordinal) {
            entry.ordinal = self.next_ordinal;
        }
        self.next_ordinal = self.next_ordinal.max(entry.ordinal + 1);
        self.ordinals
            .insert(entry.envelope.id.clone(), entry.ordinal);
        self.entries.insert(entry.ordinal, entry);
        true
    }

    pub fn get(&self, id: &CommandId) -> Option<&OutboxEntry> {
        self.entries.get(self.ordinals.get(id)?)
    }

    pub fn get_mut(&mut self, id: &CommandId) -> Option<&mut OutboxEntry> {
        self.entries.get_mut(self.ordinals.get(id)?)
    }

    /// Takes an entry out for good, also one that has not come in yet.
    pub fn settle(&mut self, id: &CommandId) -> Option<OutboxEntry> {
        self.settled.insert(id.clone());
        let ordinal = self.ordinals.remove(id)?;
        self.entries.remove(&ordinal)
    }

    /// Notes that a command which has not come in was refused.
    pub fn expect_refused(&mut self, id: &CommandId, problem: Problem) {
        if !self.settled.contains(id) {
            self.refused.insert(id.clone(), problem);
        }
    }

    /// Why a command that has just come in was refused already.
    pub fn take_refusal(&mut self, id: &CommandId) -> Option<Problem> {
        self.refused.remove(id)
    }

    /// Whether it was here, or might have come, and has left for good.
    pub fn is_settled(&self, id: &CommandId) -> bool {
        self.settled.contains(id)
    }

    /// Forgets every entry, but not which ones have left.
    pub fn emptied(&self) -> Self {
        Self {
            settled: self.settled.clone(),
            ..Self::default()
        }
    }

    /// Every entry, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.entries.values()
    }

    /// The entries of one conversation, oldest first.
    pub fn of<'a>(
        &'a self,
        conversation: &'a ConversationId,
    ) -> impl Iterator<Item = &'a OutboxEntry> {
        self.iter()
            .filter(move |entry| entry.envelope.command.conversation() == conversation)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A read mark that was never tried and that a later one of the same conversation makes needless.
    pub fn needless_read_mark(&self, conversation: &ConversationId) -> Option<CommandId> {
        self.of(conversation)
            .find(|entry| {
                entry.attempts == 0 && matches!(entry.envelope.command, Command::MarkRead { .. })
            })
            .map(|entry| entry.envelope.id.clone())
    }

    /// The entries that may go out now: the first unsettled one of each conversation, unless it is
    /// on its way or waits.
    pub fn due(&self, now: Timestamp) -> Vec<CommandId> {
        self.heads()
            .filter(|entry| match entry.state {
                EntryState::Queued => !entry.is_held(now),
                // No wait is so long: the clock was set back.
                EntryState::Waiting { until } => {
                    until <= now || until > now.plus_millis(LONGEST_WAIT_MS)
                }
                EntryState::Sending | EntryState::Failed { .. } => false,
            })
            .map(|entry| entry.envelope.id.clone())
            .collect()
    }

    /// When the next waiting entry becomes due.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.heads()
            .filter_map(|entry| match entry.state {
                EntryState::Waiting { until } => Some(until),
                EntryState::Queued => entry.held_until,
                EntryState::Sending | EntryState::Failed { .. } => None,
            })
            .min()
    }

    /// Notes that the backend could not be asked, or could not answer now. `jitter` is a random
    /// number in `0.0..1.0`: waits are spread over the whole time, so that many clients that lost
    /// the same backend do not come back at the same moment.
    pub fn postpone(&mut self, id: &CommandId, now: Timestamp, jitter: f64) {
        if let Some(entry) = self.get_mut(id) {
            let longest = FIRST_WAIT_MS
                .saturating_mul(1 << entry.attempts.saturating_sub(1).min(10))
                .min(LONGEST_WAIT_MS);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "at most 30000, exact in both types"
            )]
            let wait = (longest as f64 * jitter.clamp(0.0, 1.0)) as i64;
            entry.state = EntryState::Waiting {
                until: now.plus_millis(wait),
            };
        }
    }

    /// Ends all waiting: the network is back.
    pub fn hurry(&mut self) -> bool {
        let mut changed = false;
        for entry in self.entries.values_mut() {
            if matches!(entry.state, EntryState::Waiting { .. }) {
                entry.state = EntryState::Queued;
                changed = true;
            }
        }
        changed
    }

    /// Whoever sent entries does not tell any more what came of it: they are sent again.
    pub fn send_again(&mut self) {
        for entry in self.entries.values_mut() {
            if entry.state == EntryState::Sending {
                entry.state = EntryState::Queued;
            }
        }
    }

    /// The first unsettled entry of each conversation.
    fn heads(&self) -> impl Iterator<Item = &OutboxEntry> {
        let mut seen = BTreeSet::new();
        self.iter().filter(move |entry| {
            !matches!(entry.state, EntryState::Failed { .. })
                && (seen.insert(entry.envelope.command.conversation().clone()) || order_is_broken())
        })
    }
}

/// Whether a test has broken the order on purpose, to see that somebody notices.
fn order_is_broken() -> bool {
    #[cfg(feature = "sabotage")]
    return crate::sabotage::order_is_broken();
    #[cfg(not(feature = "sabotage"))]
    false
}

#[cfg(test)]
mod tests {
    use recado_protocol::{OutgoingContent, ProblemKind};

    use super::*;

    fn message(ordinal: u64, conversation: &str) -> OutboxEntry {
        OutboxEntry {
            ordinal,
            envelope: CommandEnvelope {
                id: format!("m{ordinal}").into(),
                issued_at: Timestamp::from_millis(0),
                command: Command::SendMessage {
                    conversation: conversation.into(),
                    message: format!("m{ordinal}").into(),
                    content: OutgoingContent::Text { text: "hi".into() },
                    more: None,
                },
            },
            held_until: None,
            state: EntryState::Queued,
            attempts: 0,
        }
    }

    fn ids(due: &[CommandId]) -> Vec<&str> {
        due.iter().map(CommandId::as_str).collect()
    }

    #[test]
    fn one_conversation_keeps_its_order_and_another_does_not_wait_for_it() {
        let mut outbox = Outbox::default();
        for (ordinal, conversation) in [(0, "a"), (1, "a"), (2, "b")] {
            outbox.add(message(ordinal, conversation));
        }
        let now = Timestamp::from_millis(0);
        assert_eq!(ids(&outbox.due(now)), ["m0", "m2"]);
        outbox.get_mut(&"m0".into()).unwrap().state = EntryState::Sending;
        assert_eq!(ids(&outbox.due(now)), ["m2"]);
        outbox.settle(&"m0".into());
        assert_eq!(ids(&outbox.due(now)), ["m1", "m2"]);
    }

    #[test]
    fn a_refused_message_lets_the_later_ones_pass() {
        let mut outbox = Outbox::default();
        outbox.add(message(0, "a"));
        outbox.add(message(1, "a"));
        outbox.get_mut(&"m0".into()).unwrap().state = EntryState::Failed {
            problem: Problem::new(ProblemKind::ChannelClosed, ""),
        };
        assert_eq!(ids(&outbox.due(Timestamp::from_millis(0))), ["m1"]);
    }

    #[test]
    fn waits_grow_are_bounded_and_end_when_the_network_is_back() {
        let mut outbox = Outbox::default();
        outbox.add(message(0, "a"));
        let now = Timestamp::from_millis(0);
        let id = "m0".into();
        for (attempts, expected) in [(1, 1_000), (2, 2_000), (3, 4_000), (50, 30_000)] {
            outbox.get_mut(&id).unwrap().attempts = attempts;
            outbox.postpone(&id, now, 1.0);
            assert_eq!(outbox.next_wake(), Some(Timestamp::from_millis(expected)));
            assert!(outbox.due(now).is_empty());
        }
        assert!(outbox.hurry());
        assert_eq!(ids(&outbox.due(now)), ["m0"]);
    }

    #[test]
    fn what_was_on_its_way_is_sent_again() {
        let mut outbox = Outbox::default();
        outbox.add(message(0, "a"));
        outbox.get_mut(&"m0".into()).unwrap().state = EntryState::Sending;
        outbox.send_again();
        assert_eq!(ids(&outbox.due(Timestamp::from_millis(0))), ["m0"]);
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up() {
        let mut outbox = Outbox::default();
        outbox.add(message(0, "a"));
        let id = "m0".into();
        outbox.get_mut(&id).unwrap().attempts = 1;
        let noon = Timestamp::from_millis(43_200_000);
        outbox.postpone(&id, noon, 1.0);
        assert!(outbox.due(noon).is_empty());
        assert_eq!(ids(&outbox.due(Timestamp::from_millis(0))), ["m0"]);
    }

    #[test]
    fn what_can_be_called_back_waits_and_with_it_what_comes_after_it() {
        let mut outbox = Outbox::default();
        let (now, until) = (Timestamp::from_millis(0), Timestamp::from_millis(5_000));
        outbox.add(OutboxEntry {
            held_until: Some(until),
            ..message(0, "a")
        });
        outbox.add(message(1, "a"));
        outbox.add(message(2, "b"));
        assert_eq!(ids(&outbox.due(now)), ["m2"]);
        assert_eq!(outbox.next_wake(), Some(until));
        outbox.hurry();
        assert_eq!(ids(&outbox.due(now)), ["m2"]);
        assert_eq!(ids(&outbox.due(until)), ["m0", "m2"]);
        // The clock was set back by a day.
        let yesterday = now.plus_millis(-86_400_000);
        assert_eq!(ids(&outbox.due(yesterday)), ["m0", "m2"]);
        outbox.settle(&"m0".into());
        assert_eq!(ids(&outbox.due(now)), ["m1", "m2"]);
    }

    #[test]
    fn what_can_be_called_back_still_can_after_a_reload() {
        let held = OutboxEntry {
            held_until: Some(Timestamp::from_millis(5_000)),
            ..message(0, "a")
        };
        let stored = serde_json::to_string(&held).unwrap();
        assert_eq!(serde_json::from_str::<OutboxEntry>(&stored).unwrap(), held);
    }

    #[test]
    fn two_entries_with_one_ordinal_both_stay() {
        let mut outbox = Outbox::default();
        outbox.add(message(3, "a"));
        let mut other = message(3, "b");
        other.envelope.id = "from another tab".into();
        assert!(outbox.add(other));
        assert_eq!(outbox.len(), 2);
        assert_eq!(outbox.get(&"m3".into()).unwrap().envelope.id.as_str(), "m3");
    }

    #[test]
    fn entries_from_storage_come_before_new_ones_and_never_twice() {
        let mut outbox = Outbox::default();
        assert!(outbox.add(message(7, "a")));
        assert!(!outbox.add(message(7, "a")));
        assert_eq!(outbox.next_ordinal(), 8);
    }

    #[test]
    fn what_has_left_does_not_come_in_again() {
        let mut outbox = Outbox::default();
        outbox.add(message(0, "a"));
        outbox.settle(&"m0".into());
        // Another tab said so before this one heard of the command itself.
        outbox.settle(&"m1".into());
        assert!(!outbox.add(message(0, "a")));
        assert!(!outbox.add(message(1, "a")));
        assert!(outbox.is_empty());
        let mut next = outbox.emptied();
        assert!(next.is_settled(&"m0".into()) && !next.add(message(1, "a")));
    }
}
