//! The customer's side.

use recado_protocol::attribute::Attributes;
use recado_protocol::http::{MessagePage, Snapshot};
use recado_protocol::visitor::{Receipts, Visit, VisitorMessage};
use recado_protocol::{Author, Delivery, EventBody, ProblemKind, ServerFrame};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{Backend, Caller, Live, fresh, problem, read, talk};

async fn resume(backend: &Backend, token: &str) -> Visit {
    let body = json!({ "channel": "demo-live-chat", "token": token });
    read(
        backend
            .anybody()
            .post("/visitor/session", &body)
            .send()
            .await
            .unwrap(),
    )
    .await
}

/// The next message that a visitor's socket tells.
async fn told(live: &mut Live) -> VisitorMessage {
    let text = live.text().await;
    let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(frame["data"].clone()).unwrap_or_else(|_| panic!("{text}"))
}

async fn receipts(visitor: &Caller, conversation: &str, receipts: Receipts) -> StatusCode {
    let path = format!("/visitor/conversations/{conversation}/receipts");
    visitor.put(&path, &receipts).send().await.unwrap().status()
}

#[tokio::test]
async fn the_first_message_makes_a_contact_and_a_conversation() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    let (visitor, visit) = backend.visit().await;
    assert_eq!(visit.conversation, None);
    assert!(
        live.is_quiet().await,
        "nothing is stored for who only looks"
    );

    let message = visitor.say("hello").await.message;
    let EventBody::Conversation(new) = live.event().await.body else {
        panic!("not created")
    };
    assert_eq!(new.conversation.id, message.conversation);
    assert!(
        new.contact.name.starts_with("Visitor "),
        "{}",
        new.contact.name
    );
    let EventBody::Message(first) = live.event().await.body else {
        panic!("no message")
    };
    assert_eq!(first.message, message);
    let conversation = &first.record.as_ref().unwrap().conversation;
    assert_eq!(
        (conversation.unread_count, conversation.last_position),
        (1, 1)
    );
    assert_eq!(conversation.waiting_since, Some(message.at));
    assert_eq!(
        message.author,
        Author::Contact {
            id: first.record.as_ref().unwrap().contact.id.clone()
        }
    );

    let second = visitor.say("anybody?").await.message;
    assert_eq!(
        (second.conversation, second.position),
        (message.conversation, 2)
    );
}

#[tokio::test]
async fn a_returning_visitor_finds_the_conversation_and_what_is_unread() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let (visitor, visit) = backend.visit().await;
    let conversation = visitor.say("hello").await.message.conversation;
    agent.write(&conversation, "one").await;
    agent.note(&conversation, "not for them").await;
    agent.write(&conversation, "two").await;
    let back = resume(&backend, &visit.token).await;
    assert_eq!(
        (back.conversation.as_ref(), back.unread_count),
        (Some(&conversation), 2)
    );
    let read = Receipts {
        delivered: 4,
        read: 2,
    };
    receipts(&visitor, conversation.as_str(), read).await;
    assert_eq!(resume(&backend, &back.token).await.unread_count, 1);
    let stranger = resume(&backend, "nonsense").await;
    assert_eq!((stranger.conversation, stranger.unread_count), (None, 0));
}

