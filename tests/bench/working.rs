//! How much the page holds and works.

use recado_tests::agent::Agent;
use serde_json::json;

use crate::figures::value;

pub async fn sizes(agent: &Agent, when: &str) {
    let page = &agent.page;
    let collected = page.command("HeapProfiler.collectGarbage", json!({})).await;
    collected.expect("it is a command of the browser");
    let heap = metric(agent, "JSHeapUsedSize").await;
    let wasm: f64 = page.ask("return bench.memory()").await.unwrap_or_default();
    let nodes: u32 = page.ask("return bench.nodes()").await.unwrap_or_default();
    const MB: f64 = 1024.0 * 1024.0;
    let (heap, wasm) = (heap / MB, wasm / MB);
    value(
        &format!("memory {when} (MB)"),
        format!("{heap:.0} JS + {wasm:.0} wasm = {:.0}", heap + wasm),
        "150",
    );
    value(&format!("DOM elements {when}"), nodes, "");
}

/// What the browser counts of this page: bytes or seconds.
async fn metric(agent: &Agent, name: &str) -> f64 {
    let page = &agent.page;
    let enabled = page.command("Performance.enable", json!({})).await;
    enabled.expect("it is a command of the browser");
    let metrics = page.command("Performance.getMetrics", json!({})).await;
    let metrics = metrics.unwrap_or_default();
    let found = metrics["metrics"]
        .as_array()
        .and_then(|all| all.iter().find(|metric| metric["name"] == name));
    found
        .and_then(|metric| metric["value"].as_f64())
        .unwrap_or(f64::NAN)
}

/// The work of the page so far, in seconds: all of it, scripts, styles, layout.
pub async fn work(agent: &Agent) -> [f64; 4] {
    let mut seconds = [0.0; 4];
    let names = [
        "TaskDuration",
        "ScriptDuration",
        "RecalcStyleDuration",
        "LayoutDuration",
    ];
    for (second, name) in seconds.iter_mut().zip(names) {
        *second = metric(agent, name).await;
    }
    seconds
}

/// What the page worked since `before`, for each of `count` things that it did.
pub async fn work_of_each(agent: &Agent, name: &str, before: [f64; 4], count: usize) {
    let now = work(agent).await;
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let each = |part: usize| (now[part] - before[part]) * 1_000.0 / count as f64;
    let [all, script, style, layout] = [0, 1, 2, 3].map(each);
    value(
        name,
        format!("{all:.1} ms: script {script:.1}, style {style:.1}, layout {layout:.1}"),
        "",
    );
}
