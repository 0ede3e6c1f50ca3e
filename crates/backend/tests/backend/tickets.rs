//! Tickets: made, found, linked, closed; once however often it is asked for.

use recado_protocol::command::WriteAnswer;
use recado_protocol::ticket::{Ticket, TicketStatus, Tickets};
use recado_protocol::{ConversationId, EventBody, Priority};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read, talk};

async fn of(agent: &Caller, id: &ConversationId) -> Vec<Ticket> {
    let path = format!("/conversations/{id}/tickets");
    agent.fetch::<Tickets>(&path).await.items
}

async fn found(agent: &Caller, query: &str) -> Vec<u64> {
    let query = query.replace('#', "%23").replace(' ', "+");
    let tickets: Tickets = agent.fetch(&format!("/tickets?q={query}")).await;
    tickets.items.iter().map(|ticket| ticket.number).collect()
}

fn create(agent: &Caller, id: &ConversationId, body: &Value) -> reqwest::RequestBuilder {
    agent.post(&format!("/conversations/{id}/tickets"), body)
}

async fn made(agent: &Caller, id: &ConversationId, body: &Value) -> WriteAnswer {
    let request = create(agent, id, body).header("Idempotency-Key", fresh());
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_ticket_is_made_once_and_everybody_can_see_it() {
    let (backend, _, agent, id) = talk("hello").await;
    assert_eq!(of(&agent, &id).await, []);
    let colleague = backend.agent_of(AGENT_2).await;
    let mut live = colleague.live(None).await;
    live.welcome().await;

    let key = fresh();
    let body =
        json!({ "subject": " The oven\n is cold ", "body": "Since noon", "priority": "high" });
    let request = || create(&agent, &id, &body).header("Idempotency-Key", &key);
    let first: WriteAnswer = read(request().send().await.unwrap()).await;
    let second: WriteAnswer = read(request().send().await.unwrap()).await;
    assert_eq!(first, second);
    let EventBody::Conversation(told) = live.event().await.body else {
        panic!("nobody was told")
    };
    assert_eq!(
        told.conversation.revision,
        first.record.conversation.revision
    );

    let all = of(&colleague, &id).await;
    let [ticket] = &all[..] else {
        panic!("{all:?}")
    };
    assert_eq!(
        (ticket.subject.as_str(), ticket.body.as_str(), ticket.number),
        ("The oven is cold", "Since noon", 1)
    );
    assert_eq!(
        (ticket.status, ticket.priority),
        (TicketStatus::Open, Some(Priority::High))
    );
    assert_eq!(ticket.conversations, [id]);
    assert!(ticket.created_by.is_some());
}

#[tokio::test]
async fn a_ticket_is_found_by_number_and_words_and_linked_and_unlinked() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = backend.begun("hello").await;
    let other = backend.begun("hi").await;
    made(&agent, &id, &json!({ "subject": "Refrigeração quebrada" })).await;
    made(
        &agent,
        &id,
        &json!({ "subject": "Nota fiscal", "body": "2 vias" }),
    )
    .await;
    assert_eq!(found(&agent, "#2").await, [2]);
    // With a `#` it is a number, or the beginning of one, and no word.
    let subject = json!({ "subject": "2 fornos" });
    for _ in 3..=20 {
        made(&agent, &other, &subject).await;
    }
    assert_eq!(found(&agent, "#2").await, [2, 20]);
    assert_eq!(found(&agent, "2").await[..3], [2, 20, 19]);
    assert_eq!(found(&agent, "refrigeracao queb").await, [1]);
    assert_eq!(found(&agent, "nothing OR \"").await, [0; 0]);

    let ticket = of(&agent, &id).await[1].id.clone();
    let link = format!("/conversations/{other}/tickets/{ticket}/linked");
    let revision = agent
        .set(&link, &json!(true))
        .await
        .record
        .conversation
        .revision;
    let again = agent.set(&link, &json!(true)).await.record.conversation;
    assert_eq!(again.revision, revision, "it was so already");
    let all = of(&agent, &other).await;
    let here = all.iter().find(|known| known.id == ticket);
    assert_eq!(here.map(|it| &it.conversations), Some(&vec![other.clone()]));
    agent.set(&link, &json!(false)).await;
    let left = of(&agent, &other).await;
    assert!(left.iter().all(|it| it.id != ticket));
    assert_eq!(of(&agent, &id).await.len(), 2);
}

