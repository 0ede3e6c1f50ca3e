//! The visitor's messages that the backend has not confirmed yet.
//!
//! A message keeps its id, made here, through every try: the id is the idempotency key, so sending
//! it again is harmless. It leaves only when the backend has it or the visitor throws it away.

use recado_protocol::{MessageId, Timestamp};

/// What waits to be sent, in the order in which it was written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outbox {
    entries: Vec<Entry>,
    /// When the newest entry was written; ids sort by time, so no two share a millisecond.
    last_written: Timestamp,
}

/// One message that is not confirmed yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub id: MessageId,
    pub text: String,
    pub written_at: Timestamp,
    pub state: EntryState,
}

/// Where an unconfirmed message stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryState {
    /// It goes out as soon as there is a connection and its turn has come.
    Waiting,
    /// The backend will not take it: the visitor decides between another try and throwing it away.
    Refused(Refusal),
}

/// Why the backend does not take a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The channel takes no messages now.
    ChannelClosed,
    TooLong,
    /// Any other reason, in the backend's own sentence.
    Other(String),
}

impl Outbox {
    /// Takes in what an earlier life of this page kept, in any order.
    pub fn restore(&mut self, kept: impl IntoIterator<Item = (MessageId, String)>) {
        for (id, text) in kept {
            if self.entries.iter().any(|entry| entry.id == id) {
                continue;
            }
            let written_at = written_at(&id);
            self.last_written = self.last_written.max(written_at);
            // The ids sort by the time of writing.
            let at = self.entries.partition_point(|entry| entry.id < id);
            let state = EntryState::Waiting;
            self.entries.insert(
                at,
                Entry {
                    id,
                    text,
                    written_at,
                    state,
                },
            );
        }
    }

    /// Adds a text that the visitor has written, and gives its entry.
    pub fn write(&mut self, text: String, now: Timestamp, random: [u8; 10]) -> &Entry {
        let written_at = now.max(self.last_written.plus_millis(1));
        self.last_written = written_at;
        let at = self.entries.len();
        self.entries.push(Entry {
            id: MessageId::make(written_at, random),
            text,
            written_at,
            state: EntryState::Waiting,
        });
        &self.entries[at]
    }

    /// The message whose turn it is. A refused one does not hold up those after it.
    pub fn next(&self) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.state == EntryState::Waiting)
    }

    /// The backend has it, or the visitor threw it away. Says whether it was there.
    pub fn remove(&mut self, id: &MessageId) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.id != *id);
        self.entries.len() < before
    }

    pub fn refuse(&mut self, id: &MessageId, refusal: Refusal) {
        self.set_state(id, EntryState::Refused(refusal));
    }

    /// The visitor wants another try of a refused message.
    pub fn retry(&mut self, id: &MessageId) {
        self.set_state(id, EntryState::Waiting);
    }

    /// Everything that is not confirmed, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many go out by themselves.
    pub fn waiting(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.state == EntryState::Waiting)
            .count()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn set_state(&mut self, id: &MessageId, state: EntryState) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == *id) {
            entry.state = state;
        }
    }
}

/// The time that a UUIDv7 carries in its first 48 bits; the beginning of time for any other id.
fn written_at(id: &MessageId) -> Timestamp {
    let digits: String = id.as_str().chars().filter(|c| *c != '-').take(12).collect();
    Timestamp::from_millis(i64::from_str_radix(&digits, 16).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_795_262_400_000);

    fn texts(outbox: &Outbox) -> Vec<&str> {
        outbox
            .entries()
            .iter()
            .map(|entry| entry.text.as_str())
            .collect()
    }

    #[test]
    fn messages_go_out_in_the_order_in_which_they_were_written_even_within_a_millisecond() {
        let mut outbox = Outbox::default();
        let first = outbox.write("one".into(), NOON, [0xff; 10]).id.clone();
        let second = outbox.write("two".into(), NOON, [0; 10]).id.clone();
        assert!(first < second);
        assert_eq!(
            outbox.next().map(|entry| entry.id.clone()),
            Some(first.clone())
        );
        assert!(outbox.remove(&first));
        assert_eq!(outbox.next().map(|entry| entry.id.clone()), Some(second));
        assert!(
            !outbox.remove(&first),
            "a second confirmation finds nothing"
        );
    }

    #[test]
    fn a_clock_that_goes_backward_does_not_change_the_order() {
        let mut outbox = Outbox::default();
        let first = outbox.write("one".into(), NOON, [0; 10]).id.clone();
        let second = outbox
            .write("two".into(), NOON.plus_millis(-86_400_000), [0; 10])
            .id
            .clone();
        assert!(first < second);
    }

    #[test]
    fn what_was_kept_comes_back_once_in_order_and_with_its_time() {
        let mut earlier = Outbox::default();
        let one = earlier.write("one".into(), NOON, [1; 10]).clone();
        let two = earlier.write("two".into(), NOON, [1; 10]).clone();
        let mut outbox = Outbox::default();
        outbox.restore([
            (two.id.clone(), two.text.clone()),
            (one.id.clone(), one.text.clone()),
        ]);
        outbox.restore([(one.id.clone(), one.text.clone())]);
        assert_eq!(outbox.entries(), [one, two]);
        outbox.write("three".into(), NOON.plus_millis(-5), [0; 10]);
        assert_eq!(texts(&outbox), ["one", "two", "three"]);
    }

    #[test]
    fn a_refused_message_stays_and_holds_up_nothing() {
        let mut outbox = Outbox::default();
        let first = outbox.write("one".into(), NOON, [0; 10]).id.clone();
        outbox.write("two".into(), NOON, [0; 10]);
        outbox.refuse(&first, Refusal::TooLong);
        assert_eq!(outbox.next().map(|entry| entry.text.as_str()), Some("two"));
        assert_eq!((texts(&outbox).len(), outbox.waiting()), (2, 1));
        outbox.retry(&first);
        assert_eq!(outbox.next().map(|entry| entry.text.as_str()), Some("one"));
    }

    #[test]
    fn an_id_that_is_no_uuid_is_taken_as_it_is() {
        let mut outbox = Outbox::default();
        outbox.restore([(MessageId::from("odd"), "text".to_owned())]);
        assert_eq!(outbox.entries()[0].written_at, Timestamp::from_millis(0));
    }
}
