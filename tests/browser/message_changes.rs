//! C7: what was sent through WhatsApp or Telegram is changed, taken back and reacted to, by mouse and by keyboard, and
//! the customer does the same; what the channel refuses is taken back and says why.

use recado_tests::agent::{AGENT, Agent, SUPERVISOR, in_log, log};
use recado_tests::channel_simulator::ChannelSimulator;
use recado_tests::page::{Thing, any, button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const BY_ME: &str = "👍 by You";

#[test]
fn on_whatsapp_by_mouse() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage, "demo-whatsapp", &Device::desk()).await;
        channel.will_answer(200, json!({ "external_id": "wamid.2" }));
        livia.sends("we open at **zeven**").await;
        livia.reads_delivery("we open at", "Sent").await;
        livia.chooses_action("we open at", "Edit").await;
        livia.page.rewrite(&field(), "we open at **seven**").await;
        livia.page.press(&[window(), button("Save")]).await;
        livia.log_says("we open at seven").await;
        livia.log_says("edited").await;
        let call = channel.is_asked("message.edit").await;
        assert_eq!(call["message"]["external_id"], "wamid.2");
        assert_eq!(call["written"]["text"], "we open at *seven*");

        livia.chooses_action("Oi!", "👍").await;
        let call = channel.is_asked("message.react").await;
        assert_eq!(call["message"]["external_id"], "Ana Oi!");
        assert_eq!((&call["emoji"], &call["on"]), (&json!("👍"), &json!(true)));
        livia.page.press(&in_log(button(BY_ME))).await;
        livia.page.shows_no(&in_log(button(BY_ME))).await;
        let what = "the reaction to be taken back";
        until_equal(what, json!(false), async || {
            Ok(channel.is_asked("message.react").await["on"].clone())
        })
        .await;

        channel.customer_edits("Ana", "Oi!", "Bom dia!").await;
        livia.reads("Bom dia!").await;
        livia.chooses_action("we open at", "Delete").await;
        let asks = thing("dialog", "Delete this message?");
        livia.page.press(&[asks, button("Delete")]).await;
        livia.reads("Lívia Martins deleted this message").await;
        channel.is_asked("message.delete").await;
        channel.customer_deletes("Ana", "Oi!").await;
        livia.reads("This message was deleted").await;

        // Who leads sees what the customer said before.
        let lead = stage.agent("Helena").await;
        lead.comes_in_to(SUPERVISOR, "Ana").await;
        lead.chooses_action("This message was deleted", "Details")
            .await;
        let details = [thing("dialog", "Message details")];
        for said in ["Oi!", "Bom dia!", "Ana"] {
            lead.page.says(&details, said).await;
        }
    });
}

#[test]
fn on_telegram_by_keyboard_on_a_phone() {
    play(Scene::nobody_wrote(), async |stage| {
        let phone = Device::phone(390, 844);
        let (livia, channel) = ana_writes(stage, "demo-telegram", &phone).await;
        opens_newest(&livia).await;
        livia.page.shows(&entry("👍")).await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.shows(&in_log(button(BY_ME))).await;
        channel.is_asked("message.react").await;

        livia.sends("bom dai").await;
        livia.reads_delivery("bom dai", "Sent").await;
        opens_from_end(&livia, "Edit").await;
        livia.page.shows(&field()).await;
        until_equal("that the field is written in", true, async || {
            let script = "return document.activeElement === arguments[0][0]";
            livia.page.ask_of::<bool>(&field(), script).await
        })
        .await;
        livia.page.type_keys(Key::Control + "a").await;
        livia.page.type_keys("bom dia").await;
        livia.page.keys(&field(), Key::Control + Key::Enter).await;
        livia.page.shows_no(&[window()]).await;
        livia.log_says("edited").await;
        let call = channel.is_asked("message.edit").await;
        assert_eq!(call["written"]["format"], "telegram_html");
        assert_eq!(call["text"], "bom dia");

        opens_from_end(&livia, "Delete").await;
        let asks = [thing("dialog", "Delete this message?"), button("Delete")];
        livia.page.shows(&asks).await;
        livia.page.keys(&asks, Key::Enter).await;
        livia.reads("Lívia Martins deleted this message").await;
        channel.is_asked("message.delete").await;
        channel.customer_edits("Ana", "Oi!", "Bom dia!").await;
        livia.reads("Bom dia!").await;
    });
}

