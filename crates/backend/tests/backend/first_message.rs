//! Writing to somebody who has not written.

use recado_protocol::command::WriteAnswer;
use recado_protocol::first::{Barrier, Reached};
use recado_protocol::{ConversationRecord, Delivery, Problem};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Backend, Caller, fresh, problem, read};

fn text(channel: &str, address: &str, name: Option<&str>) -> Value {
    let content = json!({ "kind": "text", "text": "Good morning!" });
    json!({ "channel": channel, "address": address, "name": name,
        "message": { "id": fresh(), "content": content } })
}

async fn begin(agent: &Caller, body: &Value) -> WriteAnswer {
    read(agent.post("/conversations", body).send().await.unwrap()).await
}

async fn refused(agent: &Caller, body: &Value, status: StatusCode) -> Problem {
    problem(agent.post("/conversations", body), status).await
}

async fn reach(agent: &Caller, channel: &str, address: &str) -> Reached {
    let body = json!({ "channel": channel, "address": address });
    let request = agent.post("/conversations/reach", &body);
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_new_contact_is_written_to_once() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let known = reach(&agent, "demo-sms", "5581999992210").await;
    assert_eq!(known, Reached::default());
    let body = text("demo-sms", "5581999992210", Some(" Bia Souza "));
    let answer = begin(&agent, &body).await;
    let ConversationRecord {
        conversation,
        contact,
    } = &answer.record;
    assert_eq!(contact.name, "Bia Souza");
    assert_eq!(contact.phone.as_deref(), Some("+5581999992210"));
    assert_eq!(
        conversation.assignee.as_ref().unwrap().as_str(),
        "demo-agent"
    );
    assert_eq!(
        answer.message.as_ref().unwrap().delivery,
        Some(Delivery::Sent)
    );
    // An answer that was lost is given again, and nobody is doubled.
    assert_eq!(begin(&agent, &body).await, answer);
    let again = text("demo-sms", "+55 81 99999-2210", None);
    let found = refused(&agent, &again, StatusCode::CONFLICT).await;
    let found: ConversationRecord = found.current.unwrap().read().unwrap();
    assert_eq!(found.conversation.id, conversation.id);
    let known = reach(&agent, "demo-sms", "+5581999992210").await;
    assert_eq!(known.conversation.unwrap().conversation.id, conversation.id);

    // On another channel it is the same person.
    let known = reach(&agent, "demo-whatsapp", "5581999992210").await;
    assert_eq!(known.conversation, None);
    assert_eq!(known.contact.unwrap().id, contact.id);
    let other = begin(&agent, &text("demo-whatsapp", "5581999992210", None)).await;
    assert_eq!(other.record.contact.id, contact.id);
    assert_ne!(other.record.conversation.id, conversation.id);
}

#[tokio::test]
async fn a_channel_says_what_it_calls_people_by() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    for (channel, address, field) in [
        ("demo-live-chat", "5581999992210", "channel"),
        ("demo-instagram", "@bia_souza", "channel"),
        ("demo-sms", "81 9999", "address"),
        ("demo-telegram", "bia", "address"),
        ("demo-email", "bia", "address"),
    ] {
        let body = text(channel, address, None);
        let wrong = refused(&agent, &body, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(wrong.field.as_deref(), Some(field), "{channel}");
    }
    let telegram = begin(&agent, &text("demo-telegram", "bia_souza", None)).await;
    assert_eq!(
        telegram.record.contact.handle.as_deref(),
        Some("@bia_souza")
    );
    assert_eq!(telegram.record.contact.name, "@bia_souza");
    // What the platform does not take is not begun either.
    let api = text("demo-whatsapp-api", "5581999992210", None);
    let closed = refused(&agent, &api, StatusCode::CONFLICT).await;
    assert!(closed.detail.contains("template"), "{closed:?}");
    let known = reach(&agent, "demo-whatsapp-api", "5581999992210").await;
    assert_eq!(known, Reached::default());
}

#[tokio::test]
async fn nobody_is_written_to_who_wants_nothing_or_is_blocked() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let first = begin(&agent, &text("demo-sms", "5581999992210", None)).await;
    let id = &first.record.conversation.id;
    let path = format!("/conversations/{id}/consent");
    let out = json!({ "opted_in": false, "how": "on the phone" });
    agent.set(&path, &out).await;
    let barrier = reach(&agent, "demo-whatsapp", "5581999992210")
        .await
        .barrier;
    assert_eq!(barrier, Some(Barrier::OptedOut));
    let body = text("demo-whatsapp", "5581999992210", None);
    let why = refused(&agent, &body, StatusCode::CONFLICT).await;
    assert!(why.detail.contains("no messages"), "{why:?}");
    let supervisor = backend.agent_of("supervisor@demo.recado.test").await;
    let back = json!({ "channel": "demo-whatsapp", "opted_in": true, "how": "by mail" });
    supervisor.set(&path, &back).await;
    begin(&agent, &body).await;
    // On the other channels the refusal stands.
    let barrier = reach(&agent, "demo-whatsapp-api", "5581999992210")
        .await
        .barrier;
    assert_eq!(barrier, Some(Barrier::OptedOut));

    let path = format!("/conversations/{id}/deleted");
    supervisor.set(&path, &json!(true)).await;
    let barrier = reach(&agent, "demo-sms", "5581999992210").await.barrier;
    assert_eq!(barrier, Some(Barrier::Blocked));
}
