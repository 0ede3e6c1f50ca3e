//! The search: people and messages by what is typed, and nothing that is typed is syntax.

use recado_backend::Demo;
use recado_protocol::http::{ConversationPage, MessagePage};
use recado_protocol::{ConversationId, Message, SearchHit, SearchPage};
use reqwest::StatusCode;

use crate::harness::{Backend, Caller, problem, read};

fn path_of(query: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("/search?q={encoded}")
}

async fn search(agent: &Caller, query: &str) -> SearchPage {
    let request = agent.get(&path_of(query));
    read(request.send().await.unwrap()).await
}

async fn texts(agent: &Caller, query: &str) -> Vec<String> {
    let text = |hit: SearchHit| hit.message.map(|message| message.preview.text);
    let page = search(agent, query).await;
    page.items.into_iter().filter_map(text).collect()
}

async fn conversation_of(agent: &Caller, visitor: &Caller, text: &str) -> ConversationId {
    visitor.say(text).await;
    let page: ConversationPage = agent.fetch("/conversations").await;
    page.items[0].conversation.id.clone()
}

#[tokio::test]
async fn messages_and_notes_are_found_at_once_without_accents_and_newest_first() {
    let backend = Backend::start().await;
    let (agent, visitor) = (backend.agent().await, backend.visitor().await);
    let conversation = conversation_of(&agent, &visitor, "Minha encomenda não chegou").await;
    agent
        .write(&conversation, "A ENCOMENDA está a caminho")
        .await;
    agent
        .note(&conversation, "encomendas atrasadas: ver com João")
        .await;

    let found = texts(&agent, "encomenda").await;
    assert_eq!(
        found,
        [
            "encomendas atrasadas: ver com João",
            "A ENCOMENDA está a caminho",
            "Minha encomenda não chegou"
        ]
    );
    assert_eq!(
        texts(&agent, "NAO cheg").await,
        ["Minha encomenda não chegou"]
    );
    assert_eq!(texts(&agent, "joao").await.len(), 1);
    assert!(texts(&agent, "comenda").await.is_empty());

    let page = search(&agent, "minha").await;
    let hit = &page.items[0];
    let message = hit.message.as_ref().unwrap();
    assert_eq!(hit.record.conversation.id, conversation);
    assert_eq!(message.position, 1);
    let path = format!(
        "/conversations/{conversation}/messages/{}",
        message.preview.message
    );
    let whole: Message = agent.fetch(&path).await;
    assert_eq!(whole.position, 1);
    let elsewhere = format!("/conversations/other/messages/{}", message.preview.message);
    problem(agent.get(&elsewhere), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn people_are_found_by_name_number_and_address() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(120)).await;
    let agent = backend.agent().await;
    let all: ConversationPage = agent.fetch("/conversations?limit=200").await;
    let with_phone = |contact: &recado_protocol::Contact| contact.phone.clone();
    let (contact, phone) = all
        .items
        .iter()
        .find_map(|record| Some((&record.contact, with_phone(&record.contact)?)))
        .unwrap();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let part = &digits[digits.len() - 7..digits.len() - 1];
    let spaced = format!("({}) {}-{}", &part[..2], &part[2..4], &part[4..]);
    let email = all
        .items
        .iter()
        .find_map(|record| record.contact.email.clone())
        .unwrap();
    for query in [contact.name.to_uppercase(), spaced] {
        let page = search(&agent, &query).await;
        let found = page
            .items
            .iter()
            .any(|hit| hit.message.is_none() && hit.record.contact.id == contact.id);
        assert!(found, "{query}: {page:?}");
    }
    let page = search(&agent, &email).await;
    assert_eq!(page.items[0].record.contact.email, Some(email));
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_double() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(300)).await;
    let agent = backend.agent().await;
    let all: SearchPage = agent.fetch("/search?q=an&limit=200").await;
    let mut paged = Vec::new();
    let mut cursor = String::new();
    while paged.len() < all.items.len() {
        let page: SearchPage = agent.fetch(&format!("/search?q=an&limit=7{cursor}")).await;
        paged.extend(page.items);
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(all.items.len() > 20, "{}", all.items.len());
    assert_eq!(paged[..all.items.len()], all.items[..]);
    let times: Vec<_> = all
        .items
        .iter()
        .filter_map(|hit| Some(hit.message.as_ref()?.at))
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
}

