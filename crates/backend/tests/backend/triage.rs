//! Labels, priority, putting off, and macros, which do such things together.

use std::time::Duration;

use recado_backend::Demo;
use recado_protocol::command::WriteAnswer;
use recado_protocol::http::{ConversationPage, MessagePage};
use recado_protocol::prepared::RunMacro;
use recado_protocol::{
    Author, Content, Conversation, ConversationId, ConversationRecord, ConversationStatus, Message,
    Priority, ProblemKind, SystemEvent, Timestamp,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Backend, Caller, fresh, problem, read};

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn begun(backend: &Backend) -> (Caller, Caller, ConversationId) {
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    (visitor, agent, id)
}

async fn now(agent: &Caller, id: &ConversationId) -> Conversation {
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    record.conversation
}

fn events(messages: &[Message]) -> Vec<&SystemEvent> {
    let event = |message| match message {
        &Message {
            content: Content::System { ref event },
            ..
        } => Some(event),
        _ => None,
    };
    messages.iter().filter_map(event).collect()
}

async fn run(agent: &Caller, id: &ConversationId, what: &str, run: &str) -> WriteAnswer {
    let request = agent
        .post(
            &format!("/conversations/{id}/macros/{what}"),
            &json!({ "run": run }),
        )
        .header("Idempotency-Key", fresh());
    read(request.send().await.unwrap()).await
}

