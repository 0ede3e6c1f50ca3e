//! What is found in a replica, and in which order.

use proptest::prelude::*;
use recado_protocol::event::MessageChange;
use recado_protocol::folding::fold;
use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow};
use recado_protocol::message::rich::RichContent;
use recado_protocol::{
    Author, Content, ConversationRecord, Event, EventBody, Message, MessageId, Preview, Rich,
    Timestamp,
};

use super::samples::{history, record, store_with};
use crate::{Hit, Store};

fn person(number: usize, name: &str) -> ConversationRecord {
    let mut record = record(&format!("c{number}"), 1);
    record.contact.id = format!("p{number}").into();
    record.contact.name = name.to_owned();
    record.conversation.contact = record.contact.id.clone();
    record.conversation.last_activity_at = Timestamp::from_millis(i64::try_from(number).unwrap());
    record
}

fn store_of(records: Vec<ConversationRecord>) -> Store {
    let mut store = store_with(&[]);
    store.add_conversations(ConversationPage {
        items: records,
        next: None,
    });
    store
}

fn conversations(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.conversation.as_str()).collect()
}

fn message(id: &str, text: &str) -> Message {
    Message {
        id: id.into(),
        conversation: "c1".into(),
        position: 1,
        at: Timestamp::from_millis(0),
        author: Author::System,
        content: Content::Text {
            text: text.to_owned(),
        },
        delivery: None,
        more: None,
        revision: 1,
    }
}

#[test]
fn people_are_found_by_name_number_and_address_whatever_the_accents() {
    let mut first = person(1, "João Conceição");
    first.contact.phone = Some("+55 11 91234-5678".to_owned());
    first.contact.email = Some("joao.c@padaria.example".to_owned());
    let mut store = store_of(vec![first, person(2, "Ana")]);
    for query in [
        "joao",
        "CONCEI",
        "ceicao joa",
        "1234 56",
        "(11) 9",
        "padaria.ex",
    ] {
        assert_eq!(conversations(&store.search(query, 9)), ["c1"], "{query}");
    }
    assert!(store.search("joana", 9).is_empty());
    assert!(store.search(" -- ", 9).is_empty());
}

#[test]
fn beginnings_of_words_come_first_and_then_what_is_newer() {
    let people = ["Mariana", "Ana Lima", "Joana", "Rosa Ana"];
    let people = people.iter().enumerate();
    let mut store = store_of(people.map(|(n, name)| person(n, name)).collect());
    assert_eq!(
        conversations(&store.search("ana", 9)),
        ["c3", "c1", "c2", "c0"]
    );
    assert_eq!(conversations(&store.search("ana", 3)), ["c3", "c1", "c2"]);
}

#[test]
fn texts_are_found_also_those_that_came_after_the_first_search() {
    let mut store = store_of(vec![person(1, "Ana")]);
    assert!(store.search("devolucao", 9).is_empty());
    let page = MessagePage {
        items: vec![message("m1", "Quero fazer a devolução")],
        ..MessagePage::default()
    };
    store.add_messages(&"c1".into(), MessageWindow::Latest, page);
    let mut newer = person(1, "Ana");
    newer.conversation.revision = 2;
    newer.conversation.last_message = Preview::of(&message("m1", "Quero fazer a devolução"));
    store.add_record(newer);
    let hit = Hit {
        conversation: "c1".into(),
        message: Some(MessageId::from("m1")),
    };
    assert_eq!(store.search("devolucao", 9), [hit]);
}

#[test]
fn what_was_deleted_is_not_found_any_more() {
    let mut ana = person(1, "Ana");
    let said = message("m1", "Quero fazer a devolução");
    ana.conversation.last_message = Preview::of(&said);
    let mut store = store_of(vec![ana]);
    let page = MessagePage {
        items: vec![said.clone()],
        ..MessagePage::default()
    };
    store.add_messages(&"c1".into(), MessageWindow::Latest, page);
    assert_eq!(store.search("devolucao", 9).len(), 1);
    let mut emptied = person(1, "Ana");
    emptied.conversation.revision = 2;
    let deleted = RichContent::Deleted {
        by: None,
        at: Timestamp::from_millis(1),
    };
    let gone = Message {
        content: Content::Rich(Rich::of(&deleted)),
        revision: 2,
        ..said
    };
    let change = MessageChange {
        message: gone,
        record: Some(emptied),
    };
    store.apply(Event {
        seq: 1,
        at: Timestamp::from_millis(0),
        body: EventBody::Message(Box::new(change)),
    });
    assert!(store.search("devolucao", 9).is_empty());
}

#[test]
fn the_newest_message_of_somebody_who_was_found_is_no_result_of_its_own() {
    let mut ana = person(1, "Ana");
    ana.conversation.last_message = Preview::of(&message("m1", "Ana aqui"));
    let mut store = store_of(vec![ana]);
    assert_eq!(store.search("ana", 9).len(), 1);
    assert_eq!(store.search("aqui", 9)[0].message, Some("m1".into()));
}

proptest! {
    #[test]
    fn everybody_whose_name_has_the_needle_is_found_and_nobody_else(
        names in prop::collection::vec("[aAáÀbçÇ ñe\u{301}1]{0,8}", 0..30),
        needle in "[aÁbcCé1]{1,3}",
    ) {
        let records = names.iter().enumerate().map(|(n, name)| person(n, name)).collect();
        let hits = store_of(records).search(&needle, usize::MAX);
        let mut found = conversations(&hits);
        found.sort_unstable();
        let mut expected: Vec<String> = names
            .iter()
            .enumerate()
            .filter(|(_, name)| fold(name).contains(&fold(&needle)))
            .map(|(n, _)| format!("c{n}"))
            .collect();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn an_index_that_was_kept_finds_what_a_fresh_one_finds(steps in history()) {
        let mut kept = store_with(&[]);
        kept.search("x", 1);
        for step in steps {
            step.take(&mut kept);
        }
        let mut fresh = kept.clone();
        fresh.search = None;
        let sorted = |store: &mut Store, query: &str| {
            let mut hits = store.search(query, usize::MAX);
            hits.sort_by_key(|hit| (hit.conversation.clone(), hit.message.clone()));
            hits
        };
        for query in ["b", "e", "hi", "text", "1", "bea"] {
            prop_assert_eq!(sorted(&mut kept, query), sorted(&mut fresh, query));
        }
    }
}
