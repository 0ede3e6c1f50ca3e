//! What is measured, in the order in which one run can measure it.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use recado_protocol::{BaseView, ConversationId};
use recado_tests::Stage;
use recado_tests::agent::{AGENT, Agent};
use recado_tests::api::DEMO_CHANNEL;
use recado_tests::waiting::within;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{interval, sleep};

use crate::account::{CONVERSATIONS, LONGEST};
use crate::figures::{frames, note, times, value};
use crate::load;

/// What a cheap measurement is repeated, and what one is that takes seconds.
const REPEATS: usize = 30;
const COLD_STARTS: usize = 4;
const WARM_STARTS: usize = 8;
/// Rows of the list that are surely in the page.
const ROWS: usize = 8;
/// Frames in which the list is scrolled from end to end.
const SCROLL_FRAMES: u32 = 480;
const READ_UP_MS: u32 = 15_000;
const LOAD_A_SECOND: u64 = 1_000;
const LOAD_TIME: Duration = Duration::from_secs(30);
const KEY_EVERY: Duration = Duration::from_millis(120);
const MISSED: u64 = 10_000;
const MISSING_TIME: Duration = Duration::from_secs(50);
/// For what may be slow: filling, keeping, starting.
const PATIENCE: Duration = Duration::from_secs(75);
const ORDER_MIXER: u32 = 2_654_435_761;

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

#[derive(Deserialize, Default)]
struct Marks {
    list: Option<f64>,
    usable: Option<f64>,
    up_to_date: Option<f64>,
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
    long_conversation(stage, &agent).await;
    live(stage, &agent).await;
    catch_up(stage, &agent).await;
    sizes(&agent, "at the end").await;
    calibrate(&agent, "calibration loop, at the end").await;
}

/// Calls a function of `page.js`.
async fn call<T: DeserializeOwned>(agent: &Agent, expression: &str) -> T {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {expression})().then(done, (error) => done(String(error)));"
    );
    let answer = agent.page.ask_and_wait(&script, Vec::new()).await;
    answer.unwrap_or_else(|seen| panic!("{expression} gave {seen}"))
}

async fn repeat(
    agent: &Agent,
    count: usize,
    expression: impl Fn(usize) -> String,
) -> Vec<Option<f64>> {
    let mut times = Vec::new();
    for turn in 0..count {
        times.push(call(agent, &expression(turn)).await);
        // Not always at the same moment between two frames.
        sleep(Duration::from_millis(60 + mixed(turn) % 17)).await;
    }
    times
}

fn mixed(turn: usize) -> u64 {
    let turn = u32::try_from(turn).unwrap_or(0);
    u64::from(turn.wrapping_mul(ORDER_MIXER) >> 8)
}

async fn calibrate(agent: &Agent, name: &str) {
    let loops = repeat(agent, REPEATS, |_| "bench.calibrate()".to_owned()).await;
    times(name, &loops, "");
    let empty = repeat(agent, REPEATS, |_| "bench.emptyFrame()".to_owned()).await;
    times("a frame in which nothing is to be done", &empty, "");
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

async fn cold_starts(agent: &Agent) {
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
async fn fill(agent: &Agent) {
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

async fn warm_starts(agent: &Agent) {
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

async fn filters(agent: &Agent) {
    let _: Option<f64> = call(agent, "(history.pushState(null, '', '/inbox/all'), dispatchEvent(new PopStateEvent('popstate')), bench.emptyFrame())").await;
    sleep(Duration::from_secs(1)).await;
    let tabs = [
        "filter-pending",
        "filter-all",
        "filter-unread",
        "filter-mine",
    ];
    let switches = repeat(agent, 2 * REPEATS, |turn| {
        format!("bench.filter('{}')", tabs[turn % tabs.len()])
    });
    times(
        "filter switch, click to painted",
        &switches.await,
        "16 at p95",
    );
}

async fn conversations(agent: &Agent) {
    let _: Option<f64> = call(agent, "bench.filter('filter-pending')").await;
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
    value(
        "requests for all of these",
        agent.network.asked().len() - before,
        "",
    );
}

async fn scroll_list(agent: &Agent) {
    let _: Option<f64> = call(agent, "bench.filter('filter-all')").await;
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

async fn live(stage: &Stage, agent: &Agent) {
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
    times("typing meanwhile, key to painted", &keys, "100 at p98");
    frames("typing meanwhile", &answer[1], "");
    all_is_here(stage, agent, "after the load").await;
}

async fn all_is_here(stage: &Stage, agent: &Agent, when: &str) {
    let cursor = stage.api(AGENT).await.snapshot().await.cursor;
    let here = within(PATIENCE / 5, async || {
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

async fn catch_up(stage: &Stage, agent: &Agent) {
    let conversations = writable(stage).await;
    let _: Option<f64> = call(agent, &format!("bench.go('/c/{}')", conversations[0])).await;
    agent.network.cut();
    agent.chip_says("Offline").await;
    let written = load::write(
        stage,
        &conversations[1..],
        MISSED,
        u64::from(u32::MAX),
        MISSING_TIME,
    )
    .await;
    agent.network.mend();
    let time: Option<f64> = call(agent, "bench.catchUp()").await;
    times(
        &format!(
            "catch-up of {} events, from link up to \"Up to date\"",
            written.messages
        ),
        &[time],
        "250",
    );
    all_is_here(stage, agent, "after catching up").await;
}

async fn sizes(agent: &Agent, when: &str) {
    let page = &agent.page;
    for command in ["Performance.enable", "HeapProfiler.collectGarbage"] {
        page.command(command, json!({}))
            .await
            .expect("it is a command of the browser");
    }
    let metrics = page
        .command("Performance.getMetrics", json!({}))
        .await
        .unwrap_or_default();
    let heap = metrics["metrics"].as_array().and_then(|all| {
        let heap = all
            .iter()
            .find(|metric| metric["name"] == "JSHeapUsedSize")?;
        heap["value"].as_f64()
    });
    let wasm: f64 = page.ask("return bench.memory()").await.unwrap_or_default();
    let nodes: u32 = page.ask("return bench.nodes()").await.unwrap_or_default();
    const MB: f64 = 1024.0 * 1024.0;
    let (heap, wasm) = (heap.unwrap_or(f64::NAN) / MB, wasm / MB);
    value(
        &format!("memory {when} (MB)"),
        format!("{heap:.0} JS + {wasm:.0} wasm = {:.0}", heap + wasm),
        "150",
    );
    value(&format!("DOM elements {when}"), nodes, "");
}
