//! A machine that sleeps for a day.

use std::time::{Duration, Instant};

use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::button;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, Stage, play};

/// Far less than the 35 s after which a link is dead that nobody heard of.
const BACK_WITHIN: Duration = Duration::from_secs(12);

#[test]
fn after_a_days_sleep_it_is_up_to_date_without_gaps() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, visitor) = talking(stage).await;
        livia.writes("half a senten").await;
        livia.page.falls_asleep().await;
        // The connection dies while nobody looks, and the world goes on.
        livia.network.cut();
        let mut said = vec!["good morning".to_owned()];
        for hour in 1..=24 {
            let text = format!("hour {hour:02}");
            visitor.write(&text).await;
            said.push(text);
        }
        livia.network.mend();
        let woke = Instant::now();
        livia.page.wakes_after(24).await;
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        livia.reads_once_in_order(&said).await;
        livia.is_up_to_date().await;
        let took = woke.elapsed();
        eprintln!("up to date {} ms after waking", took.as_millis());
        assert!(took < BACK_WITHIN, "it took {took:?}");
        livia.has_written("half a senten").await;
        livia.page.press(&composer(button("Send"))).await;
        // The customer has written since it was begun.
        livia.page.press(&composer(button("Send anyway"))).await;
        livia.reads_delivery("half a senten", "Sent").await;
    });
}

async fn talking(stage: &Stage) -> (Agent, recado_tests::api::VisitorApi) {
    let visitor = stage.visitor_api().await;
    visitor.write("good morning").await;
    let livia = stage.agent("Lívia").await;
    livia.page.has_wrong_clock(0).await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("good morning").await;
    let api = stage.api(AGENT).await;
    until_equal("what is unread", 0, async || Ok(api.counts().await.unread)).await;
    livia.is_up_to_date().await;
    (livia, visitor)
}
