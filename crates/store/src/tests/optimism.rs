//! What the agent does is shown at once, and confirmed or taken back later.

use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{
    Author, BaseView, Command, CommandEnvelope, Content, ConversationStatus, Delivery, Event,
    EventBody, Fields, Filter, Preview, Priority, Problem, ProblemKind, Rich, Timestamp, Verb,
    WriteAnswer, deed,
};

use super::samples::{customer_writes, issue, me, message, record, store_with, text};
use crate::{DraftKind, EntryState, Mode, Store};

fn open_latest(store: &mut Store, conversation: &str) {
    store.add_messages(
        &conversation.into(),
        MessageWindow::Latest,
        MessagePage::default(),
    );
}

/// The thread as a person reads it: confirmed messages, then those on their way.
fn thread(store: &Store, conversation: &str) -> Vec<String> {
    let id = conversation.into();
    let timeline = store.timeline(&id);
    let confirmed: Vec<_> = timeline
        .and_then(|known| {
            known
                .latest_run()
                .map(|run| known.messages_in(run).cloned().collect())
        })
        .unwrap_or_default();
    confirmed
        .into_iter()
        .chain(store.pending_messages(&id))
        .map(|message| {
            let state = match message.delivery {
                Some(Delivery::Queued) => " (queued)",
                Some(Delivery::Failed { .. }) => " (failed)",
                _ => "",
            };
            format!("{}{state}", message.id)
        })
        .collect()
}

fn confirmed(conversation: &str, id: &str, revision: u64) -> WriteAnswer {
    let mut record = record(conversation, revision);
    record.conversation.last_position = 1;
    let author = Author::Agent {
        id: "me".into(),
        name: me().name,
    };
    let mut message = message(conversation, id, 1, author);
    message.delivery = Some(Delivery::Sent);
    record.conversation.last_message = Preview::of(&message);
    WriteAnswer {
        record,
        message: Some(message),
    }
}

fn echo(answer: &WriteAnswer, seq: u64) -> Event {
    Event {
        seq,
        at: Timestamp::from_millis(0),
        body: EventBody::Message(Box::new(recado_protocol::event::MessageChange {
            message: answer.message.clone().unwrap(),
            record: Some(answer.record.clone()),
        })),
    }
}

#[test]
fn a_message_is_in_the_thread_and_on_top_of_the_list_before_the_backend_knows_it() {
    let mut store = store_with(&["a", "b"]);
    open_latest(&mut store, "b");
    issue(&mut store, text("b", "m1", 99));
    assert_eq!(thread(&store, "b"), ["m1 (queued)"]);
    let top: Vec<_> = store
        .view(&Filter::of(BaseView::All))
        .unwrap()
        .ids(0..1)
        .collect();
    assert_eq!(top, [&"b".into()]);
}

#[test]
fn the_newest_activity_is_that_of_the_conversation_on_top() {
    assert_eq!(Store::new(me()).newest_activity(), None);
    let mut store = store_with(&["c1", "c2"]);
    let mut newer = record("c2", 9);
    newer.conversation.last_activity_at = Timestamp::from_millis(7);
    store.add_record(newer);
    let newest = store.newest_activity();
    assert_eq!(newest, Some(Timestamp::from_millis(7)));
}

#[test]
fn answer_and_echo_in_either_order_leave_one_message() {
    for echo_first in [true, false] {
        let mut store = store_with(&["a"]);
        open_latest(&mut store, "a");
        issue(&mut store, text("a", "m1", 99));
        store.begin_sending(&"m1".into());
        let answer = confirmed("a", "m1", 2);
        if echo_first {
            store.apply(echo(&answer, 1));
            store.confirm(&"m1".into(), answer);
        } else {
            store.confirm(&"m1".into(), answer.clone());
            store.apply(echo(&answer, 1));
        }
        assert_eq!(thread(&store, "a"), ["m1"], "echo first: {echo_first}");
        assert!(store.outbox().is_empty());
    }
}

#[test]
fn a_message_whose_answer_was_lost_is_confirmed_by_history() {
    let mut store = store_with(&["a"]);
    issue(&mut store, text("a", "m1", 99));
    let answer = confirmed("a", "m1", 2);
    let items = vec![answer.message.unwrap()];
    let page = MessagePage {
        items,
        has_older: false,
        has_newer: false,
    };
    store.add_messages(&"a".into(), MessageWindow::Latest, page);
    assert_eq!(thread(&store, "a"), ["m1"]);
    assert!(store.outbox().is_empty());
}

