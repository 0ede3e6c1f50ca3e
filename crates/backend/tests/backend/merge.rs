//! Two contacts become one, what arrives after that, and the way back.

use recado_protocol::attribute::{Attributes, Definitions};
use recado_protocol::connector::Told;
use recado_protocol::http::ConversationPage;
use recado_protocol::merge::{Merge, MergeField, Merged, Merges, Unmerged};
use recado_protocol::person::Siblings;
use recado_protocol::{Contact, ConversationId, ConversationRecord, EventBody, SearchPage};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::json;

use crate::connector::TestConnector;
use crate::harness::{AGENT, Backend, Caller, SUPERVISOR, fresh, problem, read};

pub async fn record(agent: &Caller, id: &ConversationId) -> ConversationRecord {
    agent.fetch(&format!("/conversations/{id}")).await
}

async fn contact(agent: &Caller, id: &ConversationId) -> Contact {
    record(agent, id).await.contact
}

async fn talks(agent: &Caller, id: &ConversationId) -> Vec<ConversationId> {
    let all: Siblings = agent.fetch(&format!("/conversations/{id}/siblings")).await;
    let mut ids: Vec<_> = all.items.into_iter().map(|it| it.conversation.id).collect();
    ids.sort();
    ids
}

async fn edit(agent: &Caller, id: &ConversationId, mut body: serde_json::Value) -> Contact {
    body["revision"] = json!(contact(agent, id).await.revision);
    let path = format!("/conversations/{id}/contact");
    agent.set(&path, &body).await.record.contact
}

fn merge_of(stays: &Contact, goes: &Contact, theirs: &[MergeField]) -> Merge {
    Merge {
        id: fresh().into(),
        with: goes.id.clone(),
        revision: stays.revision,
        with_revision: goes.revision,
        theirs: theirs.to_vec(),
        their_attributes: Vec::new(),
        join_comments: false,
    }
}

pub fn ask(agent: &Caller, stays: &Contact, merge: &Merge) -> RequestBuilder {
    agent.post(&format!("/contacts/{}/merge", stays.id), merge)
}

async fn merge(agent: &Caller, stays: &Contact, merge: &Merge) -> Merged {
    read(ask(agent, stays, merge).send().await.unwrap()).await
}

async fn undo(agent: &Caller, merge: &Merge) -> Unmerged {
    let request = agent.post(&format!("/merges/{}/undo", merge.id), &json!({}));
    read(request.send().await.unwrap()).await
}

/// Two visitors who have written, and a supervisor who knows each of them by an address.
async fn two(backend: &Backend) -> (Caller, [Caller; 2], [ConversationId; 2]) {
    let agent = backend.agent_of(SUPERVISOR).await;
    let visitors = [backend.visitor().await, backend.visitor().await];
    let ids = [
        visitors[0].say("hello").await.message.conversation,
        visitors[1].say("me again").await.message.conversation,
    ];
    let ana = json!({ "name": "Ana Lima", "phone": "+5581999992210", "comment": "rye" });
    edit(&agent, &ids[0], ana).await;
    let other = json!({ "name": "A. Lima", "email": "ana@example.test", "comment": "wheat" });
    edit(&agent, &ids[1], other).await;
    (agent, visitors, ids)
}

#[tokio::test]
async fn a_merge_keeps_what_was_chosen_and_brings_the_conversations_together() {
    let backend = Backend::start().await;
    let (agent, visitors, ids) = two(&backend).await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    let mut live = agent.live(None).await;
    live.welcome().await;
    let asked = Merge {
        join_comments: true,
        ..merge_of(&ana, &other, &[MergeField::Email])
    };
    let merged = merge(&agent, &ana, &asked).await;
    assert_eq!(merged.conversations, 1);
    let now = &merged.contact;
    assert_eq!(
        (
            now.name.as_str(),
            now.phone.as_deref(),
            now.email.as_deref(),
            now.comment.as_deref()
        ),
        (
            "Ana Lima",
            Some("+5581999992210"),
            Some("ana@example.test"),
            Some("rye\n\nwheat")
        )
    );
    assert_eq!(
        live.event().await.body,
        EventBody::Contact(Box::new(now.clone()))
    );
    let EventBody::Conversation(moved) = live.event().await.body else {
        panic!("nobody is told of the conversation")
    };
    assert_eq!((&moved.conversation.id, &moved.contact), (&ids[1], now));
    let mut both = ids.to_vec();
    both.sort();
    assert_eq!(talks(&agent, &ids[1]).await, both);
    // Asked for again, nothing more happens.
    assert_eq!(merge(&agent, &ana, &asked).await, merged);
    // Whoever looks for one of the two finds the one person once.
    for query in ["lima", "A. Lima", "ana@example.test"] {
        let found: SearchPage = agent.fetch(&format!("/search?q={query}")).await;
        let people = found.items.iter().filter(|hit| hit.message.is_none());
        assert_eq!(people.count(), 1, "{query}");
    }
    // The visitor's session goes on in the same conversation, with the person who stayed.
    let said = visitors[1].say("still me").await.message;
    assert_eq!(said.conversation, ids[1]);
    assert_eq!(record(&agent, &ids[1]).await.contact.id, ana.id);
}

