//! What is stored and not sent: found by whoever leads, known before anything is sent, and never a
//! draft as well.

use super::*;

/// How often whoever leads looks at the stored outbox, and a little more.
const LOOKED_AGAIN: Duration = Duration::from_secs(35);

fn message(number: u32) -> OutboxEntry {
    let id = format!("01a1fd55-0000-7000-8000-00000000000{number}");
    OutboxEntry {
        ordinal: u64::from(number),
        held_until: None,
        envelope: CommandEnvelope {
            id: CommandId::new(id.as_str()),
            issued_at: crate::time::BEGINNING,
            command: Command::SendMessage {
                conversation: "set later".into(),
                message: id.into(),
                content: recado_protocol::OutgoingContent::Text {
                    text: format!("number {number}"),
                },
                more: None,
            },
        },
        state: EntryState::Queued,
        attempts: 0,
    }
}

pub(super) fn message_to(conversation: &ConversationId, number: u32) -> OutboxEntry {
    let mut entry = message(number);
    if let Command::SendMessage {
        conversation: to, ..
    } = &mut entry.envelope.command
    {
        to.clone_from(conversation);
    }
    entry
}

fn send(world: &World, tab: u32, conversation: &ConversationId, text: &str) {
    let key = draft_key(conversation);
    let set_draft = |text: &str| Intent::SetDraft {
        key: key.clone(),
        text: text.to_owned(),
    };
    let engine = engine(world, tab);
    engine.dispatch(set_draft(text));
    engine.dispatch(Intent::SendMessage {
        conversation: conversation.clone(),
        mode: Mode::Reply,
        text: text.to_owned(),
    });
    engine.dispatch(set_draft(""));
}

fn draft_key(conversation: &ConversationId) -> DraftKey {
    DraftKey {
        conversation: conversation.clone(),
        kind: DraftKind::Written(Mode::Reply),
    }
}

/// What the backend has of these texts, in its order.
fn said(world: &World, conversation: &ConversationId, wanted: &[&str]) -> Vec<String> {
    let records = crate::records::Records::read(&world.data.database()).expect("a database");
    let rows = records.messages.iter();
    let texts = rows
        .filter(|row| row.conversation == conversation.as_str())
        .filter_map(|row| row.text());
    let wanted = texts.filter(|text| wanted.contains(text));
    wanted.map(str::to_owned).collect()
}

#[test]
fn what_a_tab_stored_and_told_nobody_is_found_by_the_one_who_leads() {
    tell(1, async |world| {
        device(&world).open_tab();
        sleep(A_WHILE).await;
        let conversation = first_conversation(&world);
        store(&world, &message_to(&conversation, 7)).await;
        sleep(LOOKED_AGAIN).await;
        assert_eq!(said(&world, &conversation, &["number 7"]), ["number 7"]);
        for tab in [0, 1] {
            assert!(outbox(&world, tab).is_empty());
        }
        assert!(device(&world).storage.outbox().is_empty());
    });
}

#[test]
fn what_only_the_one_who_leads_found_the_others_show_too() {
    tell(1, async |world| {
        device(&world).open_tab();
        sleep(A_WHILE).await;
        world.network.cut(0, Cut::Closed, 600_000);
        let conversation = first_conversation(&world);
        store(&world, &message_to(&conversation, 7)).await;
        sleep(LOOKED_AGAIN).await;
        for tab in [0, 1] {
            assert_eq!(outbox(&world, tab).len(), 1);
        }
    });
}

#[test]
fn a_refusal_that_no_screen_has_shown_is_not_forgotten_by_a_look_at_the_storage() {
    // Around the moment when whoever leads looks for the first time.
    for after_ms in (9_800..10_100).step_by(3) {
        tell(1, async |world| {
            sleep(millis(after_ms)).await;
            engine(&world, 0).dispatch(Intent::Assign {
                conversation: first_conversation(&world),
                assignee: Some("nobody-at-all".into()),
            });
            while outbox(&world, 0).is_empty() {
                sleep(millis(1)).await;
            }
            while !outbox(&world, 0).is_empty() {
                sleep(millis(1)).await;
            }
            sleep(millis(15)).await;
            assert!(device(&world).storage.ledger.borrow().told.is_empty());
            device(&world).crash(0);
            device(&world).open_tab();
            sleep(A_WHILE).await;
            let told = device(&world).storage.ledger.borrow().told.len();
            assert_eq!(told, 1, "after {after_ms} ms");
        });
    }
}

#[test]
fn nothing_is_sent_before_it_is_known_what_is_stored() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        store(&world, &message_to(&conversation, 1)).await;
        device(&world).crash(0);
        device(&world).storage.slow_down(true, 18_000);
        device(&world).open_tab();
        sleep(Duration::from_secs(7)).await;
        send(&world, 1, &conversation, "said later");
        let both = ["number 1", "said later"];
        sleep(Duration::from_secs(7)).await;
        assert!(said(&world, &conversation, &both).is_empty());
        sleep(Duration::from_secs(30)).await;
        assert_eq!(said(&world, &conversation, &both), both);
        assert!(device(&world).storage.outbox().is_empty());
    });
}

