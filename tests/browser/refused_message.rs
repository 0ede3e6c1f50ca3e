//! A message that the backend refuses for good.

use recado_protocol::{Problem, ProblemKind};
use recado_tests::agent::{AGENT, Agent, in_log, log};
use recado_tests::page::{any, button, thing};
use recado_tests::visitor::Visitor;
use recado_tests::{Scene, Stage, play};

#[test]
fn it_says_why_and_can_be_tried_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = refused(stage).await;
        livia.page.press(&in_log(button("Retry"))).await;
        livia.is_up_to_date().await;
        ana.reads_just(&["the first", "a refused one"]).await;
        livia
            .reads_once_in_order(&["the first", "a refused one"])
            .await;
        livia.page.shows_no(&in_log(button("Retry"))).await;
    });
}

#[test]
fn it_can_be_discarded() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = refused(stage).await;
        livia.page.press(&in_log(button("Discard"))).await;
        livia.is_up_to_date().await;
        livia.page.stops_saying(&log(), "a refused one").await;
        livia.page.reload().await;
        livia.reads_once_in_order(&["the first"]).await;
        livia.page.stops_saying(&log(), "a refused one").await;
        ana.reads_just(&["the first"]).await;
    });
}

#[test]
fn it_is_still_there_after_a_reload() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = refused(stage).await;
        livia.page.reload().await;
        livia.reads_delivery("a refused one", "Not sent").await;
        // It does not go out by itself, and is not lost either.
        livia.signs_out().await;
        let dialog = [thing("dialog", "Sign out?")];
        livia.page.says(&dialog, "What was refused is kept").await;
        livia.page.stops_saying(&dialog, "goes out when").await;
        livia.presses_escape().await;
        livia.page.press(&in_log(button("Retry"))).await;
        ana.reads_just(&["the first", "a refused one"]).await;
    });
}

#[test]
fn where_our_words_say_little_the_servers_own_follow() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = refused(stage).await;
        let detail = "The text is too long: at most 10000 characters can be sent here.";
        let problem = Problem::new(ProblemKind::InvalidField, detail);
        livia.network.answer_next("POST", "/messages", &problem);
        livia.page.press(&in_log(button("Retry"))).await;
        livia.page.says(&log(), detail).await;
        livia.page.says(&[any("alert")], detail).await;
    });
}

/// An agent with a message that was refused, and the visitor to whom it was to go.
async fn refused(stage: &Stage) -> (Agent, Visitor) {
    let livia = stage.agent("Lívia").await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("the first").await;
    livia.opens_filter("All").await;
    livia.opens_row("the first").await;
    livia.reads("the first").await;

    let problem = Problem::new(ProblemKind::ChannelClosed, "The channel is closed.");
    livia.network.answer_next("POST", "/messages", &problem);
    livia.sends("a refused one").await;
    livia.reads_delivery("a refused one", "Not sent").await;
    livia
        .page
        .says(&log(), "The channel does not take messages now.")
        .await;
    livia.page.says(&[any("alert")], "was not sent").await;
    livia.chip_says("1 not sent").await;
    (livia, ana)
}
