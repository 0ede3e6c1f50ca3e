use std::collections::BTreeSet;

use recado_protocol::http::MessageWindow;
use recado_protocol::{AgentId, Author, BaseView, Content, ConversationRecord, Filter};

use super::*;
use crate::storage::messages::Reader;
use crate::storage::schema;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

fn filled(demo: Demo) -> Connection {
    filled_with(demo, LONG_MESSAGES)
}

fn filled_with(demo: Demo, longest: u32) -> Connection {
    let mut sql = Connection::open_in_memory().unwrap();
    schema::migrations().to_latest(&mut sql).unwrap();
    let data = tempfile::tempdir().unwrap();
    fill(&mut sql, data.path(), demo, longest, NOW).unwrap();
    sql
}

fn records(sql: &Connection) -> Vec<ConversationRecord> {
    let me: AgentId = "demo-agent".into();
    let mut all = Vec::new();
    let mut cursor = None;
    loop {
        let page = conversations::page(sql, &Filter::of(BaseView::All), &me, cursor.as_ref(), 200)
            .unwrap();
        all.extend(page.items);
        match page.next {
            Some(next) => cursor = conversations::PageCursor::parse(&next),
            None => return all,
        }
    }
}

#[test]
fn the_demo_has_what_it_promises() {
    let sql = filled(Demo::Conversations(600));
    let count = |table: &str| -> u32 {
        sql.query_one(&format!("SELECT COUNT(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap()
    };
    assert_eq!(
        (
            count("conversations"),
            count("contacts"),
            count("companies")
        ),
        (600, 400, 3)
    );
    assert_eq!((count("agents"), count("channels")), (4, 14));
    assert!(
        (15..=200).contains(&count("tickets")),
        "{}",
        count("tickets")
    );
    assert_eq!(count("ticket_links"), count("tickets"));
    assert_eq!(count("attributes"), 6);
    assert!(count("attribute_values") > 600);
    assert!(count("visit_facts") > 20);

    let records = records(&sql);
    let words = |word: fn(&ConversationRecord) -> String| -> BTreeSet<String> {
        records.iter().map(word).collect()
    };
    assert_eq!(
        words(|record| format!("{:?}", record.conversation.status)).len(),
        4
    );
    assert_eq!(
        words(|record| format!("{:?}", record.conversation.assignee)).len(),
        5
    );
    assert_eq!(
        words(|record| format!("{:?}", record.conversation.priority)).len(),
        5
    );
    assert_eq!(
        words(|record| record.conversation.channel.to_string()).len(),
        14
    );
    let lately = NOW.plus_millis(-60 * MINUTE_MS);
    let of_last_hour = records
        .iter()
        .filter(|record| record.conversation.last_activity_at >= lately)
        .count();
    assert!(
        (5..=40).contains(&of_last_hour),
        "{of_last_hour} in the last hour"
    );
    let long_ones = records
        .iter()
        .filter(|record| record.conversation.last_position > 1_500)
        .count();
    assert_eq!(long_ones, 2);
    assert!(
        records
            .iter()
            .all(|record| record.conversation.last_activity_at <= NOW)
    );
}

#[test]
fn every_record_agrees_with_its_history() {
    let sql = filled(Demo::Conversations(150));
    for record in records(&sql) {
        let conversation = &record.conversation;
        let window = MessageWindow::After(0);
        let history = messages::window(&sql, &conversation.id, window, 5_000, Reader::Team)
            .unwrap()
            .items;
        let positions: Vec<u64> = history.iter().map(|message| message.position).collect();
        assert_eq!(
            positions,
            (1..=conversation.last_position).collect::<Vec<_>>()
        );
        let unread = history
            .iter()
            .filter(|message| message.position > conversation.read_position)
            .filter(|message| matches!(message.author, Author::Contact { .. }))
            .count();
        assert_eq!(unread, conversation.unread_count as usize);
        let newest = history
            .iter()
            .rfind(|message| !matches!(message.content, Content::System { .. }))
            .unwrap();
        assert_eq!(newest.at, conversation.last_activity_at);
        assert_eq!(
            newest.id,
            conversation.last_message.as_ref().unwrap().message
        );
        assert!(
            history.is_sorted_by_key(|message| message.at),
            "{:?}",
            conversation.id
        );
        assert!(newest.delivery.is_none() || conversation.waiting_since.is_none());
    }
}

#[test]
fn the_same_seed_and_now_make_the_same_demo() {
    let demo = Demo::Conversations(40);
    assert_eq!(records(&filled(demo)), records(&filled(demo)));
}

#[test]
fn the_longest_conversation_is_as_long_as_asked() {
    let records = records(&filled_with(Demo::Conversations(4), 5_000));
    let longest = records
        .iter()
        .map(|record| record.conversation.last_position)
        .max();
    assert!(
        longest.is_some_and(|longest| (5_000..5_200).contains(&longest)),
        "{longest:?}"
    );
}

#[test]
fn a_database_with_people_is_left_alone() {
    let mut sql = filled(Demo::PeopleOnly);
    let data = tempfile::tempdir().unwrap();
    let ten = Demo::Conversations(10);
    fill(&mut sql, data.path(), ten, LONG_MESSAGES, NOW).unwrap();
    assert_eq!(records(&sql), []);
}

#[test]
fn every_value_of_the_demo_is_one_of_its_attribute() {
    let sql = filled(Demo::Conversations(60));
    let known = crate::storage::attributes::all(&sql).unwrap();
    for record in records(&sql) {
        for value in crate::storage::attributes::values(&sql, &record.contact.id).unwrap() {
            let attribute = known.iter().find(|it| it.id == value.attribute).unwrap();
            assert_eq!(attribute.checked(&value.value), Ok(value.value));
        }
    }
    let nobody = filled(Demo::PeopleOnly);
    assert_eq!(crate::storage::attributes::all(&nobody).unwrap(), []);
}
