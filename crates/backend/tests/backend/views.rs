//! Lists and counts: the same definition as in the protocol, complete, without doubles.

use std::collections::BTreeSet;

use recado_backend::Demo;
use recado_protocol::http::{ConversationPage, MessagePage, Snapshot};
use recado_protocol::{BaseView, ConversationRecord, Counts, Filter};
use serde_json::json;

use crate::harness::{Backend, Caller};

async fn demo(size: u32) -> (Backend, Caller) {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(size)).await;
    let agent = backend.agent().await;
    (backend, agent)
}

async fn all_pages(agent: &Caller, query: &str) -> Vec<ConversationRecord> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: ConversationPage = agent
            .fetch(&format!("/conversations?{query}&limit=37{cursor}"))
            .await;
        items.extend(page.items);
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// What `all` and the archived ones hold together: everything, by every view's own words.
async fn expected(all: &[ConversationRecord], filter: &Filter) -> Vec<String> {
    let me = "demo-agent".into();
    let mut matching: Vec<&ConversationRecord> = all
        .iter()
        .filter(|record| filter.matches(&record.conversation, &me))
        .collect();
    matching.sort_by_key(|record| {
        std::cmp::Reverse((
            record.conversation.last_activity_at,
            record.conversation.id.clone(),
        ))
    });
    matching
        .iter()
        .map(|record| record.conversation.id.to_string())
        .collect()
}

#[tokio::test]
async fn every_view_holds_what_the_protocol_says_and_the_counts_agree() {
    let (_backend, agent) = demo(400).await;
    let all = all_pages(&agent, "view=all").await;
    assert!(all.len() > 350);
    let counts: Counts = agent.fetch("/counts").await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    assert_eq!(snapshot.counts, counts);
    assert_eq!(snapshot.conversations.items, all[..200]);
    for view in BaseView::EVERY {
        let listed = all_pages(&agent, &format!("view={}", view.word())).await;
        let listed: Vec<String> = listed
            .iter()
            .map(|record| record.conversation.id.to_string())
            .collect();
        assert_eq!(listed, expected(&all, &Filter::of(view)).await, "{view:?}");
        assert_eq!(counts.of(view), listed.len() as u64, "{view:?}");

        let channels = ["demo-whatsapp", "demo-matrix"];
        let query = format!(
            "view={}&channel={}&channel={}",
            view.word(),
            channels[0],
            channels[1]
        );
        let listed = all_pages(&agent, &query).await;
        let filter = Filter {
            view,
            channels: channels.map(Into::into).into(),
        };
        let listed: Vec<String> = listed
            .iter()
            .map(|record| record.conversation.id.to_string())
            .collect();
        assert_eq!(listed, expected(&all, &filter).await, "{view:?} by channel");
    }
}

#[tokio::test]
async fn the_counts_follow_what_agents_do() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let count = || agent.fetch::<Counts>("/counts");
    let id = visitor.say("hello").await.message.conversation;
    let new = Counts {
        mine: 0,
        pending: 1,
        unread: 1,
        all: 1,
        unassigned: 1,
    };
    assert_eq!(count().await, new);
    agent
        .set(
            &format!("/conversations/{id}/read"),
            &json!({ "position": 1 }),
        )
        .await;
    assert_eq!(count().await, Counts { unread: 0, ..new });
    agent
        .set(
            &format!("/conversations/{id}/assignment"),
            &json!({ "assignee": "demo-agent" }),
        )
        .await;
    assert_eq!(
        count().await,
        Counts {
            unread: 0,
            mine: 1,
            unassigned: 0,
            ..new
        }
    );
    agent
        .set(
            &format!("/conversations/{id}/status"),
            &json!({ "status": "resolved" }),
        )
        .await;
    assert_eq!(
        count().await,
        Counts {
            unread: 0,
            mine: 1,
            unassigned: 0,
            pending: 0,
            ..new
        }
    );
}

#[tokio::test]
async fn paging_shows_each_one_once_while_new_activity_comes_in() {
    let (_backend, agent) = demo(150).await;
    let before = all_pages(&agent, "view=all").await;
    let mut seen: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: ConversationPage = agent
            .fetch(&format!("/conversations?view=all&limit=10{cursor}"))
            .await;
        seen.extend(
            page.items
                .iter()
                .map(|record| record.conversation.id.to_string()),
        );
        // The last one of the page and one that is far down move to the top.
        let last = &page.items.last().unwrap().conversation.id;
        agent.note(last, "moved").await;
        let Some(next) = page.next else { break };
        cursor = format!("&cursor={next}");
    }
    let unique: BTreeSet<&String> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len(), "doubles");
    let expected: BTreeSet<String> = before
        .iter()
        .map(|record| record.conversation.id.to_string())
        .collect();
    assert_eq!(
        unique.into_iter().cloned().collect::<BTreeSet<_>>(),
        expected
    );
}

#[tokio::test]
async fn windows_of_a_history_have_no_gaps_and_say_what_is_beyond() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("1").await.message.conversation;
    for number in 2..=20 {
        visitor.say(&number.to_string()).await;
    }
    for (query, expected, older, newer) in [
        ("limit=5", 16..=20, true, false),
        ("before=6&limit=5", 1..=5, false, true),
        ("before=7&limit=5", 2..=6, true, true),
        ("after=15&limit=5", 16..=20, true, false),
        ("after=0&limit=3", 1..=3, false, true),
        ("around=10&limit=5", 8..=12, true, true),
        ("around=1&limit=4", 1..=4, false, true),
        ("around=20&limit=4", 18..=20, true, false),
        ("limit=200", 1..=20, false, false),
    ] {
        let page: MessagePage = agent
            .fetch(&format!("/conversations/{id}/messages?{query}"))
            .await;
        let positions: Vec<u64> = page.items.iter().map(|message| message.position).collect();
        assert_eq!(positions, expected.collect::<Vec<u64>>(), "{query}");
        assert_eq!((page.has_older, page.has_newer), (older, newer), "{query}");
    }
    for (query, older, newer) in [("before=1", false, true), ("after=20", true, false)] {
        let page: MessagePage = agent
            .fetch(&format!("/conversations/{id}/messages?{query}"))
            .await;
        assert_eq!(
            (page.items.len(), page.has_older, page.has_newer),
            (0, older, newer),
            "{query}"
        );
    }
}
