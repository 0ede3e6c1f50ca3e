//! Lists and counts: the same definition as in the protocol, complete, without doubles.

use std::collections::BTreeSet;

use recado_backend::Demo;
use recado_protocol::command::WriteAnswer;
use recado_protocol::filter::Subject;
use recado_protocol::http::{ConversationPage, MessagePage, Snapshot};
use recado_protocol::queue::Queues;
use recado_protocol::{BaseView, Condition, ConversationRecord, Counts, Filter};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Backend, Caller, fresh, problem, read, talk};

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
        .filter(|record| {
            filter.matches(&Subject {
                conversation: &record.conversation,
                company: record.contact.company.as_ref(),
                kind: None,
                me: &me,
            })
        })
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
        let filter = Filter::of(view)
            .with(Condition::Channel, channels[0])
            .with(Condition::Channel, channels[1]);
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
    let (_backend, visitor, agent, id) = talk("1").await;
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

#[tokio::test]
async fn a_note_mentions_a_colleague_until_they_have_seen_it() {
    let (backend, _, agent, id) = talk("hello").await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let me = &snapshot.me;
    let other = snapshot.agents.iter().find(|it| it.id != me.id).unwrap();
    let text = format!("@{} and *@{}* look", me.name, other.name);
    agent.note(&id, &text).await;
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    // Who writes a name of their own knows.
    assert_eq!(record.conversation.mentions, [other.id.to_string()]);
    let mentioning_me = async || {
        let page: ConversationPage = agent.fetch("/conversations?mentions=me").await;
        page.items.len()
    };
    assert_eq!(mentioning_me().await, 0);
    let address = other.email.as_deref().unwrap();
    let colleague = backend.agent_of(address).await;
    let page: ConversationPage = colleague.fetch("/conversations?mentions=me").await;
    assert_eq!(page.items.len(), 1);
    let counts: Counts = colleague.fetch("/counts?mentions=me&view=mine").await;
    assert_eq!((counts.all, counts.mine), (1, 0));
    let seen = colleague
        .request(Method::DELETE, &format!("/conversations/{id}/mention"))
        .header("Idempotency-Key", fresh());
    let answer: WriteAnswer = read(seen.send().await.unwrap()).await;
    assert_eq!(answer.record.conversation.mentions, Vec::<String>::new());
    let page: ConversationPage = colleague.fetch("/conversations?mentions=me").await;
    assert_eq!(page.items, []);
}

#[tokio::test]
async fn queues_are_kept_in_their_order_for_each_agent() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let two = json!({ "items": [
        { "id": "q2", "name": " VIPs ", "filter": "view=pending&label=vip&sort=waiting&utm=1" },
        { "id": "q1", "name": "Archive", "filter": "view=all&archived=yes" },
    ] });
    let answer: Queues = read(agent.post("/queues", &two).send().await.unwrap()).await;
    assert_eq!(answer.items[0].name, "VIPs");
    assert_eq!(
        answer.items[0].filter,
        "view=pending&label=vip&sort=waiting"
    );
    assert_eq!(agent.fetch::<Queues>("/queues").await, answer);
    let colleague = backend.agent_of("supervisor@demo.recado.test").await;
    assert_eq!(
        colleague.fetch::<Queues>("/queues").await,
        Queues::default()
    );
    for (wrong, field) in [
        (json!({ "id": "q", "name": " ", "filter": "" }), "name"),
        (json!({ "id": "a/b", "name": "x", "filter": "" }), "id"),
        (
            json!({ "id": "q", "name": "x", "filter": "status=lost" }),
            "filter",
        ),
    ] {
        let refused = agent.post("/queues", &json!({ "items": [wrong] }));
        let problem = problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem.field.as_deref(), Some(field));
    }
    // What was refused changed nothing.
    assert_eq!(agent.fetch::<Queues>("/queues").await, answer);
}