#[tokio::test]
async fn nothing_that_is_typed_is_syntax() {
    let backend = Backend::start().await;
    let (agent, visitor) = (backend.agent().await, backend.visitor().await);
    visitor.say("uma frase comum").await;
    for query in [
        "\"",
        "a\"b",
        "frase OR nada",
        "NOT frase",
        "text:frase",
        "frase*",
        "(frase",
        "fra^se",
        "{text}: frase",
        "frase NEAR(comum)",
        "'; DROP TABLE messages; --",
        "frase\u{0}x",
        "-frase",
        "frase AND",
        "+",
        "ﷺ frase",
        "%_x",
    ] {
        let request = agent.get(&path_of(query));
        let status = request.send().await.unwrap().status();
        assert!(
            status == StatusCode::OK
                || status == StatusCode::BAD_REQUEST
                || status == StatusCode::UNPROCESSABLE_ENTITY,
            "{query}: {status}"
        );
    }
    assert!(texts(&agent, "frase OR nada").await.is_empty());
    assert_eq!(texts(&agent, "\"comum\" frase").await.len(), 1);
}

#[tokio::test]
async fn blank_huge_and_broken_queries_are_refused_and_nobody_searches_without_signing_in() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let huge = format!("/search?q={}", "a".repeat(201));
    for (path, field) in [
        ("/search", "q"),
        ("/search?q=%20", "q"),
        ("/search?q=%22-%22", "q"),
        (huge.as_str(), "q"),
        ("/search?q=a&cursor=x", "cursor"),
        ("/search?q=a&limit=0", "limit"),
    ] {
        let refused = problem(agent.get(path), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field), "{path}");
    }
    let many = "ab ".repeat(60);
    search(&agent, &many).await;
    let request = backend.anybody().get("/search?q=a");
    problem(request, StatusCode::UNAUTHORIZED).await;
    let visitor = backend.visitor().await;
    problem(visitor.get("/search?q=a"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn one_conversation_is_looked_through_alone() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let here = backend.visitor().await.say("Where is the blue lamp?").await;
    let there = backend.visitor().await.say("A lamp is broken").await;
    let (here, there) = (here.message.conversation, there.message.conversation);
    for number in 1..=4 {
        agent.write(&here, &format!("lamp number {number}")).await;
    }
    agent.note(&here, "the lamps are late").await;
    let path = format!("/search?q=lamp&conversation={here}");
    let page: SearchPage = agent.fetch(&path).await;
    let positions: Vec<u64> = page
        .items
        .iter()
        .map(|hit| {
            assert_eq!(hit.record.conversation.id, here);
            hit.message.as_ref().unwrap().position
        })
        .collect();
    assert_eq!(positions, [6, 5, 4, 3, 2, 1]);

    let first: SearchPage = agent.fetch(&format!("{path}&limit=4")).await;
    let next = first.next.unwrap();
    let rest: SearchPage = agent.fetch(&format!("{path}&limit=4&cursor={next}")).await;
    let rest: Vec<u64> = rest
        .items
        .iter()
        .map(|hit| hit.message.as_ref().unwrap().position)
        .collect();
    assert_eq!(rest, [2, 1]);

    let other: SearchPage = agent
        .fetch(&format!("/search?q=lamp&conversation={there}"))
        .await;
    assert_eq!(other.items.len(), 1);
    let nowhere = agent.get("/search?q=lamp&conversation=none");
    problem(nowhere, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn a_history_is_read_from_a_time_on() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(60)).await;
    let agent = backend.agent().await;
    let all: ConversationPage = agent.fetch("/conversations?limit=200").await;
    let record = all
        .items
        .iter()
        .max_by_key(|record| record.conversation.last_position)
        .unwrap();
    let id = &record.conversation.id;
    let history = agent.history(id).await.items;
    let pair = history.windows(2).find(|pair| pair[0].at < pair[1].at);
    let [before, message] = pair.unwrap() else {
        unreachable!("two at a time")
    };
    for from in [message.at, before.at.plus_millis(1)] {
        let path = format!(
            "/conversations/{id}/messages?limit=2&from={}",
            from.to_rfc3339()
        );
        let page: MessagePage = agent.fetch(&path).await;
        assert_eq!(page.items[0].id, message.id, "{from:?}");
        assert_eq!(page.has_older, message.position > 1);
    }
    let path = format!("/conversations/{id}/messages?from=2100-01-01T00:00:00Z");
    let page: MessagePage = agent.fetch(&path).await;
    assert!(page.items.is_empty() && page.has_older && !page.has_newer);
}
