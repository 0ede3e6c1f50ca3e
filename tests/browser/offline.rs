//! X1: an agent whose network fails for a while.

use recado_tests::agent::{AGENT, Agent};
use recado_tests::page::{any, button, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, Stage, play};

#[test]
fn what_was_written_goes_out_and_what_was_missed_comes_in() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = talking(stage).await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.sends("written without a network").await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia
            .reads_delivery("written without a network", "Waiting to be sent")
            .await;
        ana.sends("are you there?").await;
        ana.sends("hello?").await;
        ana.reads_just(&["the first", "are you there?", "hello?"])
            .await;

        livia.page.says(&[any("status")], "Connection lost.").await;

        // The browser has a network; it is the server that does not answer.
        let composer = [thing("form", "Composer")];
        livia
            .page
            .says(&composer, "The server can't be reached")
            .await;

        livia.network.mend();
        livia.is_up_to_date().await;
        livia
            .page
            .says(&[any("status")], "The connection is back.")
            .await;
        livia
            .page
            .stops_saying(&[any("status")], "Connection lost.")
            .await;
        livia
            .page
            .stops_saying(&composer, "The server can't be reached")
            .await;
        let said = [
            "the first",
            "are you there?",
            "hello?",
            "written without a network",
        ];
        livia.reads_once_in_order(&said).await;
        ana.reads_just(&said).await;
        livia
            .reads_delivery("written without a network", "Read")
            .await;
    });
}

#[test]
fn the_chip_tells_a_missing_network_from_a_silent_server() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = talking(stage).await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.page.has_network(false).await;
        livia.chip_says("Offline").await;
        livia.sends("without a network").await;
        livia.chip_says("Offline: 1 queued").await;
        livia.page.has_network(true).await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        let console = livia.page.console().await;
        assert!(!console.contains("CLOSING or CLOSED"), "{console}");
    });
}

#[test]
fn the_chip_opens_what_waits_and_can_be_told_to_try_now() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = talking(stage).await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.sends("one").await;
        livia.notes("**two**").await;
        livia.resolves().await;
        livia.chip_says("Server unreachable: 3 queued").await;
        livia.sees_resolved().await;

        livia.opens_outbox().await;
        let waiting = [thing("dialog", "Waiting to be sent"), any("listitem")];
        livia.page.says(&waiting, "Message to ").await;
        livia.page.says(&waiting, "Note about ").await;
        livia.page.says(&waiting, "two").await;
        livia.page.stops_saying(&waiting, "**").await;
        livia.page.says(&waiting, "Resolve ").await;
        let try_now = [any("dialog"), button("Try now")];
        livia.page.press(&try_now).await;
        livia.page.says(&waiting, "Message to ").await;
        livia.network.mend();
        livia.page.press_until_gone(&try_now, &waiting).await;
        livia.presses_escape().await;
        livia.is_up_to_date().await;
        ana.reads_just(&["the first", "one"]).await;
        livia
            .reads_once_in_order(&["the first", "one", "two"])
            .await;
        livia.sees_resolved().await;
    });
}

#[test]
fn what_waits_survives_a_reload_and_goes_out_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = talking(stage).await;
        livia.network.cut_api();
        livia.chip_says("Server unreachable").await;
        livia.sends("kept on this device").await;
        livia.chip_says("Server unreachable: 1 queued").await;

        livia.page.reload().await;
        // This device shows what it keeps before the backend can be asked.
        livia
            .reads_once_in_order(&["the first", "kept on this device"])
            .await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.network.mend();
        livia.is_up_to_date().await;
        livia
            .reads_once_in_order(&["the first", "kept on this device"])
            .await;
        ana.reads_just(&["the first", "kept on this device"]).await;
    });
}

#[test]
fn the_page_opens_without_a_network_and_goes_on_when_it_is_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = talking(stage).await;
        livia.page.is_kept().await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.sends("before the reload").await;
        livia.chip_says("Server unreachable: 1 queued").await;
        livia.page.reload().await;
        livia
            .reads_once_in_order(&["the first", "before the reload"])
            .await;
        livia.sends("after the reload").await;
        livia.chip_says("Server unreachable: 2 queued").await;
        livia.notes("for the team").await;
        livia.chip_says("Server unreachable: 3 queued").await;
        livia.opens_outbox().await;
        livia.page.shows(&[thing("link", "Save as a file")]).await;
        livia.presses_escape().await;
        ana.sends("missed").await;

        livia.network.mend();
        livia.is_up_to_date().await;
        ana.reads_just(&[
            "the first",
            "missed",
            "before the reload",
            "after the reload",
        ])
        .await;
        livia
            .reads_once_in_order(&[
                "the first",
                "missed",
                "before the reload",
                "after the reload",
                "for the team",
            ])
            .await;
    });
}

#[test]
fn messages_that_were_never_here_wait_for_the_network_and_come_with_it() {
    play(Scene::nobody_wrote(), async |stage| {
        for text in ["nobody read this", "the first"] {
            stage.visitor_api().await.write(text).await;
        }
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("the first").await;
        livia.reads("the first").await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.opens_row("nobody read this").await;
        livia
            .log_says("There is no connection. This is loaded by itself when it is back.")
            .await;
        livia.network.mend();
        livia.reads("nobody read this").await;
    });
}

#[test]
fn a_newer_page_is_offered_and_takes_over_when_asked_to() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let (livia, _ana) = talking(stage).await;
        livia.page.is_kept().await;
        livia.writes("half a senten").await;
        let worker = stage.dist().join("service-worker.js");
        let script = std::fs::read_to_string(&worker).expect("it was built");
        let newer = script.replacen("const VERSION = \"", "const VERSION = \"newer ", 1);
        std::fs::write(&worker, newer).expect("the test's own copy is writable");
        for ending in ["js.br", "js.gz"] {
            // Small files may have no compressed copy.
            let _ = std::fs::remove_file(worker.with_extension(ending));
        }
        let looked: bool = livia
            .page
            .ask_and_wait(
                "const done = arguments[arguments.length - 1];
                navigator.serviceWorker.ready.then((kept) => kept.update()).then(() => done(true));",
                Vec::new(),
            )
            .await
            .expect("the page looks for a newer one");
        assert!(looked);
        livia
            .page
            .says(&[any("status")], "A newer version of this page is ready.")
            .await;
        livia.has_written("half a senten").await;
        livia.page.press(&[button("Use it now")]).await;
        until_equal("the versions that are kept", 1, async || {
            let kept: Vec<String> = livia
                .page
                .ask_and_wait(
                    "const done = arguments[arguments.length - 1]; caches.keys().then(done);",
                    Vec::new(),
                )
                .await?;
            Ok(kept.iter().filter(|name| name.contains("newer")).count())
        })
        .await;
        livia.is_up_to_date().await;
        livia.has_written("half a senten").await;
    });
}

/// Agent and visitor in one conversation, in which the visitor has said "the first".
async fn talking(stage: &Stage) -> (Agent, Visitor) {
    let livia = stage.agent("Lívia").await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("the first").await;
    livia.opens_filter("All").await;
    livia.opens_row("the first").await;
    livia.reads("the first").await;
    // Nothing is on its way any more, not even that she has read it.
    let api = stage.api(AGENT).await;
    until_equal("what is unread", 0, async || Ok(api.counts().await.unread)).await;
    livia.is_up_to_date().await;
    (livia, ana)
}
