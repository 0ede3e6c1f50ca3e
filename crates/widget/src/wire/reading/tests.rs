use proptest::prelude::*;
use recado_protocol::{
    ConversationStatus, MessageId, Problem, ProblemKind, RichContent, Timestamp,
    visitor::VisitorMessage,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::*;

fn wire(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn messages() -> impl Strategy<Value = Message> {
    let author = prop_oneof![
        "[a-z]{1,8}".prop_map(|id| Author::Contact { id: id.into() }),
        ("[a-z]{1,8}", ".{0,12}").prop_map(|(id, name)| Author::Agent {
            id: id.into(),
            name
        }),
        ".{0,12}".prop_map(|name| Author::Bot { name }),
        Just(Author::System),
    ];
    let content = prop_oneof![
        any::<String>().prop_map(|text| Content::Text { text }),
        any::<String>().prop_map(|text| Content::Note { text }),
        Just(Content::System {
            event: SystemEvent::Unknown
        }),
        ("x[a-z]{0,8}", proptest::option::of(any::<String>()))
            .prop_map(|(kind, text)| Content::Rich(Rich::of(&RichContent::Unknown { kind, text }))),
    ];
    let delivery = prop_oneof![
        Just(None),
        Just(Some(Delivery::Queued)),
        Just(Some(Delivery::Sent)),
        Just(Some(Delivery::Delivered)),
        Just(Some(Delivery::Read)),
    ];
    // Positions and times that a number of JavaScript holds exactly.
    let numbers = (0..1_u64 << 53, 0..4_000_000_000_000_i64, 0..1_u64 << 53);
    (author, content, delivery, numbers, "[a-z0-9-]{1,36}").prop_map(
        |(author, content, delivery, (position, at, revision), id)| Message {
            id: id.as_str().into(),
            conversation: "c".into(),
            position,
            at: Timestamp::from_millis(at),
            author,
            content,
            delivery,
            more: None,
            revision,
        },
    )
}

proptest! {
    #[test]
    fn whatever_the_protocol_writes_is_read_as_the_same_message(message in messages(), seq in 0..1_u64 << 53) {
        let data = wire(&VisitorMessage { message: message.clone() });
        prop_assert_eq!(stored(&data), Some(message.clone()));
        let event = json!({ "type": "message.updated", "seq": seq, "at": message.at, "data": data });
        prop_assert_eq!(frame(&event), VisitorFrame::Event { seq, message: Some(message.clone()) });
        let whole = MessagePage { items: vec![message], has_older: true, has_newer: false };
        prop_assert_eq!(page(&wire(&whole)), Some(whole));
    }

    #[test]
    fn any_frame_is_read_without_a_panic(
        frame_type in "message.created|welcome|typing|[a-z.]{0,8}",
        seq in proptest::option::of(-5..5_i64),
        member in "[a-z]{0,8}",
        value in any::<Option<bool>>(),
    ) {
        frame(&json!({ "type": frame_type, "seq": seq, "data": { member.clone(): value, "message": { member: 1 } } }));
    }
}

#[test]
fn a_visit_is_read_with_and_without_a_conversation() {
    for (conversation, text_length) in [(None, None), (Some("c".into()), Some(10_000))] {
        let expected = Visit {
            token: "t".into(),
            channel_name: "Padaria Aurora".into(),
            conversation,
            unread_count: 3,
            cursor: 12,
            limits: ChannelLimits {
                text_length,
                ..ChannelLimits::default()
            },
        };
        assert_eq!(visit(&wire(&expected)), Some(expected));
    }
    assert_eq!(visit(&json!({ "token": "t" })), None);
}

#[test]
fn an_event_that_cannot_be_read_still_moves_the_cursor() {
    for event in [
        json!({ "type": "moon.landed", "seq": 8, "data": {} }),
        json!({ "type": "message.created", "seq": 8, "data": { "message": 5 } }),
        json!({ "type": "message.created", "seq": 8 }),
    ] {
        assert_eq!(
            frame(&event),
            VisitorFrame::Event {
                seq: 8,
                message: None
            }
        );
    }
}

#[test]
fn one_unreadable_message_does_not_cost_the_page() {
    let page = page(&json!({ "items": [{ "id": 5 }], "has_older": true, "has_newer": false }));
    assert_eq!(
        page.map(|page| (page.items.len(), page.has_older)),
        Some((0, true))
    );
}

#[test]
fn typing_is_read_and_writing_in_a_note_is_not() {
    let notice = |note| {
        let who = Author::Agent {
            id: "a".into(),
            name: "Lívia".into(),
        };
        TypingNotice {
            conversation: "c".into(),
            who,
            on: true,
            note,
        }
    };
    let read = |note| frame(&json!({ "type": "typing", "data": notice(note) }));
    assert_eq!(read(false), VisitorFrame::Typing(notice(false)));
    assert_eq!(read(true), VisitorFrame::Nothing);
}

#[test]
fn what_is_no_frame_is_nothing() {
    for value in [
        json!([]),
        json!({}),
        json!(null),
        json!({ "type": 5 }),
        json!({ "type": "ping" }),
    ] {
        assert_eq!(frame(&value), VisitorFrame::Nothing);
    }
    assert_eq!(frame(&json!({ "type": "resync" })), VisitorFrame::Resync);
    assert_eq!(
        frame(&json!({ "type": "welcome", "data": {} })),
        VisitorFrame::Welcome
    );
}

#[test]
fn the_reasons_of_problems_are_told_apart() {
    for (kind, reason) in [
        (ProblemKind::ChannelClosed, Reason::ChannelClosed),
        (ProblemKind::NotFound, Reason::NotFound),
        (ProblemKind::InvalidField, Reason::NotFound),
        (ProblemKind::BodyTooLarge, Reason::TooLarge),
        (ProblemKind::KeyReused, Reason::Other),
    ] {
        let problem = Problem::new(kind, "A sentence.");
        let expected = Refused {
            reason,
            sentence: "A sentence.".into(),
        };
        assert_eq!(refused(Some(&wire(&problem)), problem.status), expected);
    }
    let expected = Refused {
        reason: Reason::TooLarge,
        sentence: String::new(),
    };
    assert_eq!(
        refused(None::<&Value>, 413),
        expected,
        "a proxy's page, not ours"
    );
}

#[test]
fn what_happened_in_a_system_line_is_not_read() {
    let event = SystemEvent::StatusChanged {
        by: None,
        status: ConversationStatus::Open,
    };
    let message = Message {
        id: MessageId::from("m"),
        conversation: "c".into(),
        position: 1,
        at: Timestamp::default(),
        author: Author::System,
        content: Content::System { event },
        delivery: None,
        more: None,
        revision: 1,
    };
    let read = stored(&json!({ "message": message })).map(|message| message.content);
    assert_eq!(
        read,
        Some(Content::System {
            event: SystemEvent::Unknown
        })
    );
}
