//! Everything that is held of a person goes away.

use std::path::Path;

use recado_protocol::command::WriteAnswer;
use recado_protocol::http::{MessageWindow, Snapshot};
use recado_protocol::merge::{Merge, Merged};
use recado_protocol::message::write::Versions;
use recado_protocol::privacy::{Consents, Erasure};
use recado_protocol::search::SearchPage;
use recado_protocol::ticket::Tickets;
use recado_protocol::{ConversationId, ConversationRecord, Event, ServerFrame};
use recado_store::Store;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::files::media;
use crate::harness::{ADMIN, AGENT_2, Backend, Caller, Live, SUPERVISOR, fresh, problem, read};
use crate::uploads::upload;

/// Words that stand nowhere else.
pub const SECRETS: [&str; 10] = [
    "vermilion",
    "zanzibar",
    "quixote",
    "wolfram",
    "cerulean",
    "marzipan",
    "obsidian",
    "petrichor",
    "saffron",
    "thistledown",
];

/// A person with everything that can be held of one.
pub struct Person {
    pub visitor: Caller,
    pub id: ConversationId,
    other: ConversationId,
    /// Somebody else.
    stranger: ConversationId,
}

async fn post(agent: &Caller, path: &str, body: &Value) -> reqwest::Response {
    let request = agent.post(path, body).header("Idempotency-Key", fresh());
    request.send().await.unwrap()
}

pub async fn person(backend: &Backend) -> Person {
    let (agent, supervisor) = (backend.agent().await, backend.agent_of(SUPERVISOR).await);
    let visitor = backend.visitor().await;
    let id = visitor.say("I live in Zanzibar").await.message.conversation;
    let other = backend.begun("wolfram lamp").await;
    let stranger = backend.begun("hello").await;
    for (talk, edit) in [
        (
            &id,
            json!({ "revision": 1, "name": "Ana Quixote", "comment": "cerulean door" }),
        ),
        (
            &other,
            json!({ "revision": 1, "name": "A. Quixote", "email": "a@saffron.example" }),
        ),
    ] {
        agent
            .set(&format!("/conversations/{talk}/contact"), &edit)
            .await;
    }
    agent.note(&id, "marzipan, she says").await;
    let sent = agent.write(&id, "about the thistledown").await;
    let edited = format!(
        "/conversations/{id}/messages/{}/text",
        sent.message.unwrap().id
    );
    agent.set(&edited, &json!({ "text": "about it" })).await;
    let file = upload(&agent, "obsidian.txt", "text/plain", b"petrichor").await;
    let own = agent.message_request(&id, &fresh(), media(&file, None));
    let _sent: WriteAnswer = read(own.send().await.unwrap()).await;
    let shared = upload(&agent, "menu.txt", "text/plain", b"soup").await;
    for talk in [&id, &stranger] {
        let request = agent.message_request(talk, &fresh(), media(&shared, None));
        let _sent: WriteAnswer = read(request.send().await.unwrap()).await;
    }
    for subject in ["the zanzibar lamp", "the oven"] {
        let path = format!("/conversations/{id}/tickets");
        post(&agent, &path, &json!({ "subject": subject })).await;
    }
    let tickets: Tickets = agent.fetch("/tickets?q=oven").await;
    let path = format!(
        "/conversations/{stranger}/tickets/{}/linked",
        tickets.items[0].id
    );
    agent.set(&path, &json!(true)).await;
    let how = json!({ "opted_in": false, "how": "saffron call" });
    agent
        .set(&format!("/conversations/{id}/consent"), &how)
        .await;
    let attribute = json!({ "id": "site", "name": "Site", "kind": "link" });
    let admin = backend.agent_of(ADMIN).await;
    post(&admin, "/attributes", &attribute).await;
    let values = json!({ "values": [
        { "attribute": "site", "value": "https://vermilion.example", "revision": 0 },
    ] });
    agent
        .set(&format!("/conversations/{id}/attributes"), &values)
        .await;
    // Two contacts who are one.
    let (stays, goes) = (contact(&agent, &id).await, contact(&agent, &other).await);
    let merge = Merge {
        id: fresh().as_str().into(),
        with: goes.id,
        revision: stays.revision,
        with_revision: goes.revision,
        their_attributes: Vec::new(),
        theirs: Vec::new(),
        join_comments: false,
    };
    let path = format!("/contacts/{}/merge", stays.id);
    let _merged: Merged = read(supervisor.post(&path, &merge).send().await.unwrap()).await;
    Person {
        visitor,
        id,
        other,
        stranger,
    }
}

