//! P5: voice notes: recorded, kept with their conversation, listened to, thrown away and sent.

use recado_protocol::ConversationRecord;
use recado_tests::agent::{Agent, composer};
use recado_tests::page::{Thing, any, button, thing};
use recado_tests::waiting::until;
use recado_tests::{Scene, play};
use thirtyfour::Key;

const RECORD: &str = "Record voice message";

fn on(channel: &str) -> impl Fn(&ConversationRecord) -> bool {
    move |record| {
        let conversation = &record.conversation;
        conversation.channel.as_str() == channel && !conversation.blocked_by_customer
    }
}

fn recorder(what: Thing) -> [Thing; 2] {
    [thing("group", RECORD), what]
}

/// Records for a second.
async fn records(livia: &Agent) {
    let page = &livia.page;
    page.press(&composer(button(RECORD))).await;
    page.shows(&recorder(button("Pause recording"))).await;
    page.says(&recorder(any("timer")), "0:01").await;
}

/// Whether the browser would ask before it leaves the page.
async fn asks_before_leaving(livia: &Agent) -> bool {
    let script = "const leaving = new Event('beforeunload', { cancelable: true });
                  return !window.dispatchEvent(leaving)";
    livia.page.ask(script).await.expect("the page can be asked")
}

#[test]
fn a_recording_waits_for_whoever_looks_elsewhere() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, on("demo-telegram")).await;
        let page = &livia.page;
        assert!(!asks_before_leaving(&livia).await);
        records(&livia).await;
        assert!(asks_before_leaving(&livia).await);

        let found = until("another row", async || {
            let rows = livia.rows().await?;
            let other = rows.into_iter().find(|row| !row.is_open);
            other.ok_or_else(|| "none".to_owned())
        });
        livia.opens_row(&found.await.text).await;
        page.shows_no(&[thing("group", RECORD)]).await;
        assert!(asks_before_leaving(&livia).await);
        page.back().await;
        page.shows(&recorder(button("Go on recording"))).await;
        page.says(&recorder(any("timer")), "0:01").await;

        page.press(&recorder(button("Go on recording"))).await;
        page.shows(&recorder(button("Pause recording"))).await;
        page.type_keys(Key::Escape).await;
        page.shows(&recorder(button("Go on recording"))).await;

        page.press(&recorder(button("Discard recording"))).await;
        page.shows_no(&[thing("group", RECORD)]).await;
        assert!(!asks_before_leaving(&livia).await);
    });
}

#[test]
fn a_recording_is_listened_to_goes_on_and_is_sent_with_its_peaks() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, on("demo-telegram")).await;
        let page = &livia.page;
        records(&livia).await;
        page.press(&recorder(button("Discard recording"))).await;
        page.shows_no(&[thing("group", RECORD)]).await;

        records(&livia).await;
        page.press(&recorder(button("Listen"))).await;
        let listening = recorder(thing("group", "Listen"));
        page.shows(&listening).await;
        // It plays by itself to its end.
        let pause = [listening[0].clone(), listening[1].clone(), button("Pause")];
        let play = [listening[0].clone(), listening[1].clone(), button("Play")];
        page.shows(&pause).await;
        page.shows(&play).await;
        page.press(&recorder(button("Go on recording"))).await;
        page.says(&recorder(any("timer")), "0:02").await;
        page.press(&recorder(button("Send voice message"))).await;
        page.shows_no(&[thing("group", RECORD)]).await;

        let voice = [any("log"), thing("group", "Voice message")];
        page.shows(&voice).await;
        let bars: String = page
            .ask_of(
                &voice,
                "return arguments[0][0].querySelector('.sound__bars path').getAttribute('d')",
            )
            .await
            .expect("the bars are drawn");
        assert!(
            bars.contains("v28"),
            "the loudest is as tall as can be: {bars}"
        );
        assert!(
            !bars.split('M').skip(1).all(|bar| bar.ends_with("v28")),
            "{bars}"
        );
        let console = page.console().await;
        assert!(!console.contains("closure"), "{console}");
    });
}
