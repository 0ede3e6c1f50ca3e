//! Accessibility, audited by axe-core.

use std::fs;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::json;

use crate::page::Page;

/// Names the file `axe.min.js` of axe-core 4.
const AXE_VARIABLE: &str = "RECADO_AXE";
/// WCAG 2.2 at level AA, and all that it contains.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// Audits what is in front of the reader; a frame is audited by itself.
const AUDIT: &str = "
    const [tags, done] = arguments;
    axe.run(document, { runOnly: { type: 'tag', values: tags }, iframes: false, resultTypes: ['violations'] })
        .then((report) => done({ violations: report.violations.map((rule) => ({
            id: rule.id, help: rule.help,
            nodes: rule.nodes.map((node) => `${node.html} ${node.failureSummary}`),
        })) }), (error) => done({ error: String(error), violations: [] }));";

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    error: Option<String>,
    violations: Vec<Violation>,
}

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<String>,
}

/// Audits the page, or the frame that it looks into, as it is now; gives what is wrong, a line each.
///
/// # Panics
/// When the audit itself can't be done.
pub async fn audit(page: &Page, screen: &str) -> Vec<String> {
    let who = page.who();
    page.settle().await;
    let is_here = page.ask("return typeof axe === 'object'").await == Ok(true);
    if !is_here {
        let script = format!("{}\nwindow.axe = axe; return true;", axe());
        let loaded = page.ask::<bool>(&script).await;
        loaded.unwrap_or_else(|error| panic!("axe does not run for {who}: {error}"));
    }
    let report: Report = page
        .ask_and_wait(AUDIT, vec![json!(TAGS)])
        .await
        .unwrap_or_else(|error| panic!("the audit of {screen} failed for {who}: {error}"));
    assert!(
        report.error.is_none(),
        "the audit of {screen} failed: {:?}",
        report.error
    );
    let violations = report.violations.into_iter();
    violations
        .flat_map(|rule| {
            let screen = screen.to_owned();
            rule.nodes
                .into_iter()
                .map(move |node| format!("{screen}: {} ({}): {node}", rule.id, rule.help))
        })
        .collect()
}

fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let file = std::env::var(AXE_VARIABLE).unwrap_or_else(|_| {
            panic!("{AXE_VARIABLE} names axe.min.js of axe-core 4; `cargo xtask test` sets it")
        });
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file} can't be read: {error}"))
    })
}