async fn take_back(agent: &Caller, id: &ConversationId, run: &str) -> WriteAnswer {
    let path = format!("/conversations/{id}/macro_runs/{run}");
    let request = agent
        .request(Method::DELETE, &path)
        .header("Idempotency-Key", fresh());
    read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn labels_come_and_go_with_a_line_for_each() {
    let backend = Backend::start().await;
    let (_, agent, id) = begun(&backend).await;
    let path = format!("/conversations/{id}/labels");
    agent
        .set(&path, &json!({ "labels": [" vip ", "troca", "vip"] }))
        .await;
    assert_eq!(now(&agent, &id).await.labels, ["vip", "troca"]);
    let answer = agent
        .set(&path, &json!({ "labels": ["troca", "novo"] }))
        .await;
    assert_eq!(answer.record.conversation.labels, ["troca", "novo"]);
    let history = agent.history(&id).await.items;
    let by = || Some("Lívia Martins".to_owned());
    let line = |label: &str| label.to_owned();
    assert_eq!(
        events(&history),
        [
            &SystemEvent::LabelAdded {
                by: by(),
                label: line("vip")
            },
            &SystemEvent::LabelAdded {
                by: by(),
                label: line("troca")
            },
            &SystemEvent::LabelRemoved {
                by: by(),
                label: line("vip")
            },
            &SystemEvent::LabelAdded {
                by: by(),
                label: line("novo")
            },
        ]
    );
    for labels in [
        json!([""]),
        json!(["x".repeat(41)]),
        json!((0..21).map(|number| number.to_string()).collect::<Vec<_>>()),
    ] {
        let request = agent
            .put(&path, &json!({ "labels": labels }))
            .header("Idempotency-Key", fresh());
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}

#[tokio::test]
async fn a_priority_leaves_a_line_and_the_same_again_nothing() {
    let backend = Backend::start().await;
    let (_, agent, id) = begun(&backend).await;
    let path = format!("/conversations/{id}/priority");
    agent.set(&path, &json!({ "priority": "high" })).await;
    let again = agent.set(&path, &json!({ "priority": "high" })).await;
    assert_eq!(again.message, None);
    assert_eq!(again.record.conversation.priority, Some(Priority::High));
    agent.set(&path, &json!({ "priority": null })).await;
    assert_eq!(now(&agent, &id).await.priority, None);
    assert_eq!(events(&agent.history(&id).await.items).len(), 2);
    let request = agent
        .put(&path, &json!({ "priority": "enormous" }))
        .header("Idempotency-Key", fresh());
    problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
}

#[tokio::test]
async fn what_is_put_off_comes_back_at_its_time_or_when_the_customer_writes() {
    let backend = Backend::start().await;
    let (visitor, agent, id) = begun(&backend).await;
    let path = format!("/conversations/{id}/snooze");
    let clock = recado_backend::Clock::system();
    let until = |hours: i64| clock.now().plus_millis(hours * 3_600_000);
    let put_off = async |until: Timestamp| agent.set(&path, &json!({ "until": until })).await;
    let answer = put_off(until(2)).await.record.conversation;
    assert_eq!(answer.status, ConversationStatus::Snoozed);
    assert!(answer.snoozed_until.is_some());
    visitor.say("anybody?").await;
    let back = now(&agent, &id).await;
    assert_eq!(
        (back.status, back.snoozed_until),
        (ConversationStatus::Open, None)
    );

    put_off(until(2)).await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    backend.later(3 * HOUR);
    let agent = backend.agent().await;
    // It comes back by itself, and everybody is told; so they are of what else ends meanwhile.
    let back = loop {
        live.event().await;
        let back = now(&agent, &id).await;
        if back.status == ConversationStatus::Open {
            break back;
        }
    };
    assert_eq!(
        (back.status, back.snoozed_until),
        (ConversationStatus::Open, None)
    );
    let history: MessagePage = agent.history(&id).await;
    assert!(matches!(
        events(&history.items).last(),
        Some(SystemEvent::StatusChanged { by: None, .. })
    ));
    let request = agent
        .put(&path, &json!({ "until": until(1) }))
        .header("Idempotency-Key", fresh());
    problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
}

#[tokio::test]
async fn a_macro_does_all_of_it_once_and_back() {
    let backend = Backend::start().await;
    let (visitor, agent, id) = begun(&backend).await;
    let named = json!({ "revision": 1, "name": "Ana Lima" });
    agent
        .set(&format!("/conversations/{id}/contact"), &named)
        .await;
    let before = now(&agent, &id).await;
    let key = fresh();
    let request = || {
        let path = format!("/conversations/{id}/macros/demo-macro-close");
        agent
            .post(&path, &json!({ "run": "run-1" }))
            .header("Idempotency-Key", &key)
    };
    let answer: WriteAnswer = read(request().send().await.unwrap()).await;
    let again: WriteAnswer = read(request().send().await.unwrap()).await;
    assert_eq!(answer, again);
    let done = answer.record.conversation;
    assert_eq!(done.status, ConversationStatus::Resolved);
    assert_eq!(done.labels, ["resolvido-rápido"]);
    assert_eq!(done.assignee, Some("demo-agent".into()));
    let history = agent.history(&id).await.items;
    let reply = &history[1];
    assert!(matches!(reply.author, Author::Agent { .. }));
    let text = reply.content.text().unwrap();
    assert!(text.starts_with("Obrigado pelo contato, Ana."), "{text}");

    let back = take_back(&agent, &id, "run-1").await.record.conversation;
    assert_eq!(back.status, before.status);
    assert_eq!((back.labels, back.assignee), (before.labels, None));
    assert_eq!(
        (back.waiting_since, back.answered),
        (before.waiting_since, false)
    );
    // The customer reads the live chat through us: what was said there can be taken back.
    let reply = &agent.history(&id).await.items[1];
    assert_eq!(reply.content.kind(), "deleted");
    let seen: MessagePage = visitor
        .fetch(&format!("/visitor/conversations/{id}/messages"))
        .await;
    let said = serde_json::to_string(&seen.items).unwrap();
    assert!(!said.contains("Obrigado"), "{said}");
    let revision = now(&agent, &id).await.revision;
    take_back(&agent, &id, "run-1").await;
    assert_eq!(now(&agent, &id).await.revision, revision);
}

#[tokio::test]
async fn taking_back_leaves_what_somebody_has_changed_since() {
    let backend = Backend::start().await;
    let (_, agent, id) = begun(&backend).await;
    run(&agent, &id, "demo-macro-escalate", "run-2").await;
    let done = now(&agent, &id).await;
    let note = agent.history(&id).await.items[1].clone();
    assert_eq!(note.content.kind(), "note");
    assert_eq!(done.priority, Some(Priority::Urgent));
    assert_eq!(done.assignee, Some("demo-agent-2".into()));
    let path = format!("/conversations/{id}/priority");
    agent.set(&path, &json!({ "priority": "low" })).await;
    let back = take_back(&agent, &id, "run-2").await.record.conversation;
    assert_eq!((back.priority, back.assignee), (Some(Priority::Low), None));
    // Nobody asks for help any more.
    let after = agent.history(&id).await.items;
    let gone = after.iter().find(|message| message.id == note.id).unwrap();
    assert_eq!(gone.content.kind(), "deleted");
}

#[tokio::test]
async fn a_reply_of_a_macro_can_be_called_back_as_long_as_any_message_of_its_channel() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(400)).await;
    let agent = backend.agent().await;
    let path = "/conversations?view=all&channel=demo-telegram&limit=200";
    let page: ConversationPage = agent.fetch(path).await;
    let is_open = |record: &&ConversationRecord| !record.conversation.blocked_by_customer;
    let id = page.items.iter().find(is_open).unwrap();
    let id = id.conversation.id.clone();
    let before = agent.history(&id).await.items.len();
    let run = async |run: &str, undo_seconds: Option<u32>| -> WriteAnswer {
        let path = format!("/conversations/{id}/macros/demo-macro-wait");
        let body = RunMacro {
            run: run.into(),
            undo_seconds,
        };
        let request = agent.post(&path, &body).header("Idempotency-Key", fresh());
        read(request.send().await.unwrap()).await
    };
    let replies = async || {
        let items = agent.history(&id).await.items;
        let told = |message: &&Message| {
            let text = message.content.text().unwrap_or_default();
            text.starts_with("Fico no aguardo")
        };
        items[before..].iter().filter(told).count()
    };
    let done = run("held", Some(3_600)).await;
    assert!(done.record.conversation.scheduled.is_some());
    assert_eq!(replies().await, 0);
    let back = take_back(&agent, &id, "held").await.record.conversation;
    assert!(back.scheduled.is_none());
    backend.later(Duration::from_secs(10));
    assert_eq!(replies().await, 0);

    // No channel holds it longer than it says, and who wants no moment has none.
    run("sent", Some(3_600)).await;
    backend.later(Duration::from_secs(7));
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while replies().await == 0 {
        assert!(std::time::Instant::now() < deadline, "it is sent");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    take_back(&agent, &id, "sent").await;
    assert_eq!(replies().await, 1);
    run("at-once", None).await;
    assert_eq!(replies().await, 2);
}

#[tokio::test]
async fn a_macro_that_fails_names_its_step_and_changes_nothing() {
    let backend = Backend::start().await;
    let (_, agent, id) = begun(&backend).await;
    let before = now(&agent, &id).await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    for (what, step, word) in [
        ("demo-macro-retired", 1, "no such agent"),
        ("demo-macro-invoice", 1, "contact.company"),
        // A name that was made up is none.
        ("demo-macro-close", 0, "contact.first_name"),
    ] {
        let path = format!("/conversations/{id}/macros/{what}");
        let request = agent
            .post(&path, &json!({ "run": fresh() }))
            .header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.kind, ProblemKind::InvalidField);
        assert_eq!(refused.field, Some(format!("actions[{step}]")));
        let named = format!("Step {}", step + 1);
        assert!(refused.detail.contains(&named), "{}", refused.detail);
        assert!(refused.detail.contains(word), "{}", refused.detail);
    }
    assert_eq!(now(&agent, &id).await, before);
    assert!(live.is_quiet().await);
    for (path, body) in [
        ("macros/none", json!({ "run": "r" })),
        ("macros/demo-macro-close", json!({ "run": "a b" })),
    ] {
        let path = format!("/conversations/{id}/{path}");
        let request = agent.post(&path, &body).header("Idempotency-Key", fresh());
        assert!(request.send().await.unwrap().status().is_client_error());
    }
    let path = format!("/conversations/{id}/macro_runs/none");
    let request = agent
        .request(Method::DELETE, &path)
        .header("Idempotency-Key", fresh());
    problem(request, StatusCode::NOT_FOUND).await;
}
