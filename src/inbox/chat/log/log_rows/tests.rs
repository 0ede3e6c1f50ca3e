use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{Author, Content, SystemEvent};

use super::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const SETTING: Setting = Setting {
    width: 600.0,
    day_of: |at| at.millis().div_euclid(DAY),
};

/// Two minutes after the one before; the customer writes three, then we write three.
fn message(position: u64) -> Message {
    let minutes = i64::try_from(position).unwrap() * 2;
    let author = if (position / 3).is_multiple_of(2) {
        Author::Contact {
            id: "beatriz".into(),
        }
    } else {
        Author::Agent {
            id: "livia".into(),
            name: "Lívia".into(),
        }
    };
    Message {
        id: format!("m{position}").into(),
        conversation: "c".into(),
        position,
        at: Timestamp::from_millis(minutes * MINUTE),
        author,
        content: Content::Text {
            text: format!("message {position}"),
        },
        delivery: None,
        more: None,
        revision: 1,
    }
}

fn pending(id: &str) -> Message {
    Message {
        id: id.into(),
        position: PENDING_POSITION,
        ..message(4)
    }
}

fn timeline(messages: impl IntoIterator<Item = Message>) -> Timeline {
    let mut timeline = Timeline::default();
    let page = MessagePage {
        items: messages.into_iter().collect(),
        has_older: true,
        has_newer: true,
    };
    timeline.add_page(MessageWindow::Latest, page);
    timeline
}

struct Given<'a> {
    timeline: &'a Timeline,
    pending: &'a [Message],
    first_unread: Option<u64>,
    is_complete: bool,
}

/// How many newer messages are missing in a log that is not complete.
const NEWER: u64 = 10;

fn newest(timeline: &Timeline, is_complete: bool) -> u64 {
    let end = timeline.latest_run().map_or(0, |run| run.end);
    if is_complete { end } else { end + NEWER }
}

fn refresh(rows: &mut LogRows, given: &Given<'_>) -> Refreshed {
    let known = Known {
        timeline: given.timeline,
        run: given.timeline.latest_run(),
        pending: given.pending,
        first_unread: given.first_unread,
        newest: newest(given.timeline, given.is_complete),
    };
    rows.refresh(&known, SETTING)
}

fn built(given: &Given<'_>) -> LogRows {
    let mut rows = LogRows::default();
    refresh(&mut rows, given);
    rows
}

/// The log of the messages at these positions, for tests of what uses it.
pub fn log(positions: std::ops::RangeInclusive<u64>) -> LogRows {
    let mut rows = LogRows::default();
    more(&mut rows, positions);
    rows
}

/// The same log with the messages at these positions.
pub fn more(rows: &mut LogRows, positions: std::ops::RangeInclusive<u64>) {
    let timeline = timeline(positions.map(message));
    refresh(
        rows,
        &Given {
            timeline: &timeline,
            pending: &[],
            first_unread: None,
            is_complete: true,
        },
    );
}

/// A log in which newer messages are missing.
pub fn unfinished_log(positions: std::ops::RangeInclusive<u64>) -> LogRows {
    let timeline = timeline(positions.map(message));
    built(&Given {
        timeline: &timeline,
        pending: &[],
        first_unread: None,
        is_complete: false,
    })
}

/// One word per row; a joined one follows its neighbour without a space.
fn shown(rows: &LogRows) -> String {
    let mut text = String::new();
    for row in rows.rows(0..rows.heights().len()) {
        let word = match &row.key {
            RowKey::Head => "head".to_owned(),
            RowKey::Day(_) => format!("day{}", (SETTING.day_of)(row.at)),
            RowKey::Unread => "unread".to_owned(),
            RowKey::Message(id) => id.to_string(),
            RowKey::Gap => "gap".to_owned(),
            RowKey::Foot => "foot".to_owned(),
        };
        text.push_str(if row.joined { "+" } else { " " });
        text.push_str(&word);
    }
    text.trim_start().to_owned()
}

