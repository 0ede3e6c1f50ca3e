//! What is done to a message that is there already: reactions, pins, new texts, taking it back.

use recado_protocol::command::WriteAnswer;
use recado_protocol::message::more::Cited;
use recado_protocol::message::write::Versions;
use recado_protocol::{
    Content, ConversationId, ConversationRecord, EventBody, Fields, Message, More, ProblemKind,
    SearchPage,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::files::urls;
use crate::harness::{AGENT_2, Backend, Caller, SUPERVISOR, fresh, problem, read};
use crate::uploads::upload;

fn of(message: &Message, rest: &str) -> String {
    format!(
        "/conversations/{}/messages/{}{rest}",
        message.conversation, message.id
    )
}

fn keyed(caller: &Caller, method: Method, path: &str) -> RequestBuilder {
    caller
        .request(method, path)
        .header("Idempotency-Key", fresh())
}

async fn done(caller: &Caller, method: Method, path: &str) -> Message {
    let response = keyed(caller, method, path).send().await.unwrap();
    read::<WriteAnswer>(response).await.message.unwrap()
}

async fn edited(caller: &Caller, message: &Message, text: &str) -> Message {
    let body = json!({ "text": text });
    caller
        .set(&of(message, "/text"), &body)
        .await
        .message
        .unwrap()
}

async fn sent_with(caller: &Caller, id: &ConversationId, text: &str, more: Value) -> Message {
    let key = fresh();
    let body = json!({ "id": key, "content": { "kind": "text", "text": text }, "more": more });
    let request = caller
        .post(&format!("/conversations/{id}/messages"), &body)
        .header("Idempotency-Key", key);
    let answer: WriteAnswer = read(request.send().await.unwrap()).await;
    answer.message.unwrap()
}

/// What the record of a conversation says is pinned.
async fn pinned(caller: &Caller, id: &ConversationId) -> Vec<String> {
    let record: ConversationRecord = caller.fetch(&format!("/conversations/{id}")).await;
    let pinned = record.conversation.pinned.as_ref();
    let pinned: Vec<Cited> = pinned.and_then(Fields::read).unwrap_or_default();
    pinned.into_iter().map(|it| it.quote.text).collect()
}

async fn found(caller: &Caller, word: &str) -> usize {
    let page: SearchPage = caller.fetch(&format!("/search?q={word}")).await;
    page.items.len()
}

#[tokio::test]
async fn a_reaction_is_there_once_for_each_person_until_it_is_taken_back() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let rafael = backend.agent_of(AGENT_2).await;
    let message = visitor.say("hello").await.message;
    let mut live = livia.live(None).await;
    live.welcome().await;
    // A thumb up with a skin tone.
    let path = of(&message, "/reactions/%F0%9F%91%8D%F0%9F%8F%BD");
    for caller in [&livia, &livia, &rafael] {
        done(caller, Method::PUT, &path).await;
    }
    let EventBody::Message(first) = live.event().await.body else {
        panic!("no message")
    };
    assert_eq!(first.message.read_more().reactions[0].emoji, "👍🏽");
    let left = done(&livia, Method::DELETE, &path).await;
    let reactions = left.read_more().reactions;
    assert_eq!(reactions.len(), 1, "the colleague's stays: {reactions:?}");
    let refused = [
        "ok",
        "%20",
        "%C3%A9",
        "%E2%80%AE",
        "%D9%A4%D9%A1",
        "%E2%80%A2%E2%80%A2",
        "%F0%9F%91%8D%F0%9F%91%8D",
    ];
    for (emoji, field) in refused.map(|emoji| (emoji, "emoji")) {
        let path = of(&message, &format!("/reactions/{emoji}"));
        let refused = problem(
            keyed(&livia, Method::PUT, &path),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
        assert_eq!(refused.await.field.as_deref(), Some(field), "{emoji}");
    }
}

#[tokio::test]
async fn pinned_messages_are_listed_and_the_customer_is_not_told() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let first = visitor.say("the address is Rua 7").await.message;
    let second = livia
        .write(&first.conversation, "noted")
        .await
        .message
        .unwrap();
    for message in [&second, &first] {
        let pinned = done(&livia, Method::PUT, &of(message, "/pin")).await;
        assert_eq!(pinned.read_more().pinned.unwrap().by, "Lívia Martins");
    }
    let both = ["the address is Rua 7", "noted"];
    assert_eq!(pinned(&livia, &first.conversation).await, both);
    done(&livia, Method::DELETE, &of(&first, "/pin")).await;
    edited(&livia, &second, "noted, thank you").await;
    let left = pinned(&livia, &first.conversation).await;
    assert_eq!(left, ["noted, thank you"]);
    done(&livia, Method::DELETE, &of(&second, "")).await;
    assert!(pinned(&livia, &first.conversation).await.is_empty());
    let path = format!("/visitor/conversations/{}/messages", first.conversation);
    let seen: Value = visitor.fetch(&path).await;
    assert!(!seen.to_string().contains("pinned"), "{seen}");
}

