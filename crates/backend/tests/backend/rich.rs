//! Messages that are more than a text, and the customer's answers to them.

use recado_protocol::command::WriteAnswer;
use recado_protocol::http::{ConversationPage, MessagePage, Snapshot};
use recado_protocol::visitor::VisitorMessage;
use recado_protocol::{Capabilities, ChannelLimits, ConversationId, Message, ProblemKind};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Backend, Caller, fresh, problem, read, talk};
use crate::uploads::upload;

fn buttons() -> Value {
    json!({ "kind": "buttons", "text": "Which one?", "choices": [
        { "id": "red", "title": "The red one" },
        { "id": "site", "title": "See them", "url": "https://casaaurora.example/" },
    ]})
}

fn form() -> Value {
    json!({ "kind": "form", "text": "Who are you?", "questions": [
        { "id": "name", "label": "Name", "required": true },
        { "id": "mail", "label": "E-mail", "input": "email" },
        { "id": "when", "label": "Day", "input": "date" },
        { "id": "size", "label": "Size", "input": "choice", "choices": [{ "id": "l", "title": "Large" }] },
    ]})
}

fn send(agent: &Caller, conversation: &ConversationId, content: &Value) -> RequestBuilder {
    let id = fresh();
    let body = json!({ "id": id, "content": content });
    agent
        .post(&format!("/conversations/{conversation}/messages"), &body)
        .header("Idempotency-Key", id)
}

async fn sent(agent: &Caller, conversation: &ConversationId, content: &Value) -> Message {
    let answer: WriteAnswer = read(send(agent, conversation, content).send().await.unwrap()).await;
    answer.message.unwrap()
}

fn answer(visitor: &Caller, asked: &Message, id: &str, what: &Value) -> RequestBuilder {
    let mut body = what.clone();
    body["id"] = json!(id);
    visitor
        .post(&format!("/visitor/messages/{}/answer", asked.id), &body)
        .header("Idempotency-Key", id)
}

