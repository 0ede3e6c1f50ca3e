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
    /// What was taken, so that it counts until the message that asked says so itself.
    taken: Vec<Errand>,
}

/// One message that is not confirmed yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub id: MessageId,
    /// What the log shows of it.
    pub text: String,
    /// Absent when the text is all of it.
    pub errand: Option<Errand>,
    pub written_at: Timestamp,
    pub state: EntryState,
}

/// A request of its own: an answer, or a message with files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Errand {
    /// The resource below the visitor's API.
    pub path: String,
    /// JSON.
    pub body: String,
}

/// What begins an entry that is kept with an errand, and stands between its parts: no text begins so.
const MARK: char = '\0';

impl Entry {
    /// As it is kept.
    pub fn kept(&self) -> String {
        match &self.errand {
            None => self.text.clone(),
            Some(Errand { path, body }) => {
                let mark = MARK.to_string();
                [&*mark, path, &mark, body, &mark, &self.text].concat()
            }
        }
    }
}

/// The text and the errand of an entry that was kept.
fn read_kept(kept: String) -> (String, Option<Errand>) {
    let parts = kept.strip_prefix(MARK).and_then(|rest| {
        let mut parts = rest.splitn(3, MARK);
        let (path, body) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some((parts.next()?.to_owned(), Some(Errand { path, body })))
    });
    parts.unwrap_or((kept, None))
}

/// Where the answer to a message goes.
pub fn answer_path(asked: &MessageId) -> String {
    ["messages/", asked.as_str(), "/answer"].concat()
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
        for (id, kept) in kept {
            if self.entries.iter().any(|entry| entry.id == id) {
                continue;
            }
            let written_at = written_at(&id);
            self.last_written = self.last_written.max(written_at);
            // The ids sort by the time of writing.
            let at = self.entries.partition_point(|entry| entry.id < id);
            let state = EntryState::Waiting;
            let (text, errand) = read_kept(kept);
            self.entries.insert(
                at,
                Entry {
                    id,
                    text,
                    errand,
                    written_at,
                    state,
                },
            );
        }
    }

    /// Adds a text that the visitor has written, and gives its entry. `errand` makes what is sent of
    /// the id, where that is more.
    pub fn write(
        &mut self,
        text: String,
        errand: impl FnOnce(&MessageId) -> Option<Errand>,
        now: Timestamp,
        random: [u8; 10],
    ) -> &Entry {
        let written_at = now.max(self.last_written.plus_millis(1));
        self.last_written = written_at;
        let at = self.entries.len();
        let id = MessageId::make(written_at, random);
        self.entries.push(Entry {
            errand: errand(&id),
            id,
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
        let Some(at) = self.entries.iter().position(|entry| entry.id == *id) else {
            return false;
        };
        let entry = self.entries.remove(at);
        if entry.state == EntryState::Waiting {
            self.taken.extend(entry.errand);
        }
        true
    }

    /// The answer to a message that waits, or was taken just now.
    pub fn answer_to(&self, asked: &MessageId) -> Option<&str> {
        let waiting = self.entries.iter();
        let waiting = waiting.filter(|entry| entry.state == EntryState::Waiting);
        let path = answer_path(asked);
        let mut errands = waiting
            .filter_map(|entry| entry.errand.as_ref())
            .chain(&self.taken);
        let found = errands.find(|errand| errand.path == path);
        found.map(|errand| errand.body.as_str())
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
        let first = outbox
            .write("one".into(), |_| None, NOON, [0xff; 10])
            .id
            .clone();
        let second = outbox
            .write("two".into(), |_| None, NOON, [0; 10])
            .id
            .clone();
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
        let first = outbox
            .write("one".into(), |_| None, NOON, [0; 10])
            .id
            .clone();
        let second = outbox
            .write(
                "two".into(),
                |_| None,
                NOON.plus_millis(-86_400_000),
                [0; 10],
            )
            .id
            .clone();
        assert!(first < second);
    }

    #[test]
    fn what_was_kept_comes_back_once_in_order_and_with_its_time() {
        let mut earlier = Outbox::default();
        let one = earlier.write("one".into(), |_| None, NOON, [1; 10]).clone();
        let two = earlier.write("two".into(), |_| None, NOON, [1; 10]).clone();
        let mut outbox = Outbox::default();
        outbox.restore([
            (two.id.clone(), two.text.clone()),
            (one.id.clone(), one.text.clone()),
        ]);
        outbox.restore([(one.id.clone(), one.text.clone())]);
        assert_eq!(outbox.entries(), [one, two]);
        outbox.write("three".into(), |_| None, NOON.plus_millis(-5), [0; 10]);
        assert_eq!(texts(&outbox), ["one", "two", "three"]);
    }

    #[test]
    fn a_refused_message_stays_and_holds_up_nothing() {
        let mut outbox = Outbox::default();
        let first = outbox
            .write("one".into(), |_| None, NOON, [0; 10])
            .id
            .clone();
        outbox.write("two".into(), |_| None, NOON, [0; 10]);
        outbox.refuse(&first, Refusal::TooLong);
        assert_eq!(outbox.next().map(|entry| entry.text.as_str()), Some("two"));
        assert_eq!((texts(&outbox).len(), outbox.waiting()), (2, 1));
        outbox.retry(&first);
        assert_eq!(outbox.next().map(|entry| entry.text.as_str()), Some("one"));
    }

    #[test]
    fn an_answer_is_kept_with_what_it_answers_and_counts_until_it_is_refused() {
        let asked = MessageId::from("asked");
        let errand = |_: &MessageId| {
            Some(Errand {
                path: answer_path(&"asked".into()),
                body: "{}".into(),
            })
        };
        let mut earlier = Outbox::default();
        let entry = earlier.write("Oak".into(), errand, NOON, [1; 10]).clone();
        let mut outbox = Outbox::default();
        outbox.restore([(entry.id.clone(), entry.kept())]);
        assert_eq!(outbox.entries(), std::slice::from_ref(&entry));
        assert_eq!(outbox.answer_to(&asked), Some("{}"));
        outbox.refuse(&entry.id, Refusal::TooLong);
        assert_eq!(outbox.answer_to(&asked), None);
        outbox.retry(&entry.id);
        outbox.remove(&entry.id);
        assert_eq!(outbox.answer_to(&asked), Some("{}"));
    }

    #[test]
    fn an_id_that_is_no_uuid_is_taken_as_it_is() {
        let mut outbox = Outbox::default();
        outbox.restore([(MessageId::from("odd"), "text".to_owned())]);
        assert_eq!(outbox.entries()[0].written_at, Timestamp::from_millis(0));
    }
}