#[tokio::test]
async fn a_closed_ticket_stands_last_and_all_its_conversations_are_told() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = backend.begun("hello").await;
    let other = backend.begun("hi").await;
    for subject in ["First", "Second"] {
        made(&agent, &id, &json!({ "subject": subject })).await;
    }
    let newest = of(&agent, &id).await[0].id.clone();
    agent
        .set(
            &format!("/conversations/{other}/tickets/{newest}/linked"),
            &json!(true),
        )
        .await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    let path = format!("/conversations/{id}/tickets/{newest}/status");
    agent.set(&path, &json!({ "status": "closed" })).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        let EventBody::Conversation(record) = live.event().await.body else {
            panic!("nobody was told")
        };
        told.push(record.conversation.id.clone());
    }
    assert!(told.contains(&id) && told.contains(&other));
    let standing =
        |all: Vec<Ticket>| -> Vec<_> { all.into_iter().map(|it| (it.number, it.status)).collect() };
    assert_eq!(
        standing(of(&agent, &id).await),
        [(1, TicketStatus::Open), (2, TicketStatus::Closed)]
    );
    agent.set(&path, &json!({ "status": "open" })).await;
    assert_eq!(of(&agent, &id).await[0].status, TicketStatus::Open);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_changes_nothing() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = backend.begun("hello").await;
    for (field, body) in [
        ("subject", json!({ "subject": " " })),
        ("subject", json!({ "subject": "x".repeat(201) })),
        ("body", json!({ "subject": "x", "body": "y".repeat(5_001) })),
        ("priority", json!({ "subject": "x", "priority": "extreme" })),
    ] {
        let request = create(&agent, &id, &body).header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    let body = json!({ "subject": "x" });
    problem(create(&agent, &id, &body), StatusCode::BAD_REQUEST).await;
    let nowhere = create(&agent, &"nowhere".into(), &body).header("Idempotency-Key", fresh());
    problem(nowhere, StatusCode::NOT_FOUND).await;
    assert_eq!(of(&agent, &id).await, []);
    for (path, body) in [
        ("linked", json!(true)),
        ("status", json!({ "status": "closed" })),
    ] {
        let path = format!("/conversations/{id}/tickets/none/{path}");
        let request = agent.put(&path, &body).header("Idempotency-Key", fresh());
        problem(request, StatusCode::NOT_FOUND).await;
    }
    for query in ["", "q=+", &format!("q={}", "x".repeat(201))] {
        let request = agent.get(&format!("/tickets?{query}"));
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    for path in [
        "/tickets?q=x".to_owned(),
        format!("/conversations/{id}/tickets"),
    ] {
        let request = backend.anybody().request(Method::GET, &path);
        problem(request, StatusCode::UNAUTHORIZED).await;
    }
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_is_found_by_it() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = backend.begun("hello").await;
    let other = backend.begun("hi").await;
    made(
        &agent,
        &id,
        &json!({ "subject": "Cold oven", "body": "Since noon", "priority": "high" }),
    )
    .await;
    let ticket = of(&agent, &id).await.remove(0);
    let path = format!("/conversations/{id}/tickets/{}", ticket.id);
    agent
        .set(
            &format!("/conversations/{other}/tickets/{}/linked", ticket.id),
            &json!(true),
        )
        .await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    let edit = json!({ "revision": 1, "subject": " Broken\n heater ", "priority": null });
    agent.set(&path, &edit).await;
    for _ in 0..2 {
        let EventBody::Conversation(_) = live.event().await.body else {
            panic!("somebody was not told")
        };
    }
    let now = of(&agent, &other).await.remove(0);
    assert_eq!(
        (now.subject.as_str(), now.body.as_str(), now.priority),
        ("Broken heater", "Since noon", None)
    );
    assert_eq!(found(&agent, "heater").await, [1]);
    assert_eq!(found(&agent, "cold").await, [0; 0]);
    for (field, edit) in [
        ("subject", json!({ "revision": 3, "subject": " " })),
        ("body", json!({ "revision": 3, "body": "x".repeat(5_001) })),
        ("priority", json!({ "revision": 3, "priority": "extreme" })),
    ] {
        let request = agent.put(&path, &edit).header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    assert_eq!(of(&agent, &id).await.remove(0), {
        let mut here = now;
        here.conversations = vec![id];
        here
    });
}

#[tokio::test]
async fn an_edit_that_a_colleagues_overtook_is_refused_with_the_ticket_as_it_is() {
    let backend = Backend::start().await;
    let (livia, rafael) = (backend.agent().await, backend.agent_of(AGENT_2).await);
    let id = backend.begun("hello").await;
    made(&livia, &id, &json!({ "subject": "Cold oven" })).await;
    let ticket = of(&livia, &id).await.remove(0);
    let path = format!("/conversations/{id}/tickets/{}", ticket.id);
    // Closing it is no edit of what is written in it.
    rafael
        .set(&format!("{path}/status"), &json!({ "status": "closed" }))
        .await;
    livia
        .set(&path, &json!({ "revision": 1, "subject": "Oven" }))
        .await;
    let mine = json!({ "revision": 1, "subject": "My oven" });
    let request = rafael.put(&path, &mine).header("Idempotency-Key", fresh());
    let stale = problem(request, StatusCode::CONFLICT).await;
    let theirs: Ticket = stale.current.unwrap().read().unwrap();
    assert_eq!((theirs.subject.as_str(), theirs.revision), ("Oven", 3));
    // One's own edits in a row are no conflict.
    livia
        .set(&path, &json!({ "revision": 1, "subject": "The oven" }))
        .await;
    let again = json!({ "revision": 4, "subject": "My oven" });
    rafael.set(&path, &again).await;
    assert_eq!(of(&livia, &id).await[0].subject, "My oven");
}
