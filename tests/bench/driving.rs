//! Calling what `page.js` put into the page.

use std::time::Duration;

use recado_tests::agent::Agent;
use serde::de::DeserializeOwned;
use tokio::time::sleep;

const ORDER_MIXER: u32 = 2_654_435_761;

/// Calls a function of `page.js`.
pub async fn call<T: DeserializeOwned>(agent: &Agent, expression: &str) -> T {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {expression})().then(done, (error) => done(String(error)));"
    );
    let answer = agent.page.ask_and_wait(&script, Vec::new()).await;
    answer.unwrap_or_else(|seen| panic!("{expression} gave {seen}"))
}

pub async fn repeat<T: DeserializeOwned>(
    agent: &Agent,
    count: usize,
    expression: impl Fn(usize) -> String,
) -> Vec<Option<T>> {
    let mut times = Vec::new();
    for turn in 0..count {
        times.push(call(agent, &expression(turn)).await);
        // Not always at the same moment between two frames.
        sleep(Duration::from_millis(60 + mixed(turn) % 17)).await;
    }
    times
}

pub fn mixed(turn: usize) -> u64 {
    let turn = u32::try_from(turn).unwrap_or(0);
    u64::from(turn.wrapping_mul(ORDER_MIXER) >> 8)
}
