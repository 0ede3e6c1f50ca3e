//! What the tabs of one device tell one another, and what its storage does to them, in small worlds
//! with one thing at a time.

mod erasure;
mod stored_work;

use std::rc::Rc;
use std::time::Duration;

use recado_client::{Backend, Failure, RecadoBackend, RefreshVault};
use recado_engine::{Engine, Intent, LinkState, Shelf, Vault, Write};
use recado_protocol::http::KeepRefresh;
use recado_protocol::{Command, CommandEnvelope, CommandId, ConversationId, ConversationStatus};
use recado_store::{DraftKey, DraftKind, EntryState, Mode, OutboxEntry};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

use crate::device::Device;
use crate::network::{ORIGIN, SimTransport, millis};
use crate::plan::{Cut, Deed};
use crate::sabotage::Sabotage;
use crate::storage::SimVault;
use crate::tab::Page;
use crate::world::World;

/// Longer than anything here takes that nothing holds up.
const A_WHILE: Duration = Duration::from_secs(20);
/// A message that the backend refuses.
const TOO_LONG: Deed = Deed::Write {
    conversation: 0,
    note: false,
    too_long: true,
};
const MESSAGE: Deed = Deed::Write {
    conversation: 0,
    note: false,
    too_long: false,
};

/// Tells a story in a world where nothing happens by itself.
fn tell(seed: u64, story: impl AsyncFnOnce(Rc<World>)) {
    recado_backend::rehearsal::begin_chance(seed);
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime for one thread");
    LocalSet::new().block_on(&runtime, async {
        let world = World::new(seed, Sabotage::Nothing, false);
        sleep(A_WHILE).await;
        story(world).await;
    });
}

/// The device that the stories are about.
fn device(world: &World) -> &Rc<Device> {
    &world.devices[0]
}

fn engine(world: &World, tab: u32) -> Rc<Engine<Page>> {
    Rc::clone(&device(world).tabs.borrow()[&tab].engine)
}

fn act(world: &World, tab: u32, deed: Deed) {
    device(world).tabs.borrow()[&tab].act(deed);
}

fn outbox(world: &World, tab: u32) -> Vec<OutboxEntry> {
    engine(world, tab).read(|store| store.outbox().iter().cloned().collect())
}

fn is_failed(entry: &OutboxEntry) -> bool {
    matches!(entry.state, EntryState::Failed { .. })
}

fn leaders(world: &World) -> usize {
    let tabs = device(world).tabs.borrow();
    tabs.values().filter(|tab| tab.engine.leads()).count()
}

fn finding(world: &World, tab: u32, name: &str) -> String {
    let report = engine(world, tab).report();
    let found = report.into_iter().find(|(known, _)| *known == name);
    found.expect("the engine reports it").1
}

/// Puts an entry where a tab that is gone would have left it.
async fn store(world: &World, entry: &OutboxEntry) {
    let write = Write {
        shelf: Shelf::Outbox,
        key: entry.envelope.id.to_string(),
        text: Some(serde_json::to_string(entry).expect("an entry is JSON")),
    };
    let vault = SimVault(Rc::clone(&device(world).storage));
    vault.write(vec![write]).await.expect("there is room");
}

fn first_conversation(world: &World) -> ConversationId {
    engine(world, 0).read(|store| {
        let ids = store.conversations().map(|known| known.id.clone());
        ids.min().expect("the demo has conversations")
    })
}

fn stored_command(world: &World) -> OutboxEntry {
    OutboxEntry {
        ordinal: 7,
        held_until: None,
        envelope: CommandEnvelope {
            id: CommandId::new("01a1fd55-0000-7000-8000-000000000000"),
            issued_at: crate::time::BEGINNING,
            command: Command::SetStatus {
                conversation: first_conversation(world),
                status: ConversationStatus::Resolved,
            },
        },
        state: EntryState::Queued,
        attempts: 0,
    }
}

#[test]
fn a_tab_that_is_signed_out_while_it_starts_does_not_come_back_as_a_second_leader() {
    // The newcomer hears of it before, while and after it reads what is stored.
    for after_ms in 0..40 {
        tell(u64::from(after_ms), async |world| {
            device(&world).open_tab();
            sleep(millis(after_ms)).await;
            act_sign_out(&world, 0, false);
            world.settle().await.expect("everybody signs in again");
            assert_eq!(leaders(&world), 1, "after {after_ms} ms");
            for tab in [0, 1] {
                assert_eq!(engine(&world, tab).link(), LinkState::Live);
            }
        });
    }
}

