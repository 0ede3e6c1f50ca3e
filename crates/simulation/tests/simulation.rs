//! The simulation itself: schedules pass, runs repeat, and what is broken on purpose is caught.

use recado_simulation::{Plan, Sabotage, run, shrink};

/// How many schedules every test run goes through.
const SCHEDULES: u64 = 300;
/// Within how many schedules broken promises must be noticed.
const NOTICED_WITHIN: u64 = 40;

#[test]
fn every_promise_is_kept_in_three_hundred_schedules() {
    for seed in 1..=SCHEDULES {
        let outcome = run(&Plan::of_seed(seed), Sabotage::Nothing, false);
        assert_eq!(
            outcome.violation, None,
            "cargo xtask simulate --schedules 1 --seed {seed}"
        );
    }
}

#[test]
fn one_seed_is_one_story() {
    for seed in [3, 8] {
        let plan = Plan::of_seed(seed);
        let first = run(&plan, Sabotage::Nothing, true);
        let second = run(&plan, Sabotage::Nothing, true);
        assert_eq!(first.log, second.log, "seed {seed}");
        assert_eq!(first, second, "seed {seed}");
        let other = run(&Plan::of_seed(seed + 1), Sabotage::Nothing, false);
        assert_ne!(first.digest, other.digest);
    }
}

#[test]
fn writes_that_are_carried_out_twice_are_noticed() {
    let promises = promises_broken_by(Sabotage::Idempotency);
    assert!(
        promises.contains(&"a command takes effect once"),
        "{promises:?}"
    );
}

#[test]
fn an_outbox_that_keeps_no_order_is_noticed() {
    let promises = promises_broken_by(Sabotage::Ordering);
    assert!(
        promises.contains(&"a sender's order is kept"),
        "{promises:?}"
    );
}

#[test]
fn a_replay_that_leaves_events_out_is_noticed() {
    let promises = promises_broken_by(Sabotage::Replay);
    assert!(
        promises.contains(&"a replica equals what the backend shows"),
        "{promises:?}"
    );
}

#[test]
fn a_failure_is_made_short() {
    let (plan, violation) = (1..=NOTICED_WITHIN)
        .find_map(|seed| {
            let plan = Plan::of_seed(seed);
            let violation = run(&plan, Sabotage::Replay, false).violation?;
            Some((plan, violation))
        })
        .expect("a replay that leaves events out is noticed");
    let short = shrink(&plan, Sabotage::Replay, &violation);
    assert!(short.steps.len() * 2 < plan.steps.len(), "{short:?}");
    let again = run(&short, Sabotage::Replay, false).violation;
    assert_eq!(again.map(|found| found.promise), Some(violation.promise));
}

fn promises_broken_by(sabotage: Sabotage) -> Vec<&'static str> {
    (1..=NOTICED_WITHIN)
        .filter_map(|seed| run(&Plan::of_seed(seed), sabotage, false).violation)
        .map(|violation| violation.promise)
        .collect()
}