pub async fn contact(agent: &Caller, id: &ConversationId) -> recado_protocol::Contact {
    let record: ConversationRecord = agent.fetch(&format!("/conversations/{id}")).await;
    record.contact
}

/// A page that has the person's conversations open.
async fn replica(agent: &Caller, person: &Person) -> Store {
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let mut store = Store::new(snapshot.me.clone());
    store.load_snapshot(snapshot);
    for talk in [&person.id, &person.other] {
        let page = agent.history(talk).await;
        store.add_messages(talk, MessageWindow::Latest, page);
    }
    assert!(shown(&store, person).contains("zanzibar"));
    store
}

/// All that a page holds of the person, in small letters.
fn shown(store: &Store, person: &Person) -> String {
    let mut shown = String::new();
    for talk in [&person.id, &person.other] {
        let conversation = store.conversation(talk).unwrap();
        shown.push_str(&json!(conversation).to_string());
        shown.push_str(&json!(store.contact(&conversation.contact)).to_string());
        for message in store.timeline(talk).unwrap().messages() {
            shown.push_str(&json!(message).to_string());
        }
    }
    shown.to_lowercase()
}

fn assert_clean(text: &str) {
    let text = text.to_lowercase();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is there still: {text}");
    }
}

/// Everything that comes until the conversations have been closed.
async fn until_closed(live: &mut Live, store: &mut Store, person: &Person) -> String {
    let mut heard = String::new();
    loop {
        let text = live.text().await;
        let Ok(frame) = ServerFrame::decode(&text) else {
            continue;
        };
        heard.push_str(&text);
        let event: Event = match frame {
            ServerFrame::Event(event) => event,
            ServerFrame::Resync => panic!("nobody has to begin anew"),
            _ => continue,
        };
        store.apply(event);
        let is_closed = |talk| store.conversation(talk).is_none_or(|it| it.archived);
        if is_closed(&person.id) && is_closed(&person.other) {
            return heard;
        }
    }
}

fn erase(by: &Caller, contact: &str, name: &str, key: &str) -> RequestBuilder {
    let body = json!({ "id": key, "name": name });
    by.post(&format!("/contacts/{contact}/erase"), &body)
}

