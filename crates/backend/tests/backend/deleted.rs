//! What a deleted conversation still takes: it is read, and restored.

use std::time::{Duration, Instant};

use recado_protocol::command::WriteAnswer;
use recado_protocol::schedule::{NewTime, Scheduled};
use recado_protocol::{
    Conversation, ConversationId, ConversationRecord, ConversationStatus, ProblemKind,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Backend, Caller, SUPERVISOR, fresh, problem, read, talk};

const MINUTE: Duration = Duration::from_secs(60);
/// How long a test waits for what goes out in its time.
const PATIENCE: Duration = Duration::from_secs(20);

async fn now(agent: &Caller, id: &ConversationId) -> Conversation {
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    record.conversation
}

fn waiting(conversation: &Conversation) -> Vec<Scheduled> {
    let scheduled = conversation.scheduled.as_ref();
    scheduled.map_or_else(Vec::new, |it| it.read().unwrap())
}

async fn schedules(backend: &Backend, id: &ConversationId, text: &str, after: Duration) {
    let agent = backend.agent().await;
    let after = i64::try_from(after.as_millis()).unwrap();
    let send_at = backend.config.clock.now().plus_millis(after);
    let key = fresh();
    let body = json!({ "id": key, "content": { "kind": "text", "text": text },
        "more": { "send_at": send_at } });
    let request = agent
        .post(&format!("/conversations/{id}/messages"), &body)
        .header("Idempotency-Key", key);
    let _kept: WriteAnswer = read(request.send().await.unwrap()).await;
}

async fn says(agent: &Caller, id: &ConversationId, text: &str) -> bool {
    let items = agent.history(id).await.items;
    items
        .iter()
        .any(|message| message.content.text() == Some(text))
}

