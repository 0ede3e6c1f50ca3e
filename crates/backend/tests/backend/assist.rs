//! Help with texts, against a small server that speaks the OpenAI way of chatting and behaves as the
//! name of its model says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::stream;
use recado_backend::AssistConfig;
use recado_protocol::assist::AssistLine;
use recado_protocol::{Capabilities, ConversationId, Feature};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::harness::{Backend, Caller, problem};

/// What the server was asked, with its key.
type Heard = Arc<Mutex<Vec<(Option<String>, Value)>>>;

/// A server on a port of its own.
struct Model {
    url: String,
    heard: Heard,
}

impl Model {
    async fn start() -> Self {
        let heard = Heard::default();
        let listening = Arc::clone(&heard);
        let router = Router::new().route(
            "/v1/chat/completions",
            post(move |headers: HeaderMap, Json(asked): Json<Value>| {
                // What is judged in the background is none of these tests' questions.
                if asked["messages"].to_string().contains("</message>") {
                    return std::future::ready(StatusCode::NOT_FOUND.into_response());
                }
                let key = headers.get("authorization");
                let key = key.and_then(|key| key.to_str().ok()).map(str::to_owned);
                let answer = behave(asked["model"].as_str().unwrap_or_default());
                listening.lock().unwrap().push((key, asked));
                std::future::ready(answer)
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://{address}/v1"),
            heard,
        }
    }

    /// What the model was told in the last question.
    fn told(&self) -> String {
        let heard = self.heard.lock().unwrap();
        let (_, asked) = heard.last().unwrap();
        asked["messages"].to_string()
    }
}

fn chunk(text: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({ "choices": [{ "delta": { "content": text } }] })
    )
}

fn behave(model: &str) -> Response {
    let done = "data: [DONE]\n\n".to_owned();
    let pieces: Vec<String> = match model {
        "good" => vec![
            chunk("Dear "),
            chunk("Ana,\u{7} hi"),
            ": comment\n\n".into(),
            done,
        ],
        // A mask in two pieces, and one that was never given.
        "masks" => vec![chunk("Call [pho"), chunk("ne-1] or [card-9]"), done],
        "hostile" => vec![
            chunk("<script>alert(1)</script> [email-1]"),
            chunk("\u{1b}[2J\0"),
            done,
        ],
        "cut" => vec![chunk("Dear A")],
        "half a line" => vec!["data: {\"choices\":[{\"del".into()],
        "bad json" => vec![chunk("Dear"), "data: {oh no}\n\n".into(), done],
        "no text" => vec!["data: [1,2]\n\n".into()],
        "huge" => vec![chunk(&"x".repeat(50_000)), done],
        "one endless line" => vec!["data: ".to_owned() + &"x".repeat(1_000_000)],
        "whole" => {
            let body = json!({ "choices": [{ "message": { "content": "All at once" }, "finish_reason": "stop" }] });
            return Json(body).into_response();
        }
        "error" => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "slow" => {
            let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from(chunk("Dear")))]);
            let never = stream::pending();
            return Body::from_stream(futures_util::StreamExt::chain(first, never)).into_response();
        }
        "endless" => {
            let pieces = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(chunk("x "))));
            return Body::from_stream(pieces).into_response();
        }
        other => panic!("no such model: {other}"),
    };
    pieces.concat().into_response()
}

/// A backend with such a model, an agent, and a conversation.
async fn with_model(model: &str) -> (Backend, Model, Caller, ConversationId) {
    let server = Model::start().await;
    let url = server.url.clone();
    let backend = Backend::start_with(|config| {
        config.assist = Some(AssistConfig {
            key: Some("secret".to_owned()),
            silence: Duration::from_millis(300),
            total: Duration::from_secs(5),
            longest: 2_000,
            ..AssistConfig::of(url, model)
        });
    })
    .await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let said = visitor
        .say("I am Ana, ana@loja.com.br, card 4111 1111 1111 1111, CPF 529.982.247-25")
        .await;
    (backend, server, agent, said.message.conversation)
}

/// The whole text, and why it ended where it did not end well: the sentence and the word.
async fn ask(agent: &Caller, body: Value) -> (String, Option<String>) {
    let response = agent.post("/assist", &body).send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    let lines: Vec<AssistLine> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = lines.last().unwrap();
    assert!(last.done || last.problem.is_some(), "{text}");
    let why = last.problem.as_ref().map(|problem| {
        let trouble = last.trouble.expect("a problem has a word too");
        format!("{trouble:?}: {}", problem.detail)
    });
    let whole = lines.iter().filter_map(|line| line.text.clone()).collect();
    (whole, why)
}

fn formal(id: &ConversationId, text: &str) -> Value {
    json!({ "task": "formal", "conversation": id, "text": text })
}