#[tokio::test]
async fn a_new_text_replaces_the_old_one_everywhere() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    let message = livia.write(&id, "we open at zeven").await.message.unwrap();
    let after = edited(&livia, &message, "we open at seventeen").await;
    assert_eq!(after.content.text(), Some("we open at seventeen"));
    assert_eq!(after.revision, message.revision + 1);
    assert!(after.read_more().edited_at.is_some());
    let record: ConversationRecord = livia.fetch(&format!("/conversations/{id}")).await;
    assert_eq!(
        record.conversation.last_message.unwrap().text,
        "we open at seventeen"
    );
    assert_eq!(
        (
            found(&livia, "zeven").await,
            found(&livia, "seventeen").await
        ),
        (0, 1)
    );
    let again = edited(&livia, &after, "we open at seventeen").await;
    assert_eq!(again, after, "the same text is no edit");
    let seen: Value = visitor
        .fetch(&format!("/visitor/conversations/{id}/messages"))
        .await;
    assert!(seen.to_string().contains("we open at seventeen"), "{seen}");
}

#[tokio::test]
async fn only_who_wrote_a_message_changes_its_text_and_who_leads_may_take_it_back() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let (rafael, lead) = (
        backend.agent_of(AGENT_2).await,
        backend.agent_of(SUPERVISOR).await,
    );
    let theirs = visitor.say("hello").await.message;
    let mine = livia
        .write(&theirs.conversation, "a slip")
        .await
        .message
        .unwrap();
    let body = json!({ "text": "x" });
    for (caller, message) in [(&livia, &theirs), (&rafael, &mine), (&lead, &mine)] {
        let request = caller
            .put(&of(message, "/text"), &body)
            .header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::FORBIDDEN).await;
        assert_eq!(refused.kind, ProblemKind::Forbidden);
    }
    for (caller, message) in [(&livia, &theirs), (&rafael, &mine), (&lead, &theirs)] {
        problem(
            keyed(caller, Method::DELETE, &of(message, "")),
            StatusCode::FORBIDDEN,
        )
        .await;
    }
    let gone = done(&lead, Method::DELETE, &of(&mine, "")).await;
    assert_eq!(
        (gone.content.kind(), gone.content.text()),
        ("deleted", None)
    );
}

#[tokio::test]
async fn a_new_text_that_was_begun_on_another_one_overwrites_nothing() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let theirs = visitor.say("hello").await.message;
    let mine = livia
        .write(&theirs.conversation, "pay 4111 1111 1111 1111")
        .await;
    let mine = mine.message.unwrap();
    let shown = mine.content.text().unwrap().to_owned();
    assert!(shown.contains("••••1111"), "{shown}");
    let edit = |text: &str, before: &str| {
        let body = json!({ "text": text, "before": before });
        livia
            .put(&of(&mine, "/text"), &body)
            .header("Idempotency-Key", fresh())
    };
    let done = async |text: &str, before: &str| {
        let answer: WriteAnswer = read(edit(text, before).send().await.unwrap()).await;
        answer.message.unwrap()
    };
    // What is hidden is known as it is shown, and as it was written.
    done(&format!("{shown} soon"), &shown).await;
    let now = done("pay today", "pay 4111 1111 1111 1111 soon").await;
    let refused = problem(edit("pay tomorrow", &shown), StatusCode::CONFLICT).await;
    assert_eq!(refused.kind, ProblemKind::StaleRevision);
    let current: Message = refused.current.unwrap().read().unwrap();
    assert_eq!(current, now);
    // Who wants the same does not have to choose.
    assert_eq!(done("pay today", &shown).await, now);
    assert_eq!(
        edited(&livia, &mine, "paid").await.content.text(),
        Some("paid")
    );
}

#[tokio::test]
async fn what_is_taken_back_says_nothing_any_more_to_anybody() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    let message = livia
        .write(&id, "a quintessential slip")
        .await
        .message
        .unwrap();
    assert_eq!(found(&livia, "quintessential").await, 1);
    let gone = done(&livia, Method::DELETE, &of(&message, "")).await;
    assert_eq!(gone.content.kind(), "deleted");
    let again = done(&livia, Method::DELETE, &of(&message, "")).await;
    assert_eq!(again.revision, gone.revision, "once is enough");
    assert_eq!(found(&livia, "quintessential").await, 0);
    let history = serde_json::to_string(&livia.history(&id).await).unwrap();
    let seen: Value = visitor
        .fetch(&format!("/visitor/conversations/{id}/messages"))
        .await;
    for text in [history, seen.to_string()] {
        assert!(!text.contains("quintessential"), "{text}");
    }
    let record: ConversationRecord = livia.fetch(&format!("/conversations/{id}")).await;
    assert_eq!(record.conversation.last_message.unwrap().kind, "deleted");
    let react = keyed(
        &livia,
        Method::PUT,
        &of(&message, "/reactions/%F0%9F%91%8D"),
    );
    problem(react, StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn an_answer_quotes_what_it_answers_but_never_a_note_to_the_customer() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let question = visitor.say("do you have rye bread?").await.message;
    let id = question.conversation.clone();
    let note = livia.note(&id, "she is a regular").await.message.unwrap();
    let made_up = json!({ "reply_to": question.id, "quote": { "author": { "kind": "system" },
        "kind": "text", "text": "something else" } });
    let answer = sent_with(&livia, &id, "yes", made_up).await;
    assert_eq!(
        answer.read_more().quote.unwrap().text,
        "do you have rye bread?"
    );
    sent_with(&livia, &id, "and fresh", json!({ "reply_to": note.id })).await;
    let seen: Value = visitor
        .fetch(&format!("/visitor/conversations/{id}/messages"))
        .await;
    let seen = seen.to_string();
    assert!(
        seen.contains("do you have rye bread?") && seen.contains("and fresh"),
        "{seen}"
    );
    assert!(!seen.contains("she is a regular"), "{seen}");

    let body = json!({ "id": "k1", "content": { "kind": "text", "text": "x" },
        "more": { "reply_to": "nowhere" } });
    let request = livia
        .post(&format!("/conversations/{id}/messages"), &body)
        .header("Idempotency-Key", "k1");
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("more.reply_to"));
}