#[tokio::test]
async fn a_visitor_sees_neither_notes_nor_system_lines_by_any_way() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let (visitor, visit) = backend.visit().await;
    let mut live = visitor.visitor_live(None).await;
    live.welcome().await;
    let conversation = visitor.say("hello").await.message.conversation;
    let path = format!("/conversations/{conversation}");
    agent.note(&conversation, "SECRET").await;
    agent
        .set(
            &format!("{path}/assignment"),
            &json!({ "assignee": "demo-agent" }),
        )
        .await;
    agent
        .set(&format!("{path}/status"), &json!({ "status": "resolved" }))
        .await;
    agent
        .set(&format!("{path}/read"), &json!({ "position": 4 }))
        .await;
    agent.write(&conversation, "visible").await;

    for expected in ["hello", "visible"] {
        assert_eq!(told(&mut live).await.message.content.text(), Some(expected));
    }
    assert!(live.is_quiet().await);
    let mut again = visitor.visitor_live(Some(visit.cursor)).await;
    again.welcome().await;
    for expected in ["hello", "visible"] {
        let text = again.text().await;
        assert!(
            text.contains(expected) && !text.contains("contact\":{"),
            "{text}"
        );
    }
    assert!(again.is_quiet().await);
    let page: MessagePage = visitor.fetch(&format!("/visitor{path}/messages")).await;
    let texts: Vec<_> = page
        .items
        .iter()
        .filter_map(|message| message.content.text())
        .collect();
    assert_eq!(texts, ["hello", "visible"]);
    assert_eq!((page.has_older, page.has_newer), (false, false));
}

#[tokio::test]
async fn a_conversation_of_another_visitor_does_not_exist() {
    let backend = Backend::start().await;
    let (one, other) = (backend.visitor().await, backend.visitor().await);
    let theirs = one.say("mine alone").await.message.conversation;
    let mut live = other.visitor_live(None).await;
    live.welcome().await;
    for visitor in [&other, &backend.visitor().await] {
        let path = format!("/visitor/conversations/{theirs}");
        problem(
            visitor.get(&format!("{path}/messages")),
            StatusCode::NOT_FOUND,
        )
        .await;
        let receipts = visitor.put(
            &format!("{path}/receipts"),
            &Receipts {
                delivered: 1,
                read: 1,
            },
        );
        problem(receipts, StatusCode::NOT_FOUND).await;
        problem(
            visitor.get(&format!("/conversations/{theirs}")),
            StatusCode::UNAUTHORIZED,
        )
        .await;
    }
    one.say("still mine").await;
    assert!(live.is_quiet().await);
    let own = other.say("hi").await.message.conversation;
    assert_ne!(own, theirs);
}

#[tokio::test]
async fn receipts_move_delivery_forward_and_never_back() {
    let backend = Backend::start().await;
    use Delivery::{Delivered, Read, Sent};
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let conversation = visitor.say("hello").await.message.conversation;
    for text in ["one", "two"] {
        let answer = agent.write(&conversation, text).await;
        assert_eq!(answer.message.unwrap().delivery, Some(Sent));
    }
    agent.note(&conversation, "note").await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    let id = conversation.as_str();
    let states = async || -> Vec<Option<Delivery>> {
        let history = agent.history(&conversation).await.items;
        history
            .into_iter()
            .map(|message| message.delivery)
            .collect()
    };
    for (delivered, read, expected) in [
        (2, 0, [None, Some(Delivered), Some(Sent), None]),
        (3, 2, [None, Some(Read), Some(Delivered), None]),
        (0, 0, [None, Some(Read), Some(Delivered), None]),
        (1, 1, [None, Some(Read), Some(Delivered), None]),
        (0, 999, [None, Some(Read), Some(Read), None]),
        (999, 0, [None, Some(Read), Some(Read), None]),
    ] {
        let status = receipts(&visitor, id, Receipts { delivered, read }).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(states().await, expected, "{delivered} {read}");
    }
    let mut live = agent.live(Some(cursor)).await;
    live.welcome().await;
    let mut told = Vec::new();
    for _ in 0..4 {
        let EventBody::Message(change) = live.event().await.body else {
            panic!("no message")
        };
        told.push((change.message.position, change.message.delivery.unwrap()));
    }
    assert_eq!(told, [(2, Delivered), (2, Read), (3, Delivered), (3, Read)]);
    assert!(live.is_quiet().await);
}

#[tokio::test]
async fn the_row_of_the_list_follows_the_receipt() {
    let (_backend, visitor, agent, conversation) = talk("hello").await;
    let before = agent.write(&conversation, "hi").await.record.conversation;
    receipts(
        &visitor,
        conversation.as_str(),
        Receipts {
            delivered: 2,
            read: 2,
        },
    )
    .await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let after = &snapshot.conversations.items[0].conversation;
    assert_eq!(
        after.last_message.as_ref().unwrap().delivery,
        Some(Delivery::Read)
    );
    assert!(after.revision > before.revision);
}

