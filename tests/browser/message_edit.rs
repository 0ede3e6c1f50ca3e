//! C7: the new text of a message is lost neither when it is refused, nor when its window is closed, nor when the
//! message says something else by then.

use recado_protocol::{ConversationId, Message, Problem, ProblemKind};
use recado_tests::agent::{AGENT, Agent, SUPERVISOR, in_log, log};
use recado_tests::page::{Thing, any, button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const WHY: &str = "Change taken back: You are not allowed to do this.";

#[test]
fn a_refused_text_is_kept_beside_its_message_and_can_be_gone_on_with() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = livia_wrote(stage, &Device::desk()).await;
        let page = &livia.page;
        livia.network.cut();
        livia.chooses_action("we open at zeven", "Edit").await;
        page.rewrite(&field(), "we open at sieben").await;
        page.press(&[window(), button("Save")]).await;
        livia.reads("we open at sieben").await;
        refuses_next(&livia);
        livia.network.mend();
        livia.log_says(WHY).await;
        livia.reads("we open at zeven").await;
        page.says(&kept(), "we open at sieben").await;
        livia.chip_says("1 not sent").await;
        page.press(&[thing("navigation", "Main"), button("Notification centre")])
            .await;
        let entries = [thing("dialog", "Notification centre"), any("listitem")];
        page.says(&entries, WHY).await;
        livia.presses_escape().await;
        livia.opens_outbox().await;
        let waiting = [thing("dialog", "Waiting to be sent"), any("listitem")];
        page.says(&waiting, "we open at sieben").await;
        livia.presses_escape().await;

        // It waits as long as it has to.
        page.reload().await;
        page.says(&kept(), "we open at sieben").await;
        page.press(&in_log(button("Edit again"))).await;
        holds(&livia, "we open at sieben").await;
        page.rewrite(&field(), "we open at seven").await;
        page.keys(&field(), Key::Control + Key::Enter).await;
        page.shows_no(&[window()]).await;
        livia.reads("we open at seven").await;
        page.shows_no(&kept()).await;
        livia.is_up_to_date().await;
        assert_eq!(said(stage).await, "we open at seven");
    });
}

#[test]
fn a_refused_text_can_be_discarded_on_a_phone_by_keyboard() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = livia_wrote(stage, &Device::phone(390, 844)).await;
        let page = &livia.page;
        refuses_next(&livia);
        livia.chooses_action("we open at zeven", "Edit").await;
        page.rewrite(&field(), "no").await;
        page.keys(&field(), Key::Control + Key::Enter).await;
        page.says(&kept(), "no").await;
        page.keys(&in_log(button("Discard")), Key::Enter).await;
        page.shows_no(&kept()).await;
        page.stops_saying(&log(), WHY).await;
        page.settle().await;
        page.reload().await;
        livia.reads("we open at zeven").await;
        page.shows_no(&kept()).await;
        assert_eq!(said(stage).await, "we open at zeven");
    });
}

#[test]
fn a_text_that_was_begun_is_there_when_the_window_opens_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = livia_wrote(stage, &Device::desk()).await;
        let page = &livia.page;
        livia.chooses_action("we open at zeven", "Edit").await;
        // Nothing is said of what was not changed.
        livia.presses_escape().await;
        page.shows_no(&[window()]).await;
        livia.chooses_action("we open at zeven", "Edit").await;
        page.shows_no(&[window(), button("Discard")]).await;
        page.rewrite(&field(), "we open at sev").await;
        livia.presses_escape().await;
        page.shows_no(&[window()]).await;
        page.says(&[any("status")], "Your new text is kept").await;
        page.says(&kept(), "we open at sev").await;
        livia.is_up_to_date().await;
        page.reload().await;
        livia.reads("we open at zeven").await;
        page.says(&kept(), "we open at sev").await;
        page.press(&in_log(button("Edit again"))).await;
        holds(&livia, "we open at sev").await;
        page.says(&[window()], "not saved").await;
        page.shows_no(&kept()).await;
        page.rewrite(&field(), "we open at seve").await;
        livia.presses_escape().await;
        page.says(&kept(), "we open at seve").await;
        page.press(&in_log(button("Discard"))).await;
        page.shows_no(&kept()).await;
        livia.chooses_action("we open at zeven", "Edit").await;
        holds(&livia, "we open at zeven").await;
        page.rewrite(&field(), "we open at").await;
        page.press(&[window(), button("Discard")]).await;
        page.shows_no(&[window()]).await;
        livia.chooses_action("we open at zeven", "Edit").await;
        holds(&livia, "we open at zeven").await;
        page.rewrite(&field(), "we open at seven").await;
        page.press(&[window(), button("Cancel")]).await;
        livia.chooses_action("we open at zeven", "Edit").await;
        holds(&livia, "we open at seven").await;
        page.press(&[window(), button("Save")]).await;
        livia.reads("we open at seven").await;
        livia.chooses_action("we open at seven", "Edit").await;
        page.shows_no(&[window(), button("Discard")]).await;
    });
}

