//! P11: a message can be called back for a moment, and sent together with resolving.

use recado_tests::agent::{AGENT, Agent, composer, in_log, log};
use recado_tests::channel_simulator::ChannelSimulator;
use recado_tests::page::{any, button, textbox, thing};
use recado_tests::{Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn what_is_called_back_never_goes_out_and_its_text_is_in_the_composer_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        livia.sends("with a typpo").await;
        livia.page.says(&log(), "Goes out in").await;
        livia.page.press(&in_log(button("Undo"))).await;
        livia.has_written("with a typpo").await;
        livia.page.stops_saying(&log(), "with a typpo").await;
        livia
            .page
            .rewrite(&composer(textbox("Message")), "without a typo")
            .await;
        livia.presses_send().await;
        channel.receives("without a typo").await;
        livia.reads_delivery("without a typo", "Sent").await;
        assert_eq!(channel.received(), ["without a typo"]);
    });
}

#[test]
fn by_keyboard_in_an_empty_field_and_with_what_was_written_since_below() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        livia.writes("first").await;
        let field = composer(textbox("Message"));
        livia.page.keys(&field, Key::Enter).await;
        livia.page.says(&log(), "Goes out in").await;
        livia.page.keys(&field, Key::Control + "z").await;
        livia.has_written("first").await;
        livia.page.keys(&field, Key::Enter).await;
        livia.writes("second").await;
        livia.page.press(&in_log(button("Undo"))).await;
        livia.has_written("first\n\nsecond").await;
        assert!(channel.received().is_empty());
    });
}

#[test]
fn a_reload_keeps_it_and_it_goes_out_afterwards_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        livia.sends("through a reload").await;
        livia.page.says(&log(), "Goes out in").await;
        assert!(channel.received().is_empty());
        livia.page.reload().await;
        channel.receives("through a reload").await;
        livia.reads_delivery("through a reload", "Sent").await;
        assert_eq!(channel.received(), ["through a reload"]);
    });
}

#[test]
fn send_and_resolve_is_one_press_and_is_called_back_in_one() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        let field = composer(textbox("Message"));
        livia.writes("that was it").await;
        livia.page.keys(&field, Key::Control + Key::Enter).await;
        livia.sees_resolved().await;
        livia.page.press(&in_log(button("Undo"))).await;
        livia.has_written("that was it").await;
        livia.sees_unresolved().await;
        livia.chooses_way("menuitem", "Send and resolve").await;
        livia.sees_resolved().await;
        channel.receives("that was it").await;
        livia.is_up_to_date().await;
        livia.log_says("Resolved by").await;
    });
}

#[test]
fn who_wants_no_moment_turns_it_off_and_a_live_chat_has_none() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        livia.writes("at once").await;
        livia
            .chooses_way("menuitemcheckbox", "A moment to undo after Send")
            .await;
        livia.presses_escape().await;
        livia.presses_send().await;
        channel.receives("at once").await;
        livia.page.shows_no(&in_log(button("Undo"))).await;

        stage.visitor_api().await.write("a visitor").await;
        livia.opens_row("a visitor").await;
        livia.sends("hello").await;
        livia.reads_delivery("hello", "Sent").await;
        livia.page.shows_no(&in_log(button("Undo"))).await;
    });
}

/// A customer has written through the channel, and an agent has it before them.
async fn ana_writes(stage: &Stage) -> (Agent, ChannelSimulator) {
    let channel = stage.channel("demo-whatsapp").await;
    channel.customer_writes("Ana", "Oi!").await;
    let livia = stage.agent("Lívia").await;
    livia.comes_in_to(AGENT, "Oi!").await;
    livia.talks_with("Ana").await;
    livia
        .page
        .shows(&[thing("form", "Composer"), any("textbox")])
        .await;
    (livia, channel)
}