#[test]
fn a_refused_message_stays_failed_until_a_person_decides() {
    let mut store = store_with(&["a"]);
    open_latest(&mut store, "a");
    issue(&mut store, text("a", "m1", 99));
    store.begin_sending(&"m1".into());
    let changes = store.refuse(
        &"m1".into(),
        Problem::new(ProblemKind::ChannelClosed, "Channel is off."),
    );
    assert_eq!(changes.refused.len(), 1, "it is told");
    assert!(changes.settled.is_empty(), "but not taken back by itself");
    assert_eq!(thread(&store, "a"), ["m1 (failed)"]);
    store.retry(&"m1".into());
    assert_eq!(thread(&store, "a"), ["m1 (queued)"]);
    assert_eq!(
        store.outbox().get(&"m1".into()).unwrap().state,
        EntryState::Queued
    );
    store.discard(&"m1".into());
    assert!(thread(&store, "a").is_empty());
}

#[test]
fn a_refused_change_is_taken_back_and_told() {
    let mut store = store_with(&["a"]);
    let resolve = Command::SetStatus {
        conversation: "a".into(),
        status: ConversationStatus::Resolved,
    };
    let envelope = CommandEnvelope {
        id: "k1".into(),
        issued_at: Timestamp::from_millis(5),
        command: resolve.clone(),
    };
    issue(&mut store, envelope);
    assert_eq!(store.count(&Filter::of(BaseView::Pending)), 0);
    let problem = Problem::new(ProblemKind::Forbidden, "No.");
    let changes = store.refuse(&"k1".into(), problem.clone());
    assert_eq!(changes.refused, [(resolve, problem)]);
    assert_eq!(store.count(&Filter::of(BaseView::Pending)), 1);
}