fn act_sign_out(world: &World, tab: u32, clear: bool) {
    device(world).tabs.borrow()[&tab].sign_out(clear);
}

#[test]
fn a_newcomer_learns_of_a_refusal_that_a_full_device_could_not_note() {
    tell(1, async |world| {
        world.network.cut(0, Cut::Closed, 5_000);
        act(&world, 0, TOO_LONG);
        sleep(Duration::from_secs(1)).await;
        device(&world).storage.fill_up(60_000);
        sleep(Duration::from_secs(30)).await;
        assert!(outbox(&world, 0).iter().all(is_failed));
        assert!(!device(&world).storage.outbox().iter().any(is_failed));
        device(&world).open_tab();
        sleep(Duration::from_secs(2)).await;
        assert_eq!(outbox(&world, 1).len(), 1);
        assert!(outbox(&world, 1).iter().all(is_failed));
        // As soon as there is room it is noted for those who come later.
        sleep(Duration::from_secs(60)).await;
        assert_eq!(device(&world).storage.outbox().len(), 1);
        assert!(device(&world).storage.outbox().iter().all(is_failed));
    });
}

#[test]
fn a_newcomer_gets_what_a_full_device_could_not_store() {
    tell(1, async |world| {
        device(&world).storage.fill_up(60_000);
        world.network.cut(0, Cut::Closed, 60_000);
        act(&world, 0, MESSAGE);
        sleep(Duration::from_secs(1)).await;
        device(&world).open_tab();
        sleep(Duration::from_secs(2)).await;
        assert_eq!(outbox(&world, 1).len(), 1);
        // The one that wrote it crashes: the other carries it.
        device(&world).crash(0);
        sleep(Duration::from_secs(120)).await;
        assert!(outbox(&world, 1).is_empty());
        assert_eq!(engine(&world, 1).link(), LinkState::Live);
    });
}

#[test]
fn what_a_tab_stored_and_told_nobody_is_carried_once_another_tab_finds_it() {
    tell(1, async |world| {
        let entry = stored_command(&world);
        store(&world, &entry).await;
        device(&world).open_tab();
        sleep(A_WHILE).await;
        let conversation = first_conversation(&world);
        for tab in [0, 1] {
            assert!(outbox(&world, tab).is_empty());
            engine(&world, tab).read(|store| {
                let known = store.record(&conversation).expect("it is there");
                assert_eq!(known.conversation.status, ConversationStatus::Resolved);
            });
        }
        assert!(device(&world).storage.outbox().is_empty());
    });
}

#[test]
fn what_was_given_up_stays_given_up_also_if_storage_still_has_it() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        let status = |tab| {
            engine(&world, tab).read(|store| {
                let known = store.record(&conversation).expect("it is there");
                known.conversation.status
            })
        };
        let before = status(0);
        let entry = stored_command(&world);
        assert_ne!(before, ConversationStatus::Resolved);
        engine(&world, 0).dispatch(Intent::Discard(entry.envelope.id.clone()));
        store(&world, &entry).await;
        device(&world).open_tab();
        sleep(A_WHILE).await;
        assert_eq!((status(0), status(1)), (before, before));
        assert!(outbox(&world, 1).is_empty());
        assert!(device(&world).storage.outbox().is_empty());
    });
}

#[test]
fn a_slow_device_keeps_its_replica_and_a_full_one_gives_it_up() {
    tell(1, async |world| {
        assert_ne!(finding(&world, 0, "storage.conversations"), "0");
        // Later than anybody waits, but kept.
        device(&world).storage.slow_down(true, 2_000);
        act(&world, 0, MESSAGE);
        sleep(Duration::from_secs(1)).await;
        assert!(device(&world).storage.outbox().is_empty());
        sleep(A_WHILE).await;
        assert_eq!(finding(&world, 0, "storage.given_up"), "false");
        assert!(
            device(&world)
                .storage
                .text(Shelf::Replica, "place")
                .is_some()
        );
        assert_eq!(device(&world).storage.ledger.borrow().stored.len(), 1);

        device(&world).storage.fill_up(2_000);
        act(&world, 0, MESSAGE);
        sleep(A_WHILE).await;
        assert_eq!(finding(&world, 0, "storage.given_up"), "true");
        assert!(
            device(&world)
                .storage
                .text(Shelf::Replica, "place")
                .is_none()
        );
    });
}

