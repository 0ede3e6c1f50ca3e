//! What an agent wrote and did not send goes with the person whom it was for.

use recado_protocol::message::write::NewText;
use recado_protocol::{
    CommandEnvelope, ConversationId, Event, EventBody, MessageWrite, Problem, ProblemKind,
    Timestamp,
};

use super::samples::{issue, record, store_with, text};
use crate::{Changes, DraftKey, DraftKind, EntryState, Mode, Store};

fn erase(store: &mut Store, id: &str, seq: u64) -> Changes {
    let mut record = record(id, 100 + seq);
    record.conversation.erased = true;
    record.conversation.archived = true;
    store.apply(Event {
        seq,
        at: Timestamp::from_millis(0),
        body: EventBody::Conversation(Box::new(record)),
    })
}

fn drafts_of(conversation: &str) -> Vec<DraftKey> {
    let conversation = ConversationId::from(conversation);
    let kinds = [
        DraftKind::Written(Mode::Reply),
        DraftKind::Written(Mode::Note),
        DraftKind::Answer,
        DraftKind::Edit("m1".into()),
    ];
    let key = |kind| DraftKey {
        conversation: conversation.clone(),
        kind,
    };
    kinds.map(key).into()
}

fn edit(conversation: &str, id: &str) -> CommandEnvelope {
    let edit = MessageWrite::Edit(NewText {
        text: "to Zanzibar".to_owned(),
        before: None,
    });
    CommandEnvelope {
        id: id.into(),
        issued_at: Timestamp::from_millis(5),
        command: edit.command(conversation.into(), &"m1".into()),
    }
}

fn problem() -> Problem {
    Problem::new(ProblemKind::Forbidden, "No.")
}

#[test]
fn drafts_and_what_was_refused_go_with_an_erased_person_and_those_of_others_stay() {
    let mut store = store_with(&["a", "b"]);
    for conversation in ["a", "b"] {
        for key in drafts_of(conversation) {
            store.set_draft(key, "to Zanzibar".to_owned());
        }
        let message = text(conversation, &format!("{conversation}-message"), 5);
        for envelope in [message, edit(conversation, &format!("{conversation}-edit"))] {
            let id = envelope.id.clone();
            issue(&mut store, envelope);
            store.refuse(&id, problem());
        }
    }
    let changes = erase(&mut store, "a", 1);
    assert_eq!(changes.erased, ["a".into()]);
    assert_eq!(changes.settled, ["a-message".into(), "a-edit".into()]);
    assert!(changes.timelines.contains(&"a".into()), "and it is shown");
    let left: Vec<_> = store.drafts().map(|(key, _)| key.clone()).collect();
    assert_eq!(left, drafts_of("b"));
    let left = store.outbox().iter().map(|it| it.envelope.id.as_str());
    assert_eq!(left.collect::<Vec<_>>(), ["b-message", "b-edit"]);
    assert_eq!(store.audit(), Vec::<String>::new());
}

#[test]
fn of_what_is_not_here_it_is_known_that_something_was_written_for_it() {
    let mut store = store_with(&["a"]);
    for conversation in ["a", "b"] {
        for key in drafts_of(conversation) {
            store.set_draft(key, "to Zanzibar".to_owned());
        }
    }
    let mut refused = store.entry_for(edit("c", "refused"));
    refused.state = EntryState::Failed { problem: problem() };
    store.issue(refused);
    issue(&mut store, edit("d", "on its way"));
    assert_eq!(store.written_for_and_not_here(), ["b".into(), "c".into()]);
}

#[test]
fn nothing_comes_back_to_an_erased_person_from_storage_or_from_the_backend() {
    let mut store = store_with(&["a"]);
    issue(&mut store, edit("a", "on its way"));
    erase(&mut store, "a", 1);
    assert_eq!(store.outbox().len(), 1, "the backend may have taken it");
    let changes = store.refuse(&"on its way".into(), problem());
    assert_eq!(changes.refused.len(), 1, "it is told");
    assert!(store.outbox().is_empty(), "and waits for nobody");

    let mut stored = store.entry_for(edit("a", "stored"));
    stored.state = EntryState::Failed { problem: problem() };
    assert_eq!(store.issue(stored).settled, ["stored".into()]);
    for key in drafts_of("a") {
        let changes = store.set_draft(key, "to Zanzibar".to_owned());
        assert_eq!(changes.erased, ["a".into()]);
    }
    assert_eq!(store.drafts().count(), 0);
}
