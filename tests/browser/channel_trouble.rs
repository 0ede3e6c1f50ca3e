//! C10, C4: what a channel that is connected from outside can do to messages, each state made by the channel
//! simulator.

use recado_protocol::Timestamp;
use recado_tests::agent::{ADMIN, AGENT, Agent, composer, in_log, log};
use recado_tests::channel_simulator::ChannelSimulator;
use recado_tests::page::{button, textbox, thing};
use recado_tests::{Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const WHATSAPP: &str = "demo-whatsapp";
const COMPOSER: &str = "Composer";

#[test]
fn the_ticks_move_as_the_channel_says() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        channel.customer_types("Ana").await;
        livia
            .page
            .says(&[recado_tests::agent::chat()], "typing")
            .await;
        livia.sends("Olá, Ana").await;
        livia.reads_delivery("Olá, Ana", "Waiting to be sent").await;
        channel.receives("Olá, Ana").await;
        livia.reads_delivery("Olá, Ana", "Sent").await;
        channel.says_delivery("Olá, Ana", "delivered").await;
        livia.reads_delivery("Olá, Ana", "Delivered").await;
        channel.says_delivery("Olá, Ana", "read").await;
        livia.reads_delivery("Olá, Ana", "Read").await;
        assert_eq!(channel.received(), ["Olá, Ana"]);
    });
}

#[test]
fn a_channel_that_is_disabled_stays_readable_and_opens_again_by_itself() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        channel.turns("disabled").await;
        let form = [thing("form", COMPOSER)];
        livia.page.says(&form, "This channel is disabled.").await;
        livia.page.shows_no(&composer(textbox("Message"))).await;
        livia.reads("Oi!").await;
        channel.turns("active").await;
        livia.sends("here again").await;
        channel.receives("here again").await;
    });
}

#[test]
fn an_expired_token_is_an_error_for_agents_and_a_link_for_administrators() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        channel.turns("token_expired").await;
        let form = [thing("form", COMPOSER)];
        let lost = "has lost its connection";
        livia.page.says(&form, lost).await;
        livia.page.shows_no(&composer(button("Reconnect"))).await;

        let otavio = stage.agent("Otávio").await;
        otavio.comes_in_to(ADMIN, "Oi!").await;
        otavio.page.says(&form, lost).await;
        otavio.page.press(&composer(button("Reconnect"))).await;
        let dialog = || thing("dialog", "Reconnect the channel");
        let token = [dialog(), textbox("New token")];
        otavio.page.rewrite(&token, "old token").await;
        channel.will_answer(
            422,
            json!({ "code": "token", "reason": "That one is over." }),
        );
        otavio.page.keys(&token, Key::Enter).await;
        otavio.page.says(&[dialog()], "That one is over.").await;
        otavio.page.rewrite(&token, "new token").await;
        otavio.page.press(&[dialog(), button("Reconnect")]).await;
        channel.is_given_token("new token").await;
        otavio.page.shows_no(&[dialog()]).await;
        otavio.page.stops_saying(&form, lost).await;
        livia.page.stops_saying(&form, lost).await;
        livia.sends("and on we go").await;
        channel.receives("and on we go").await;
    });
}

#[test]
fn a_limit_lets_messages_wait_and_they_go_out_by_themselves_when_it_is_over() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        livia.sends("before the limit").await;
        channel.receives("before the limit").await;
        let until = Timestamp::from_millis(now_millis() + 20_000);
        channel.is_limited_until(&until.to_rfc3339()).await;
        let form = [thing("form", COMPOSER)];
        livia.page.says(&form, "Temporarily unavailable").await;
        livia.sends("patience").await;
        livia.page.says(&log(), "Temporarily unavailable").await;
        livia.reads_delivery("patience", "Waiting to be sent").await;
        assert_eq!(channel.received(), ["before the limit"]);
        channel.receives("patience").await;
        assert!(now_millis() >= until.millis());
        livia.reads_delivery("patience", "Sent").await;
        livia
            .page
            .stops_saying(&form, "Temporarily unavailable")
            .await;
    });
}

#[test]
fn a_customer_who_blocked_us_makes_the_message_fail_without_a_retry() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        channel.will_answer(
            422,
            json!({ "code": "blocked_by_customer", "reason": "Blocked." }),
        );
        livia.sends("are you there?").await;
        livia.reads_delivery("are you there?", "Not sent").await;
        livia
            .page
            .says(&log(), "The customer has blocked messages from you.")
            .await;
        livia.page.shows_no(&in_log(button("Retry"))).await;
        // Whoever writes takes messages again.
        channel.customer_writes("Ana", "I am back").await;
        livia.reads("I am back").await;
        livia.sends("good").await;
        channel.receives("good").await;
    });
}

#[test]
fn a_failure_that_may_pass_says_why_and_can_be_tried_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage).await;
        let why = "The gateway is full.";
        channel.will_answer(
            422,
            json!({ "code": "full", "reason": why, "retryable": true }),
        );
        livia.sends("once more").await;
        livia.reads_delivery("once more", "Not sent").await;
        livia.page.says(&log(), why).await;
        livia.page.press(&in_log(button("Retry"))).await;
        livia.reads_delivery("once more", "Sent").await;
        livia.reads_once_in_order(&["Oi!", "once more"]).await;
        assert_eq!(channel.received(), ["once more", "once more"]);
    });
}

/// A customer has written through the channel, and an agent has it before them.
async fn ana_writes(stage: &Stage) -> (Agent, ChannelSimulator) {
    let channel = stage.channel(WHATSAPP).await;
    channel.customer_writes("Ana", "Oi!").await;
    let livia = stage.agent("Lívia").await;
    livia.comes_in_to(AGENT, "Oi!").await;
    livia.talks_with("Ana").await;
    (livia, channel)
}

fn now_millis() -> i64 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("it is after 1970");
    i64::try_from(now.as_millis()).expect("the year is not 292 million")
}
