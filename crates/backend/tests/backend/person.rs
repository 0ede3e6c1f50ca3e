//! The person behind a conversation: all conversations and files, and blocking.

use recado_protocol::command::WriteAnswer;
use recado_protocol::person::{Blocks, ExchangedPage, Siblings};
use recado_protocol::{Content, ConversationId, SystemEvent};
use reqwest::StatusCode;
use serde_json::json;

use crate::files::media;
use crate::harness::{Caller, fresh, problem, read, talk};
use crate::uploads::upload;

async fn set(agent: &Caller, id: &ConversationId, resource: &str, on: bool) -> WriteAnswer {
    agent
        .set(&format!("/conversations/{id}/{resource}"), &json!(on))
        .await
}

async fn blocks(agent: &Caller, id: &ConversationId) -> Blocks {
    agent.fetch(&format!("/conversations/{id}/blocks")).await
}

#[tokio::test]
async fn what_is_blocked_leaves_a_line_once_and_can_be_taken_back() {
    let (_backend, _, agent, id) = talk("hello").await;
    assert_eq!(blocks(&agent, &id).await, Blocks::default());

    let answer = set(&agent, &id, "notifications_blocked", true).await;
    let line = answer.message.expect("it leaves a line");
    let is_line = matches!(
        line.content,
        Content::System {
            event: SystemEvent::NotificationsBlocked { by: Some(_) }
        }
    );
    assert!(is_line, "{:?}", line.content);
    let again = set(&agent, &id, "notifications_blocked", true).await;
    assert!(again.message.is_none());
    let now = blocks(&agent, &id).await;
    assert!(now.notifications && !now.customer);
    set(&agent, &id, "notifications_blocked", false).await;
    assert_eq!(blocks(&agent, &id).await, Blocks::default());
}

#[tokio::test]
async fn a_blocked_customer_is_not_heard_until_unblocked() {
    let (_backend, visitor, agent, id) = talk("hello").await;
    let answer = set(&agent, &id, "customer_blocked", true).await;
    let line = answer.message.expect("it leaves a line");
    assert!(matches!(
        line.content,
        Content::System {
            event: SystemEvent::CustomerBlocked { .. }
        }
    ));
    assert!(answer.record.conversation.blocked);
    let unheard = visitor.say_request(&fresh(), "listen!");
    problem(unheard, StatusCode::CONFLICT).await;
    let answer = set(&agent, &id, "customer_blocked", false).await;
    assert!(!answer.record.conversation.blocked);
    let line = answer.message.expect("that leaves a line too");
    assert!(matches!(
        line.content,
        Content::System {
            event: SystemEvent::CustomerUnblocked { by: Some(_) }
        }
    ));
    visitor.say("thank you").await;
}

#[tokio::test]
async fn all_conversations_of_the_person_are_named() {
    let (backend, _, agent, id) = talk("hello").await;
    backend.visitor().await.say("somebody else").await;
    let all: Siblings = agent.fetch(&format!("/conversations/{id}/siblings")).await;
    let ids: Vec<_> = all
        .items
        .iter()
        .map(|it| it.conversation.id.clone())
        .collect();
    assert_eq!(ids, [id]);
}

async fn files(agent: &Caller, id: &ConversationId, query: &str) -> ExchangedPage {
    let path = format!("/conversations/{id}/files?{query}");
    agent.fetch(&path).await
}

#[tokio::test]
async fn files_are_given_by_their_sort_the_newest_first_and_page_by_page() {
    let (_backend, _, agent, id) = talk("hello").await;
    let mut sent = Vec::new();
    for number in 0..45 {
        let name = format!("{number}.txt");
        let file = upload(&agent, &name, "text/plain", name.as_bytes()).await;
        let request = agent.message_request(&id, &fresh(), media(&file, None));
        let answer: WriteAnswer = read(request.send().await.unwrap()).await;
        sent.push((name, answer.message.unwrap().id));
    }
    let first = files(&agent, &id, "sort=files").await;
    let cursor = first.next.clone().expect("there is more than a page");
    let second = files(&agent, &id, &format!("sort=files&cursor={cursor}")).await;
    assert_eq!(second.next, None);
    let all = first.items.iter().chain(&second.items);
    let mut all: Vec<_> = all
        .map(|it| (it.attachment.name.clone(), it.message.clone()))
        .collect();
    assert!(first.items.is_sorted_by(|a, b| a.at >= b.at));
    all.sort();
    sent.sort();
    assert_eq!(all, sent);
    assert!(files(&agent, &id, "sort=pictures").await.items.is_empty());
    for wrong in ["sort=songs", "sort=files&cursor=x"] {
        let path = format!("/conversations/{id}/files?{wrong}");
        let request = agent.request(reqwest::Method::GET, &path);
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}
