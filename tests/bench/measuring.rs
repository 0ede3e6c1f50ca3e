//! What is measured, in the order in which one run can measure it.

use std::time::Duration;

use recado_protocol::BaseView;
use recado_tests::Stage;
use recado_tests::agent::{AGENT, Agent};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::account::LONGEST;
use crate::bulk::resolve_all;
use crate::driving::{call, mixed, repeat};
use crate::events::{catch_up, live};
use crate::figures::{drawings, frames, note, times, value};
use crate::starting::{cold_starts, fill, warm_starts};
use crate::working::{sizes, work, work_of_each};

/// How often a cheap measurement is repeated.
const REPEATS: usize = 30;
/// Rows of the list that are surely in the page.
const ROWS: usize = 8;
/// Frames in which the list is scrolled from end to end.
const SCROLL_FRAMES: u32 = 480;
const READ_UP_MS: u32 = 15_000;

#[derive(Deserialize)]
struct Scrolled {
    times: Vec<f64>,
    blank: u32,
    of: u32,
}

#[derive(Deserialize)]
struct Read {
    times: Vec<f64>,
    height: f64,
}

pub async fn everything(stage: &Stage) {
    let agent = stage.agent("Lívia").await;
    let script = json!({ "source": include_str!("page.js") });
    agent
        .page
        .command("Page.addScriptToEvaluateOnNewDocument", script)
        .await
        .expect("scripts can be put before the app's");
    agent.comes_in(AGENT).await;
    println!("| what | repeats | p50 (ms) | p95 (ms) | longest (ms) | budget (ms) |");
    println!("|---|--:|--:|--:|--:|---|");
    calibrate(&agent, "calibration loop, at the beginning").await;
    cold_starts(&agent).await;
    fill(&agent).await;
    warm_starts(&agent).await;
    filters(&agent).await;
    conversations(&agent).await;
    scroll_list(&agent).await;
    sizes(&agent, "after scrolling the list").await;
    every_kind(&agent).await;
    long_conversation(stage, &agent).await;
    live(stage, &agent).await;
    catch_up(stage, &agent).await;
    resolve_all(stage, &agent).await;
    sizes(&agent, "at the end").await;
    calibrate(&agent, "calibration loop, at the end").await;
}

async fn calibrate(agent: &Agent, name: &str) {
    let loops = repeat(agent, REPEATS, |_| "bench.calibrate()".to_owned()).await;
    times(name, &loops, "");
    let empty = repeat(agent, REPEATS, |_| "bench.emptyFrame()".to_owned()).await;
    times("a frame in which nothing is to be done", &empty, "");
}

async fn filters(agent: &Agent) {
    let _: Option<f64> = call(agent, "(history.pushState(null, '', '/inbox/all'), dispatchEvent(new PopStateEvent('popstate')), bench.emptyFrame())").await;
    sleep(Duration::from_secs(1)).await;
    let tabs = [
        "filter-pending",
        "filter-all",
        "filter-unread",
        "filter-mine",
    ];
    let before = work(agent).await;
    let switches = repeat(agent, 2 * REPEATS, |turn| {
        format!("bench.filter('{}')", tabs[turn % tabs.len()])
    });
    drawings("filter switch", &switches.await);
    let name = "main thread's work for one, the measuring included (mean)";
    work_of_each(agent, name, before, 2 * REPEATS).await;
    // Each is new to the replica, which sorts its five views and counts them.
    let combined = repeat(agent, REPEATS, |turn| {
        let view = ["all", "pending"][turn % 2];
        let label = ["vip", "entrega", "troca", "atacado", "bug"][turn % 5];
        let kind = ["whatsapp", "telegram", "email"][turn % 3];
        format!("bench.narrow('/inbox/{view}?label={label}&kind={kind}&answered=no')")
    });
    drawings(
        "further filters combined, never seen before",
        &combined.await,
    );
    let _: Value = call(agent, "bench.narrow('/inbox/all')").await;
}