#[tokio::test]
async fn what_is_forwarded_says_from_where_to_the_team_alone() {
    let backend = Backend::start().await;
    let (ana, bia, livia) = (
        backend.visitor().await,
        backend.visitor().await,
        backend.agent().await,
    );
    let origin = ana.say("my order is late").await.message;
    let there = bia.say("hi").await.message.conversation;
    let from = json!({ "forwarded": { "conversation": origin.conversation, "message": origin.id,
        "author": "made up" } });
    let forwarded = sent_with(&livia, &there, "my order is late", from).await;
    let said = forwarded.read_more().forwarded.unwrap();
    let record: ConversationRecord = livia
        .fetch(&format!("/conversations/{}", origin.conversation))
        .await;
    assert_eq!(
        (said.message, said.author),
        (origin.id, record.contact.name)
    );
    let seen: Value = bia
        .fetch(&format!("/visitor/conversations/{there}/messages"))
        .await;
    let seen = seen.to_string();
    assert!(seen.contains("my order is late"), "{seen}");
    assert!(!seen.contains(origin.conversation.as_str()), "{seen}");
}

#[tokio::test]
async fn a_message_keeps_when_it_was_sent_delivered_and_read() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    let message = livia.write(&id, "good morning").await.message.unwrap();
    let receipts = format!("/visitor/conversations/{id}/receipts");
    for body in [
        json!({ "delivered": message.position }),
        json!({ "read": message.position }),
    ] {
        let answer = visitor.put(&receipts, &body).send().await.unwrap();
        assert!(answer.status().is_success());
    }
    let now: Message = livia.fetch(&of(&message, "")).await;
    let More { track, .. } = now.read_more();
    let states: Vec<_> = track.iter().map(|step| step.state.as_str()).collect();
    assert_eq!(states, ["queued", "sent", "delivered", "read"]);
    assert!(track.is_sorted_by_key(|step| step.at));
    assert!(matches!(now.content, Content::Text { .. }));
}

#[tokio::test]
async fn the_file_of_a_message_that_is_taken_back_goes_with_it_for_the_customer() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    let file = upload(&livia, "a.txt", "text/plain", b"a price list").await;
    let attachment =
        json!({ "file": file, "name": "a.txt", "media_type": "text/plain", "size": 12 });
    let key = fresh();
    let body = json!({ "id": key, "content": { "kind": "media", "attachments": [attachment] } });
    let request = livia
        .post(&format!("/conversations/{id}/messages"), &body)
        .header("Idempotency-Key", key);
    let sent: WriteAnswer = read(request.send().await.unwrap()).await;
    let links = urls(&visitor, "/visitor/files/urls", &[&file]).await;
    assert_eq!(links.len(), 1);
    done(&livia, Method::DELETE, &of(&sent.message.unwrap(), "")).await;
    let links = urls(&visitor, "/visitor/files/urls", &[&file]).await;
    assert!(links.is_empty(), "{links:?}");
}

#[tokio::test]
async fn what_a_message_was_before_is_for_who_leads_alone() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let lead = backend.agent_of(SUPERVISOR).await;
    let id = visitor.say("hello").await.message.conversation;
    let message = livia.write(&id, "we open at zeven").await.message.unwrap();
    edited(&livia, &message, "we open at seven").await;
    done(&livia, Method::DELETE, &of(&message, "")).await;
    let versions: Versions = lead.fetch(&of(&message, "/versions")).await;
    let said: Vec<_> = versions
        .items
        .iter()
        .map(|version| (version.by.as_str(), version.before.content.text()))
        .collect();
    let by = "Lívia Martins";
    assert_eq!(
        said,
        [
            (by, Some("we open at zeven")),
            (by, Some("we open at seven"))
        ]
    );
    let request = livia.request(Method::GET, &of(&message, "/versions"));
    problem(request, StatusCode::FORBIDDEN).await;
    let request = lead.request(Method::GET, &of(&message, "x/versions"));
    problem(request, StatusCode::NOT_FOUND).await;
}