#[test]
fn who_leads_next_reads_what_is_stored_before_it_sends() {
    for seed in 0..12 {
        tell(seed, async |world| {
            device(&world).open_tab();
            sleep(A_WHILE).await;
            world.network.cut(0, Cut::Closed, 600_000);
            let conversation = first_conversation(&world);
            send(&world, 1, &conversation, "said later");
            sleep(Duration::from_secs(1)).await;
            // The one who led stored it, and crashed before it told anybody.
            store(&world, &message_to(&conversation, 1)).await;
            world.network.mend();
            device(&world).crash(0);
            sleep(A_WHILE).await;
            let both = ["number 1", "said later"];
            assert_eq!(said(&world, &conversation, &both), both, "seed {seed}");
        });
    }
}

#[test]
fn a_storage_that_stays_silent_does_not_hold_sending_up_for_ever() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        device(&world).crash(0);
        device(&world).storage.slow_down(true, 600_000);
        device(&world).open_tab();
        sleep(A_WHILE).await;
        send(&world, 1, &conversation, "said anyway");
        sleep(Duration::from_secs(30)).await;
        assert_eq!(said(&world, &conversation, &["said anyway"]).len(), 1);
    });
}

#[test]
fn a_storage_that_opens_late_is_used_from_then_on() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        store(&world, &message_to(&conversation, 1)).await;
        device(&world).crash(0);
        device(&world).storage.open_late(9_000);
        device(&world).open_tab();
        sleep(Duration::from_secs(8)).await;
        assert!(said(&world, &conversation, &["number 1"]).is_empty());
        sleep(Duration::from_secs(10)).await;
        assert_eq!(said(&world, &conversation, &["number 1"]).len(), 1);
        world.network.cut(0, Cut::Closed, 600_000);
        send(&world, 1, &conversation, "kept");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(device(&world).storage.outbox().len(), 1);
    });
}

#[test]
fn a_message_is_stored_or_a_draft_and_never_both_or_neither() {
    for after_ms in 0..30 {
        tell(u64::from(after_ms), async |world| {
            world.network.cut(0, Cut::Closed, 600_000);
            let conversation = first_conversation(&world);
            engine(&world, 0).dispatch(Intent::SetDraft {
                key: draft_key(&conversation),
                text: "good morning".to_owned(),
            });
            sleep(Duration::from_secs(1)).await;
            send(&world, 0, &conversation, "good morning");
            sleep(millis(after_ms)).await;
            device(&world).crash(0);
            sleep(Duration::from_secs(1)).await;
            let storage = &device(&world).storage;
            let (sent, drafts) = (storage.outbox().len(), storage.drafts().len());
            assert_eq!(sent + drafts, 1, "after {after_ms} ms: {sent} and {drafts}");
        });
    }
}

#[test]
fn what_is_typed_after_a_message_that_waits_to_be_stored_is_kept() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        device(&world).storage.slow_down(true, 3_000);
        send(&world, 0, &conversation, "good morning");
        engine(&world, 0).dispatch(Intent::SetDraft {
            key: draft_key(&conversation),
            text: "how are".to_owned(),
        });
        sleep(A_WHILE).await;
        assert_eq!(device(&world).storage.drafts(), ["how are"]);
    });
}

#[test]
fn a_full_device_keeps_the_draft_until_it_keeps_the_message() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        world.network.cut(0, Cut::Closed, 40_000);
        engine(&world, 0).dispatch(Intent::SetDraft {
            key: draft_key(&conversation),
            text: "good morning".to_owned(),
        });
        sleep(Duration::from_secs(1)).await;
        let storage = &device(&world).storage;
        storage.fill_up(20_000);
        send(&world, 0, &conversation, "good morning");
        sleep(Duration::from_secs(15)).await;
        assert_eq!((storage.outbox().len(), storage.drafts().len()), (0, 1));
        sleep(Duration::from_secs(15)).await;
        assert_eq!((storage.outbox().len(), storage.drafts().len()), (1, 0));
        sleep(Duration::from_secs(60)).await;
        assert_eq!((storage.outbox().len(), storage.drafts().len()), (0, 0));
    });
}

#[test]
fn two_tabs_that_change_two_messages_of_one_conversation_lose_neither_text() {
    tell(1, async |world| {
        device(&world).open_tab();
        sleep(A_WHILE).await;
        let conversation = first_conversation(&world);
        for (tab, message, text) in [(0, "m1", "one"), (1, "m2", "two")] {
            let key = DraftKey {
                conversation: conversation.clone(),
                kind: DraftKind::Edit(message.into()),
            };
            let text = text.to_owned();
            engine(&world, tab).dispatch(Intent::SetDraft { key, text });
            sleep(Duration::from_secs(1)).await;
        }
        assert_eq!(device(&world).storage.drafts(), ["one", "two"]);
        for tab in [0, 1] {
            engine(&world, tab).dispatch(Intent::Reconnect);
            sleep(A_WHILE).await;
            let kept = engine(&world, tab).read(|store| {
                let drafts = store.drafts().map(|(_, text)| text.to_owned());
                drafts.collect::<Vec<_>>()
            });
            assert_eq!(kept, ["one", "two"], "tab {tab}");
        }
    });
}
