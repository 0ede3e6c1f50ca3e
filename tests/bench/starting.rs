//! Starting with nothing on the device, and with what was kept there.

use std::time::{Duration, Instant};

use recado_tests::agent::Agent;
use recado_tests::waiting::within;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::account::CONVERSATIONS;
use crate::driving::call;
use crate::figures::{note, times, value};
use crate::working::sizes;

/// Starts take seconds: fewer repeats than elsewhere.
const COLD_STARTS: usize = 4;
const WARM_STARTS: usize = 8;
/// For a start, for filling and for keeping.
const PATIENCE: Duration = Duration::from_secs(75);

#[derive(Deserialize, Default)]
struct Marks {
    list: Option<f64>,
    usable: Option<f64>,
    up_to_date: Option<f64>,
}

async fn started(agent: &Agent) -> Marks {
    let marks = within(PATIENCE, async || {
        let marks: Marks = agent
            .page
            .ask("return globalThis.bench?.marks ?? {}")
            .await?;
        match marks.up_to_date {
            Some(_) => Ok(marks),
            None => Err("not up to date".to_owned()),
        }
    });
    marks.await.unwrap_or_default()
}

fn starts(name: &str, marks: &[Marks]) {
    let of = |mark: fn(&Marks) -> Option<f64>| marks.iter().map(mark).collect::<Vec<_>>();
    times(&format!("{name}, to list visible"), &of(|m| m.list), "");
    times(
        &format!("{name}, to usable: a tab answers"),
        &of(|m| m.usable),
        "",
    );
    times(
        &format!("{name}, to \"Up to date\""),
        &of(|m| m.up_to_date),
        "",
    );
}

/// Requests that reached the network, by what they are for.
fn requests(agent: &Agent, name: &str, before: usize) {
    let asked = agent.network.asked();
    let since = asked.get(before..).unwrap_or_default();
    let api = since
        .iter()
        .filter(|asked| asked.path.starts_with("/api/"))
        .count();
    let files = since.len() - api;
    value(name, format!("{api} to the API, {files} for files"), "");
}

pub async fn cold_starts(agent: &Agent) {
    let mut marks = Vec::new();
    for turn in 0..COLD_STARTS {
        let origin = agent.network.origin();
        let types = "indexeddb,cache_storage,service_workers";
        let parameters = json!({ "origin": origin, "storageTypes": types });
        let cleared = agent
            .page
            .command("Storage.clearDataForOrigin", parameters)
            .await;
        cleared.expect("what the page keeps can be cleared");
        let cleared = agent
            .page
            .command("Network.clearBrowserCache", json!({}))
            .await;
        cleared.expect("the cache can be cleared");
        let before = agent.network.asked().len();
        agent.page.open("/inbox/all").await;
        marks.push(started(agent).await);
        if turn == 0 {
            requests(
                agent,
                "requests of a cold start until \"Up to date\"",
                before,
            );
        }
    }
    starts("cold start (nothing on the device but the sign-in)", &marks);
}

/// Waits until every conversation is in the replica; how long that took, in seconds.
async fn until_full(agent: &Agent) -> f64 {
    let begun = Instant::now();
    let mut seen = (agent.network.asked().len(), Instant::now());
    while seen.1.elapsed() < Duration::from_secs(3) && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(100)).await;
        let asked = agent.network.asked().len();
        if asked != seen.0 {
            seen = (asked, Instant::now());
        }
    }
    seen.1.duration_since(begun).as_secs_f64()
}

/// Waits until every conversation is in the replica, and what is kept of it is on the device.
pub async fn fill(agent: &Agent) {
    let filled = until_full(agent).await;
    let held: String = call(agent, "bench.finding('replica.conversations')").await;
    value(
        "filling of the replica after the last cold start (s)",
        format!("{filled:.1}"),
        "",
    );
    value(
        "conversations in the replica (the rest is archived)",
        format!("{held} of {CONVERSATIONS}"),
        "",
    );
    let mut kept: Value = call(agent, "bench.kept()").await;
    let begun = Instant::now();
    loop {
        sleep(Duration::from_secs(4)).await;
        let now: Value = call(agent, "bench.kept()").await;
        if now == kept || begun.elapsed() > PATIENCE {
            break;
        }
        kept = now;
    }
    note(format!("records kept on the device: {kept}"));
}

pub async fn warm_starts(agent: &Agent) {
    let mut marks = Vec::new();
    for turn in 0..WARM_STARTS {
        let before = agent.network.asked().len();
        agent.page.open("/inbox/all").await;
        marks.push(started(agent).await);
        if turn == WARM_STARTS - 1 {
            requests(
                agent,
                "requests of a warm start until \"Up to date\"",
                before,
            );
        }
    }
    starts("warm start (from IndexedDB)", &marks);
    let filled = until_full(agent).await;
    value(
        "filling of the replica after the last warm start (s)",
        format!("{filled:.1}"),
        "",
    );
    sizes(agent, "with the full replica").await;
}
