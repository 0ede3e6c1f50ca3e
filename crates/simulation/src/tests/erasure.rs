//! What an agent wrote for somebody and did not send leaves the device when that person is erased.

use recado_protocol::http::ConversationPage;
use recado_protocol::{Fields, Problem, ProblemKind, Verb, deed};

use super::*;

/// Puts a text where a page that is gone would have left it.
async fn put(world: &World, name: &str) {
    let write = Write {
        shelf: Shelf::Drafts,
        key: name.to_owned(),
        text: Some(format!("of {name}")),
    };
    let vault = SimVault(Rc::clone(&device(world).storage));
    vault.write(vec![write]).await.expect("there is room");
}

fn erase(world: &World, conversation: &ConversationId) {
    let record = engine(world, 0).read(|store| store.record(conversation));
    let mut record = record.expect("it is there");
    record.conversation.erased = true;
    record.conversation.revision += 1_000;
    engine(world, 0).dispatch(Intent::Take(ConversationPage {
        items: vec![record],
        next: None,
    }));
}

#[test]
fn what_was_written_for_an_erased_person_leaves_the_device_and_no_page_brings_it_back() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        let message = stored_work::message_to(&conversation, 7);
        let problem = Problem::new(ProblemKind::Forbidden, "");
        store(
            &world,
            &OutboxEntry {
                state: EntryState::Failed { problem },
                ..message
            },
        )
        .await;
        for kind in [
            DraftKind::Written(Mode::Reply),
            DraftKind::Edit("m1".into()),
        ] {
            let key = DraftKey {
                conversation: conversation.clone(),
                kind,
            };
            let text = "to Zanzibar".to_owned();
            engine(&world, 0).dispatch(Intent::SetDraft { key, text });
        }
        put(&world, &format!("head {conversation}")).await;
        put(&world, "reply to somebody else").await;
        engine(&world, 0).dispatch(Intent::Reconnect);
        sleep(A_WHILE).await;
        assert_eq!(outbox(&world, 0).len(), 1);
        assert_eq!(device(&world).storage.drafts().len(), 4);

        erase(&world, &conversation);
        sleep(A_WHILE).await;
        let storage = &device(&world).storage;
        assert_eq!(storage.drafts(), ["of reply to somebody else"]);
        assert!(storage.outbox().is_empty() && outbox(&world, 0).is_empty());

        // As another tab may have stored it at the last moment.
        put(&world, &format!("note {conversation}")).await;
        engine(&world, 0).dispatch(Intent::Reconnect);
        sleep(A_WHILE).await;
        assert_eq!(storage.drafts(), ["of reply to somebody else"]);
    });
}

#[test]
fn a_device_that_was_away_asks_for_what_it_has_something_written_for() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        let key = DraftKey {
            conversation: conversation.clone(),
            kind: DraftKind::Written(Mode::Reply),
        };
        let text = "to Zanzibar".to_owned();
        engine(&world, 0).dispatch(Intent::SetDraft { key, text });
        engine(&world, 0).dispatch(Intent::Write {
            conversation: conversation.clone(),
            verb: Verb::Put,
            resource: deed::ARCHIVED.to_owned(),
            body: Some(Fields::from_json("true")),
        });
        sleep(A_WHILE).await;
        // The account does not name what is archived.
        device(&world).crash(0);
        let vault = SimVault(Rc::clone(&device(&world).storage));
        let cleared = vault.clear(&Shelf::REPLICA).await;
        cleared.expect("it is emptied");
        device(&world).open_tab();
        sleep(A_WHILE).await;
        let is_archived = engine(&world, 1).read(|store| {
            let known = store.conversation(&conversation);
            known.map(|known| known.archived)
        });
        assert_eq!(is_archived, Some(true));
    });
}
