//! One change of everything that a filter shows.

use std::time::{Duration, Instant};

use recado_backend::Demo;
use recado_protocol::deed::BulkAnswer;
use recado_protocol::http::ConversationPage;
use recado_protocol::{Conversation, ConversationRecord, ConversationStatus, Counts};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read};

async fn demo(size: u32) -> (Backend, Caller) {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(size)).await;
    let agent = backend.agent().await;
    (backend, agent)
}

fn body(id: &str, filter: Value, action: Value) -> Value {
    json!({ "id": id, "filter": filter, "action": action })
}

async fn run(agent: &Caller, body: &Value) -> BulkAnswer {
    read(agent.post("/bulk", body).send().await.unwrap()).await
}

async fn undo(agent: &Caller, id: &str) -> BulkAnswer {
    let path = format!("/bulk/{id}/undo");
    read(agent.post(&path, &json!({})).send().await.unwrap()).await
}

async fn counts(agent: &Caller) -> Counts {
    agent.fetch("/counts").await
}

async fn all(agent: &Caller, query: &str) -> Vec<Conversation> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: ConversationPage = agent
            .fetch(&format!("/conversations?{query}&limit=200{cursor}"))
            .await;
        let items: Vec<ConversationRecord> = page.items;
        all.extend(items.into_iter().map(|record| record.conversation));
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn resolve() -> Value {
    json!({ "do": "set_status", "status": "resolved" })
}

/// What people see of a conversation's standing.
fn standing(all: &[Conversation]) -> Vec<(String, ConversationStatus, u32, bool, bool)> {
    let mut all: Vec<_> = all
        .iter()
        .map(|it| {
            let id = it.id.to_string();
            (id, it.status, it.unread_count, it.archived, it.answered)
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[tokio::test]
async fn a_filter_is_resolved_and_taken_back_in_one_command() {
    let (backend, agent) = demo(300).await;
    let channel = json!("view=pending&channel=demo-whatsapp&channel=demo-sms");
    let before = all(&agent, "view=all").await;
    let pending = all(
        &agent,
        "view=pending&channel=demo-whatsapp&channel=demo-sms",
    )
    .await;
    assert!(pending.len() > 10);
    let id = fresh();
    let answer = run(&agent, &body(&id, channel.clone(), resolve())).await;
    assert_eq!(answer.changed, pending.len() as u64);
    assert_eq!(answer.failed_in_all, 0);
    let left = all(
        &agent,
        "view=pending&channel=demo-whatsapp&channel=demo-sms",
    )
    .await;
    assert!(left.is_empty());
    // Asked for again it gives the same answer, and another request under this id is refused.
    let again = run(&agent, &body(&id, channel, resolve())).await;
    assert_eq!(again, answer);
    let other = agent.post("/bulk", &body(&id, json!("view=all"), resolve()));
    problem(other, StatusCode::UNPROCESSABLE_ENTITY).await;
    let colleague = backend.agent_of(AGENT_2).await;
    let foreign = colleague.post(&format!("/bulk/{id}/undo"), &json!({}));
    problem(foreign, StatusCode::NOT_FOUND).await;

    let back = undo(&agent, &id).await;
    assert_eq!(back.changed, answer.changed);
    assert_eq!(standing(&all(&agent, "view=all").await), standing(&before));
    assert_eq!(undo(&agent, &id).await.changed, answer.changed);
}

#[tokio::test]
async fn everything_is_read_but_what_is_left_out_and_unread_again() {
    let (_backend, agent) = demo(200).await;
    let before = all(&agent, "view=all").await;
    let unread = all(&agent, "view=unread").await;
    assert!(unread.len() > 3);
    let id = fresh();
    let mut command = body(&id, json!("view=unread"), json!({ "do": "read" }));
    command["except"] = json!([unread[0].id]);
    let answer = run(&agent, &command).await;
    assert_eq!(answer.changed, unread.len() as u64 - 1);
    let left = all(&agent, "view=unread").await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, unread[0].id);
    undo(&agent, &id).await;
    assert_eq!(standing(&all(&agent, "view=all").await), standing(&before));
}

#[tokio::test]
async fn what_changed_since_stays_when_the_rest_is_taken_back() {
    let (_backend, agent) = demo(60).await;
    let pending = all(&agent, "view=pending").await;
    let id = fresh();
    let command = body(
        &id,
        json!("view=pending"),
        json!({ "do": "archive", "on": true }),
    );
    run(&agent, &command).await;
    assert_eq!(counts(&agent).await.pending, 0);
    let (touched, other) = (&pending[0].id, &pending[1].id);
    let path = format!("/conversations/{touched}/status");
    agent.set(&path, &json!({ "status": "resolved" })).await;
    undo(&agent, &id).await;
    let now: ConversationRecord = agent.fetch(&format!("/conversations/{touched}")).await;
    assert_eq!(now.conversation.status, ConversationStatus::Resolved);
    let now: ConversationRecord = agent.fetch(&format!("/conversations/{other}")).await;
    assert!(!now.conversation.archived);
}

#[tokio::test]
async fn what_one_conversation_refuses_is_named_and_the_others_go_on() {
    let (_backend, agent) = demo(40).await;
    let everything = all(&agent, "view=all").await;
    let full: Vec<String> = (0..20).map(|number| format!("label {number}")).collect();
    let path = format!("/conversations/{}/labels", everything[0].id);
    let record = agent.set(&path, &json!({ "labels": full })).await.record;
    let command = body(
        &fresh(),
        json!("view=all"),
        json!({ "do": "label", "label": "vip" }),
    );
    let answer = run(&agent, &command).await;
    assert_eq!(answer.failed_in_all, 1);
    assert_eq!(answer.failed[0].conversation, everything[0].id);
    assert_eq!(answer.failed[0].name, record.contact.name);
    assert!(answer.failed[0].reason.contains("20"));
    let after = all(&agent, "view=all").await;
    let labelled = after
        .iter()
        .filter(|it| it.labels.contains(&"vip".to_owned()));
    assert_eq!(labelled.count(), everything.len() - 1);
}

#[tokio::test]
async fn twenty_thousand_are_resolved_while_others_are_served() {
    let (backend, agent) = demo(20_000).await;
    let pending = counts(&agent).await.pending;
    assert!(pending > 5_000, "{pending}");
    let begun = Instant::now();
    let work = {
        let (agent, body) = (agent.clone(), body(&fresh(), json!("view=all"), resolve()));
        tokio::spawn(async move { run(&agent, &body).await })
    };
    // Others write all the while, and none of them waits for more than a few pieces.
    let visitor = backend.visitor().await;
    let mut slowest = Duration::ZERO;
    while !work.is_finished() {
        let asked = Instant::now();
        visitor.say("still there?").await;
        slowest = slowest.max(asked.elapsed());
    }
    let whole = begun.elapsed();
    let answer = work.await.unwrap();
    assert_eq!(answer.changed, pending);
    assert!(slowest * 4 < whole, "{slowest:?} of {whole:?}");
    // The visitor's own conversation was not there, or was opened again.
    assert!(counts(&agent).await.pending <= 1);
}