#[tokio::test]
async fn undone_both_are_as_they_were() {
    let backend = Backend::start().await;
    let (agent, visitors, ids) = two(&backend).await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    agent
        .set(
            &format!("/conversations/{}/consent", ids[1]),
            &json!({ "opted_in": false, "how": "on the phone" }),
        )
        .await;
    let asked = merge_of(&ana, &other, &[MergeField::Name, MergeField::Comment]);
    merge(&agent, &ana, &asked).await;
    visitors[1].say("between").await;
    let undone = undo(&agent, &asked).await;
    assert_eq!(
        undone,
        Unmerged {
            conversations: 1,
            ..Unmerged::default()
        }
    );
    let back = contact(&agent, &ids[0]).await;
    let as_before = Contact {
        revision: back.revision,
        ..ana.clone()
    };
    assert_eq!(back, as_before);
    assert!(back.revision > ana.revision);
    assert_eq!(contact(&agent, &ids[1]).await, other);
    assert_eq!(talks(&agent, &ids[0]).await, [ids[0].clone()]);
    assert_eq!(talks(&agent, &ids[1]).await, [ids[1].clone()]);
    assert_eq!(undo(&agent, &asked).await, undone);
    // Both can be merged again.
    merge(&agent, &back, &merge_of(&back, &other, &[])).await;
}

#[tokio::test]
async fn what_somebody_changed_since_stays_and_is_named() {
    let backend = Backend::start().await;
    let (agent, _, ids) = two(&backend).await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    let asked = merge_of(&ana, &other, &[MergeField::Name, MergeField::Email]);
    merge(&agent, &ana, &asked).await;
    edit(&agent, &ids[1], json!({ "name": "Ana Maria" })).await;
    let undone = undo(&agent, &asked).await;
    assert_eq!(undone.kept, [MergeField::Name]);
    let back = contact(&agent, &ids[0]).await;
    assert_eq!((back.name.as_str(), back.email), ("Ana Maria", None));
}