#[tokio::test]
async fn without_a_server_the_ability_is_absent() {
    let backend = Backend::start().await;
    let capabilities: Capabilities = backend.anybody().fetch("/capabilities").await;
    assert!(!capabilities.can(&Feature::ASSIST));
    let request = backend
        .agent()
        .await
        .post("/assist", &formal(&"c".into(), "x"));
    problem(request, StatusCode::NOT_FOUND).await;

    let (backend, _model, _, id) = with_model("good").await;
    let capabilities: Capabilities = backend.anybody().fetch("/capabilities").await;
    assert!(capabilities.can(&Feature::ASSIST));
    let request = backend.anybody().post("/assist", &formal(&id, "x"));
    problem(request, StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn a_draft_is_rewritten_in_pieces_and_nothing_is_sent() {
    let (_backend, model, agent, id) = with_model("good").await;
    let before = agent.history(&id).await.items.len();
    let (text, why) = ask(&agent, formal(&id, "hey ana")).await;
    assert_eq!((text.as_str(), why), ("Dear Ana, hi", None));
    assert!(model.told().contains("hey ana"), "{}", model.told());
    let heard = model.heard.lock().unwrap().clone();
    assert_eq!(heard[0].0.as_deref(), Some("Bearer secret"));
    assert_eq!(agent.history(&id).await.items.len(), before);
}

#[tokio::test]
async fn what_the_model_is_told_is_masked_and_only_the_drafts_own_comes_back() {
    let (_backend, model, agent, id) = with_model("masks").await;
    let (text, why) = ask(&agent, formal(&id, "call me: +55 11 98765-4321")).await;
    assert_eq!(text, "Call +55 11 98765-4321 or [card-9]");
    assert_eq!(why, None);
    assert!(!model.told().contains("98765"), "{}", model.told());

    for task in ["suggest", "summarise"] {
        ask(&agent, json!({ "task": task, "conversation": id })).await;
        let told = model.told();
        assert!(told.contains("I am Ana"), "{told}");
        for secret in ["ana@loja", "4111", "529.982"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

#[tokio::test]
async fn a_message_is_translated_by_its_id() {
    let (_backend, model, agent, id) = with_model("good").await;
    let message = agent.history(&id).await.items[0].id.clone();
    let body =
        json!({ "task": "translate", "conversation": id, "message": message, "language": "pt-BR" });
    let (text, _) = ask(&agent, body).await;
    assert_eq!(text, "Dear Ana, hi");
    let told = model.told();
    assert!(
        told.contains("into pt-BR") && told.contains("I am Ana"),
        "{told}"
    );
    assert!(!told.contains("ana@loja"), "{told}");
}

#[tokio::test]
async fn hostile_text_is_text_and_without_what_no_draft_holds() {
    let (_backend, _model, agent, id) = with_model("hostile").await;
    let (text, why) = ask(&agent, formal(&id, "hi")).await;
    // The conversation's own address was never in this draft, so its mask means nothing.
    assert_eq!(text, "<script>alert(1)</script> [email-1][2J");
    assert_eq!(why, None);
}

#[tokio::test]
async fn whatever_breaks_says_so_and_keeps_what_came() {
    for (model, came, why) in [
        ("cut", "Dear A", "Cut: The writing help broke off"),
        ("half a line", "", "Unreadable: "),
        ("bad json", "Dear", "Unreadable: "),
        ("no text", "", "Unreadable: "),
        ("one endless line", "", "Unreadable: "),
        ("slow", "Dear", "Slow: The writing help takes too long"),
    ] {
        let (_backend, _model, agent, id) = with_model(model).await;
        let (text, said) = ask(&agent, formal(&id, "hi")).await;
        assert_eq!(text, came, "{model}");
        let said = said.unwrap_or_default();
        assert!(said.contains(why), "{model}: {said}");
    }
}

#[tokio::test]
async fn an_answer_has_an_end() {
    for model in ["huge", "endless"] {
        let (_backend, _model, agent, id) = with_model(model).await;
        let (text, why) = ask(&agent, formal(&id, "hi")).await;
        assert_eq!(text.chars().count(), 2_000, "{model}");
        assert!(why.unwrap_or_default().contains("TooLong: "), "{model}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood_and_one_that_fails_is_told() {
    let (_backend, _model, agent, id) = with_model("whole").await;
    let (text, why) = ask(&agent, formal(&id, "hi")).await;
    assert_eq!((text.as_str(), why), ("All at once", None));

    let (_backend, _model, agent, id) = with_model("error").await;
    let request = agent.post("/assist", &formal(&id, "hi"));
    let refused = problem(request, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(refused.detail.contains("Your text is as it was"));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (_backend, model, agent, id) = with_model("good").await;
    for body in [
        json!({ "task": "formal", "conversation": id }),
        json!({ "task": "formal", "conversation": id, "text": "  " }),
        json!({ "task": "formal", "conversation": id, "text": "x".repeat(10_001) }),
        json!({ "task": "translate", "conversation": id, "text": "x", "language": "a b" }),
        json!({ "task": "juggle", "conversation": id, "text": "x" }),
        json!({ "task": "formal", "conversation": "none", "text": "x" }),
        json!({ "task": "translate", "conversation": id, "message": "none" }),
    ] {
        let response = agent.post("/assist", &body).send().await.unwrap();
        assert!(response.status().is_client_error(), "{body}");
    }
    assert!(model.heard.lock().unwrap().is_empty());
}
