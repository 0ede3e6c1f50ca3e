//! X2: without a mouse: the focus goes where it should, and comes back.

use recado_tests::agent::{AGENT, Agent, composer, list};
use recado_tests::page::{any, button, region, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Scene, play};
use thirtyfour::Key;

#[test]
fn a_dialog_takes_the_focus_keeps_it_and_gives_it_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.keys(&[button("Up to date")], Key::Enter).await;
        let dialog = [thing("dialog", "Waiting to be sent")];
        livia.page.shows(&dialog).await;
        let is_inside = async || {
            let script = "return arguments[0][0].contains(document.activeElement)";
            livia.page.ask_of::<bool>(&dialog, script).await
        };
        until_equal("whether the focus is in the dialog", true, is_inside).await;
        for _ in 0..4 {
            livia.page.type_keys(Key::Tab).await;
            let script = "return document.activeElement === document.body
                || arguments[0][0].contains(document.activeElement)";
            let stays = livia.page.ask_of::<bool>(&dialog, script).await;
            assert_eq!(stays, Ok(true), "the focus left the dialog");
        }
        livia.presses_escape().await;
        livia.page.shows_no(&dialog).await;
        livia.page.has_focus(&[button("Up to date")]).await;
    });
}

#[test]
fn a_menu_is_walked_with_arrows_and_gives_the_focus_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let gear = [region("Conversations"), button("Inbox options")];
        livia.page.keys(&gear, Key::Enter).await;
        livia.page.shows(&[any("menu")]).await;
        let is_in_menu = async || {
            let script = "return document.activeElement.closest('[role=menu]') !== null";
            livia.page.ask::<bool>(script).await
        };
        until_equal("whether the focus is in the menu", true, is_in_menu).await;
        let first = focused_text(&livia).await;
        livia.page.type_keys(Key::Down).await;
        until("the next entry to have the focus", async || {
            let now = focused(&livia).await?;
            if now == first { Err(now) } else { Ok(()) }
        })
        .await;
        livia.presses_escape().await;
        livia.page.shows_no(&[any("menu")]).await;
        livia.page.has_focus(&[button("Inbox options")]).await;
    });
}

#[test]
fn the_focus_is_not_lost_with_what_was_pressed() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        livia.reads("Good morning").await;
        livia.resolves().await;
        livia
            .page
            .keys(&[region("Notifications"), button("Undo")], Key::Enter)
            .await;
        livia.sees_unresolved().await;
        let field = composer(textbox("Message"));
        until_equal("whether the text has the focus", true, async || {
            Ok(livia.page.one(&field).await?.focused)
        })
        .await;
    });
}

#[test]
fn a_conversation_is_answered_without_a_mouse() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("Good morning").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia
            .page
            .keys(&[region("Conversations"), thing("tab", "Mine")], Key::Right)
            .await;
        livia.sees_row("Good morning").await;
        livia.page.keys(&list(), Key::Down).await;
        // Where the keyboard is can be seen.
        let outlines = "return [...arguments[0][0].querySelectorAll('.conversation-row--active')]
            .map((row) => getComputedStyle(row).outlineStyle)";
        until_equal("the outlines", vec!["solid".to_owned()], async || {
            livia.page.ask_of(&list(), outlines).await
        })
        .await;
        livia.page.keys(&list(), Key::Enter).await;
        livia.reads("Good morning").await;
        until("Tab to lead to the composer", async || {
            livia.page.type_keys(Key::Tab).await;
            let field = livia.page.one(&composer(textbox("Message"))).await?;
            if field.focused {
                Ok(())
            } else {
                Err("somewhere else".to_owned())
            }
        })
        .await;
        livia.page.type_keys("Good morning to you").await;
        livia.page.type_keys(Key::Enter).await;
        livia.reads_delivery("Good morning to you", "Sent").await;
    });
}

async fn focused_text(agent: &Agent) -> String {
    until("something to have the focus", async || focused(agent).await).await
}

async fn focused(agent: &Agent) -> Result<String, String> {
    agent
        .page
        .ask("return document.activeElement.innerText")
        .await
}
