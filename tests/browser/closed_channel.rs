//! C10: what the composer does where a channel takes no message, or not this one.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::{button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, Stage, play};

/// The longest text that the channel "SMS" takes, in characters.
const LONGEST_SMS: usize = 1_600;

#[test]
fn a_disabled_channel_says_so_and_still_takes_notes() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        opens_conversation_on(stage, &livia, "demo-wechat").await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "This channel is disabled.").await;
        livia.page.shows_no(&composer(textbox("Message"))).await;
        livia.notes("call them by phone").await;
        livia.reads("call them by phone").await;
        livia.is_up_to_date().await;
        livia.turns_to("Reply").await;
        livia.page.says(&form, "This channel is disabled.").await;
    });
}

#[test]
fn a_text_that_is_too_long_stays_and_says_how_much_has_to_go() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        opens_conversation_on(stage, &livia, "demo-sms").await;
        let too_long = "x".repeat(LONGEST_SMS + 2);
        livia.writes(&too_long).await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "2 characters too many").await;
        let is_disabled = async || Ok(livia.page.one(&composer(button("Send"))).await?.disabled);
        until_equal("whether Send is disabled", true, is_disabled).await;
        livia
            .page
            .keys(&composer(textbox("Message")), thirtyfour::Key::Enter)
            .await;
        livia.has_written(&too_long).await;

        let keys = thirtyfour::Key::Backspace + thirtyfour::Key::Backspace;
        livia.page.keys(&composer(textbox("Message")), keys).await;
        livia.presses_send().await;
        livia.reads("xxxxxxxxxx").await;
        livia.is_up_to_date().await;
    });
}

/// Signs in and opens the newest conversation of a channel.
async fn opens_conversation_on(stage: &Stage, agent: &Agent, channel: &str) {
    let all = stage.api(AGENT).await.conversations(BaseView::All).await;
    let found = all.iter().find(|record| {
        let conversation = &record.conversation;
        conversation.channel.as_str() == channel && !conversation.blocked_by_customer
    });
    let found = found.expect("the demo has conversations on every channel");
    agent
        .page
        .open(&format!("/c/{}", found.conversation.id))
        .await;
    agent.signs_in(AGENT).await;
    agent.talks_with(&found.contact.name).await;
}