#[test]
fn messages_of_one_sender_are_joined_and_days_are_headed() {
    assert_eq!(shown(&log(1..=5)), "head day0 m1+m2 m3+m4+m5 foot");
    let late = |position, at| Message {
        at: Timestamp::from_millis(at),
        ..message(position)
    };
    let timeline = timeline([
        late(6, DAY - MINUTE),
        late(7, DAY),
        late(8, DAY + 6 * MINUTE),
    ]);
    let given = Given {
        timeline: &timeline,
        pending: &[],
        first_unread: None,
        is_complete: true,
    };
    assert_eq!(shown(&built(&given)), "head day0 m6 day1 m7 m8 foot");
}

#[test]
fn notes_and_system_lines_stand_alone() {
    let note = Content::Note { text: "n".into() };
    let system = Content::System {
        event: SystemEvent::Unknown,
    };
    let timeline = timeline([
        message(6),
        Message {
            content: note,
            ..message(7)
        },
        Message {
            content: system.clone(),
            author: Author::System,
            ..message(8)
        },
        Message {
            content: system,
            author: Author::System,
            ..message(9)
        },
    ]);
    let given = Given {
        timeline: &timeline,
        pending: &[],
        first_unread: None,
        is_complete: true,
    };
    assert_eq!(shown(&built(&given)), "head day0 m6 m7 m8 m9 foot");
}

#[test]
fn the_divider_stands_above_the_first_unread_message_and_parts_what_it_divides() {
    let timeline = timeline((1..=5).map(message));
    let given = Given {
        timeline: &timeline,
        pending: &[],
        first_unread: Some(4),
        is_complete: true,
    };
    let rows = built(&given);
    assert_eq!(shown(&rows), "head day0 m1+m2 m3 unread m4+m5 foot");
    assert_eq!(
        rows.row(rows.index_of(Place::of_divider(4))).key,
        RowKey::Unread
    );
}

#[test]
fn what_was_sent_stands_at_the_end_and_keeps_its_row_and_height_when_it_is_placed() {
    let before = timeline((1..=5).map(message));
    let sent = [pending("x"), pending("y")];
    let mut given = Given {
        timeline: &before,
        pending: &sent,
        first_unread: None,
        is_complete: true,
    };
    let mut rows = built(&given);
    assert_eq!(shown(&rows), "head day0 m1+m2 m3+m4+m5+x+y foot");
    let index = rows.index_of(Place {
        position: PENDING_POSITION,
        rank: 0,
    });
    assert_eq!(rows.row(index).key, RowKey::Message("x".into()));
    rows.measure(index, 123.0);
    let after = timeline((1..=5).map(message).chain([Message {
        position: 6,
        ..pending("x")
    }]));
    given.timeline = &after;
    given.pending = &sent[1..];
    assert_eq!(refresh(&mut rows, &given), Refreshed::Changed);
    assert_eq!(shown(&rows), "head day0 m1+m2 m3+m4+m5+x+y foot");
    assert_eq!(rows.row(index).key, RowKey::Message("x".into()));
    assert_eq!(rows.heights().of(index), 123.0);
}

#[test]
fn a_missing_part_is_shown_as_a_gap_before_what_was_sent() {
    let timeline = timeline((1..=2).map(message));
    let sent = [pending("x")];
    let given = Given {
        timeline: &timeline,
        pending: &sent,
        first_unread: None,
        is_complete: false,
    };
    assert_eq!(shown(&built(&given)), "head day0 m1+m2 gap day0 x foot");
}

#[test]
fn nothing_new_changes_nothing_and_another_part_is_built_anew() {
    let mut rows = log(10..=20);
    let timeline_before = timeline((10..=20).map(message));
    let mut given = Given {
        timeline: &timeline_before,
        pending: &[],
        first_unread: None,
        is_complete: true,
    };
    assert_eq!(refresh(&mut rows, &given), Refreshed::Unchanged);
    let other = timeline((30..=40).map(message));
    given.timeline = &other;
    assert_eq!(refresh(&mut rows, &given), Refreshed::Rebuilt);
    assert_eq!(shown(&rows), shown(&log(30..=40)));
}