#[tokio::test]
async fn only_those_who_may_merge_and_nobody_who_has_not_seen_what_is_there() {
    let backend = Backend::start().await;
    let (agent, _, ids) = two(&backend).await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    let asked = merge_of(&ana, &other, &[]);
    let simple = backend.agent_of(AGENT).await;
    problem(ask(&simple, &ana, &asked), StatusCode::FORBIDDEN).await;
    let stale = Merge {
        with_revision: other.revision - 1,
        ..merge_of(&ana, &other, &[])
    };
    problem(ask(&agent, &ana, &stale), StatusCode::CONFLICT).await;
    let same = merge_of(&ana, &ana, &[]);
    problem(ask(&agent, &ana, &same), StatusCode::UNPROCESSABLE_ENTITY).await;
    merge(&agent, &ana, &asked).await;
    // Whoever went up in another one is no contact of their own.
    let third = backend.begun("hi").await;
    let third = contact(&agent, &third).await;
    let gone = merge_of(&third, &other, &[]);
    problem(ask(&agent, &third, &gone), StatusCode::NOT_FOUND).await;
    let path = format!("/merges/{}/undo", asked.id);
    problem(simple.post(&path, &json!({})), StatusCode::FORBIDDEN).await;
    backend.later(std::time::Duration::from_secs(24 * 60 * 60 + 1));
    let agent = backend.agent_of(SUPERVISOR).await;
    problem(agent.post(&path, &json!({})), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn merges_in_a_row_are_undone_in_their_order() {
    let backend = Backend::start().await;
    let (agent, _, ids) = two(&backend).await;
    let third = backend.begun("hi").await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    let first = merge_of(&ana, &other, &[]);
    let merged = merge(&agent, &ana, &first).await.contact;
    let third_contact = contact(&agent, &third).await;
    let second = merge_of(&third_contact, &merged, &[]);
    merge(&agent, &third_contact, &second).await;
    assert_eq!(talks(&agent, &third).await.len(), 3);
    let path = format!("/merges/{}/undo", first.id);
    problem(
        agent.post(&path, &json!({})),
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await;
    assert_eq!(undo(&agent, &second).await.conversations, 2);
    assert_eq!(undo(&agent, &first).await.conversations, 1);
    for id in ids.iter().chain([&third]) {
        assert_eq!(talks(&agent, id).await, std::slice::from_ref(id));
    }
}

#[tokio::test]
async fn a_mail_from_an_address_that_went_arrives_with_the_one_who_stayed() {
    let backend = Backend::start().await;
    let agent = backend.agent_of(SUPERVISOR).await;
    let connector = TestConnector::connect(&backend, "demo-email").await;
    let mail = async |number: u8| -> ConversationId {
        let raw = format!(
            "From: Ana <ana@cliente.example>\r\nTo: contato@casaaurora.example\r\n\
             Subject: {number}\r\nMessage-ID: <{number}@cliente.example>\r\n\r\nhello {number}\r\n"
        );
        let request = connector.mail_request(&backend, raw);
        let told: Told = read(request.send().await.unwrap()).await;
        let all: ConversationPage = agent.fetch("/conversations").await;
        let holds = |record: &&ConversationRecord| {
            let last = record.conversation.last_message.as_ref();
            last.is_some_and(|last| Some(&last.message) == told.message.as_ref())
        };
        all.items
            .iter()
            .find(holds)
            .unwrap()
            .conversation
            .id
            .clone()
    };
    let first = mail(1).await;
    let id = backend.begun("hello").await;
    let (stays, goes) = (contact(&agent, &id).await, contact(&agent, &first).await);
    let asked = merge_of(&stays, &goes, &[]);
    assert_eq!(merge(&agent, &stays, &asked).await.contact.email, None);
    let second = mail(2).await;
    assert!(second != first);
    let with = record(&agent, &second).await.contact;
    assert_eq!((with.id, with.name), (stays.id, stays.name));
    let undone = undo(&agent, &asked).await;
    assert_eq!((undone.conversations, undone.begun_since), (1, 1));
    let third = mail(3).await;
    assert_eq!(record(&agent, &third).await.contact.id, goes.id);
}

#[tokio::test]
async fn attributes_come_over_where_there_were_none_and_go_back() {
    let backend = Backend::start().await;
    let (agent, _, ids) = two(&backend).await;
    let admin = backend.agent_of("admin@demo.recado.test").await;
    for id in ["size", "plan"] {
        let attribute = json!({ "id": id, "name": id, "kind": "text" });
        let request = admin.post("/attributes", &attribute);
        let _: Definitions = read(request.send().await.unwrap()).await;
    }
    let path = |id: &ConversationId| format!("/conversations/{id}/attributes");
    let give = async |id: &ConversationId, attribute: &str, value: &str| {
        let value = json!({ "attribute": attribute, "value": value, "revision": 0 });
        agent.set(&path(id), &json!({ "values": [value] })).await;
    };
    let values = async |id: &ConversationId| -> Vec<String> {
        let known: Attributes = agent.fetch(&path(id)).await;
        let known = known.values.into_iter();
        known
            .map(|it| format!("{}={}", it.attribute, it.value))
            .collect()
    };
    give(&ids[0], "plan", "gold").await;
    give(&ids[1], "plan", "basic").await;
    give(&ids[1], "size", "41").await;
    let (ana, other) = (
        contact(&agent, &ids[0]).await,
        contact(&agent, &ids[1]).await,
    );
    let asked = merge_of(&ana, &other, &[]);
    merge(&agent, &ana, &asked).await;
    assert_eq!(values(&ids[1]).await, ["plan=gold", "size=41"]);
    let counted: Definitions = agent.fetch("/attributes").await;
    assert!(
        counted.items.iter().all(|it| it.contacts == 1),
        "{counted:?}"
    );
    // Whoever did not see the toast finds it for a day.
    let path_of_merges = format!("/conversations/{}/merges", ids[1]);
    let recent: Merges = agent.fetch(&path_of_merges).await;
    assert_eq!(
        (&recent.items[0].id, recent.items[0].name.as_str()),
        (&asked.id, "A. Lima")
    );
    undo(&agent, &asked).await;
    assert_eq!(
        agent.fetch::<Merges>(&path_of_merges).await,
        Merges::default()
    );
    assert_eq!(values(&ids[0]).await, ["plan=gold", "size="]);
    assert_eq!(values(&ids[1]).await, ["plan=basic", "size=41"]);
    // The other's value is kept where that is wanted, and goes back with the rest.
    let wanted = Merge {
        their_attributes: vec!["plan".into()],
        ..merge_of(
            &contact(&agent, &ids[0]).await,
            &contact(&agent, &ids[1]).await,
            &[],
        )
    };
    merge(&agent, &contact(&agent, &ids[0]).await, &wanted).await;
    assert_eq!(values(&ids[0]).await, ["plan=basic", "size=41"]);
    undo(&agent, &wanted).await;
    assert_eq!(values(&ids[0]).await, ["plan=gold", "size="]);
}