#[test]
fn what_the_channel_refuses_is_taken_back_and_told() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage, "demo-whatsapp", &Device::desk()).await;
        livia.sends("we open at nine").await;
        livia.reads_delivery("we open at nine", "Sent").await;
        let why = "WhatsApp takes no changes of this.";
        channel.will_answer(422, json!({ "code": "policy", "reason": why }));
        livia.chooses_action("we open at nine", "Edit").await;
        livia.page.rewrite(&field(), "we open at ten").await;
        livia.page.press(&[window(), button("Save")]).await;
        let failure = format!("Change taken back: {why}");
        livia.log_says(&failure).await;
        livia.reads("we open at nine").await;
        let bell = [thing("navigation", "Main"), button("Notification centre")];
        livia.page.press(&bell).await;
        let entries = [thing("dialog", "Notification centre"), any("listitem")];
        livia.page.says(&entries, &failure).await;
        livia.presses_escape().await;

        // The customer's messages say so too; the next try is judged anew.
        channel.will_answer(400, json!({ "reason": "No reactions today." }));
        livia.chooses_action("Oi!", "👍").await;
        livia
            .log_says("Change taken back: No reactions today.")
            .await;
        livia.page.shows_no(&in_log(button(BY_ME))).await;
        livia.chooses_action("we open at nine", "Edit").await;
        livia.page.rewrite(&field(), "we open at eight").await;
        livia.page.press(&[window(), button("Save")]).await;
        livia.reads("we open at eight").await;
        livia.page.stops_saying(&log(), &failure).await;
        // The page shows it before the channel has heard of it.
        let asked = async || Ok(channel.is_asked("message.edit").await["text"].clone());
        until_equal(
            "the text that the channel got",
            json!("we open at eight"),
            asked,
        )
        .await;
    });
}

#[test]
fn a_business_account_of_whatsapp_reacts_and_no_more() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_writes(stage, "demo-whatsapp-api", &Device::desk()).await;
        livia.sends("bom dia").await;
        livia.reads_delivery("bom dia", "Sent").await;
        livia.opens_actions("bom dia").await;
        livia.page.shows(&entry("Pin")).await;
        for word in ["Edit", "Delete"] {
            livia.page.shows_no(&entry(word)).await;
        }
        livia.page.press(&entry("👍")).await;
        livia.page.shows(&in_log(button(BY_ME))).await;
        channel.is_asked("message.react").await;
    });
}

/// Opens the menu of the newest message by keyboard; on the way there may be a reaction.
async fn opens_newest(agent: &Agent) {
    agent.page.keys(&log(), Key::Tab).await;
    let script = "return document.activeElement.getAttribute('aria-haspopup')";
    if agent.page.ask::<Option<String>>(script).await != Ok(Some("menu".to_owned())) {
        agent.page.type_keys(Key::Tab).await;
    }
    agent.page.type_keys(Key::Enter).await;
}

/// Opens the menu of the newest message by keyboard and goes up to an entry from its end.
async fn opens_from_end(agent: &Agent, name: &str) {
    opens_newest(agent).await;
    agent.page.shows(&entry(name)).await;
    agent.page.type_keys(Key::End).await;
    let script = "return document.activeElement.textContent.trim()";
    for _ in 0..3 {
        if agent.page.ask::<String>(script).await.as_deref() == Ok(name) {
            break;
        }
        agent.page.type_keys(Key::Up).await;
    }
    agent.page.type_keys(Key::Enter).await;
}

fn window() -> Thing {
    thing("dialog", "Edit message")
}

fn field() -> [Thing; 2] {
    [window(), textbox("New text")]
}

fn entry(name: &str) -> [Thing; 2] {
    [any("menu"), thing("menuitem", name)]
}

/// A customer has written through the channel, and an agent has it before them.
async fn ana_writes(stage: &Stage, channel: &str, device: &Device) -> (Agent, ChannelSimulator) {
    let channel = stage.channel(channel).await;
    channel.customer_writes("Ana", "Oi!").await;
    let livia = stage.agent_at("Lívia", device).await;
    livia.comes_in_to(AGENT, "Oi!").await;
    livia.talks_with("Ana").await;
    (livia, channel)
}
