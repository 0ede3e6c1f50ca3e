//! X3: axe finds nothing in any language, in either theme, on a page that is zoomed to 200 %, and none where the system
//! chooses the colours. What the system says changes under a page that stays open.

use recado_protocol::ConversationStatus;
use recado_tests::agent::{AGENT, Agent, chat, log};
use recado_tests::audit::audit;
use recado_tests::page::{any, button, region};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const LANGUAGES: [&str; 3] = ["en-US", "pt-BR", "es-MX"];
/// What the system is set to: its colours, and whether it forces them.
type System = (&'static str, &'static str);
const THEMES: [System; 2] = [("light", "none"), ("dark", "none")];
const FORCED: [System; 1] = [("dark", "active")];

#[test]
fn every_language_with_forced_colours() {
    everywhere(&Device::desk(), 1, &LANGUAGES, &FORCED);
}

/// The other two: `accessibility.rs`.
#[test]
fn spanish_in_both_themes() {
    everywhere(&Device::desk(), 1, &["es-MX"], &THEMES);
}

/// What is 1440 pixels wide has 720 of its own when everything is twice as large.
#[test]
fn every_language_and_theme_at_200_percent() {
    everywhere(&Device::of(720, 450), 2, &LANGUAGES, &THEMES);
}

fn everywhere(
    device: &Device,
    zoom: u32,
    languages: &'static [&'static str],
    systems: &'static [System],
) {
    let device = device.clone();
    play(Scene::demo(20), async move |stage| {
        let story = story(stage).await;
        let mut found = Vec::new();
        for &language in languages {
            let device = Device {
                language,
                ..device.clone()
            };
            let livia = stage.agent_at(language, &device).await;
            livia.comes_in(AGENT).await;
            let metrics = json!({
                "width": device.width,
                "height": device.height,
                "deviceScaleFactor": zoom,
                "mobile": false,
            });
            command(&livia, "Emulation.setDeviceMetricsOverride", metrics).await;
            for (scheme, forced) in systems {
                let media = json!({ "features": [
                    { "name": "prefers-color-scheme", "value": scheme },
                    { "name": "forced-colors", "value": forced },
                ] });
                command(&livia, "Emulation.setEmulatedMedia", media).await;
                let script = format!(
                    "return matchMedia('(prefers-color-scheme: {scheme}) and (forced-colors: {forced})').matches"
                );
                until_equal("whether the system is so", true, async || {
                    livia.page.ask(&script).await
                })
                .await;
                let system = format!("({language}, {scheme}, forced colours: {forced})");
                found.extend(screens(&livia, &story, &system, device.width < 1100).await);
            }
        }
        assert!(
            found.is_empty(),
            "axe found {}:\n{}",
            found.len(),
            found.join("\n")
        );
    });
}

/// What there is to see, one after the other.
async fn screens(livia: &Agent, story: &str, system: &str, is_narrow: bool) -> Vec<String> {
    let page = &livia.page;
    let mut found = Vec::new();
    page.open("/inbox/all").await;
    livia.is_up_to_date().await;
    found.extend(audit(page, &format!("list {system}")).await);
    for name in ["Inbox options", "More filters"] {
        page.press(&[region("Conversations"), button(name)]).await;
        page.shows(&[any("menu")]).await;
        found.extend(audit(page, &format!("{name} {system}")).await);
        livia.presses_escape().await;
        page.shows_no(&[any("menu")]).await;
    }
    page.press(&[button("New conversation")]).await;
    found.extend(window(livia, "New conversation", system).await);
    page.open(story).await;
    livia.reads("the note").await;
    found.extend(audit(page, &format!("chat {system}")).await);
    if is_narrow {
        page.press(&[chat(), button("Show customer")]).await;
        found.extend(window(livia, "customer", system).await);
    }
    for keys in [Key::Control + "k", "?".into()] {
        page.keys(&log(), keys).await;
        found.extend(window(livia, "palette or sheet", system).await);
    }
    found
}

/// A window that has been opened: looked at, and closed.
async fn window(livia: &Agent, name: &str, system: &str) -> Vec<String> {
    livia.page.shows(&[any("dialog")]).await;
    let found = audit(&livia.page, &format!("{name} {system}")).await;
    livia.presses_escape().await;
    livia.page.shows_no(&[any("dialog")]).await;
    found
}

/// A conversation with a bubble of each side, a line of the system and a note; gives its address.
async fn story(stage: &Stage) -> String {
    let livia = stage.api(AGENT).await;
    let visitor = stage.visitor_api().await;
    let id = visitor.write("Where is my order?").await.conversation;
    livia.assign(&id, Some(livia.me.id.clone())).await;
    livia.write(&id, "It is on its way.").await;
    livia.set_status(&id, ConversationStatus::Resolved).await;
    visitor.write("It has come, thank you!").await;
    livia.note(&id, "the note").await;
    format!("/c/{id}?view=all")
}

async fn command(agent: &Agent, name: &str, parameters: serde_json::Value) {
    let done = agent.page.command(name, parameters).await;
    done.unwrap_or_else(|error| panic!("{name}: {error}"));
}
