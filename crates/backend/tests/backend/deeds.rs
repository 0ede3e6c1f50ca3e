//! What is done to conversations from the list: archived, marked, deleted.

use recado_protocol::command::WriteAnswer;
use recado_protocol::http::ConversationPage;
use recado_protocol::{Content, Conversation, ConversationId, ConversationRecord, SystemEvent};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{Backend, Caller, SUPERVISOR, fresh, problem};

async fn begun(backend: &Backend) -> (Caller, Caller, ConversationId) {
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    (visitor, agent, id)
}

async fn now(agent: &Caller, id: &ConversationId) -> Conversation {
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    record.conversation
}

async fn set(
    agent: &Caller,
    id: &ConversationId,
    resource: &str,
    body: serde_json::Value,
) -> WriteAnswer {
    agent
        .set(&format!("/conversations/{id}/{resource}"), &body)
        .await
}

async fn listed(agent: &Caller) -> usize {
    let page: ConversationPage = agent.fetch("/conversations").await;
    page.items.len()
}

#[tokio::test]
async fn an_archived_conversation_comes_back_when_either_side_writes() {
    let backend = Backend::start().await;
    let (visitor, agent, id) = begun(&backend).await;
    for side in ["customer", "team"] {
        let answer = set(&agent, &id, "archived", json!(true)).await;
        assert!(answer.record.conversation.archived && answer.message.is_none());
        assert_eq!(listed(&agent).await, 0);
        // A note is no word to the customer.
        agent.note(&id, "for us").await;
        assert!(now(&agent, &id).await.archived);
        match side {
            "customer" => drop(visitor.say("are you there?").await),
            _ => drop(agent.write(&id, "we are").await),
        }
        assert!(!now(&agent, &id).await.archived, "{side}");
        assert_eq!(listed(&agent).await, 1);
    }
    set(&agent, &id, "archived", json!(true)).await;
    set(&agent, &id, "archived", json!(false)).await;
    assert_eq!(listed(&agent).await, 1);
}

#[tokio::test]
async fn whoever_says_answered_ends_the_waiting_and_unanswered_begins_it_where_it_was() {
    let backend = Backend::start().await;
    let (_, agent, id) = begun(&backend).await;
    let before = now(&agent, &id).await;
    assert!(before.waiting_since.is_some() && !before.answered);
    set(&agent, &id, "answered", json!(true)).await;
    let after = now(&agent, &id).await;
    assert!(after.waiting_since.is_none() && after.answered);
    set(&agent, &id, "answered", json!(false)).await;
    let back = now(&agent, &id).await;
    assert_eq!(back.waiting_since, before.waiting_since);
    assert!(!back.answered);
}

#[tokio::test]
async fn unread_begins_at_a_position_or_at_the_customers_newest_message() {
    let backend = Backend::start().await;
    let (visitor, agent, id) = begun(&backend).await;
    visitor.say("one").await;
    visitor.say("two").await;
    agent.write(&id, "an answer").await;
    assert_eq!(now(&agent, &id).await.unread_count, 0);
    let answer = set(&agent, &id, "unread", json!({})).await;
    let newest = answer.record.conversation;
    assert_eq!((newest.unread_count, newest.read_position), (1, 2));
    let all = set(&agent, &id, "unread", json!({ "from": 1 })).await;
    let all = all.record.conversation;
    assert_eq!((all.unread_count, all.read_position), (3, 0));
    // There is something to read even where the customer wrote nothing after it.
    let last = set(&agent, &id, "unread", json!({ "from": 99 })).await;
    let last = last.record.conversation;
    assert_eq!((last.unread_count, last.read_position), (1, 3));
    set(&agent, &id, "read", json!({ "position": 4 })).await;
    assert_eq!(now(&agent, &id).await.unread_count, 0);
}

#[tokio::test]
async fn deleting_is_for_those_who_may_and_blocks_the_customer() {
    let backend = Backend::start().await;
    let (visitor, agent, id) = begun(&backend).await;
    let path = format!("/conversations/{id}/deleted");
    let refused = agent.put(&path, &true).header("Idempotency-Key", fresh());
    problem(refused, StatusCode::FORBIDDEN).await;
    let supervisor = backend.agent_of(SUPERVISOR).await;
    let answer = set(&supervisor, &id, "deleted", json!(true)).await;
    let line = answer.message.expect("a line says so");
    assert!(matches!(
        line.content,
        Content::System {
            event: SystemEvent::CustomerBlocked { by: Some(_) }
        }
    ));
    assert_eq!(listed(&agent).await, 0);
    let known = now(&agent, &id).await;
    assert!(known.deleted && known.archived && !known.erased);
    let heard = visitor.say_request(&fresh(), "let me in");
    problem(heard, StatusCode::CONFLICT).await;
    let content = recado_protocol::OutgoingContent::Text {
        text: "hello?".to_owned(),
    };
    let written = agent.message_request(&id, &fresh(), content);
    problem(written, StatusCode::CONFLICT).await;
    // Once more changes nothing.
    assert!(
        set(&supervisor, &id, "deleted", json!(true))
            .await
            .message
            .is_none()
    );

    // It does not come out of the archive until that is taken back.
    let path = format!("/conversations/{id}/archived");
    let refused = supervisor
        .put(&path, &false)
        .header("Idempotency-Key", fresh());
    problem(refused, StatusCode::CONFLICT).await;
    assert!(now(&agent, &id).await.archived);
    let back = set(&supervisor, &id, "deleted", json!(false)).await;
    assert!(!back.record.conversation.deleted);
    assert!(!now(&agent, &id).await.is_over());
    visitor.say("thank you").await;
    assert_eq!(listed(&agent).await, 1);
}
