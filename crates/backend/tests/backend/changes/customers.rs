//! By the customer.

use super::*;

#[tokio::test]
async fn customers_change_their_messages_and_who_leads_sees_what_was_there() {
    let talk = Talk::on(WHATSAPP).await;
    let lead = talk.backend.agent_of("supervisor@demo.recado.test").await;
    let theirs = talk.only("text").await;
    let at = |millis: i64| Some(theirs.at.plus_millis(-10_000 + millis));
    let id = talk.tell(edited("w.1", "Oi!", at(5))).await;
    assert_eq!(id.as_deref(), Some(theirs.id.as_str()));
    let now = talk.now(&theirs).await;
    assert_eq!(now.content.text(), Some("Oi!"));
    assert_eq!(now.read_more().edited_at, at(5));
    // The same again, one that is older, and one of a message that nobody knows.
    for told in [
        edited("w.1", "Oi!", at(5)),
        edited("w.1", "Oi?", at(4)),
        edited("w.99", "Oi?", None),
        deleted("w.99"),
    ] {
        talk.tell(told).await;
    }
    assert_eq!(talk.now(&theirs).await, now);
    let found: SearchPage = talk.livia.fetch("/search?q=Oi").await;
    assert_eq!(found.items.len(), 1);

    talk.tell(edited("w.1", "Olá!", None)).await;
    for _ in 0..2 {
        talk.tell(deleted("w.1")).await;
    }
    talk.tell(edited("w.1", "again", None)).await;
    let gone = talk.now(&theirs).await;
    assert_eq!((gone.content.kind(), gone.revision), ("deleted", 4));
    let versions: Versions = lead.fetch(&path(&theirs, "/versions")).await;
    let versions: Vec<_> = versions
        .items
        .iter()
        .map(|it| (it.by.as_str(), it.before.content.text().unwrap()))
        .collect();
    let by = "Ana Souza";
    assert_eq!(versions, [(by, "Oi"), (by, "Oi!"), (by, "Olá!")]);
}

#[tokio::test]
async fn customers_change_nothing_but_texts_of_their_own() {
    let talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    let ours = talk.sent("bom dia", "w.2").await;
    for told in [
        edited("w.2", "boa noite", None),
        deleted("w.2"),
        edited("w.1", "  ", None),
        edited("w.1", &"x".repeat(100_001), None),
    ] {
        let request = talk.connector.tell_request(&talk.backend, &told);
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    assert_eq!(talk.now(&ours).await, ours);
    assert_eq!(talk.now(&theirs).await, theirs);
}

#[tokio::test]
async fn who_is_blocked_is_heard_in_nothing() {
    let talk = Talk::on(WHATSAPP).await;
    let ours = talk.sent("bom dia", "w.2").await;
    let conversation = format!("/conversations/{}", talk.conversation);
    let block = async |on: bool| {
        let path = format!("{conversation}/customer_blocked");
        let _done: WriteAnswer = talk.livia.set(&path, &json!(on)).await;
    };
    let thumb = || {
        FromConnector::Reaction(CustomersReaction {
            message: "w.2".to_owned(),
            emoji: "👍".to_owned(),
            on: true,
        })
    };
    let renamed = || {
        FromConnector::Contact(KnownPerson {
            from: Person {
                id: "ana".to_owned(),
                name: Some("Ana Rude".to_owned()),
                ..Person::default()
            },
        })
    };
    let known = async || {
        let record: ConversationRecord = talk.livia.fetch(&conversation).await;
        let reactions = talk.now(&ours).await.read_more().reactions.len();
        (record.contact.name, reactions)
    };
    block(true).await;
    talk.tell(thumb()).await;
    talk.tell(renamed()).await;
    assert_eq!(known().await, ("Ana Souza".to_owned(), 0));
    block(false).await;
    talk.tell(thumb()).await;
    talk.tell(renamed()).await;
    assert_eq!(known().await, ("Ana Rude".to_owned(), 1));
}
