//! Running one schedule from its beginning to its end, in a world that nothing else touches.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use recado_backend::rehearsal::begin_chance;
use recado_store::sabotage::break_order;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use crate::chance::mix;
use crate::check::Violation;
use crate::plan::Plan;
use crate::sabotage::Sabotage;
use crate::world::World;

/// What came of a schedule.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    pub violation: Option<Violation>,
    /// One number for all that happened: equal for equal runs.
    pub digest: u64,
    pub commands: u64,
    pub faults: BTreeMap<&'static str, u64>,
    pub virtual_ms: i64,
    /// What happened, line by line, when it was asked for.
    pub log: Vec<String>,
}

thread_local! {
    static PANICS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs a plan.
pub fn run(plan: &Plan, sabotage: Sabotage, logs: bool) -> Outcome {
    watch_panics();
    PANICS.take();
    begin_chance(mix(&[plan.seed, 7]));
    break_order(sabotage == Sabotage::Ordering);
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime for one thread");
    let local = LocalSet::new();
    let following = AssertUnwindSafe(|| local.block_on(&runtime, follow(plan, sabotage, logs)));
    let mut outcome = panic::catch_unwind(following).unwrap_or_default();
    drop(local);
    drop(runtime);
    // A task that panicked is silent, and what follows from it is not the cause.
    if let Some(panic) = PANICS.take().into_iter().next() {
        outcome.violation = Some(Violation {
            promise: "nothing panics",
            detail: panic,
        });
    }
    outcome
}

async fn follow(plan: &Plan, sabotage: Sabotage, logs: bool) -> Outcome {
    let world = World::new(plan.seed, sabotage, logs);
    let violation = world.follow(plan).await.err();
    let network = &world.network;
    Outcome {
        violation,
        digest: network.digest(),
        commands: world.commands(),
        faults: network.faults.borrow().clone(),
        virtual_ms: world.virtual_ms(),
        log: network
            .log
            .as_ref()
            .map(|log| log.borrow().clone())
            .unwrap_or_default(),
    }
}

/// Notes every panic of this thread, also of tasks that nobody waits for.
fn watch_panics() {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        panic::set_hook(Box::new(|info| {
            eprintln!("{info}");
            PANICS.with_borrow_mut(|panics| panics.push(info.to_string()));
        }));
    });
}