#[test]
fn a_log_that_grows_at_both_ends_is_the_same_as_one_built_at_once() {
    let steps = [
        (40, 50),
        (40, 51),
        (31, 51),
        (31, 60),
        (30, 60),
        (1, 75),
        (1, 76),
    ];
    for first_unread in [None, Some(40), Some(45), Some(31)] {
        let mut rows = LogRows::default();
        for (start, end) in steps {
            let timeline = timeline((start..=end).map(message));
            let sent = [pending("x")];
            let sent = if end % 2 == 0 { &sent[..] } else { &[] };
            let given = Given {
                timeline: &timeline,
                pending: sent,
                first_unread,
                is_complete: end != 60,
            };
            refresh(&mut rows, &given);
            let at_once = built(&given);
            assert_eq!(shown(&rows), shown(&at_once));
            assert_eq!(rows.rows, at_once.rows);
            assert_eq!(rows.placed, at_once.placed);
            assert_eq!(rows.heights.len(), rows.rows.len());
            assert!(rows.rows.is_sorted_by_key(|row| row.place));
        }
    }
}

#[test]
fn measured_heights_survive_what_comes_in_around_them() {
    let mut rows = log(40..=50);
    let index = rows.index_of(Place::of_message(45));
    rows.measure(index, 321.0);
    more(&mut rows, 30..=60);
    let index = rows.index_of(Place::of_message(45));
    assert_eq!(rows.row(index).key, RowKey::Message("m45".into()));
    assert_eq!(rows.heights().of(index), 321.0);
}

#[test]
fn the_last_message_above_a_line_is_the_last_that_ends_there() {
    let rows = log(1..=10);
    let third = rows.index_of(Place::of_message(3));
    let bottom = rows.heights().top_of(third + 1);
    assert_eq!(rows.last_position_above(bottom), Some(3));
    assert_eq!(rows.last_position_above(bottom - 2.0), Some(2));
    assert_eq!(rows.last_position_above(1.0), None);
    assert_eq!(rows.last_position_above(1e9), Some(10));
}

#[test]
fn a_conversation_without_messages_has_its_ends_only() {
    let timeline = Timeline::default();
    let given = Given {
        timeline: &timeline,
        pending: &[],
        first_unread: None,
        is_complete: true,
    };
    assert_eq!(shown(&built(&given)), "head foot");
}

#[test]
fn what_is_missing_takes_the_room_that_it_will_need() {
    let rows = unfinished_log(101..=120);
    let (from, to) = rows.extent();
    assert_eq!(from, row_estimate::of_missing(100));
    let below = row_estimate::of_missing(NEWER) + row_estimate::FOOT;
    assert!((rows.heights().total() - to - below).abs() < 0.001);
    let of = |position| Place { position, rank: 0 };
    assert_eq!(rows.missing_at(0.0), Some(of(1)));
    assert_eq!(
        rows.missing_at(from - 1.0),
        Some(of(100)),
        "what says so belongs to the last"
    );
    assert_eq!(rows.missing_at(from + 1.0), None);
    assert_eq!(rows.missing_at(to + 1.0), Some(of(121)));
    assert_eq!(rows.missing_at(rows.heights().total()), None, "the foot");
    for position in [1, 50, 100, 121, 130] {
        let top = rows.top_of(of(position)) + 0.001;
        assert_eq!(rows.missing_at(top), Some(of(position)));
    }
}

#[test]
fn the_room_for_what_is_missing_shrinks_as_it_comes_in() {
    let mut rows = unfinished_log(101..=120);
    more(&mut rows, 81..=120);
    assert_eq!(rows.extent().0, row_estimate::of_missing(80));
    more(&mut rows, 1..=120);
    assert_eq!(rows.extent().0, 0.0);
    assert!(rows.is_complete());
}
