//! Coming back: every event once, in order, or a fresh snapshot.

use std::time::Duration;

use recado_protocol::http::Snapshot;
use recado_protocol::{Event, EventBody, ServerFrame};

use crate::harness::{Backend, Live, talk};

fn text_of(event: &Event) -> &str {
    match &event.body {
        EventBody::Message(change) => change.message.content.text().unwrap_or_default(),
        _ => "",
    }
}

async fn texts(live: &mut Live, count: usize) -> Vec<String> {
    let mut last = 0;
    let mut texts = Vec::new();
    for _ in 0..count {
        let event = live.event().await;
        assert!(event.seq > last, "{} after {last}", event.seq);
        last = event.seq;
        texts.push(text_of(&event).to_owned());
    }
    texts
}

#[tokio::test]
async fn what_was_missed_comes_in_order_also_after_a_restart() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    visitor.say("before").await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    for number in 0..10 {
        visitor.say(&number.to_string()).await;
    }
    let backend = backend.restart().await;
    let agent = backend.anybody().with_token(&agent.token.unwrap());
    let mut live = agent.live(Some(cursor)).await;
    assert!(live.welcome().await > cursor);
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(texts(&mut live, 10).await, expected);
    assert!(live.is_quiet().await);
}

#[tokio::test]
async fn who_reads_batches_gets_what_was_missed_in_one_frame() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    visitor.say("before").await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    for number in 0..10 {
        visitor.say(&number.to_string()).await;
    }
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    for brief in [false, true] {
        let mut live = agent.live_in_batches(cursor, brief).await;
        live.welcome().await;
        let ServerFrame::Events(events) = live.frame().await else {
            panic!("no batch")
        };
        let messages: Vec<_> = events
            .iter()
            .filter_map(|event| match &event.body {
                EventBody::Message(change) if change.message.content.text().is_some() => {
                    Some(change)
                }
                _ => None,
            })
            .collect();
        let texts: Vec<_> = messages
            .iter()
            .filter_map(|change| change.message.content.text())
            .collect();
        assert_eq!(texts, expected);
        assert!(events.is_sorted_by_key(|event| event.seq));
        let told = messages
            .iter()
            .filter(|change| change.record.is_some())
            .count();
        assert_eq!(told, if brief { 1 } else { 10 });
        assert!(
            messages[9].record.is_some(),
            "the newest of a conversation always comes"
        );
    }
    let mut live = agent.live_in_batches(cursor, true).await;
    live.welcome().await;
    live.frame().await;
    visitor.say("alone").await;
    assert_eq!(text_of(&live.event().await), "alone");
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_somebody_writes() {
    let (_backend, _, agent, conversation) = talk("before").await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    let writing = {
        let agent = agent.clone();
        tokio::spawn(async move {
            for number in 0..300 {
                agent.note(&conversation, &number.to_string()).await;
            }
        })
    };
    let expected: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    // Each comes in at another moment of the writing and must see the same.
    let mut listeners = Vec::new();
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let mut live = agent.live(Some(cursor)).await;
        live.welcome().await;
        listeners.push(tokio::spawn(async move { texts(&mut live, 300).await }));
    }
    writing.await.unwrap();
    for listener in listeners {
        assert_eq!(listener.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_snapshot_and_the_events_after_its_cursor_leave_no_gap() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    visitor.say("one").await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let known = &snapshot.conversations.items[0].conversation;
    assert_eq!(known.last_message.as_ref().unwrap().text, "one");
    visitor.say("two").await;
    let mut live = agent.live(Some(snapshot.cursor)).await;
    live.welcome().await;
    assert_eq!(text_of(&live.event().await), "two");
}

#[tokio::test]
async fn a_cursor_of_another_life_asks_for_a_fresh_snapshot_and_goes_on_live() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    visitor.say("before").await;
    let newest = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    for cursor in [0, 1, newest + 1_000, u64::MAX] {
        let mut live = agent.live(Some(cursor)).await;
        assert_eq!(live.frame().await, ServerFrame::Resync, "{cursor}");
        visitor.say("after").await;
        assert_eq!(text_of(&live.event().await), "after");
    }
}

#[tokio::test]
async fn a_cursor_that_is_too_old_asks_for_a_fresh_snapshot() {
    let backend = Backend::start_with(|config| config.tuning.events_kept = 5).await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    visitor.say("before").await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    for number in 0..8 {
        visitor.say(&number.to_string()).await;
    }
    // What is too old is forgotten when the backend stops, among other times.
    let backend = backend.restart().await;
    let agent = backend.anybody().with_token(&agent.token.unwrap());
    let mut live = agent.live(Some(cursor)).await;
    assert_eq!(live.frame().await, ServerFrame::Resync);
    let mut live = agent.live(Some(cursor + 3)).await;
    live.welcome().await;
    assert_eq!(texts(&mut live, 5).await, ["3", "4", "5", "6", "7"]);
}
