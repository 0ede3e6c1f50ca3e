//! Many events: while somebody types, and after an absence.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use recado_protocol::{BaseView, ConversationId};
use recado_tests::Stage;
use recado_tests::agent::{AGENT, Agent};
use recado_tests::api::DEMO_CHANNEL;
use recado_tests::waiting::within;
use serde_json::json;
use tokio::time::interval;

use crate::driving::call;
use crate::figures::{frames, p98, times, value};
use crate::load;

const LOAD_A_SECOND: u64 = 1_000;
const LOAD_TIME: Duration = Duration::from_secs(30);
const KEY_EVERY: Duration = Duration::from_millis(120);
/// Events that an absent page misses, and how long may be spent on making them.
const MISSED: u64 = 10_000;
const MISSING_TIME: Duration = Duration::from_secs(50);
/// How long the page may take to have everything.
const PATIENCE: Duration = Duration::from_secs(15);

pub async fn live(stage: &Stage, agent: &Agent) {
    let conversations = writable(stage).await;
    let path = format!("bench.go('/c/{}')", conversations[0]);
    let _: Option<f64> = call(agent, &path).await;
    let focus = "const field = [...document.querySelectorAll('textarea')].find((field) => field.offsetParent);
        field.focus(); bench.watchKeys(); bench.watchFrames(); return bench.socket.events;";
    let before: u64 = agent.page.ask(focus).await.expect("there is a composer");
    let (written, ()) = tokio::join!(
        load::write(
            stage,
            &conversations[1..],
            u64::MAX,
            LOAD_A_SECOND,
            LOAD_TIME
        ),
        type_keys(agent)
    );
    let ask = "return [bench.keys, bench.frames, [bench.socket.events]]";
    let answer: Vec<Vec<f64>> = agent.page.ask(ask).await.expect("the page answers");
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let (rate, events) = (
        written.messages as f64 / written.seconds,
        answer[2][0] - before as f64,
    );
    let keys: Vec<Option<f64>> = answer[0].iter().copied().map(Some).collect();
    value(
        "events a second that the backend took",
        format!("{rate:.0}"),
        "1000",
    );
    value(
        "events of these that had come to the page when they ended",
        format!("{events} of {}", written.messages),
        "all",
    );
    times("typing meanwhile, key to painted", &keys, "");
    p98("typing meanwhile, 98th percentile (ms)", &answer[0], "100");
    frames("typing meanwhile", &answer[1], "");
    all_is_here(stage, agent, "after the load").await;
}

async fn type_keys(agent: &Agent) {
    let begun = Instant::now();
    let mut pace = interval(KEY_EVERY);
    while begun.elapsed() < LOAD_TIME {
        pace.tick().await;
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { "a" } else { "" };
            let key = json!({ "type": kind, "key": "a", "code": "KeyA", "text": text });
            let pressed = agent.page.command("Input.dispatchKeyEvent", key).await;
            pressed.expect("keys can be pressed");
        }
    }
}

pub async fn catch_up(stage: &Stage, agent: &Agent) {
    let conversations = writable(stage).await;
    let _: Option<f64> = call(agent, &format!("bench.go('/c/{}')", conversations[0])).await;
    agent.network.cut();
    agent.chip_says("Server unreachable").await;
    let written = load::write(
        stage,
        &conversations[1..],
        MISSED,
        u64::from(u32::MAX),
        MISSING_TIME,
    )
    .await;
    agent.network.mend();
    let [time, last]: [Option<f64>; 2] = call(agent, "bench.catchUp()").await;
    times(
        &format!(
            "catch-up of {} events, from link up to \"Up to date\"",
            written.messages
        ),
        &[time],
        "250",
    );
    times("of this, until the last of them had come", &[last], "");
    all_is_here(stage, agent, "after catching up").await;
}

/// Conversations of a channel in which colleagues can write.
async fn writable(stage: &Stage) -> Vec<ConversationId> {
    let found = RefCell::new(Vec::new());
    let api = stage.api(AGENT).await;
    api.find(BaseView::All, |record| {
        let conversation = &record.conversation;
        let mut found = found.borrow_mut();
        if conversation.channel.as_str() == DEMO_CHANNEL && !conversation.blocked_by_customer {
            found.push(conversation.id.clone());
        }
        found.len() >= 400
    })
    .await;
    found.into_inner()
}

async fn all_is_here(stage: &Stage, agent: &Agent, when: &str) {
    let cursor = stage.api(AGENT).await.snapshot().await.cursor;
    let here = within(PATIENCE, async || {
        let here: String = agent
            .page
            .ask_and_wait(
                "bench.finding('sync.cursor').then(arguments[0])",
                Vec::new(),
            )
            .await?;
        if here == cursor.to_string() {
            Ok(())
        } else {
            Err(here)
        }
    });
    match here.await {
        Ok(()) => value(
            &format!("{when}, the page's cursor is the backend's"),
            "yes",
            "yes",
        ),
        Err(here) => value(
            &format!("{when}, the page's cursor is the backend's"),
            format!("{here} of {cursor}"),
            "yes",
        ),
    }
}
