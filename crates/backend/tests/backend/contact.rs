//! What is known of a customer is changed, by one agent and by two.

use recado_protocol::{
    Contact, ContactEdit, ConversationId, ConversationRecord, EventBody, ProblemKind, SearchPage,
};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read, talk};

async fn contact(agent: &Caller, id: &ConversationId) -> Contact {
    agent
        .fetch::<ConversationRecord>(&format!("/conversations/{id}"))
        .await
        .contact
}

fn path(id: &ConversationId) -> String {
    format!("/conversations/{id}/contact")
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let (backend, _, agent, id) = talk("hello").await;
    let before = contact(&agent, &id).await;
    let mut live = agent.live(None).await;
    live.welcome().await;

    let edit = json!({ "revision": before.revision, "name": " Ana Lima ", "phone": "+55 (81) 99999-2210",
        "company": "Padaria Aurora", "comment": "Likes rye bread" });
    let after = agent.set(&path(&id), &edit).await.record.contact;
    assert_eq!(
        (
            after.name.as_str(),
            after.phone.as_deref(),
            after.comment.as_deref()
        ),
        ("Ana Lima", Some("+5581999992210"), Some("Likes rye bread"))
    );
    assert_eq!(
        (after.revision, &after.email),
        (before.revision + 1, &before.email)
    );
    let EventBody::Company(company) = live.event().await.body else {
        panic!("no company")
    };
    assert_eq!(
        (company.name.as_str(), Some(&company.id)),
        ("Padaria Aurora", after.company.as_ref())
    );
    assert_eq!(
        live.event().await.body,
        EventBody::Contact(Box::new(after.clone()))
    );

    let other = backend.begun("hi").await;
    let edit = json!({ "revision": 1, "company": "padaria aurora", "email": "ana@example.test" });
    let same = agent.set(&path(&other), &edit).await.record.contact;
    assert_eq!(
        same.company, after.company,
        "a company is known however it is capitalised"
    );

    let edit = json!({ "revision": after.revision, "phone": "", "company": "" });
    let emptied = agent.set(&path(&id), &edit).await.record.contact;
    assert_eq!(
        (emptied.phone, emptied.company, emptied.name),
        (None, None, after.name)
    );
}

#[tokio::test]
async fn a_renamed_customer_is_found_by_the_new_name_only() {
    let (_backend, _, agent, id) = talk("hello").await;
    for (revision, name) in [(1, "Quintiliano"), (2, "Zuleide")] {
        agent
            .set(&path(&id), &json!({ "revision": revision, "name": name }))
            .await;
    }
    let found: SearchPage = agent.fetch("/search?q=zuleide").await;
    assert_eq!(found.items.len(), 1);
    let found: SearchPage = agent.fetch("/search?q=quintiliano").await;
    assert_eq!(found.items.len(), 0);
}

#[tokio::test]
async fn an_edit_that_a_colleagues_overtook_is_refused_with_the_record_as_it_is() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let rafael = backend.agent_of(AGENT_2).await;
    let id = visitor.say("hello").await.message.conversation;
    let theirs = rafael
        .set(&path(&id), &json!({ "revision": 1, "name": "Ana Lima" }))
        .await
        .record
        .contact;
    let body = json!({ "revision": 1, "name": "Ana L." });
    let request = livia
        .put(&path(&id), &body)
        .header("Idempotency-Key", fresh());
    let refused = problem(request, StatusCode::CONFLICT).await;
    assert_eq!(refused.kind, ProblemKind::StaleRevision);
    assert_eq!(
        refused.current.unwrap().read::<Contact>(),
        Some(theirs.clone())
    );
    assert_eq!(contact(&livia, &id).await, theirs);

    let mine = json!({ "revision": theirs.revision, "name": "Ana L." });
    assert_eq!(
        livia.set(&path(&id), &mine).await.record.contact.name,
        "Ana L."
    );
}

#[tokio::test]
async fn ones_own_edits_in_a_row_are_no_conflict() {
    let backend = Backend::start().await;
    let (visitor, livia) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say("hello").await.message.conversation;
    livia
        .set(&path(&id), &json!({ "revision": 1, "name": "Ana Lima" }))
        .await;
    let second = livia
        .set(
            &path(&id),
            &json!({ "revision": 1, "phone": "+5581999992210" }),
        )
        .await;
    let contact = second.record.contact;
    assert_eq!((contact.name.as_str(), contact.revision), ("Ana Lima", 3));

    let rafael = backend.agent_of(AGENT_2).await;
    rafael
        .set(&path(&id), &json!({ "revision": 3, "name": "Ana" }))
        .await;
    let request = livia
        .put(&path(&id), &json!({ "revision": 2, "name": "Ana Maria" }))
        .header("Idempotency-Key", fresh());
    problem(request, StatusCode::CONFLICT).await;
}

#[tokio::test]
async fn what_is_no_number_address_or_name_is_refused_by_its_field() {
    let (_backend, _, agent, id) = talk("hello").await;
    for (field, value) in [
        ("name", "  ".to_owned()),
        ("name", "x".repeat(ContactEdit::NAME_CHARS + 1)),
        ("phone", "99999-2210".to_owned()),
        ("email", "ana".to_owned()),
        ("company", "x".repeat(ContactEdit::NAME_CHARS + 1)),
        ("comment", "x".repeat(ContactEdit::COMMENT_CHARS + 1)),
    ] {
        let body = json!({ "revision": 1, field: value });
        let request = agent
            .put(&path(&id), &body)
            .header("Idempotency-Key", fresh());
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some(field));
    }
    assert_eq!(contact(&agent, &id).await.revision, 1);
}

#[tokio::test]
async fn a_name_turns_no_sentence_around() {
    let (_backend, _, agent, id) = talk("hello").await;
    let names =
        json!({ "revision": 1, "name": "Ana \u{202e}amiL", "company": "\u{2067}Padaria\n" });
    agent.set(&path(&id), &names).await;
    assert_eq!(contact(&agent, &id).await.name, "Ana amiL");
    let invisible = json!({ "revision": 2, "name": "\u{202e} " });
    let request = agent
        .put(&path(&id), &invisible)
        .header("Idempotency-Key", fresh());
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("name"));
}

#[tokio::test]
async fn the_customer_never_sees_the_comment() {
    let (_backend, visitor, agent, id) = talk("hello").await;
    let mut live = visitor.visitor_live(None).await;
    live.welcome().await;
    agent
        .set(&path(&id), &json!({ "revision": 1, "comment": "a secret" }))
        .await;
    agent.write(&id, "good morning").await;
    assert!(live.text().await.contains("good morning"));
    let history = read::<serde_json::Value>(
        visitor
            .get(&format!("/visitor/conversations/{id}/messages"))
            .send()
            .await
            .unwrap(),
    );
    assert!(!history.await.to_string().contains("a secret"));
}
