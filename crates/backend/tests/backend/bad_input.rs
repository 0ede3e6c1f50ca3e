//! What nobody should send, and what comes of it.

use recado_protocol::command::OutgoingContent;
use recado_protocol::{ConversationId, ProblemKind};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Backend, fresh, problem, talk};

#[tokio::test]
async fn malformed_json_is_a_problem_that_says_where() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    for body in ["", "{", "[]", "\u{0}", r#"{"email":5}"#, r#"{"email":"a""#] {
        let request = anybody
            .request(Method::POST, "/session")
            .header("content-type", "application/json")
            .body(body);
        let problem = problem(request, StatusCode::BAD_REQUEST).await;
        assert_eq!(problem.kind, ProblemKind::MalformedBody);
        assert!(problem.detail.contains("line 1"), "{}", problem.detail);
    }
}

#[tokio::test]
async fn a_form_is_no_json() {
    let backend = Backend::start().await;
    let request = backend
        .anybody()
        .request(Method::POST, "/session")
        .body(r#"{"email":"a"}"#);
    let problem = problem(request, StatusCode::BAD_REQUEST).await;
    assert!(problem.detail.contains("application/json"));
}

#[tokio::test]
async fn a_message_of_a_megabyte_is_too_large_and_nothing_is_stored() {
    let (_backend, visitor, agent, conversation) = talk("hello").await;
    let megabyte = "x".repeat(1 << 20);

    let request = visitor.say_request(&fresh(), &megabyte);
    assert_eq!(
        problem(request, StatusCode::PAYLOAD_TOO_LARGE).await.kind,
        ProblemKind::BodyTooLarge
    );
    let content = OutgoingContent::Text { text: megabyte };
    let request = agent.message_request(&conversation, &fresh(), content);
    assert_eq!(
        problem(request, StatusCode::PAYLOAD_TOO_LARGE).await.kind,
        ProblemKind::BodyTooLarge
    );
    assert_eq!(agent.history(&conversation).await.items.len(), 1);
}

#[tokio::test]
async fn a_text_over_the_channels_limit_is_refused_with_the_limit() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let conversation = visitor.say(&"é".repeat(10_000)).await.message.conversation;
    let long = "é".repeat(10_001);
    let refused = problem(
        visitor.say_request(&fresh(), &long),
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await;
    assert_eq!(refused.field.as_deref(), Some("text"));
    assert!(refused.detail.contains("10000"), "{}", refused.detail);
    let content = OutgoingContent::Note { text: long };
    let request = agent.message_request(&conversation, &fresh(), content);
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("content.text"));
}

#[tokio::test]
async fn an_empty_message_is_refused() {
    let (_backend, visitor, agent, conversation) = talk("hello").await;
    for text in ["", " ", "\n\t \u{a0}"] {
        let request = visitor.say_request(&fresh(), text);
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        for content in [
            OutgoingContent::Text {
                text: text.to_owned(),
            },
            OutgoingContent::Note {
                text: text.to_owned(),
            },
        ] {
            let request = agent.message_request(&conversation, &fresh(), content);
            problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    }
}

#[tokio::test]
async fn markup_and_strange_letters_come_back_as_they_were_written() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let texts = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE messages; --",
        "\u{202e}gnp.exe\u{0}\u{feff}",
        "{\"type\":\"message.created\",\"seq\":1}",
        "a\r\nb\\n\u{2028}👩‍👩‍👧‍👦 مرحبا",
    ];
    let conversation = visitor.say("hello").await.message.conversation;
    let mut live = agent.live(None).await;
    live.welcome().await;
    for text in texts {
        visitor.say(text).await;
        agent.write(&conversation, text).await;
        agent.note(&conversation, text).await;
    }
    let history = agent.history(&conversation).await.items;
    let expected: Vec<&str> = texts.iter().flat_map(|text| [*text; 3]).collect();
    let stored: Vec<&str> = history
        .iter()
        .filter_map(|message| message.content.text())
        .collect();
    assert_eq!(stored[1..], expected);
    for text in expected {
        let frame = live.text().await;
        assert!(frame.contains(&json!(text).to_string()), "{frame}");
        assert!(!frame.contains('\n'));
    }
}

#[tokio::test]
async fn a_message_id_that_could_not_stand_in_a_link_is_refused() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    for id in ["<script>", "a/b", "a b", &"x".repeat(65)] {
        let refused = problem(
            visitor.say_request(id, "hi"),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
        assert_eq!(refused.field.as_deref(), Some("id"), "{id}");
    }
}

#[tokio::test]
async fn a_write_without_a_key_or_with_another_than_its_id_is_refused() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let body = json!({ "id": "one", "content": { "kind": "text", "text": "hi" } });
    let path = format!("/conversations/{conversation}/messages");
    let refused = problem(agent.post(&path, &body), StatusCode::BAD_REQUEST).await;
    assert_eq!(refused.kind, ProblemKind::KeyMissing);
    let request = agent.post(&path, &body).header("Idempotency-Key", "two");
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("id"));
}

#[tokio::test]
async fn what_does_not_exist_can_neither_be_read_nor_set() {
    let (_backend, _, agent, conversation) = talk("hello").await;
    let nothing: ConversationId = "nothing".into();
    for path in [
        "/conversations/nothing",
        "/conversations/nothing/messages",
        "/conversations/%FF",
    ] {
        problem(agent.get(path), StatusCode::NOT_FOUND).await;
    }
    let content = OutgoingContent::Text {
        text: "hi".to_owned(),
    };
    problem(
        agent.message_request(&nothing, &fresh(), content),
        StatusCode::NOT_FOUND,
    )
    .await;
    for (what, body, field) in [
        ("assignment", json!({ "assignee": "nobody" }), "assignee"),
        ("status", json!({ "status": "levitating" }), "status"),
    ] {
        let request = agent
            .put(&format!("/conversations/{conversation}/{what}"), &body)
            .header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    for query in ["view=secret", "limit=0", "limit=many", "cursor=moon"] {
        let request = agent.get(&format!("/conversations?{query}"));
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_problems_and_no_pages() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    for path in ["/", "/nothing", "/session/more"] {
        problem(anybody.get(path), StatusCode::NOT_FOUND).await;
    }
    let outside = anybody
        .http
        .get(format!("{}/api/v2/health", backend.root()));
    problem(outside, StatusCode::NOT_FOUND).await;
    problem(
        anybody.request(Method::DELETE, "/health"),
        StatusCode::METHOD_NOT_ALLOWED,
    )
    .await;
    problem(anybody.get("/session"), StatusCode::METHOD_NOT_ALLOWED).await;
    problem(anybody.get("/live"), StatusCode::BAD_REQUEST).await;
}
