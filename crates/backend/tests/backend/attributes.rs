//! Attributes: defined by administrators, given to contacts, checked by their kinds.

use recado_protocol::attribute::{
    AttributeKind, AttributeValue, Attributes, AttributesEdit, Definitions,
};
use recado_protocol::{Capabilities, ConversationId, EventBody, Feature, Problem, ProblemKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{ADMIN, AGENT_2, Backend, Caller, fresh, problem, read};

async fn define(admin: &Caller, body: &Value) -> Definitions {
    read(admin.post("/attributes", body).send().await.unwrap()).await
}

async fn post(admin: &Caller, path: &str, body: &Value) -> Definitions {
    read(admin.post(path, body).send().await.unwrap()).await
}

/// A text, a list of two and a number.
async fn three(admin: &Caller) {
    define(
        admin,
        &json!({ "id": "size", "name": " Shoe  size ", "kind": "number" }),
    )
    .await;
    let choices = json!([{ "id": "g", "name": "Gold" }, { "id": "s", "name": "Silver" }]);
    define(
        admin,
        &json!({ "id": "plan", "name": "Plan", "kind": "list", "choices": choices }),
    )
    .await;
    define(
        admin,
        &json!({ "id": "site", "name": "Site", "kind": "link" }),
    )
    .await;
}

fn path(id: &ConversationId) -> String {
    format!("/conversations/{id}/attributes")
}

async fn of(agent: &Caller, id: &ConversationId) -> Attributes {
    agent.fetch(&path(id)).await
}

/// The values as `attribute=value@revision`.
async fn values(agent: &Caller, id: &ConversationId) -> Vec<String> {
    let written = |it: AttributeValue| format!("{}={}@{}", it.attribute, it.value, it.revision);
    of(agent, id)
        .await
        .values
        .into_iter()
        .map(written)
        .collect()
}

fn names(definitions: &Definitions) -> Vec<&str> {
    let names = definitions.items.iter();
    names.map(|it| it.attribute.name.as_str()).collect()
}

fn edit(values: &[(&str, &str, u64)]) -> Value {
    let values = values.iter().map(|(attribute, value, revision)| {
        json!({ "attribute": attribute, "value": value, "revision": revision })
    });
    json!({ "values": values.collect::<Vec<_>>() })
}

async fn refused(agent: &Caller, id: &ConversationId, edit: &Value, status: StatusCode) -> Problem {
    let request = agent
        .put(&path(id), edit)
        .header("Idempotency-Key", fresh());
    problem(request, status).await
}

async fn a_conversation(backend: &Backend) -> ConversationId {
    backend.begun("hello").await
}

#[tokio::test]
async fn administrators_define_and_everybody_is_told() {
    let backend = Backend::start().await;
    let capabilities: Capabilities = backend.anybody().fetch("/capabilities").await;
    assert!(capabilities.can(&Feature::ATTRIBUTES));
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let id = a_conversation(&backend).await;
    let mut live = agent.live(None).await;
    live.welcome().await;
    three(&admin).await;
    for _ in 0..3 {
        let EventBody::Unknown { event_type } = live.event().await.body else {
            panic!("nobody was told")
        };
        assert_eq!(event_type, "attributes.updated");
    }
    let all = of(&agent, &id).await.attributes;
    assert_eq!(all[0].name, "Shoe size");
    assert_eq!(
        (all[1].kind, all[1].choices.len()),
        (AttributeKind::List, 2)
    );

    // The same again is the same one, and another one under its id is refused.
    let again = json!({ "id": "size", "name": "Shoe size", "kind": "number" });
    assert_eq!(define(&admin, &again).await.items.len(), 3);
    let other = json!({ "id": "size", "name": "Shoe size", "kind": "text" });
    let taken = admin.post("/attributes", &other);
    let taken = problem(taken, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(taken.kind, ProblemKind::KeyReused);

    let ordered = post(
        &admin,
        "/attributes/order",
        &json!({ "ids": ["site", "nowhere", "size"] }),
    )
    .await;
    assert_eq!(names(&ordered), ["Site", "Shoe size", "Plan"]);
    let renamed = post(
        &admin,
        "/attributes/site",
        &json!({ "revision": 1, "name": "Web site" }),
    )
    .await;
    assert_eq!(names(&renamed), ["Web site", "Shoe size", "Plan"]);
    let stale = admin.post(
        "/attributes/site",
        &json!({ "revision": 1, "name": "Page" }),
    );
    let stale = problem(stale, StatusCode::CONFLICT).await;
    assert_eq!(stale.kind, ProblemKind::StaleRevision);
}

#[tokio::test]
async fn only_administrators_define() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    three(&admin).await;
    for (path, body) in [
        (
            "/attributes",
            json!({ "id": "x", "name": "X", "kind": "text" }),
        ),
        (
            "/attributes/size",
            json!({ "revision": 1, "archived": true }),
        ),
        ("/attributes/order", json!({ "ids": [] })),
        ("/attributes/size/deletion", json!({ "contacts": 0 })),
    ] {
        problem(agent.post(path, &body), StatusCode::FORBIDDEN).await;
        problem(
            backend.anybody().post(path, &body),
            StatusCode::UNAUTHORIZED,
        )
        .await;
    }
    assert_eq!(
        agent.fetch::<Definitions>("/attributes").await.items.len(),
        3
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_definition_is_named() {
    let backend = Backend::start().await;
    let admin = backend.agent_of(ADMIN).await;
    three(&admin).await;
    let twice = json!([{ "id": "a", "name": "Same" }, { "id": "b", "name": "same" }]);
    for (field, body) in [
        ("id", json!({ "id": "no/id", "name": "X", "kind": "text" })),
        ("name", json!({ "id": "x", "name": " ", "kind": "text" })),
        (
            "name",
            json!({ "id": "x", "name": "y".repeat(61), "kind": "text" }),
        ),
        ("name", json!({ "id": "x", "name": "PLAN", "kind": "text" })),
        ("kind", json!({ "id": "x", "name": "X", "kind": "colour" })),
        ("choices", json!({ "id": "x", "name": "X", "kind": "list" })),
        (
            "choices",
            json!({ "id": "x", "name": "X", "kind": "list", "choices": twice }),
        ),
    ] {
        let refused = problem(
            admin.post("/attributes", &body),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
        assert_eq!(refused.field.as_deref(), Some(field), "{body}");
    }
    let none = admin.post("/attributes/none", &json!({ "revision": 1 }));
    problem(none, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn values_are_kept_by_their_kinds_and_colleagues_are_told() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    three(&admin).await;
    let id = a_conversation(&backend).await;
    let mut live = admin.live(None).await;
    live.welcome().await;
    let all = edit(&[
        ("size", "042.50", 0),
        ("plan", "g", 0),
        ("site", "HTTPS://a.example", 0),
    ]);
    let key = fresh();
    let request = || agent.put(&path(&id), &all).header("Idempotency-Key", &key);
    let first: Value = read(request().send().await.unwrap()).await;
    let second: Value = read(request().send().await.unwrap()).await;
    assert_eq!(first, second);
    let EventBody::Conversation(told) = live.event().await.body else {
        panic!("nobody was told")
    };
    assert_eq!(told.conversation.id, id);
    assert!(live.is_quiet().await);
    let kept = ["plan=g@1", "site=https://a.example@1", "size=42.5@1"];
    assert_eq!(values(&admin, &id).await, kept);

    for (attribute, value) in [
        ("size", "forty"),
        ("plan", "Gold"),
        ("site", "javascript:x"),
    ] {
        let wrong = edit(&[("size", "1", 1), (attribute, value, 1)]);
        let wrong = refused(&agent, &id, &wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(wrong.field.as_deref(), Some(attribute));
        assert!(
            wrong.detail.contains("What was there before is kept."),
            "{}",
            wrong.detail
        );
    }
    refused(
        &agent,
        &id,
        &edit(&[("none", "x", 0)]),
        StatusCode::NOT_FOUND,
    )
    .await;
    assert_eq!(values(&agent, &id).await, kept, "all or nothing");
    agent.set(&path(&id), &edit(&[("plan", " ", 1)])).await;
    assert_eq!(values(&agent, &id).await[0], "plan=@2");
}

#[tokio::test]
async fn a_value_that_a_colleague_changed_first_is_not_overwritten() {
    let backend = Backend::start().await;
    let (livia, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let rafael = backend.agent_of(AGENT_2).await;
    three(&admin).await;
    let id = a_conversation(&backend).await;
    rafael.set(&path(&id), &edit(&[("size", "41", 0)])).await;
    let mine = edit(&[("size", "40", 0), ("plan", "s", 0)]);
    let stale = refused(&livia, &id, &mine, StatusCode::CONFLICT).await;
    assert_eq!(stale.kind, ProblemKind::StaleRevision);
    let theirs: AttributesEdit = stale.current.unwrap().read().unwrap();
    assert_eq!(theirs.values[0].value, "41");
    assert_eq!(values(&livia, &id).await, ["size=41@1"]);

    // Another attribute is no conflict, nor is what oneself did in between, nor the same value.
    livia
        .set(&path(&id), &edit(&[("plan", "s", 0), ("size", "41", 0)]))
        .await;
    livia.set(&path(&id), &edit(&[("size", "40", 1)])).await;
    livia.set(&path(&id), &edit(&[("size", "39", 1)])).await;
    assert_eq!(values(&livia, &id).await, ["plan=s@1", "size=39@3"]);
}

#[tokio::test]
async fn deleting_says_how_many_have_a_value_and_leaves_none_behind() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    three(&admin).await;
    let (one, other) = (
        a_conversation(&backend).await,
        a_conversation(&backend).await,
    );
    agent
        .set(&path(&one), &edit(&[("size", "41", 0), ("plan", "g", 0)]))
        .await;
    agent
        .set(&path(&other), &edit(&[("size", "38", 0), ("plan", "s", 0)]))
        .await;
    agent.set(&path(&other), &edit(&[("size", "", 1)])).await;
    let known: Definitions = admin.fetch("/attributes").await;
    let counted: Vec<u64> = known.items.iter().map(|it| it.contacts).collect();
    assert_eq!(counted, [1, 2, 0]);
    let gold = known.items[1].choices.iter().find(|it| it.choice == "g");
    assert_eq!(gold.map(|it| it.contacts), Some(1));

    let less = json!({ "contacts": 0 });
    let refused = admin.post("/attributes/size/deletion", &less);
    let refused = problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(refused.detail.contains("1 contacts"), "{}", refused.detail);
    let left = post(
        &admin,
        "/attributes/size/deletion",
        &json!({ "contacts": 1 }),
    )
    .await;
    assert_eq!(names(&left), ["Plan", "Site"]);
    assert_eq!(values(&agent, &one).await, ["plan=g@1"]);

    // A choice that is gone is taken from those who had it, and one that was renamed is not.
    let choices = json!([{ "id": "s", "name": "Basic" }]);
    let changed = json!({ "revision": 1, "choices": choices });
    let changed = post(&admin, "/attributes/plan", &changed).await;
    assert_eq!(changed.items[0].contacts, 1);
    assert_eq!(values(&agent, &one).await, ["plan=@2"]);
    assert_eq!(values(&agent, &other).await, ["plan=s@1"]);
}

#[tokio::test]
async fn what_is_archived_stays_and_takes_no_new_values() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    three(&admin).await;
    let id = a_conversation(&backend).await;
    agent.set(&path(&id), &edit(&[("size", "41", 0)])).await;
    post(
        &admin,
        "/attributes/size",
        &json!({ "revision": 1, "archived": true }),
    )
    .await;
    let shown = of(&agent, &id).await;
    assert!(shown.attributes[0].archived);
    assert_eq!(shown.values[0].value, "41");
    let wrong = refused(
        &agent,
        &id,
        &edit(&[("size", "42", 1)]),
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await;
    assert!(wrong.detail.contains("archived"));
    post(
        &admin,
        "/attributes/size",
        &json!({ "revision": 2, "archived": false }),
    )
    .await;
    agent.set(&path(&id), &edit(&[("size", "42", 1)])).await;
    for path in ["/attributes".to_owned(), path(&id)] {
        problem(
            backend.anybody().request(Method::GET, &path),
            StatusCode::UNAUTHORIZED,
        )
        .await;
    }
}
