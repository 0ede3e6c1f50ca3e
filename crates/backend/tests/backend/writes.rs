//! What each write does to the record.

use std::time::Duration;

use recado_backend::Demo;
use recado_protocol::command::OutgoingContent;
use recado_protocol::http::{ConversationPage, Snapshot};
use recado_protocol::{
    Content, Conversation, ConversationId, ConversationRecord, ConversationStatus, Delivery,
    ProblemKind, SystemEvent,
};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, talk};

async fn one(agent: &Caller, id: &ConversationId) -> Conversation {
    agent
        .fetch::<ConversationRecord>(&format!("/conversations/{id}"))
        .await
        .conversation
}

fn line(content: &Content) -> &SystemEvent {
    match content {
        Content::System { event } => event,
        other => panic!("no system line: {other:?}"),
    }
}

#[tokio::test]
async fn an_answer_ends_the_waiting_and_reads_what_was_before() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let first = visitor.say("hello").await.message;
    let id = first.conversation;
    visitor.say("anybody?").await;
    let waiting = one(&agent, &id).await;
    assert_eq!(
        (waiting.waiting_since, waiting.unread_count),
        (Some(first.at), 2)
    );

    let noted = agent.note(&id, "who takes this?").await.record.conversation;
    assert_eq!(
        (noted.waiting_since, noted.answered),
        (Some(first.at), false)
    );
    assert_eq!((noted.unread_count, noted.read_position), (0, 3));
    assert_eq!(noted.last_message.as_ref().unwrap().kind, "note");

    let answer = agent.write(&id, "here I am").await;
    let answered = answer.record.conversation;
    assert_eq!((answered.waiting_since, answered.answered), (None, true));
    assert_eq!(
        answered.last_activity_at,
        answer.message.as_ref().unwrap().at
    );
    assert_eq!(answer.message.unwrap().delivery, Some(Delivery::Sent));
    assert!(answered.revision > noted.revision && noted.revision > waiting.revision);
}

#[tokio::test]
async fn assigning_leaves_a_line_that_is_no_activity() {
    let (_backend, _, agent, id) = talk("hello").await;
    let path = format!("/conversations/{id}/assignment");
    let before = one(&agent, &id).await;
    let answer = agent
        .set(&path, &json!({ "assignee": "demo-agent-2" }))
        .await;
    let after = answer.record.conversation;
    let (by, to) = (
        Some("Lívia Martins".to_owned()),
        "Rafael Teixeira".to_owned(),
    );
    assert_eq!(
        line(&answer.message.unwrap().content),
        &SystemEvent::Assigned { by, to }
    );
    assert_eq!(after.last_activity_at, before.last_activity_at);
    assert_eq!(after.last_message, before.last_message);
    assert_eq!((after.last_position, after.unread_count), (2, 1));

    let again = agent
        .set(&path, &json!({ "assignee": "demo-agent-2" }))
        .await;
    assert_eq!(
        (again.message, again.record.conversation.revision),
        (None, after.revision)
    );
    let nobody = agent.set(&path, &json!({ "assignee": null })).await;
    assert_eq!(nobody.record.conversation.assignee, None);
    assert!(matches!(
        line(&nobody.message.unwrap().content),
        SystemEvent::Unassigned { .. }
    ));
}

#[tokio::test]
async fn handing_over_and_joining_leave_lines() {
    let (_backend, _, agent, id) = talk("hello").await;
    let path = format!("/conversations/{id}/assignment");
    let me = json!({ "assignee": "demo-agent" });
    agent.set(&path, &me).await;
    let given = agent
        .set(&path, &json!({ "assignee": "demo-agent-2" }))
        .await;
    let (by, to) = (
        Some("Lívia Martins".to_owned()),
        "Rafael Teixeira".to_owned(),
    );
    assert_eq!(
        line(&given.message.unwrap().content),
        &SystemEvent::Transferred { by, to }
    );
    // It is Rafael's now: whoever writes there joins, once.
    for text in ["let me help", "and again"] {
        agent.write(&id, text).await;
    }
    let history = agent.history(&id).await.items;
    let joined: Vec<u64> = history
        .iter()
        .filter(|message| {
            matches!(&message.content, Content::System { event: SystemEvent::Joined { who } }
                if who == "Lívia Martins")
        })
        .map(|message| message.position)
        .collect();
    assert_eq!(joined, [4]);
    assert_eq!(history[4].content.text(), Some("let me help"));
}