#[tokio::test]
async fn an_erased_person_is_gone_from_every_page_every_table_and_the_disk() {
    let backend = Backend::start().await;
    let person = person(&backend).await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let id = contact(&agent, &person.id).await.id;
    let id = id.as_str();
    // One page is live, one comes back later.
    let mut here = replica(&agent, &person).await;
    let mut live = agent.live(None).await;
    let cursor = live.welcome().await;
    let colleague = backend.agent_of(AGENT_2).await;
    let mut away = replica(&colleague, &person).await;
    let mut visitor_live = person.visitor.visitor_live(None).await;
    visitor_live.welcome().await;

    let supervisor = backend.agent_of(SUPERVISOR).await;
    problem(
        erase(&supervisor, id, "Ana Quixote", &fresh()),
        StatusCode::FORBIDDEN,
    )
    .await;
    problem(
        erase(&admin, id, "Ana", &fresh()),
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await;
    let look = supervisor.get(&format!("/contacts/{id}/erase"));
    problem(look, StatusCode::FORBIDDEN).await;
    let foreseen: Erasure = admin.fetch(&format!("/contacts/{id}/erase")).await;
    let key = fresh();
    let request = || erase(&admin, id, "Ana Quixote", &key);
    let erased: Erasure = read(request().send().await.unwrap()).await;
    assert_eq!(erased, foreseen);
    assert_eq!(
        (
            erased.conversations,
            erased.messages,
            erased.files,
            erased.tickets
        ),
        (2, 6, 1, 1)
    );
    assert_eq!((erased.shared_files, erased.shared_tickets), (1, 1));
    let again: Erasure = read(request().send().await.unwrap()).await;
    assert_eq!(again, erased);

    // The page that was live, and the one that was away: both lose it, and neither begins anew.
    let heard = until_closed(&mut live, &mut here, &person).await;
    assert_clean(&heard);
    assert_clean(&shown(&here, &person));
    let mut back = colleague.live(Some(cursor)).await;
    let heard = until_closed(&mut back, &mut away, &person).await;
    assert_clean(&heard);
    assert_clean(&shown(&away, &person));
    // The person's own page begins anew, and who writes again is somebody new.
    loop {
        if matches!(visitor_live.frame().await, ServerFrame::Resync) {
            break;
        }
    }
    let said = person.visitor.say("me again").await.message;
    assert_ne!(said.conversation, person.id);

    // Whatever is asked for.
    for path in [
        "messages?limit=200",
        "siblings",
        "tickets",
        "consent",
        "files?sort=files",
    ] {
        let request = agent.get(&format!("/conversations/{}/{path}", person.id));
        assert_clean(&request.send().await.unwrap().text().await.unwrap());
    }
    let history = agent.history(&person.id).await.items;
    for message in &history {
        let path = format!(
            "/conversations/{}/messages/{}/versions",
            person.id, message.id
        );
        let versions: Versions = admin.fetch(&path).await;
        assert_clean(&json!(versions).to_string());
    }
    for secret in SECRETS {
        let found: SearchPage = agent.fetch(&format!("/search?q={secret}")).await;
        assert!(found.items.is_empty(), "{secret}: {found:?}");
    }
    let oven: Tickets = agent.fetch("/tickets?q=oven").await;
    assert_eq!(
        oven.items[0].conversations,
        std::slice::from_ref(&person.stranger)
    );
    let none: Consents = agent
        .fetch(&format!("/conversations/{}/consent", person.id))
        .await;
    assert!(none.history.is_empty());
    let closed = agent.message_request(
        &person.id,
        &fresh(),
        recado_protocol::OutgoingContent::Text { text: "hi".into() },
    );
    let refused = problem(closed, StatusCode::CONFLICT).await;
    assert!(refused.detail.contains("erased"), "{}", refused.detail);
    // The record says so, and nothing brings it back.
    let path = format!("/conversations/{}", person.id);
    let shell: ConversationRecord = agent.fetch(&path).await;
    assert!(shell.conversation.erased);
    let restored = admin
        .put(&format!("{path}/deleted"), &json!(false))
        .header("Idempotency-Key", fresh());
    problem(restored, StatusCode::CONFLICT).await;
    // Nor is anything known of them again.
    let path_of_tickets = format!("{path}/tickets");
    let ticket = admin
        .post(&path_of_tickets, &json!({ "subject": "the lamp again" }))
        .header("Idempotency-Key", fresh());
    problem(ticket, StatusCode::CONFLICT).await;
    let linked = format!("tickets/{}/linked", oven.items[0].id);
    for (resource, body) in [
        ("archived", json!(false)),
        (
            "contact",
            json!({ "revision": shell.contact.revision, "name": "Ana again" }),
        ),
        ("labels", json!({ "labels": ["vip"] })),
        ("attributes", json!({ "values": [] })),
        ("consent", json!({ "opted_in": false, "how": "by phone" })),
        ("customer_blocked", json!(true)),
        ("notifications_blocked", json!(true)),
        (&linked, json!(true)),
        ("status", json!({ "status": "resolved" })),
        ("priority", json!({ "priority": "high" })),
    ] {
        let filled = admin
            .put(&format!("{path}/{resource}"), &body)
            .header("Idempotency-Key", fresh());
        problem(filled, StatusCode::CONFLICT).await;
    }

    // No table, no index of words and no file holds any of it; what belongs to others is there.
    let data = backend.config.data.clone();
    let _folder = backend.stop().await;
    let kept = tables(&data) + &files(&data.join("files"));
    assert!(kept.contains("contact.erased") && kept.contains("soup"));
    assert_clean(&kept);
}

/// Every value of every table, those of the indexes too.
fn tables(data: &Path) -> String {
    let file = std::fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.starts_with(b"SQLite format 3")
    });
    let sql = rusqlite::Connection::open(file.unwrap()).unwrap();
    let mut names = sql
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        .unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut all = String::new();
    for name in names {
        let mut rows = sql
            .prepare(&format!("SELECT * FROM \"{}\"", name.unwrap()))
            .unwrap();
        let count = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for at in 0..count {
                let value = row.get_ref(at).unwrap();
                if let Ok(bytes) = value.as_bytes() {
                    all.push_str(&String::from_utf8_lossy(bytes));
                    all.push('\n');
                }
            }
        }
    }
    all
}

fn files(folder: &Path) -> String {
    let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read(entry.unwrap().path());
    let all = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| read(entry).unwrap());
    all.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[tokio::test]
async fn a_long_history_is_erased_piece_by_piece() {
    let backend = Backend::start().await;
    let (visitor, admin) = (backend.visitor().await, backend.agent_of(ADMIN).await);
    let id = visitor.say("first").await.message.conversation;
    for number in 0..600 {
        visitor.say(&format!("line {number}")).await;
    }
    let known = contact(&admin, &id).await;
    let erased: Erasure = read(
        erase(&admin, known.id.as_str(), &known.name, &fresh())
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(erased.messages, 601);
    let page = admin.history(&id).await;
    assert!(page.items.iter().all(|it| it.content.kind() == "deleted"));
}
