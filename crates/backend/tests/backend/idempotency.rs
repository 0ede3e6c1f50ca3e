//! A write takes effect once however often it is sent.

use recado_protocol::ProblemKind;
use recado_protocol::command::{OutgoingContent, WriteAnswer};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{AGENT_2, Backend, fresh, problem, talk};

fn text(text: &str) -> OutgoingContent {
    OutgoingContent::Text {
        text: text.to_owned(),
    }
}

#[tokio::test]
async fn the_same_key_gets_the_very_first_answer_also_after_a_restart() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let agent = backend.agent().await;
    let asked = fresh();
    let said = visitor
        .say_request(&asked, "hello")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let conversation = visitor.say("are you there?").await.message.conversation;
    let id = fresh();
    let send = |agent: &crate::harness::Caller| {
        let request = agent.message_request(&conversation, &id, text("here I am"));
        async { request.send().await.unwrap().text().await.unwrap() }
    };
    let first = send(&agent).await;
    agent
        .set(
            &format!("/conversations/{conversation}/status"),
            &json!({ "status": "resolved" }),
        )
        .await;
    assert_eq!(send(&agent).await, first);

    let backend = backend.restart().await;
    let agent = backend.agent().await;
    assert_eq!(send(&agent).await, first);
    let visitor = backend.anybody().with_token(&visitor.token.unwrap());
    let again = visitor
        .say_request(&asked, "hello")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(again, said);
    let history = agent.history(&conversation).await.items;
    assert_eq!(history.len(), 4, "{history:?}");
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let id = fresh();
    agent
        .message_request(&conversation, &id, text("one"))
        .send()
        .await
        .unwrap();
    let other = agent.message_request(&conversation, &id, text("two"));
    assert_eq!(
        problem(other, StatusCode::UNPROCESSABLE_ENTITY).await.kind,
        ProblemKind::KeyReused
    );
    let path = format!("/conversations/{conversation}/read");
    let other = agent
        .put(&path, &json!({ "position": 1 }))
        .header("Idempotency-Key", &id);
    assert_eq!(
        problem(other, StatusCode::UNPROCESSABLE_ENTITY).await.kind,
        ProblemKind::KeyReused
    );
}

#[tokio::test]
async fn a_message_id_of_somebody_else_is_refused() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let colleague = backend.agent_of(AGENT_2).await;
    let conversation = visitor.say("hello").await.message.conversation;
    let id = fresh();
    agent
        .message_request(&conversation, &id, text("mine"))
        .send()
        .await
        .unwrap();
    let stolen = colleague.message_request(&conversation, &id, text("mine"));
    assert_eq!(
        problem(stolen, StatusCode::UNPROCESSABLE_ENTITY).await.kind,
        ProblemKind::KeyReused
    );
    let stolen = backend.visitor().await.say_request(&id, "mine");
    assert_eq!(
        problem(stolen, StatusCode::UNPROCESSABLE_ENTITY).await.kind,
        ProblemKind::KeyReused
    );
}

#[tokio::test]
async fn the_same_request_many_times_at_once_writes_one_message() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let id = fresh();
    let sends = (0..24).map(|_| {
        let request = agent.message_request(&conversation, &id, text("once"));
        tokio::spawn(async { request.send().await.unwrap().text().await.unwrap() })
    });
    let mut answers = Vec::new();
    for send in sends.collect::<Vec<_>>() {
        answers.push(send.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(agent.history(&conversation).await.items.len(), 2);
}

#[tokio::test]
async fn a_refused_write_uses_its_key_up_for_nothing() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let path = format!("/conversations/{conversation}/assignment");
    let key = fresh();
    let wrong = agent
        .put(&path, &json!({ "assignee": "nobody" }))
        .header("Idempotency-Key", &key);
    problem(wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
    let right = agent
        .put(&path, &json!({ "assignee": "demo-agent" }))
        .header("Idempotency-Key", &key);
    let answer: WriteAnswer = crate::harness::read(right.send().await.unwrap()).await;
    assert_eq!(
        answer.record.conversation.assignee,
        Some("demo-agent".into())
    );
}