async fn conversations(agent: &Agent) {
    let _: Value = call(agent, "bench.filter('filter-pending')").await;
    let before = agent.network.asked().len();
    let first = repeat(agent, ROWS, |turn| format!("bench.open({turn})")).await;
    sleep(Duration::from_secs(1)).await;
    let asked = agent.network.asked().len() - before;
    times(
        "open a conversation whose messages are not here yet",
        &first,
        "",
    );
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let each = asked as f64 / ROWS as f64;
    value(
        "requests for each of these, read marks included",
        format!("{each:.1}"),
        "",
    );
    let worked = work(agent).await;
    let before = agent.network.asked().len();
    let again = repeat(agent, 2 * REPEATS, |turn| {
        format!("bench.open({})", turn % ROWS)
    })
    .await;
    times(
        "open a conversation that is in the replica",
        &again,
        "50 at p95",
    );
    let name = "main thread's work for one, the measuring included (mean)";
    work_of_each(agent, name, worked, 2 * REPEATS).await;
    value(
        "requests for all of these",
        agent.network.asked().len() - before,
        "",
    );
}

async fn scroll_list(agent: &Agent) {
    let _: Value = call(agent, "bench.filter('filter-all')").await;
    let (mut all, mut blank, mut of) = (Vec::new(), 0, 0);
    for is_down in [true, false] {
        let pass: Scrolled = call(
            agent,
            &format!("bench.scrollList({SCROLL_FRAMES}, {is_down})"),
        )
        .await;
        all.extend(pass.times);
        blank += pass.blank;
        of = pass.of;
    }
    frames(
        &format!("scroll the list of {of} end to end and back"),
        &all,
        "",
    );
    value("of these frames, with no row in the middle", blank, "0");
}

/// The conversation of the demo that holds a message of every kind, and one beside it.
async fn every_kind(agent: &Agent) {
    let mut times_taken = Vec::new();
    for _ in 0..REPEATS {
        let _: Option<f64> = call(agent, "bench.open(0)").await;
        times_taken.push(call(agent, "bench.go('/c/demo-every-kind')").await);
        sleep(Duration::from_millis(60)).await;
    }
    // The first one fetches its messages.
    times(
        "open the conversation with every kind of message again",
        &times_taken[1..],
        "50 at p95",
    );
}

async fn long_conversation(stage: &Stage, agent: &Agent) {
    let api = stage.api(AGENT).await;
    let found = api.find(BaseView::All, |record| {
        record.conversation.last_position >= u64::from(LONGEST)
    });
    let id = found
        .await
        .expect("the account has a long one")
        .conversation
        .id;
    let other = api.find(BaseView::Pending, |record| {
        record.conversation.last_position > 5
    });
    let other = other.await.expect("somebody waits").conversation.id;
    let path = format!("bench.go('/c/{id}')");
    let first: Option<f64> = call(agent, &path).await;
    times("open the long conversation, not here yet", &[first], "");
    let mut again = Vec::new();
    for _ in 0..REPEATS {
        let _: Option<f64> = call(agent, &format!("bench.go('/c/{other}')")).await;
        again.push(call(agent, &path).await);
    }
    times("open the long conversation again", &again, "100");
    let read: Read = call(agent, &format!("bench.readUp({READ_UP_MS})")).await;
    frames(
        "read the long conversation upwards for 15 s",
        &read.times,
        "50 each",
    );
    let covered = read.height;
    note(format!(
        "the scroll bar of the long conversation then covers {covered} px"
    ));
    let _: Value = call(agent, "(bench.watchFrames(), 0)").await;
    let jumps = repeat(agent, REPEATS, |turn| {
        format!("bench.jump({})", (mixed(turn) % 1_000) as f64 / 1_000.0)
    });
    times(
        "jump in what of it is loaded, by its scroll bar",
        &jumps.await,
        "100",
    );
    let during: Vec<f64> = agent
        .page
        .ask("return bench.frames")
        .await
        .unwrap_or_default();
    frames("while jumping", &during, "50 each");
    let messages: String = call(agent, "bench.finding('replica.messages')").await;
    note(format!(
        "messages of all conversations that were loaded by then: {messages}"
    ));
}
