use proptest::prelude::*;
use recado_protocol::{
    AgentId, Author, ContactId, Content, Delivery, Message, MessageId, SystemEvent, Timestamp,
    http::MessagePage,
};

use super::*;

fn message(position: u64, revision: u64) -> Message {
    Message {
        id: MessageId::new(format!("m{position}")),
        conversation: "c".into(),
        position,
        at: Timestamp::from_millis(position as i64 * 1_000),
        author: if position.is_multiple_of(2) {
            Author::Agent {
                id: AgentId::from("a"),
                name: "Lívia".into(),
            }
        } else {
            Author::Contact {
                id: ContactId::from("v"),
            }
        },
        content: Content::Text {
            text: format!("text {position}, revision {revision}"),
        },
        delivery: None,
        more: None,
        revision,
    }
}

fn page(positions: impl IntoIterator<Item = u64>, has_older: bool) -> MessagePage {
    MessagePage {
        items: positions
            .into_iter()
            .map(|position| message(position, 1))
            .collect(),
        has_older,
        has_newer: false,
    }
}

fn shown(log: &ConversationLog) -> Vec<u64> {
    log.shown().map(|message| message.position).collect()
}

#[test]
fn a_repeated_message_is_there_once_and_in_its_place() {
    let mut log = ConversationLog::of_new_conversation();
    log.put_answer(message(3, 1));
    log.put_event(message(2, 1));
    log.put_event(message(3, 1));
    log.put_event(message(2, 1));
    assert_eq!(shown(&log), [2, 3]);
}

#[test]
fn an_older_copy_never_replaces_a_newer_one() {
    let mut log = ConversationLog::of_new_conversation();
    let read = Message {
        delivery: Some(Delivery::Read),
        ..message(2, 5)
    };
    log.put_event(read.clone());
    log.put_newest(page([1, 2], false));
    assert_eq!(log.shown().last(), Some(&read));
}

#[test]
fn older_pages_join_the_newest_one() {
    let mut log = ConversationLog::default();
    assert!(!log.is_loaded());
    log.put_newest(page(10..=12, true));
    assert_eq!(log.older_before(), Some(10));
    log.put_older(page(7..=9, true), 10);
    log.put_older(page(1..=6, false), 7);
    assert_eq!(shown(&log), (1..=12).collect::<Vec<_>>());
    assert_eq!(log.older_before(), None);
}

#[test]
fn after_a_gap_that_the_newest_page_does_not_bridge_only_the_new_stretch_is_shown() {
    let mut log = ConversationLog::default();
    log.put_newest(page(1..=3, false));
    log.note_gap();
    log.put_newest(page(50..=60, true));
    assert_eq!(shown(&log), (50..=60).collect::<Vec<_>>());
    assert_eq!(log.older_before(), Some(50));
    log.put_older(page(2..=49, true), 50);
    assert_eq!(
        shown(&log),
        (1..=60).collect::<Vec<_>>(),
        "both stretches are one again"
    );
}

#[test]
fn after_a_gap_that_the_newest_page_bridges_nothing_goes_away() {
    let mut log = ConversationLog::default();
    log.put_newest(page(1..=5, false));
    log.note_gap();
    log.put_newest(page(4..=9, true));
    assert_eq!(shown(&log), (1..=9).collect::<Vec<_>>());
}

#[test]
fn an_answer_that_runs_ahead_of_a_missed_message_does_not_hide_the_gap() {
    let mut log = ConversationLog::default();
    log.put_newest(page(1..=2, false));
    log.put_answer(message(5, 1)); // 3 and 4 are an agent's, and were never seen
    log.note_gap();
    log.put_newest(page(5..=6, true));
    assert_eq!(
        log.older_before(),
        Some(5),
        "3 and 4 can still be asked for"
    );
}

#[test]
fn notes_and_system_lines_are_never_shown_even_if_a_backend_sends_them() {
    let mut log = ConversationLog::of_new_conversation();
    log.put_event(Message {
        content: Content::Note {
            text: "secret".into(),
        },
        ..message(2, 1)
    });
    log.put_event(Message {
        author: Author::System,
        content: Content::System {
            event: SystemEvent::Unknown,
        },
        ..message(3, 1)
    });
    assert_eq!(log.shown().count(), 0);
}

/// Something that arrives.
#[derive(Clone, Debug)]
enum Arrival {
    Event(u64, u64),
    Answer(u64, u64),
    Newest { first: u64, last: u64 },
    Older { first: u64, before: u64 },
}

const LENGTH: u64 = 30;

fn arrive(log: &mut ConversationLog, arrival: &Arrival) {
    match *arrival {
        Arrival::Event(position, revision) => log.put_event(message(position, revision)),
        Arrival::Answer(position, revision) => log.put_answer(message(position, revision)),
        Arrival::Newest { first, last } => log.put_newest(page(first..=last, first > 1)),
        Arrival::Older { first, before } => {
            log.put_older(page(first..before, first > 1), before);
        }
    }
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let one = prop_oneof![
        (1..=LENGTH, 1..5_u64).prop_map(|(position, revision)| Arrival::Event(position, revision)),
        (1..=LENGTH, 1..5_u64).prop_map(|(position, revision)| Arrival::Answer(position, revision)),
        (1..=LENGTH, 0..8_u64).prop_map(|(first, more)| Arrival::Newest {
            first,
            last: (first + more).min(LENGTH)
        }),
        (1..=LENGTH, 1..8_u64).prop_map(|(first, more)| Arrival::Older {
            first,
            before: (first + more).min(LENGTH + 1)
        }),
    ];
    proptest::collection::vec(one, 0..20)
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_of_what_arrives_gives_the_same_log(
        (once, shuffled) in arrivals().prop_flat_map(|once| {
            let mut twice = once.clone();
            twice.extend(once.iter().filter(|arrival| !matches!(arrival, Arrival::Newest { .. })).cloned());
            twice.extend(once.iter().cloned());
            (Just(once), Just(twice).prop_shuffle())
        })
    ) {
        let mut expected = ConversationLog::default();
        for arrival in &once {
            arrive(&mut expected, arrival);
        }
        let mut log = ConversationLog::default();
        for arrival in &shuffled {
            arrive(&mut log, arrival);
        }
        prop_assert_eq!(&log, &expected);
        let positions = shown(&log);
        prop_assert!(positions.is_sorted_by(|a, b| a < b), "ordered and without repetition: {:?}", positions);
    }
}
