//! Messages that go out later.

use std::time::Duration;

use recado_protocol::command::{NewMessage, OutgoingContent, WriteAnswer};
use recado_protocol::event::EventBody;
use recado_protocol::http::ConversationPage;
use recado_protocol::schedule::{NewTime, Scheduled};
use recado_protocol::{Conversation, ConversationId, Delivery, Fields, Message, More, Timestamp};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::connector::{TestConnector, says};
use crate::files::urls;
use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read};
use crate::uploads::upload;

async fn schedules(
    agent: &Caller,
    conversation: &ConversationId,
    text: &str,
    send_at: Timestamp,
) -> WriteAnswer {
    let id = fresh();
    let more = More {
        send_at: Some(send_at),
        ..More::default()
    };
    let body = NewMessage {
        id: id.as_str().into(),
        content: OutgoingContent::Text {
            text: text.to_owned(),
        },
        more: Some(Fields::of(&more)),
    };
    let request = agent
        .post(&format!("/conversations/{conversation}/messages"), &body)
        .header("Idempotency-Key", id);
    read(request.send().await.unwrap()).await
}

fn waiting(conversation: &Conversation) -> Vec<Scheduled> {
    let scheduled = conversation.scheduled.as_ref();
    scheduled.map_or_else(Vec::new, |it| it.read().unwrap())
}

/// A conversation with a visitor, and the visitor.
async fn talk(backend: &Backend) -> (Caller, ConversationId) {
    let visitor = backend.visitor().await;
    let said = visitor.say("hello").await;
    (visitor, said.message.conversation)
}

#[tokio::test]
async fn a_scheduled_message_is_seen_by_nobody_before_its_time_and_goes_out_after_a_restart() {
    let backend = Backend::start().await;
    let (visitor, conversation) = talk(&backend).await;
    let agent = backend.agent().await;
    let send_at = backend.config.clock.now().plus_millis(10 * 60 * 1_000);
    let answer = schedules(&agent, &conversation, "good morning", send_at).await;
    assert!(answer.message.is_none());
    let shown = waiting(&answer.record.conversation);
    assert_eq!((shown.len(), shown[0].send_at), (1, send_at));
    assert!(answer.record.conversation.waiting_since.is_some());

    let backend = backend.restart().await;
    let agent = backend
        .anybody()
        .with_token(agent.token.as_deref().unwrap());
    let visitor = backend
        .anybody()
        .with_token(visitor.token.as_deref().unwrap());
    assert_eq!(agent.history(&conversation).await.items.len(), 1);
    let mut hears = visitor.visitor_live(None).await;
    hears.welcome().await;
    backend.later(Duration::from_secs(10 * 60));
    let event = hears.event().await;
    assert!(
        matches!(&event.body, EventBody::Message(told)
            if told.message.content.text() == Some("good morning") && told.record.is_none()),
        "{event:?}"
    );
    let history = agent.history(&conversation).await;
    let last = history.items.last().unwrap();
    assert_eq!(last.content.text(), Some("good morning"));
    assert_eq!(last.id, shown[0].id);
    let record: recado_protocol::ConversationRecord =
        agent.fetch(&format!("/conversations/{conversation}")).await;
    assert!(record.conversation.scheduled.is_none());
    assert!(record.conversation.answered);
}