#[test]
fn a_text_for_a_message_that_was_deleted_meanwhile_can_still_be_read() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = livia_wrote(stage, &Device::desk()).await;
        let page = &livia.page;
        livia.chooses_action("we open at zeven", "Edit").await;
        page.rewrite(&field(), "we open at seven").await;
        let beatriz = stage.agent("Beatriz").await;
        beatriz.comes_in_to(SUPERVISOR, "we open at zeven").await;
        beatriz.chooses_action("we open at zeven", "Delete").await;
        let asks = thing("dialog", "Delete this message?");
        beatriz.page.press(&[asks, button("Delete")]).await;
        livia.log_says("deleted").await;
        livia.presses_escape().await;
        page.says(&kept(), "we open at seven").await;
        page.shows_no(&in_log(button("Edit again"))).await;
        page.press(&in_log(button("Discard"))).await;
        page.shows_no(&kept()).await;
    });
}

#[test]
fn a_text_that_another_one_overtook_overwrites_nothing_and_both_are_seen() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, conversation) = livia_wrote(stage, &Device::desk()).await;
        let page = &livia.page;
        let api = stage.api(AGENT).await;
        let resource = format!("messages/{}/text", message(stage).await.id);
        livia.chooses_action("we open at zeven", "Edit").await;
        page.rewrite(&field(), "we open at seven").await;
        // As from another device.
        api.put(
            &conversation,
            &resource,
            json!({ "text": "we open at eight" }),
        )
        .await;
        livia.reads("we open at eight").await;
        page.press(&[window(), button("Save")]).await;
        livia
            .log_says("Change taken back: Somebody changed it meanwhile.")
            .await;
        livia.reads("we open at eight").await;
        page.says(&kept(), "we open at seven").await;
        page.press(&in_log(button("Keep mine"))).await;
        livia.reads("we open at seven").await;
        page.shows_no(&kept()).await;
        livia.is_up_to_date().await;
        assert_eq!(said(stage).await, "we open at seven");

        // One's own changes, one after the other, are no conflict.
        livia.network.cut();
        for (before, after) in [("seven", "six"), ("six", "five")] {
            changes(&livia, before, after).await;
        }
        livia.network.mend();
        livia.is_up_to_date().await;
        assert_eq!(said(stage).await, "we open at five");
        page.shows_no(&kept()).await;

        // Where another one overtook both, the last one waits, and nothing comes back when it is settled.
        livia.network.cut();
        for (before, after) in [("five", "four"), ("four", "three")] {
            changes(&livia, before, after).await;
        }
        api.put(
            &conversation,
            &resource,
            json!({ "text": "we open at nine" }),
        )
        .await;
        livia.network.mend();
        page.says(&kept(), "we open at three").await;
        livia.chip_says("1 not sent").await;
        page.press(&in_log(button("Keep mine"))).await;
        livia.reads("we open at three").await;
        page.shows_no(&kept()).await;
        livia.is_up_to_date().await;
        page.reload().await;
        livia.reads("we open at three").await;
        page.shows_no(&kept()).await;
        assert_eq!(said(stage).await, "we open at three");
    });
}

/// The message's last word becomes another one.
async fn changes(agent: &Agent, before: &str, after: &str) {
    let before = format!("we open at {before}");
    agent.chooses_action(&before, "Edit").await;
    let after = format!("we open at {after}");
    agent.page.rewrite(&field(), &after).await;
    agent.page.press(&[window(), button("Save")]).await;
}

/// The backend will not take the next new text.
fn refuses_next(agent: &Agent) {
    let problem = Problem::new(ProblemKind::Forbidden, "");
    agent.network.answer_next("PUT", "/text", &problem);
}

/// The window has opened with this text.
async fn holds(agent: &Agent, text: &str) {
    until_equal(
        "the text in the window",
        Some(text.to_owned()),
        async || Ok(agent.page.one(&field()).await?.value),
    )
    .await;
}

/// A message of an agent that has a mistake, and its conversation.
async fn livia_wrote(stage: &Stage, device: &Device) -> (Agent, ConversationId) {
    let visitor = stage.visitor_api().await;
    let conversation = visitor.write("hello").await.conversation;
    let livia = stage.agent_at("Lívia", device).await;
    livia.comes_in_to(AGENT, "hello").await;
    livia.sends("we open at zeven").await;
    livia.reads_delivery("we open at zeven", "Sent").await;
    (livia, conversation)
}

/// The agent's message, and its text, as the backend has it.
async fn message(stage: &Stage) -> Message {
    let api = stage.api(AGENT).await;
    let all = api.conversations(recado_protocol::BaseView::All).await;
    let id = &all.first().expect("somebody wrote").conversation.id;
    api.messages(id).await.pop().expect("the agent wrote")
}

async fn said(stage: &Stage) -> String {
    let message = message(stage).await;
    message.content.text().unwrap_or_default().to_owned()
}

fn window() -> Thing {
    thing("dialog", "Edit message")
}

fn field() -> [Thing; 2] {
    [window(), textbox("New text")]
}

/// The text that was not taken, below its message.
fn kept() -> [Thing; 3] {
    in_log(thing("note", "New text"))
}
