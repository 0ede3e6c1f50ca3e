//! New texts of messages that the backend did not take.

use recado_protocol::message::write::NewText;
use recado_protocol::{CommandEnvelope, MessageWrite, Problem, ProblemKind, Timestamp};

use super::samples::{issue, store_with};
use crate::{EntryState, Store};

/// A new text of a message that said "seven".
fn edit(id: &str, message: &str, text: &str) -> CommandEnvelope {
    let edit = MessageWrite::Edit(NewText {
        text: text.to_owned(),
        before: Some("seven".to_owned()),
    });
    CommandEnvelope {
        id: id.into(),
        issued_at: Timestamp::from_millis(5),
        command: edit.command("a".into(), &message.into()),
    }
}

fn in_outbox(store: &Store) -> Vec<&str> {
    let entries = store.outbox().iter();
    entries.map(|it| it.envelope.id.as_str()).collect()
}

#[test]
fn a_refused_new_text_waits_for_a_person_and_other_changes_of_a_message_do_not() {
    let mut store = store_with(&["a"]);
    let pin = CommandEnvelope {
        command: MessageWrite::Pin.command("a".into(), &"m1".into()),
        ..edit("k2", "m1", "")
    };
    for envelope in [edit("k1", "m1", "on time"), pin] {
        let id = envelope.id.clone();
        issue(&mut store, envelope);
        let changes = store.refuse(&id, Problem::new(ProblemKind::Forbidden, "No."));
        assert_eq!(changes.refused.len(), 1, "it is told");
        assert!(changes.timelines.contains(&"a".into()), "and shown");
    }
    assert_eq!(in_outbox(&store), ["k1"]);
    assert!(store.outbox().due(Timestamp::from_millis(9)).is_empty());
}

#[test]
fn of_the_new_texts_of_a_message_only_the_last_one_waits_for_a_person() {
    let stale = || Problem::new(ProblemKind::StaleRevision, "");
    // Both were given before the first was refused, or the second because it was.
    for both_first in [true, false] {
        let mut store = store_with(&["a"]);
        issue(&mut store, edit("other", "m2", "nine"));
        store.refuse(&"other".into(), stale());
        issue(&mut store, edit("six", "m1", "six"));
        if both_first {
            issue(&mut store, edit("five", "m1", "five"));
            let changes = store.refuse(&"six".into(), stale());
            assert!(changes.refused.is_empty(), "the later one will tell");
            assert_eq!(changes.settled, ["six".into()]);
        } else {
            store.refuse(&"six".into(), stale());
            let entry = store.entry_for(edit("five", "m1", "five"));
            assert_eq!(store.issue(entry).settled, ["six".into()]);
        }
        assert_eq!(in_outbox(&store), ["other", "five"]);
        assert_eq!(store.refuse(&"five".into(), stale()).refused.len(), 1);
        store.discard(&"five".into());
        assert_eq!(in_outbox(&store), ["other"], "nothing comes back");
    }
}

#[test]
fn of_the_refused_texts_that_storage_has_the_last_one_is_taken() {
    let mut before = store_with(&["a"]);
    let mut stored = Vec::new();
    for id in ["six", "five"] {
        let mut entry = before.entry_for(edit(id, "m1", id));
        before.issue(entry.clone());
        let problem = Problem::new(ProblemKind::StaleRevision, "");
        entry.state = EntryState::Failed { problem };
        stored.push(entry);
    }
    for order in [[0, 1], [1, 0]] {
        let mut store = store_with(&["a"]);
        for at in order {
            store.issue(stored[at].clone());
        }
        assert_eq!(in_outbox(&store), ["five"], "{order:?}");
    }
}