#[tokio::test]
async fn a_scheduled_message_can_be_moved_and_called_off_but_not_once_it_is_out() {
    let backend = Backend::start().await;
    let (_visitor, conversation) = talk(&backend).await;
    let agent = backend.agent().await;
    let now = backend.config.clock.now();
    let in_an_hour = now.plus_millis(60 * 60 * 1_000);
    let answer = schedules(&agent, &conversation, "later", in_an_hour).await;
    let id = waiting(&answer.record.conversation)[0].id.clone();
    let path = format!("/conversations/{conversation}/scheduled/{id}");
    let tomorrow = NewTime {
        send_at: now.plus_millis(24 * 60 * 60 * 1_000),
    };
    let moved = agent.set(&path, &tomorrow).await;
    assert_eq!(
        waiting(&moved.record.conversation)[0].send_at,
        tomorrow.send_at
    );

    let other = schedules(&agent, &conversation, "never", in_an_hour).await;
    let other = waiting(&other.record.conversation)[0].id.clone();
    let gone = agent
        .request(
            Method::DELETE,
            &format!("/conversations/{conversation}/scheduled/{other}"),
        )
        .header("Idempotency-Key", fresh());
    let gone: WriteAnswer = read(gone.send().await.unwrap()).await;
    assert_eq!(waiting(&gone.record.conversation).len(), 1);

    let sent = agent.set(&path, &NewTime { send_at: now }).await;
    assert_eq!(sent.message.unwrap().id, id);
    let again = agent
        .put(&path, &tomorrow)
        .header("Idempotency-Key", fresh());
    problem(again, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn files_wait_with_their_message_and_go_out_with_it_after_a_restart() {
    const WEEKS: Duration = Duration::from_secs(15 * 24 * 60 * 60);
    let backend = Backend::start().await;
    let (visitor, conversation) = talk(&backend).await;
    let agent = backend.agent().await;
    let file = upload(&agent, "offer.txt", "text/plain", b"eggs, flour").await;
    let send_at = backend
        .config
        .clock
        .now()
        .plus_millis(14 * 24 * 60 * 60 * 1_000);
    let media = json!({ "kind": "media", "text": "as promised", "attachments": [
        { "file": file, "name": "x", "media_type": "x/y", "size": 1 },
    ]});
    let id = fresh();
    let body = json!({ "id": id, "content": media, "more": { "send_at": send_at } });
    let path = format!("/conversations/{conversation}/messages");
    let request = agent.post(&path, &body).header("Idempotency-Key", &id);
    let answer: WriteAnswer = read(request.send().await.unwrap()).await;
    assert!(answer.message.is_none());
    let kept = waiting(&answer.record.conversation).remove(0);
    let kept = serde_json::to_value(&kept.content).unwrap();
    assert_eq!(kept["attachments"][0]["name"], "offer.txt");
    // A colleague who sees what waits may see the file; the customer not yet.
    let colleague = backend.agent_of(AGENT_2).await;
    assert_eq!(urls(&colleague, "/files/urls", &[&file]).await.len(), 1);
    assert!(
        urls(&visitor, "/visitor/files/urls", &[&file])
            .await
            .is_empty()
    );

    let backend = backend.restart().await;
    let agent = backend
        .anybody()
        .with_token(agent.token.as_deref().unwrap());
    let mut hears = agent.live(None).await;
    hears.welcome().await;
    backend.later(WEEKS);
    hears.event().await;
    let agent = backend.agent().await;
    let history = agent.history(&conversation).await;
    let sent = history.items.last().unwrap();
    let sent = serde_json::to_value(&sent.content).unwrap();
    assert_eq!(sent["attachments"][0]["file"], json!(file));
    let link = urls(&agent, "/files/urls", &[&file]).await.remove(0);
    let got = reqwest::get(format!("{}{}", agent.root, link.url)).await;
    assert_eq!(got.unwrap().text().await.unwrap(), "eggs, flour");
}

#[tokio::test]
async fn files_of_a_message_that_was_called_off_can_be_sent_with_another_or_are_taken_away() {
    let backend = Backend::start().await;
    let (_visitor, conversation) = talk(&backend).await;
    let agent = backend.agent().await;
    let send_at = backend.config.clock.now().plus_millis(60 * 60 * 1_000);
    let path = format!("/conversations/{conversation}/messages");
    let sends = async |file: &str, more: serde_json::Value| -> WriteAnswer {
        let media = json!({ "kind": "media", "attachments": [
            { "file": file, "name": "x", "media_type": "x/y", "size": 1 },
        ]});
        let id = fresh();
        let body = json!({ "id": id, "content": media, "more": more });
        let request = agent.post(&path, &body).header("Idempotency-Key", &id);
        read(request.send().await.unwrap()).await
    };
    let file = upload(&agent, "a.txt", "text/plain", b"a").await;
    let answer = sends(&file, json!({ "send_at": send_at })).await;
    let id = waiting(&answer.record.conversation)[0].id.clone();
    let gone = agent
        .request(
            Method::DELETE,
            &format!("/conversations/{conversation}/scheduled/{id}"),
        )
        .header("Idempotency-Key", fresh());
    read::<WriteAnswer>(gone.send().await.unwrap()).await;
    let colleague = backend.agent_of(AGENT_2).await;
    assert!(urls(&colleague, "/files/urls", &[&file]).await.is_empty());
    let answer = sends(&file, json!({})).await;
    assert!(answer.message.is_some());
    assert_eq!(urls(&colleague, "/files/urls", &[&file]).await.len(), 1);
}

#[tokio::test]
async fn only_templates_go_out_when_the_time_comes_after_the_window_has_closed() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, "demo-whatsapp-api").await;
    connector.tell(&backend, &says("1", "Oi")).await;
    let agent = backend.agent().await;
    let page: ConversationPage = agent.fetch("/conversations").await;
    let id = page.items[0].conversation.id.clone();
    let tomorrow = backend.config.clock.now().plus_millis(25 * 60 * 60 * 1_000);
    let file = upload(&agent, "a.txt", "text/plain", b"a").await;
    let template = "Olá Ana, seu pedido 77 saiu para entrega e chega amanhã.";
    for content in [
        json!({ "kind": "text", "text": "text" }),
        json!({ "kind": "buttons", "text": "buttons", "choices": [{ "id": "a", "title": "A" }] }),
        json!({ "kind": "media", "text": "media", "attachments": [
            { "file": file, "name": "a.txt", "media_type": "text/plain", "size": 1 },
        ] }),
        json!({ "kind": "template", "name": "pedido_enviado", "language": "pt-BR", "text": template }),
    ] {
        let key = fresh();
        let body = json!({ "id": key, "content": content, "more": { "send_at": tomorrow } });
        let request = agent
            .post(&format!("/conversations/{id}/messages"), &body)
            .header("Idempotency-Key", key);
        // Nobody knows today whether the customer writes once more.
        let kept: WriteAnswer = read(request.send().await.unwrap()).await;
        assert!(kept.message.is_none());
    }
    backend.later(Duration::from_secs(26 * 60 * 60));
    let sent = connector.call().await.what;
    let sent = serde_json::to_string(&sent).unwrap();
    assert!(sent.contains("pedido_enviado"), "{sent}");
    assert!(connector.was_not_called());
    let history = backend.agent().await.history(&id).await.items;
    let is_late = |message: &&Message| matches!(&message.delivery, Some(Delivery::Failed { code, .. }) if code == "window_closed");
    assert_eq!(history.iter().filter(is_late).count(), 3);
}
