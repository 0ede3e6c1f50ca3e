//! Parts of the page whose code is in files of their own: what happens when one can't be had.

use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

use recado_protocol::message::rich::Choice;
use recado_protocol::{BaseView, OutgoingContent, Rich, RichContent};
use recado_tests::agent::{AGENT, panel, sign_in_form};
use recado_tests::page::{any, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};
use thirtyfour::Key;

const MISSING: &str = "This part of the page could not be loaded";

#[test]
fn the_inbox_works_without_its_panels_and_retry_brings_them() {
    play(Scene::demo(60).with_own_files(), async |stage| {
        let panels = take_away(stage.dist(), "panels-");
        let tools = take_away(stage.dist(), "tools-");
        let records = take_away(stage.dist(), "records-");
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let list = || region("Conversations");
        livia.page.press(&[list(), button("Up to date")]).await;
        let outbox = thing("dialog", "Waiting to be sent");
        livia.page.says(&[any("alert")], MISSING).await;

        livia.opens_filter("All").await;
        let customer = stage.api(AGENT).await.conversations(BaseView::All).await[0]
            .contact
            .name
            .clone();
        livia.opens_row(&customer).await;
        livia.page.says(&[any("main"), any("alert")], MISSING).await;
        livia.opens_filter("Unread").await;
        livia.opens_filter("All").await;
        livia
            .page
            .press(&[any("main"), button("Back to conversations")])
            .await;
        livia.opens_row(&customer).await;
        livia.page.says(&[any("main"), any("alert")], MISSING).await;

        put_back(panels);
        put_back(tools);
        livia.page.press(&[list(), button("Retry")]).await;
        livia.page.says(&[outbox], "Nothing is waiting").await;
        livia.presses_escape().await;
        livia.page.press(&[any("main"), button("Retry")]).await;
        livia.talks_with(&customer).await;

        // A backend that comes back brings what is missing, with nobody pressing anything.
        livia.opens_section("Privacy").await;
        livia.page.says(&[panel()], MISSING).await;
        put_back(records);
        stage.backend.kill();
        stage.backend.restart().await;
        livia.page.stops_saying(&[panel()], MISSING).await;
        livia.page.says(&[panel()], "Block this customer").await;
    });
}

#[test]
fn a_sign_in_page_that_did_not_come_can_be_asked_for_again() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let page = take_away(stage.dist(), "sign_in-");
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia.page.says(&[any("alert")], MISSING).await;
        put_back(page);
        livia.page.press(&[button("Retry")]).await;
        livia.page.shows(&[sign_in_form()]).await;
        livia.signs_in(AGENT).await;
    });
}

#[test]
fn a_chat_without_its_extras_keeps_everything_and_retry_brings_them() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let extras = take_away(&stage.dist().join("widget"), "extras-");
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("hello").await;
        let log = thing("log", "Messages");
        ana.page.says(slice::from_ref(&log), "Sent").await;
        ana.page.shows_no(&[any("alert")]).await;

        let api = stage.api(AGENT).await;
        let id = api.conversations(BaseView::All).await.remove(0);
        let id = id.conversation.id;
        api.write(&id, "Which *wood*?").await;
        // What it says can be read, as it was typed.
        ana.reads("Which *wood*?").await;
        ana.page
            .says(&[any("alert")], "A part of this chat could not be loaded")
            .await;
        let oak = Choice {
            id: "oak".to_owned(),
            title: "Oak".to_owned(),
            description: None,
            url: None,
        };
        let buttons = RichContent::Buttons {
            text: "This one?".to_owned(),
            choices: vec![oak],
        };
        api.send(&id, OutgoingContent::Rich(Rich::of(&buttons)))
            .await;
        ana.reads("This one?").await;
        ana.page
            .drop_file("list.txt", "text/plain", "eggs, flour")
            .await;
        let tray = thing("list", "Files");
        ana.page.says(slice::from_ref(&tray), "list.txt").await;
        ana.page.write(&[textbox("Message")], "as promised").await;
        ana.page.type_keys(Key::Enter).await;
        ana.reads_just(&["hello", "Which *wood*?", "This one?"])
            .await;

        put_back(extras);
        ana.page.press(&[button("Retry")]).await;
        ana.reads("Which wood?").await;
        ana.page.shows_no(&[any("alert")]).await;
        ana.page
            .shows(&[tray.clone(), button("Remove list.txt")])
            .await;
        ana.page.press(&[log.clone(), button("Oak")]).await;
        ana.reads_just(&["hello", "Which wood?", "This one?", "Oak"])
            .await;
        until_equal("the file is there", false, async || {
            let script = "return document.querySelector('.composer__send').disabled";
            ana.page.ask::<bool>(script).await
        })
        .await;
        ana.page.press(&[button("Send")]).await;
        ana.page
            .shows(&[log, thing("link", "Download list.txt")])
            .await;
        ana.reads("as promised").await;
    });
}

/// Files that were there, and what was in them.
type Away = Vec<(PathBuf, Vec<u8>)>;

/// Removes a built file, of which only the beginning of its name is known, and its compressed copies.
fn take_away(dist: &Path, beginning: &str) -> Away {
    let mut away = Away::new();
    for entry in fs::read_dir(dist).expect("it was built") {
        let entry = entry.expect("a built folder can be read");
        if entry.file_name().to_string_lossy().starts_with(beginning) {
            let content = fs::read(entry.path()).expect("it was built");
            fs::remove_file(entry.path()).expect("the test's own copy is writable");
            away.push((entry.path(), content));
        }
    }
    assert!(!away.is_empty(), "the app was not cut: no {beginning}");
    away
}

fn put_back(away: Away) {
    for (file, content) in away {
        fs::write(file, content).expect("the test's own copy is writable");
    }
}