#[tokio::test]
async fn what_a_channel_carries_is_stated_and_held_to() {
    let backend =
        Backend::start_with(|config| config.demo = recado_backend::Demo::Conversations(60)).await;
    let agent = backend.agent().await;
    let capabilities: Capabilities = agent.fetch("/capabilities").await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let location = json!({ "kind": "location", "latitude": "-23.55", "longitude": "-46.63" });
    let mut seen = (0, 0);
    for channel in snapshot.channels {
        let kind = serde_json::to_value(&channel.kind).unwrap();
        let kinds = capabilities
            .limits
            .get(kind.as_str().unwrap())
            .and_then(|limits| limits.read::<ChannelLimits>())
            .unwrap_or_default()
            .kinds;
        let Some(record) = snapshot
            .conversations
            .items
            .iter()
            .find(|record| record.conversation.channel == channel.id)
        else {
            continue;
        };
        let response = send(&agent, &record.conversation.id, &location)
            .send()
            .await
            .unwrap();
        let status = response.status();
        let body = response.text().await.unwrap();
        if kinds.iter().any(|kind| kind == "location") {
            let is_closed = body.contains("channel-closed");
            assert!(status.is_success() || is_closed, "{kind}: {body}");
            seen.0 += 1;
        } else {
            assert!(
                status == StatusCode::UNPROCESSABLE_ENTITY || body.contains("channel-closed"),
                "{kind}: {body}"
            );
            assert!(body.contains(&channel.name), "{body}");
            seen.1 += 1;
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_the_field() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let long = "x".repeat(81);
    for (content, field) in [
        (json!({ "kind": "buttons", "text": "?" }), "content"),
        (
            json!({ "kind": "buttons", "text": "?", "choices": [] }),
            "content.choices",
        ),
        (
            json!({ "kind": "buttons", "text": " ", "choices": [{ "id": "a", "title": "A" }] }),
            "content.text",
        ),
        (
            json!({ "kind": "buttons", "text": "?", "choices": [{ "id": "a", "title": long }] }),
            "content.choices",
        ),
        (
            json!({ "kind": "buttons", "text": "?", "choices": [{ "id": "a", "title": "A" }, { "id": "a", "title": "B" }] }),
            "content.choices",
        ),
        (
            json!({ "kind": "buttons", "text": "?", "choices": [{ "id": "a", "title": "A", "url": "javascript:alert(1)" }] }),
            "content.choices",
        ),
        (
            json!({ "kind": "list", "text": "?", "button": long, "sections": [] }),
            "content.button",
        ),
        (
            json!({ "kind": "list", "text": "?", "button": "Open", "sections": [] }),
            "content.sections",
        ),
        (
            json!({ "kind": "form", "text": "?", "questions": [] }),
            "content.questions",
        ),
        (
            json!({ "kind": "form", "text": "?", "questions": [{ "id": "a", "label": "A", "input": "choice" }] }),
            "content.questions",
        ),
        (
            json!({ "kind": "location", "latitude": "91", "longitude": "0" }),
            "content.latitude",
        ),
        (
            json!({ "kind": "location", "latitude": "1", "longitude": "NaN" }),
            "content.longitude",
        ),
        (
            json!({ "kind": "contact_card", "text": "Ana" }),
            "content.phones",
        ),
        (
            json!({ "kind": "rating", "score": 1, "best": 5 }),
            "content.kind",
        ),
        (
            json!({ "kind": "deleted", "at": "2026-11-21T09:30:00Z" }),
            "content.kind",
        ),
        (
            json!({ "kind": "email", "subject": "x", "text": "x" }),
            "content.kind",
        ),
        (json!({ "kind": "hologram", "text": "x" }), "content.kind"),
    ] {
        let refused = problem(
            send(&agent, &conversation, &content),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
        assert_eq!(refused.kind, ProblemKind::InvalidField);
        assert_eq!(refused.field.as_deref(), Some(field), "{content}");
    }
    assert_eq!(agent.history(&conversation).await.items.len(), 1);
}

#[tokio::test]
async fn a_choice_is_kept_on_the_question_and_said_by_the_customer() {
    let (_backend, visitor, agent, conversation) = talk("hello").await;
    let asked = sent(&agent, &conversation, &buttons()).await;
    let id = fresh();
    let chosen = json!({ "chosen": ["red"] });
    let mut said = Vec::new();
    for _ in 0..2 {
        let response = answer(&visitor, &asked, &id, &chosen).send().await.unwrap();
        said.push(read::<VisitorMessage>(response).await.message);
    }
    assert_eq!(said[0], said[1], "the same key gets the same answer");
    assert_eq!(said[0].content.text(), Some("The red one"));
    assert_eq!(said[0].read_more().reply_to, Some(asked.id.clone()));
    for page in [
        agent.history(&conversation).await,
        visitor
            .fetch::<MessagePage>(&format!("/visitor/conversations/{conversation}/messages"))
            .await,
    ] {
        let kept = page.items.iter().find(|it| it.id == asked.id).unwrap();
        assert_eq!(kept.read_more().answer.unwrap().chosen, ["red"]);
        assert!(kept.revision > asked.revision);
        assert_eq!(page.items.len(), 3);
    }
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    assert_eq!(snapshot.conversations.items[0].conversation.unread_count, 1);
    // Once is enough, whoever asks.
    let again = answer(&visitor, &asked, &fresh(), &chosen);
    let refused = problem(again, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("chosen"));
}

#[tokio::test]
async fn only_what_is_offered_can_be_chosen_and_only_by_whom_was_asked() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let first = visitor.say("hello").await.message;
    let asked = sent(&agent, &first.conversation, &buttons()).await;
    for what in [
        json!({ "chosen": ["blue"] }),
        json!({ "chosen": ["site"] }),
        json!({ "chosen": ["red", "red"] }),
        json!({ "filled": [{ "question": "red", "value": "x" }] }),
        json!({}),
    ] {
        let request = answer(&visitor, &asked, &fresh(), &what);
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let own = answer(&visitor, &first, &fresh(), &json!({ "chosen": ["red"] }));
    problem(own, StatusCode::UNPROCESSABLE_ENTITY).await;
    let stranger = backend.visitor().await;
    for _ in 0..2 {
        let request = answer(&stranger, &asked, &fresh(), &json!({ "chosen": ["red"] }));
        problem(request, StatusCode::NOT_FOUND).await;
        stranger.say("hi").await;
    }
    let note = agent
        .note(&first.conversation, "psst")
        .await
        .message
        .unwrap();
    let request = answer(&visitor, &note, &fresh(), &json!({ "chosen": ["red"] }));
    problem(request, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn a_form_is_checked_and_said_in_lines() {
    let (_backend, visitor, agent, conversation) = talk("hello").await;
    let asked = sent(&agent, &conversation, &form()).await;
    let filled = |values: &[(&str, &str)]| {
        let filled: Vec<Value> = values
            .iter()
            .map(|(question, value)| json!({ "question": question, "value": value }))
            .collect();
        json!({ "filled": filled })
    };
    for values in [
        &[("mail", "ana@cliente.example")][..],
        &[("name", "Ana"), ("mail", "not one")],
        &[("name", "Ana"), ("when", "tomorrow")],
        &[("name", "Ana"), ("size", "Large")],
        &[("name", "Ana"), ("age", "7")],
        &[],
    ] {
        let request = answer(&visitor, &asked, &fresh(), &filled(values));
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some("filled"), "{values:?}");
    }
    let values = [("name", " Ana "), ("size", "l"), ("when", "2026-12-24")];
    let response = answer(&visitor, &asked, &fresh(), &filled(&values))
        .send()
        .await
        .unwrap();
    let said = read::<VisitorMessage>(response).await.message;
    assert_eq!(
        said.content.text(),
        Some("Name: Ana\nDay: 2026-12-24\nSize: Large")
    );
    let page = agent.history(&conversation).await;
    let kept = page.items.iter().find(|it| it.id == asked.id).unwrap();
    let answer = kept.read_more().answer.unwrap();
    let values: Vec<_> = answer
        .filled
        .iter()
        .map(|it| (it.question.as_str(), it.value.as_str()))
        .collect();
    assert_eq!(
        values,
        [("name", "Ana"), ("when", "2026-12-24"), ("size", "l")]
    );
}

#[tokio::test]
async fn an_email_goes_out_with_its_head_its_files_and_its_place_in_the_thread() {
    let backend =
        Backend::start_with(|config| config.demo = recado_backend::Demo::Conversations(120)).await;
    let agent = backend.agent().await;
    let page: ConversationPage = agent.fetch("/conversations?view=all&limit=200").await;
    let record = page.items.into_iter().find(|record| {
        record.conversation.channel.as_str() == "demo-email"
            && !record.conversation.blocked_by_customer
    });
    let conversation = record.unwrap().conversation.id;
    let file = upload(&agent, "offer.txt", "text/plain", b"eggs").await;
    let to = |address: &str| json!([{ "address": address }]);
    let email = json!({
        "kind": "email", "subject": "Offer", "text": "As promised.",
        "to": to("ana@cliente.example"), "cc": to("colega@cliente.example"), "bcc": to("eu@cliente.example"),
        "attachments": [{ "file": file, "name": "x", "media_type": "x/y", "size": 1 }],
    });
    let email_of = |message: &Message| serde_json::to_value(&message.content).unwrap();
    let first = email_of(&sent(&agent, &conversation, &email).await);
    assert_eq!(first["from"]["address"], "contato@casaaurora.example");
    assert_eq!(first["cc"][0]["address"], "colega@cliente.example");
    assert_eq!(first["bcc"][0]["address"], "eu@cliente.example");
    assert_eq!(first["attachments"][0]["name"], "offer.txt");
    assert_eq!(first["in_reply_to"], Value::Null);
    let again = json!({
        "kind": "email", "subject": "", "text": "", "to": to("ana@cliente.example"),
        "attachments": [{ "file": file, "name": "x", "media_type": "x/y", "size": 1 }],
    });
    let second = email_of(&sent(&agent, &conversation, &again).await);
    assert_eq!(second["subject"], "Re: Offer");
    assert_eq!(second["in_reply_to"], first["message_id"]);
    assert_eq!(second["references"], json!([first["message_id"]]));
    for (email, field) in [
        (
            json!({ "kind": "email", "subject": "x", "text": "x" }),
            "content.to",
        ),
        (
            json!({ "kind": "email", "subject": "x", "text": "x", "to": to("no one") }),
            "content.to",
        ),
        (
            json!({ "kind": "email", "subject": "a\nb", "text": "x", "to": to("a@b.c") }),
            "content.subject",
        ),
        (
            json!({ "kind": "email", "subject": "x", "text": " ", "to": to("a@b.c") }),
            "content.text",
        ),
        (
            json!({ "kind": "email", "subject": "x", "text": "x", "html": "<p>", "to": to("a@b.c") }),
            "content.html",
        ),
    ] {
        let request = send(&agent, &conversation, &email);
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{email}");
    }
}