#[test]
fn work_that_could_not_be_read_at_the_start_is_found_later() {
    tell(1, async |world| {
        let entry = stored_command(&world);
        store(&world, &entry).await;
        device(&world).crash(0);
        device(&world).storage.slow_down(true, 12_000);
        device(&world).open_tab();
        sleep(Duration::from_secs(60)).await;
        assert!(outbox(&world, 1).is_empty());
        assert!(device(&world).storage.outbox().is_empty());
    });
}

#[test]
fn a_device_that_is_cleared_holds_nothing_whatever_its_tabs_were_doing() {
    for after_ms in 0..20 {
        tell(u64::from(after_ms), async |world| {
            device(&world).open_tab();
            sleep(A_WHILE).await;
            world.network.cut(0, Cut::Closed, 600_000);
            let key = DraftKey {
                conversation: first_conversation(&world),
                kind: DraftKind::Written(Mode::Reply),
            };
            for tab in [0, 1] {
                act(&world, tab, MESSAGE);
                let (key, text) = (key.clone(), "half a sentence".to_owned());
                engine(&world, tab).dispatch(Intent::SetDraft { key, text });
            }
            sleep(millis(after_ms)).await;
            act_sign_out(&world, 0, true);
            sleep(A_WHILE).await;
            let left = device(&world).storage.left_over();
            assert!(left.is_empty(), "after {after_ms} ms: {left:?}");
            for tab in [0, 1] {
                assert!(outbox(&world, tab).is_empty());
                engine(&world, tab).read(|store| assert_eq!(store.draft(&key), ""));
            }
        });
    }
}

#[test]
fn a_late_answer_to_a_sign_out_leaves_the_next_sign_in_alone() {
    tell(1, async |world| {
        world.network.cut(0, Cut::Silent, 3_000);
        act_sign_out(&world, 0, false);
        sleep(millis(1)).await;
        let life = world.network.server().expect("the backend is up");
        let signed_in = life.rehearsal.sign_in(&device(&world).agent).await;
        device(&world)
            .storage
            .sign_in(signed_in.expect("the agent is there"));
        engine(&world, 0).start();
        sleep(Duration::from_secs(60)).await;
        assert!(device(&world).storage.refresh_token().is_some());
        assert_eq!(engine(&world, 0).link(), LinkState::Live);
    });
}

#[test]
fn a_late_answer_to_a_refresh_does_not_bring_back_who_signed_out() {
    tell(1, async |world| {
        let storage = Rc::clone(&device(&world).storage);
        let transport = SimTransport {
            network: Rc::clone(&world.network),
            line: 0,
        };
        let vault = SimVault(Rc::clone(&storage));
        let other_tab = RecadoBackend::new(transport, vault, ORIGIN, KeepRefresh::Body);
        let refreshing = spawn_local(async move { other_tab.resume().await });
        // It is on its way.
        sleep(millis(1)).await;
        RefreshVault::save(&SimVault(Rc::clone(&storage)), None);
        let answer = refreshing.await.expect("no panic");
        assert!(matches!(answer, Err(Failure::SignedOut(_))), "{answer:?}");
        assert_eq!(storage.refresh_token(), None);
    });
}

#[test]
fn typing_ends_also_if_the_clock_is_set_back() {
    tell(1, async |world| {
        let conversation = first_conversation(&world);
        let other = Rc::clone(&world.devices[1].tabs.borrow()[&0].engine);
        other.dispatch(Intent::Typing {
            conversation: conversation.clone(),
            on: true,
            note: true,
        });
        sleep(Duration::from_secs(1)).await;
        let typists = || engine(&world, 0).read(|store| store.typing(&conversation).len());
        assert_eq!(typists(), 1);
        let ahead = &device(&world).clock.ahead_ms;
        ahead.set(ahead.get() - 86_400_000);
        sleep(Duration::from_secs(15)).await;
        assert_eq!(typists(), 0);
    });
}

#[test]
fn what_is_taken_back_is_not_forgotten_before_somebody_saw_why() {
    tell(1, async |world| {
        engine(&world, 0).dispatch(Intent::Assign {
            conversation: first_conversation(&world),
            assignee: Some("nobody-at-all".into()),
        });
        // The answer is here, and the screen has not been drawn.
        while outbox(&world, 0).is_empty() {
            sleep(millis(1)).await;
        }
        while !outbox(&world, 0).is_empty() {
            sleep(millis(1)).await;
        }
        sleep(millis(8)).await;
        assert!(device(&world).storage.ledger.borrow().told.is_empty());
        device(&world).crash(0);
        device(&world).open_tab();
        sleep(A_WHILE).await;
        assert_eq!(device(&world).storage.ledger.borrow().told.len(), 1);
        assert!(device(&world).storage.outbox().is_empty());
    });
}