#[test]
fn what_is_written_on_the_record_is_foreseen() {
    let mut store = store_with(&["a"]);
    let mut known = record("a", 9);
    known.conversation.last_position = 4;
    known.conversation.read_position = 4;
    known.conversation.customer_wrote_at = Some(Timestamp::from_millis(1));
    known.conversation.answered = true;
    let answer = WriteAnswer {
        record: known,
        message: None,
    };
    store.confirm(&"k0".into(), answer);
    let mut write = |resource: &str, body: &str| {
        let envelope = CommandEnvelope {
            id: format!("write of {resource} {body}").as_str().into(),
            issued_at: Timestamp::from_millis(5),
            command: Command::Write {
                conversation: "a".into(),
                verb: Verb::Put,
                resource: resource.to_owned(),
                body: Some(Fields::from_json(body)),
            },
        };
        issue(&mut store, envelope);
        let all = store.count(&Filter::of(BaseView::All));
        (store.conversation(&"a".into()).unwrap().clone(), all)
    };
    assert_eq!(write(deed::ARCHIVED, "true").1, 0);
    assert_eq!(write(deed::ARCHIVED, "false").1, 1);
    let (unanswered, _) = write(deed::ANSWERED, "false");
    assert_eq!(unanswered.waiting_since, Some(Timestamp::from_millis(1)));
    assert!(write(deed::ANSWERED, "true").0.waiting_since.is_none());
    let (unread, _) = write(deed::UNREAD, "{}");
    assert_eq!((unread.unread_count, unread.read_position), (1, 3));
    let (labelled, _) = write("labels", r#"{"labels":["vip"]}"#);
    assert_eq!(labelled.labels, ["vip"]);
    let (urgent, _) = write("priority", r#"{"priority":"urgent"}"#);
    assert_eq!(urgent.priority, Some(Priority::Urgent));
    let until = r#"{"until":"2027-01-01T09:00:00Z"}"#;
    let (snoozed, _) = write("snooze", until);
    assert_eq!(snoozed.status, ConversationStatus::Snoozed);
    assert!(snoozed.snoozed_until.is_some());
    let (back, _) = write("snooze", r#"{"until":null}"#);
    assert_eq!(
        (back.status, back.snoozed_until),
        (ConversationStatus::Open, None)
    );
    // Nobody draws this one: it is carried, and changes nothing here.
    assert_eq!(write("macros/m", "{}").0, back);
    assert!(!back.is_over());
    let (deleted, listed) = write(deed::DELETED, "true");
    assert!(deleted.is_over() && listed == 0);
    assert!(!write(deed::DELETED, "false").0.is_over());
}

#[test]
fn an_event_from_the_backend_does_not_undo_what_is_still_on_its_way() {
    let mut store = store_with(&["a"]);
    let assign = Command::Assign {
        conversation: "a".into(),
        assignee: Some("me".into()),
    };
    let issued_at = Timestamp::from_millis(5);
    issue(
        &mut store,
        CommandEnvelope {
            id: "k1".into(),
            issued_at,
            command: assign,
        },
    );
    customer_writes("a", 50, 2).take(&mut store);
    assert_eq!(store.count(&Filter::of(BaseView::Mine)), 1);
    assert_eq!(store.count(&Filter::of(BaseView::Unread)), 1);
}

#[test]
fn reading_to_the_end_clears_the_count_at_once() {
    let mut store = store_with(&["a"]);
    customer_writes("a", 50, 2).take(&mut store);
    let command = Command::MarkRead {
        conversation: "a".into(),
        position: 1,
    };
    let issued_at = Timestamp::from_millis(60);
    issue(
        &mut store,
        CommandEnvelope {
            id: "k1".into(),
            issued_at,
            command,
        },
    );
    assert_eq!(store.conversation(&"a".into()).unwrap().unread_count, 0);
    assert_eq!(store.count(&Filter::of(BaseView::Unread)), 0);
}

#[test]
fn what_a_customer_adds_while_a_read_mark_is_on_its_way_is_all_that_is_unread() {
    let mut store = store_with(&["a"]);
    open_latest(&mut store, "a");
    customer_writes("a", 50, 2).take(&mut store);
    let command = Command::MarkRead {
        conversation: "a".into(),
        position: 1,
    };
    let issued_at = Timestamp::from_millis(60);
    let id = "k1".into();
    issue(
        &mut store,
        CommandEnvelope {
            id,
            issued_at,
            command,
        },
    );
    // The backend has not heard of the mark yet.
    let mut record = record("a", 3);
    record.conversation.unread_count = 2;
    record.conversation.last_position = 2;
    let author = Author::Contact { id: "p".into() };
    let message = message("a", "a-2", 2, author);
    store.apply(Event {
        seq: 3,
        at: Timestamp::from_millis(70),
        body: EventBody::Message(Box::new(recado_protocol::event::MessageChange {
            message,
            record: Some(record),
        })),
    });
    assert_eq!(store.conversation(&"a".into()).unwrap().unread_count, 1);
    assert_eq!(store.audit(), Vec::<String>::new());
}

#[test]
fn a_fresh_snapshot_keeps_what_is_on_its_way_and_what_was_typed() {
    let mut store = store_with(&["a"]);
    issue(&mut store, text("a", "m1", 99));
    let key = crate::DraftKey {
        conversation: "a".into(),
        kind: DraftKind::Written(Mode::Note),
    };
    store.set_draft(key.clone(), "half a thou".into());
    store.load_snapshot(super::samples::snapshot(&["a"], 40));
    assert_eq!(store.pending_messages(&"a".into()).len(), 1);
    assert_eq!(store.draft(&key), "half a thou");
    assert_eq!(store.cursor(), Some(40));
}

#[test]
fn a_message_of_a_kind_that_nobody_knows_is_kept() {
    let mut store = store_with(&["a"]);
    open_latest(&mut store, "a");
    let mut answer = confirmed("a", "m9", 2);
    if let Some(message) = &mut answer.message {
        message.content = Content::Rich(Rich::from_fields(Fields::from_json(
            r#"{"kind":"hologram"}"#,
        )));
    }
    store.apply(echo(&answer, 1));
    assert_eq!(thread(&store, "a"), ["m9"]);
}

#[test]
fn what_became_of_a_command_may_be_heard_before_the_command() {
    let mut store = store_with(&["a"]);
    let problem = Problem::new(ProblemKind::ChannelClosed, "");
    store.refuse(&"m1".into(), problem.clone());
    store.confirm(&"m2".into(), confirmed("a", "m2", 2));
    issue(&mut store, text("a", "m1", 1));
    issue(&mut store, text("a", "m2", 2));
    let states: Vec<_> = store.outbox().iter().map(|entry| &entry.state).collect();
    assert_eq!(states, [&EntryState::Failed { problem }]);
}