#[tokio::test]
async fn resolving_counts_and_the_customer_opens_it_again() {
    let (_backend, visitor, agent, id) = talk("hello").await;
    let path = format!("/conversations/{id}/status");
    let resolved = agent.set(&path, &json!({ "status": "resolved" })).await;
    assert!(matches!(
        line(&resolved.message.unwrap().content),
        SystemEvent::Resolved { .. }
    ));
    let resolution = resolved.record.conversation.resolution.unwrap();
    assert_eq!((resolution.by, resolution.times), ("demo-agent".into(), 1));

    visitor.say("one more thing").await;
    let open = one(&agent, &id).await;
    assert_eq!(
        (open.status, open.last_position),
        (ConversationStatus::Open, 4)
    );
    assert_eq!(open.last_message.unwrap().text, "one more thing");
    let history = agent.history(&id).await.items;
    assert_eq!(
        line(&history[2].content),
        &SystemEvent::Reopened { by: None }
    );

    let resolved = agent.set(&path, &json!({ "status": "resolved" })).await;
    assert_eq!(resolved.record.conversation.resolution.unwrap().times, 2);
    let open = agent.set(&path, &json!({ "status": "open" })).await;
    let (now, before) = (&open.record.conversation, one(&agent, &id).await);
    assert_eq!(
        now.waiting_since, before.customer_wrote_at,
        "nobody has answered"
    );
    let event = line(&open.message.as_ref().unwrap().content).clone();
    assert!(
        matches!(event, SystemEvent::Reopened { by: Some(_) }),
        "{event:?}"
    );
    let snoozed = agent.set(&path, &json!({ "status": "snoozed" })).await;
    assert!(matches!(
        line(&snoozed.message.unwrap().content),
        SystemEvent::Snoozed { .. }
    ));
}

#[tokio::test]
async fn a_read_mark_never_moves_backward_nor_beyond_the_end() {
    let (_backend, visitor, agent, id) = talk("1").await;
    for number in 2..=5 {
        visitor.say(&number.to_string()).await;
    }
    let path = format!("/conversations/{id}/read");
    for (position, read, unread) in [(2, 2, 3), (1, 2, 3), (4, 4, 1), (0, 4, 1), (u64::MAX, 5, 0)] {
        let answer = agent.set(&path, &json!({ "position": position })).await;
        let conversation = answer.record.conversation;
        assert_eq!(
            (conversation.read_position, conversation.unread_count),
            (read, unread)
        );
    }
    visitor.say("6").await;
    assert_eq!(one(&agent, &id).await.unread_count, 1);
}

#[tokio::test]
async fn a_closed_channel_takes_notes_and_no_messages() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(400)).await;
    let agent = backend.agent().await;
    for channel in ["demo-wechat", "demo-messenger"] {
        let page: ConversationPage = agent
            .fetch(&format!("/conversations?view=all&channel={channel}"))
            .await;
        let id = &page.items[0].conversation.id;
        let content = OutgoingContent::Text {
            text: "hi".to_owned(),
        };
        let request = agent.message_request(id, &fresh(), content);
        let refused = problem(request, StatusCode::CONFLICT).await;
        assert_eq!(refused.kind, ProblemKind::ChannelClosed);
        agent.note(id, "closed").await;
    }
}

#[tokio::test]
async fn what_is_sent_to_who_has_blocked_us_fails_visibly() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(600)).await;
    let agent = backend.agent().await;
    let page = agent.fetch::<Snapshot>("/snapshot").await.conversations;
    let mut items = page.items;
    let rest: ConversationPage = agent
        .fetch(&format!(
            "/conversations?limit=200&cursor={}",
            page.next.unwrap()
        ))
        .await;
    items.extend(rest.items);
    let open = ["demo-wechat", "demo-messenger"];
    let blocked = items
        .iter()
        .map(|record| &record.conversation)
        .find(|it| it.blocked_by_customer && !open.contains(&it.channel.as_str()))
        .expect("the demo has one");
    let answer = agent.write(&blocked.id, "hello?").await;
    let delivery = answer.message.unwrap().delivery;
    assert!(
        matches!(
            delivery,
            Some(Delivery::Failed {
                retryable: false,
                ..
            })
        ),
        "{delivery:?}"
    );
}

#[tokio::test]
async fn a_resolution_that_is_taken_back_at_once_was_none() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let colleague = backend.agent_of(AGENT_2).await;
    let id = visitor.say("hello").await.message.conversation;
    let path = format!("/conversations/{id}/status");
    let (resolved, open) = (json!({ "status": "resolved" }), json!({ "status": "open" }));
    let resolution = async |by: &Caller, status| {
        let record = by.set(&path, status).await.record;
        record.conversation.resolution.map(|it| (it.by, it.times))
    };
    assert!(resolution(&agent, &resolved).await.is_some());
    assert_eq!(resolution(&agent, &open).await, None);

    let first = resolution(&agent, &resolved).await;
    assert_eq!(first.as_ref().map(|first| first.1), Some(1));
    // A colleague who opens it again takes nothing back, nor does anybody much later.
    assert_eq!(resolution(&colleague, &open).await, first);
    let second = resolution(&colleague, &resolved).await;
    assert_eq!(second.as_ref().map(|second| second.1), Some(2));
    assert_eq!(resolution(&colleague, &open).await, first);
    resolution(&agent, &resolved).await;
    backend.later(Duration::from_secs(120));
    let late = resolution(&agent, &open).await;
    assert_eq!(late.map(|late| late.1), Some(2));
}