async fn until_says(agent: &Caller, id: &ConversationId, text: &str) {
    let begun = Instant::now();
    while !says(agent, id, text).await {
        assert!(begun.elapsed() < PATIENCE, "{text} never goes out");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn delete(by: &Caller, id: &ConversationId, on: bool) -> Conversation {
    let path = format!("/conversations/{id}/deleted");
    by.set(&path, &json!(on)).await.record.conversation
}

async fn is_refused(agent: &Caller, method: Method, path: &str, body: &Value) {
    let request = agent
        .request(method, path)
        .json(body)
        .header("Idempotency-Key", fresh());
    let refused = problem(request, StatusCode::CONFLICT).await;
    assert_eq!(refused.kind, ProblemKind::ChannelClosed, "{path}");
    assert!(refused.detail.contains("deleted"), "{}", refused.detail);
}

#[tokio::test]
async fn what_is_scheduled_waits_until_the_deletion_is_taken_back_and_people_could_look() {
    let (backend, _visitor, agent, id) = talk("hello").await;
    let other = backend.begun("hello too").await;
    schedules(&backend, &id, "good morning", 10 * MINUTE).await;
    schedules(&backend, &id, "never mind", 11 * MINUTE).await;
    schedules(&backend, &id, "in its time", 14 * MINUTE).await;
    schedules(&backend, &other, "good evening", 12 * MINUTE).await;
    let supervisor = backend.agent_of(SUPERVISOR).await;
    let gone = delete(&supervisor, &id, true).await;
    assert_eq!(waiting(&gone).len(), 3);

    backend.later(13 * MINUTE);
    let agent = agent.with_token(&backend.sign_in(crate::harness::AGENT).await.access_token);
    until_says(&agent, &other, "good evening").await;
    assert!(!says(&agent, &id, "good morning").await);
    let kept = now(&agent, &id).await;
    assert!(kept.archived && kept.deleted && !kept.answered);
    let [first, second, third] = &waiting(&kept)[..] else {
        panic!("{kept:?}")
    };
    for after in [0, 60_000] {
        let path = format!("/conversations/{id}/scheduled/{}", first.id);
        let send_at = backend.config.clock.now().plus_millis(after);
        is_refused(&agent, Method::PUT, &path, &json!(NewTime { send_at })).await;
    }
    let path = format!("/conversations/{id}/scheduled/{}", second.id);
    let off = agent.delete(&path).header("Idempotency-Key", fresh());
    let _off: WriteAnswer = read(off.send().await.unwrap()).await;

    let supervisor = backend.agent_of(SUPERVISOR).await;
    let restored = delete(&supervisor, &id, false).await;
    let [still, left] = &waiting(&restored)[..] else {
        panic!("{restored:?}")
    };
    assert_eq!((&still.id, still.send_at), (&third.id, third.send_at));
    assert!(left.send_at > backend.config.clock.now().plus_millis(9 * 60_000));
    schedules(&backend, &other, "good night", MINUTE).await;
    backend.later(2 * MINUTE);
    until_says(&agent, &other, "good night").await;
    until_says(&agent, &id, "in its time").await;
    assert!(!says(&agent, &id, "good morning").await);
    backend.later(9 * MINUTE);
    let agent = backend.agent().await;
    until_says(&agent, &id, "good morning").await;
}

#[tokio::test]
async fn nothing_is_written_or_changed_in_a_deleted_conversation_but_it_is_read() {
    let (backend, _visitor, agent, id) = talk("hello").await;
    let own = agent.write(&id, "how can we help?").await.message.unwrap();
    let supervisor = backend.agent_of(SUPERVISOR).await;
    delete(&supervisor, &id, true).await;
    let before = now(&agent, &id).await;
    let talk = format!("/conversations/{id}");
    let said = format!("{talk}/messages/{}", own.id);
    let until = backend.config.clock.now().plus_millis(3_600_000);
    let none = Value::Null;
    for (method, path, body) in [
        (
            Method::PUT,
            format!("{said}/text"),
            json!({ "text": "what?" }),
        ),
        (Method::DELETE, said.clone(), none.clone()),
        (
            Method::PUT,
            format!("{said}/reactions/%F0%9F%91%8D"),
            none.clone(),
        ),
        (
            Method::DELETE,
            format!("{said}/reactions/%F0%9F%91%8D"),
            none.clone(),
        ),
        (Method::PUT, format!("{said}/pin"), none.clone()),
        (Method::DELETE, format!("{said}/pin"), none.clone()),
        (Method::POST, format!("{said}/attempts"), none),
        (
            Method::PUT,
            format!("{talk}/status"),
            json!({ "status": "resolved" }),
        ),
        (
            Method::PUT,
            format!("{talk}/priority"),
            json!({ "priority": "high" }),
        ),
        (
            Method::PUT,
            format!("{talk}/labels"),
            json!({ "labels": ["vip"] }),
        ),
        (
            Method::PUT,
            format!("{talk}/assignment"),
            json!({ "assignee": "demo-agent" }),
        ),
        (
            Method::PUT,
            format!("{talk}/snooze"),
            json!({ "until": until }),
        ),
        (Method::PUT, format!("{talk}/answered"), json!(false)),
        (Method::PUT, format!("{talk}/unread"), json!({})),
        (Method::PUT, format!("{talk}/archived"), json!(false)),
    ] {
        is_refused(&agent, method, &path, &body).await;
    }
    assert_eq!(now(&agent, &id).await, before);
    let position = before.last_position;
    let path = format!("{talk}/read");
    let read = agent.set(&path, &json!({ "position": position })).await;
    assert_eq!(read.record.conversation.read_position, position);
}

#[tokio::test]
async fn a_macro_is_taken_back_once_its_conversation_is_restored() {
    let (backend, _visitor, agent, id) = talk("hello").await;
    let path = format!("/conversations/{id}/macros/demo-macro-escalate");
    let request = agent
        .post(&path, &json!({ "run": "run-1" }))
        .header("Idempotency-Key", fresh());
    let _done: WriteAnswer = read(request.send().await.unwrap()).await;
    let supervisor = backend.agent_of(SUPERVISOR).await;
    delete(&supervisor, &id, true).await;
    let before = now(&agent, &id).await;
    let path = format!("/conversations/{id}/macro_runs/run-1");
    is_refused(&agent, Method::DELETE, &path, &Value::Null).await;
    assert_eq!(now(&agent, &id).await, before);
    delete(&supervisor, &id, false).await;
    let back = agent.delete(&path).header("Idempotency-Key", fresh());
    let back: WriteAnswer = read(back.send().await.unwrap()).await;
    let back = back.record.conversation;
    assert_eq!((back.priority, back.assignee), (None, None));
    assert_eq!(back.status, ConversationStatus::Open);
}
