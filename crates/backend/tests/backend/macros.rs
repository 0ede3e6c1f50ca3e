//! What a macro says: held back for a moment, and unsaid.

use recado_protocol::command::WriteAnswer;
use recado_protocol::http::ConversationPage;
use recado_protocol::prepared::{Macro, MacroAction};
use recado_protocol::{Conversation, ConversationId, ConversationRecord};
use reqwest::StatusCode;
use serde_json::json;

use crate::connector::{TestConnector, says};
use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read, talk};

async fn now(agent: &Caller, id: &ConversationId) -> Conversation {
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    record.conversation
}

/// Runs a macro whose replies wait for a few seconds where the channel lets them.
async fn run(agent: &Caller, id: &ConversationId, what: &str, run: &str) -> Conversation {
    let path = format!("/conversations/{id}/macros/{what}");
    let request = agent
        .post(&path, &json!({ "run": run, "undo_seconds": 5 }))
        .header("Idempotency-Key", fresh());
    let done: WriteAnswer = read(request.send().await.unwrap()).await;
    done.record.conversation
}

async fn take_back(agent: &Caller, id: &ConversationId, run: &str) -> Conversation {
    let path = format!("/conversations/{id}/macro_runs/{run}");
    let request = agent.delete(&path).header("Idempotency-Key", fresh());
    let done: WriteAnswer = read(request.send().await.unwrap()).await;
    done.record.conversation
}

/// A channel on which a message can be called back for a few seconds, and a customer who has written there.
async fn whatsapp(backend: &Backend) -> (TestConnector, ConversationId) {
    let connector = TestConnector::connect(backend, "demo-whatsapp").await;
    connector.tell(backend, &says("1", "Oi")).await;
    let page: ConversationPage = backend.agent().await.fetch("/conversations").await;
    (connector, page.items[0].conversation.id.clone())
}

/// Adds a macro to those of the demo.
fn prepare(backend: &Backend, id: &str, actions: Vec<MacroAction>) {
    let made = Macro {
        id: id.into(),
        name: id.to_owned(),
        actions,
    };
    let file = backend.config.data.join("recado.sqlite3");
    let sql = rusqlite::Connection::open(file).unwrap();
    sql.execute(
        "INSERT INTO prepared (kind, id, place, body) VALUES ('macro', ?, 99, ?)",
        [id, &json!(made).to_string()],
    )
    .unwrap();
}

#[tokio::test]
async fn taking_a_macro_back_leaves_what_a_colleague_has_answered_meanwhile() {
    let backend = Backend::start().await;
    let (_connector, id) = whatsapp(&backend).await;
    let (agent, colleague) = (backend.agent().await, backend.agent_of(AGENT_2).await);
    let done = run(&agent, &id, "demo-macro-wait", "held").await;
    assert!(done.scheduled.is_some() && !done.answered);
    colleague.write(&id, "we have it here").await;
    let back = take_back(&agent, &id, "held").await;
    assert!(back.scheduled.is_none());
    assert!(back.answered && back.waiting_since.is_none());

    // In a live chat the reply was there at once, and then the colleague's.
    let chat = backend.begun("hello").await;
    let named = json!({ "revision": 1, "name": "Bia Lima" });
    let path = format!("/conversations/{chat}/contact");
    agent.set(&path, &named).await;
    run(&agent, &chat, "demo-macro-wait", "at-once").await;
    colleague.write(&chat, "one moment").await;
    let back = take_back(&agent, &chat, "at-once").await;
    assert!(back.answered && back.waiting_since.is_none());
}

#[tokio::test]
async fn whom_nobody_has_answered_waits_again_since_they_began_to() {
    let backend = Backend::start().await;
    let (connector, id) = whatsapp(&backend).await;
    let agent = backend.agent().await;
    let before = now(&agent, &id).await;
    assert!(before.waiting_since.is_some());
    backend.later(std::time::Duration::from_secs(60));
    connector.tell(&backend, &says("2", "Oi")).await;
    let done = run(&agent, &id, "demo-macro-close", "closed").await;
    assert_eq!((done.waiting_since, done.answered), (None, false));
    let back = take_back(&agent, &id, "closed").await;
    assert_eq!(
        (back.status, back.waiting_since, back.answered),
        (before.status, before.waiting_since, false)
    );
    // Who writes meanwhile waits for an answer to that.
    run(&agent, &id, "demo-macro-close", "again").await;
    backend.later(std::time::Duration::from_secs(2));
    connector.tell(&backend, &says("3", "Oi")).await;
    let waits = now(&agent, &id).await;
    let back = take_back(&agent, &id, "again").await;
    assert_eq!(back.waiting_since, waits.waiting_since);
}

#[tokio::test]
async fn a_reply_is_held_back_however_many_messages_wait_for_their_time() {
    let backend = Backend::start().await;
    let (_connector, id) = whatsapp(&backend).await;
    let agent = backend.agent().await;
    let send_at = backend.config.clock.now().plus_millis(3_600_000);
    let schedules = || {
        let key = fresh();
        let body = json!({ "id": key, "content": { "kind": "text", "text": "later" },
            "more": { "send_at": send_at } });
        let path = format!("/conversations/{id}/messages");
        agent.post(&path, &body).header("Idempotency-Key", key)
    };
    for _ in 0..20 {
        let _kept: WriteAnswer = read(schedules().send().await.unwrap()).await;
    }
    let waiting = |now: &Conversation| {
        let scheduled: Vec<serde_json::Value> = now.scheduled.as_ref().unwrap().read().unwrap();
        scheduled.len()
    };
    let done = run(&agent, &id, "demo-macro-wait", "held").await;
    assert_eq!(waiting(&done), 21);
    let refused = problem(schedules(), StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(refused.detail.contains("20"), "{}", refused.detail);
    let back = take_back(&agent, &id, "held").await;
    assert_eq!(waiting(&back), 20);
}

#[tokio::test]
async fn a_note_that_is_taken_back_mentions_nobody_but_whom_another_note_names() {
    let (backend, _visitor, agent, id) = talk("hello").await;
    let note = |text: &str| MacroAction::Note {
        text: text.to_owned(),
    };
    prepare(&backend, "ask", vec![note("@Rafael Teixeira, please look")]);
    let done = run(&agent, &id, "ask", "one").await;
    assert_eq!(done.mentions, ["demo-agent-2"]);
    assert!(take_back(&agent, &id, "one").await.mentions.is_empty());

    run(&agent, &id, "ask", "two").await;
    agent.note(&id, "@Rafael Teixeira, it is urgent").await;
    let back = take_back(&agent, &id, "two").await;
    assert_eq!(back.mentions, ["demo-agent-2"]);
    // Nor is a mention taken back that was there before.
    run(&agent, &id, "ask", "three").await;
    let back = take_back(&agent, &id, "three").await;
    assert_eq!(back.mentions, ["demo-agent-2"]);
}
