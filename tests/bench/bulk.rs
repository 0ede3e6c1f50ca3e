//! Everything that a filter shows is resolved at once, while somebody looks.

use std::time::{Duration, Instant};

use recado_protocol::BaseView;
use recado_tests::Stage;
use recado_tests::agent::{AGENT, Agent, list};
use recado_tests::page::{button, thing};
use recado_tests::waiting::within;
use thirtyfour::Key;

use crate::driving::call;
use crate::figures::{frames, value};

/// Fewer channels than the account has, so that some 20,000 conversations are in the list.
const FILTER: &str = "/inbox/all?channel=demo-whatsapp";
const PATIENCE: Duration = Duration::from_secs(180);

pub async fn resolve_all(stage: &Stage, agent: &Agent) {
    let api = stage.api(AGENT).await;
    let before = api.counts().await;
    let _: Option<f64> = call(
        agent,
        &format!(
            "(history.pushState(null, '', '{FILTER}'), \
             dispatchEvent(new PopStateEvent('popstate')), bench.emptyFrame())"
        ),
    )
    .await;
    let watch = "bench.watchFrames(); return true";
    assert_eq!(agent.page.ask::<bool>(watch).await, Ok(true));
    agent.page.keys(&list(), Key::Control + "a").await;
    let bar = thing("toolbar", "Selected conversations");
    agent.page.press(&[bar, button("Resolve")]).await;
    let begun = Instant::now();
    let done = within(PATIENCE, async || {
        match agent.page.one(&[button("Undo")]).await {
            Ok(_) => Ok(()),
            Err(seen) => Err(seen),
        }
    });
    let name = "resolving everything of a filter, until it is said (s)";
    match done.await {
        Ok(()) => value(name, format!("{:.1}", begun.elapsed().as_secs_f64()), ""),
        Err(seen) => value(name, seen, ""),
    }
    let seen: Vec<f64> = agent
        .page
        .ask("return bench.frames")
        .await
        .expect("the page answers");
    let after = api.counts().await;
    value(
        "conversations resolved by it",
        before.of(BaseView::Pending) - after.of(BaseView::Pending),
        "",
    );
    frames("the page meanwhile", &seen, "");
}
