//! A device whose clock is wrong by a day.

use recado_tests::agent::AGENT;
use recado_tests::{Scene, Stage, play};

/// How many days the open conversation is divided into.
const DAYS: &str = "return document.querySelectorAll('.log-day').length";

#[test]
fn a_day_behind_nothing_is_lost_or_out_of_order() {
    play(Scene::nobody_wrote(), async |stage| {
        nothing_is_lost(stage, -24).await;
    });
}

#[test]
fn a_day_ahead_nothing_is_lost_or_out_of_order() {
    play(Scene::nobody_wrote(), async |stage| {
        nothing_is_lost(stage, 24).await;
    });
}

async fn nothing_is_lost(stage: &Stage, hours: i64) {
    let visitor = stage.visitor_api().await;
    let other = stage.visitor_api().await;
    let conversation = visitor.write("good morning").await.conversation;
    other.write("good evening").await;
    let livia = stage.agent("Lívia").await;
    livia.page.has_wrong_clock(hours).await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("good morning").await;
    livia.sends("with the clock wrong").await;
    livia.reads_delivery("with the clock wrong", "Sent").await;
    other.write("hello?").await;
    livia.sees_on_top("hello?").await;

    livia.network.cut_api();
    livia.chip_says("Server unreachable").await;
    livia.sends("without a network").await;
    livia.chip_says("Server unreachable: 1 queued").await;
    // What was written last stands last, and its conversation first, before the backend says so.
    livia.sees_on_top("without a network").await;
    if hours < 0 {
        // It is no older than what it answers.
        let days = livia.page.ask(DAYS).await;
        assert_eq!(days, Ok(1), "one day");
    }
    livia.page.reload().await;
    livia.chip_says("Server unreachable: 1 queued").await;
    livia.network.mend();
    livia.is_up_to_date().await;
    visitor.write("good night").await;
    let said = [
        "good morning",
        "with the clock wrong",
        "without a network",
        "good night",
    ];
    livia.reads_once_in_order(&said).await;
    livia.sees_on_top("good night").await;
    let messages = stage.api(AGENT).await.messages(&conversation).await;
    let texts: Vec<&str> = messages.iter().filter_map(|m| m.content.text()).collect();
    assert_eq!(texts, said);
    // No time is a negative number or a word that is none.
    let rows = livia.rows().await.unwrap_or_default();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(
            !row.text.contains("NaN") && !row.text.contains(" -"),
            "{}",
            row.text
        );
    }
}
