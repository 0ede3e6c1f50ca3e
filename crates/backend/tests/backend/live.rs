//! The live socket: its manners, and who hears what.

use std::time::Duration;

use futures_util::SinkExt;
use recado_protocol::live::close_code;
use recado_protocol::{Author, EventBody, ServerFrame, WriteAnswer};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{AGENT_2, Backend, Live, talk};

#[tokio::test]
async fn a_socket_that_never_says_hello_is_closed() {
    let backend = Backend::start_with(|config| {
        config.tuning.hello_within = Duration::from_millis(100);
    })
    .await;
    for path in ["/live", "/visitor/live"] {
        let mut live = Live::open(&backend.root(), path).await;
        assert_eq!(live.close_code().await, Some(close_code::NO_HELLO));
    }
}

#[tokio::test]
async fn a_socket_whose_first_frame_is_no_hello_is_closed() {
    let backend = Backend::start().await;
    for first in ["", "{", "null", r#"{"type":"ping"}"#, r#"{"type":"hello"}"#] {
        let mut live = Live::open(&backend.root(), "/live").await;
        live.send(first).await;
        assert_eq!(
            live.close_code().await,
            Some(close_code::PROTOCOL_ERROR),
            "{first}"
        );
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_here_is_refused() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let stolen = format!("{}x", agent.token.clone().unwrap());
    for token in ["", "nonsense", &stolen, &visitor.token.clone().unwrap()] {
        let mut live = Live::open(&backend.root(), "/live").await;
        live.hello(token, None).await;
        assert_eq!(
            live.close_code().await,
            Some(close_code::UNAUTHENTICATED),
            "{token}"
        );
    }
    let mut live = Live::open(&backend.root(), "/visitor/live").await;
    live.hello(&agent.token.unwrap(), None).await;
    assert_eq!(live.close_code().await, Some(close_code::UNAUTHENTICATED));
}

#[tokio::test]
async fn garbage_after_the_hello_ends_the_socket_and_a_newer_clients_frame_does_not() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    live.send(r#"{"type":"levitate","data":{"height":3}}"#)
        .await;
    live.send(r#"{"type":"typing","data":"?"}"#).await;
    assert!(matches!(live.frame().await, ServerFrame::Problem(_)));
    live.send(r#"{"type":"typing","data":{"conversation":"nothing","on":true}}"#)
        .await;
    assert!(matches!(live.frame().await, ServerFrame::Problem(_)));
    live.send("\u{0}garbage").await;
    assert_eq!(live.close_code().await, Some(close_code::PROTOCOL_ERROR));

    let mut live = agent.live(None).await;
    live.welcome().await;
    live.socket
        .send(Message::binary(vec![0, 159, 146, 150]))
        .await
        .unwrap();
    assert_eq!(live.close_code().await, Some(close_code::PROTOCOL_ERROR));
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_the_socket_and_nothing_else() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    let large = json!({ "type": "ping", "data": "x".repeat(200 * 1024) }).to_string();
    let _refused = live.socket.send(Message::text(large)).await;
    live.close_code().await;
    agent.live(None).await.welcome().await;
}

#[tokio::test]
async fn both_sides_ping_and_silence_is_a_dead_link() {
    let backend = Backend::start_with(|config| {
        config.tuning.ping_every = Duration::from_millis(20);
        config.tuning.dead_after = Duration::from_millis(300);
    })
    .await;
    let agent = backend.agent().await;
    let mut talks = agent.live(None).await;
    talks.welcome().await;
    for _ in 0..30 {
        assert_eq!(talks.text().await, r#"{"type":"ping"}"#);
        talks.send(r#"{"type":"ping"}"#).await;
    }
    let mut silent = agent.live(None).await;
    silent.welcome().await;
    assert_eq!(silent.close_code().await, None);
}

#[tokio::test]
async fn ending_the_session_ends_its_sockets_and_no_others() {
    let backend = Backend::start().await;
    let (agent, colleague) = (backend.agent().await, backend.agent_of(AGENT_2).await);
    let (mut mine, mut theirs) = (agent.live(None).await, colleague.live(None).await);
    mine.welcome().await;
    theirs.welcome().await;
    agent
        .request(reqwest::Method::DELETE, "/session")
        .send()
        .await
        .unwrap();
    assert_eq!(mine.close_code().await, Some(close_code::UNAUTHENTICATED));
    assert!(theirs.is_quiet().await);
}

#[tokio::test]
async fn who_does_not_read_is_cut_off_and_the_others_are_not() {
    let backend = Backend::start_with(|config| {
        config.tuning.ring = 32;
        // On a busy machine the writing takes a while; it is the ring that must cut off.
        config.tuning.send_within = Duration::from_secs(300);
    })
    .await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let conversation = visitor.say("hello").await.message.conversation;
    let (mut slow, mut quick) = (agent.live(None).await, agent.live(None).await);
    let cursor = slow.welcome().await;
    quick.welcome().await;
    let long = "🐢".repeat(10_000);
    for _ in 0..25 {
        let notes = (0..10).map(|_| agent.note(&conversation, &long));
        futures_util::future::join_all(notes).await;
        for _ in 0..10 {
            quick.event().await;
        }
    }
    assert_eq!(slow.close_code().await, Some(close_code::SLOW_READER));
    let mut back = agent.live(Some(cursor)).await;
    back.welcome().await;
    for _ in 0..250 {
        back.event().await;
    }
    assert!(back.is_quiet().await);
}

#[tokio::test]
async fn typing_goes_both_ways_but_a_note_stays_with_the_team() {
    let (backend, visitor, agent, conversation) = talk("hello").await;
    let (mut mine, mut theirs) = (agent.live(None).await, visitor.visitor_live(None).await);
    let mut colleagues = backend.agent_of(AGENT_2).await.live(None).await;
    let mut strangers = backend.visitor().await.visitor_live(None).await;
    for live in [&mut mine, &mut theirs, &mut colleagues, &mut strangers] {
        live.welcome().await;
    }
    let typing = |note: bool| {
        json!({ "type": "typing", "data": { "conversation": conversation, "on": true, "note": note } })
            .to_string()
    };
    mine.send(&typing(false)).await;
    for live in [&mut theirs, &mut colleagues] {
        let ServerFrame::Typing(notice) = live.frame().await else {
            panic!("no notice")
        };
        assert!(matches!(notice.who, Author::Agent { name, .. } if name == "Lívia Martins"));
    }
    mine.send(&typing(true)).await;
    assert!(matches!(colleagues.frame().await, ServerFrame::Typing(_)));
    theirs.send(&typing(false)).await;
    let ServerFrame::Typing(notice) = mine.frame().await else {
        panic!("no notice")
    };
    assert!(matches!(notice.who, Author::Contact { .. }));
    strangers.send(&typing(false)).await;
    assert!(matches!(strangers.frame().await, ServerFrame::Problem(_)));
    assert!(theirs.is_quiet().await && mine.is_quiet().await && strangers.is_quiet().await);
    // Whoever is blocked is not heard.
    let path = format!("/conversations/{conversation}/customer_blocked");
    let _done: WriteAnswer = agent.set(&path, &json!(true)).await;
    while !mine.is_quiet().await {}
    theirs
        .send(
            r#"{"type":"typing","data":{"conversation":"C","on":false}}"#
                .replace('C', conversation.as_str())
                .as_str(),
        )
        .await;
    assert!(mine.is_quiet().await && theirs.is_quiet().await);
}

#[tokio::test]
async fn a_change_of_my_status_is_told_to_everybody_once() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    for _ in 0..2 {
        agent
            .put("/me/status", &json!({ "status": "away" }))
            .send()
            .await
            .unwrap();
    }
    let EventBody::Agent(told) = live.event().await.body else {
        panic!("no agent")
    };
    assert_eq!(told.status, recado_protocol::AgentStatus::Away);
    assert!(live.is_quiet().await);
}
