//! Makes a failing schedule short: leaves out whatever the failure does not need.

use crate::check::Violation;
use crate::plan::{Act, Plan, Weather};
use crate::sabotage::Sabotage;
use crate::schedule;

/// How many runs are spent on it at the most.
const RUNS: u32 = 1_500;

/// The shortest plan that was found to break the same promise.
pub fn shrink(plan: &Plan, sabotage: Sabotage, violation: &Violation) -> Plan {
    let mut left = RUNS;
    let mut fails = |plan: &Plan| {
        if left == 0 {
            return false;
        }
        left -= 1;
        let found = schedule::run(plan, sabotage, false).violation;
        found.is_some_and(|found| found.promise == violation.promise)
    };
    let mut best = plan.clone();
    loop {
        let before = best.clone();
        let mut piece = best.steps.len().div_ceil(2);
        while piece > 0 {
            let mut from = 0;
            while from < best.steps.len() {
                let mut shorter = best.clone();
                let to = (from + piece).min(shorter.steps.len());
                shorter.steps.drain(from..to);
                if fails(&shorter) {
                    best = shorter;
                } else {
                    from += piece;
                }
            }
            piece /= 2;
        }
        for at in 0..best.steps.len() {
            for simpler in simpler(&best, at) {
                if fails(&simpler) {
                    best = simpler;
                }
            }
        }
        if best == before {
            return best;
        }
    }
}

/// The plan with one step made simpler.
fn simpler(plan: &Plan, at: usize) -> Vec<Plan> {
    let step = &plan.steps[at];
    let mut plans = Vec::new();
    let mut with = |change: &dyn Fn(&mut Plan)| {
        let mut changed = plan.clone();
        change(&mut changed);
        if changed != *plan {
            plans.push(changed);
        }
    };
    with(&|plan| plan.steps[at].after_ms = 0);
    if let Act::Weather {
        line,
        weather,
        for_ms,
    } = step.act
    {
        let fair = Weather::FAIR;
        for weather in [
            Weather {
                lose_request: 0,
                ..weather
            },
            Weather {
                lose_answer: 0,
                ..weather
            },
            Weather {
                repeat: 0,
                ..weather
            },
            Weather {
                portal: 0,
                ..weather
            },
            Weather {
                delay_ms: fair.delay_ms,
                ..weather
            },
        ] {
            with(&|plan| {
                plan.steps[at].act = Act::Weather {
                    line,
                    weather,
                    for_ms,
                };
            });
        }
    }
    plans
}