#[tokio::test]
async fn only_a_live_chat_that_is_open_takes_visitors() {
    let backend = Backend::start().await;
    for channel in ["demo-whatsapp", "nothing", ""] {
        let request = backend
            .anybody()
            .post("/visitor/session", &json!({ "channel": channel }));
        let refused = problem(request, StatusCode::NOT_FOUND).await;
        assert_eq!(refused.kind, ProblemKind::NotFound);
    }
}

#[tokio::test]
async fn a_visit_goes_on_after_a_restart() {
    let backend = Backend::start().await;
    let (visitor, visit) = backend.visit().await;
    let conversation = visitor.say("hello").await.message.conversation;
    let backend = backend.restart().await;
    let back = resume(&backend, &visit.token).await;
    assert_eq!(back.conversation, Some(conversation));
    let visitor = backend.anybody().with_token(&back.token);
    let mut live = visitor.visitor_live(Some(visit.cursor)).await;
    live.welcome().await;
    assert_eq!(told(&mut live).await.message.content.text(), Some("hello"));
    let answer = visitor.say_request(&fresh(), "again").send().await.unwrap();
    assert_eq!(read::<VisitorMessage>(answer).await.message.position, 2);
}

#[tokio::test]
async fn a_visitors_old_cursor_asks_to_start_afresh() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let mut live = visitor.visitor_live(Some(7)).await;
    assert_eq!(live.frame().await, ServerFrame::Resync);
    visitor.say("hello").await;
    assert_eq!(told(&mut live).await.message.content.text(), Some("hello"));
}

#[tokio::test]
async fn where_a_conversation_began_is_kept_once_and_without_what_is_private() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let visitor = backend.visitor().await;
    let id = visitor.say("hello").await.message.conversation;
    let of = async || -> Attributes {
        agent
            .fetch(&format!("/conversations/{id}/attributes"))
            .await
    };
    assert_eq!(of().await.visit, None);
    let mut live = agent.live(None).await;
    live.welcome().await;
    let path = format!("/visitor/conversations/{id}/context");
    let tell = async |who: &Caller, body: &serde_json::Value| {
        let request = who.put(&path, body).header(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        );
        request.send().await.unwrap().status()
    };
    let body = json!({
        "page": "https://me:pw@shop.example/cart?session=s3cret&utm_source=newsletter&utm_campaign=spring#x",
        "referrer": "javascript:alert(1)",
        "language": "pt-BR",
    });
    let stranger = backend.visitor().await;
    assert_eq!(tell(&stranger, &body).await, StatusCode::NOT_FOUND);
    assert_eq!(tell(&visitor, &body).await, StatusCode::NO_CONTENT);
    let EventBody::Conversation(told) = live.event().await.body else {
        panic!("nobody was told")
    };
    assert_eq!(told.conversation.id, id);
    let visit = of().await.visit.unwrap();
    assert_eq!(visit.page.as_deref(), Some("https://shop.example/cart"));
    assert_eq!(visit.referrer, None);
    assert_eq!(visit.browser.as_deref(), Some("Firefox 145"));
    assert_eq!(visit.system.as_deref(), Some("Linux"));
    assert_eq!(visit.language.as_deref(), Some("pt-BR"));
    let campaign: Vec<(&str, &str)> = visit
        .campaign
        .iter()
        .map(|fact| (fact.name.as_str(), fact.value.as_str()))
        .collect();
    assert_eq!(campaign, [("source", "newsletter"), ("campaign", "spring")]);
    // What is told later changes nothing, and nobody hears of it.
    let later = json!({ "page": "https://elsewhere.example/" });
    assert_eq!(tell(&visitor, &later).await, StatusCode::NO_CONTENT);
    assert_eq!(of().await.visit, Some(visit));
    assert!(live.is_quiet().await);
}
