//! Parts of the page whose code is in files of their own: what happens when one can't be had.

use std::fs;
use std::path::{Path, PathBuf};

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, sign_in_form};
use recado_tests::page::{any, button, thing};
use recado_tests::{Scene, play};

const MISSING: &str = "This part of the page could not be loaded";

#[test]
fn the_inbox_works_without_its_panels_and_retry_brings_them() {
    play(Scene::demo(60).with_own_files(), async |stage| {
        let panels = take_away(stage.dist(), "panels-");
        let tools = take_away(stage.dist(), "tools-");
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_outbox().await;
        let outbox = thing("dialog", "Waiting to be sent");
        livia
            .page
            .says(&[outbox.clone(), any("alert")], MISSING)
            .await;
        livia.presses_escape().await;

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
        livia.page.press(&[any("main"), button("Retry")]).await;
        livia.talks_with(&customer).await;
        livia.opens_outbox().await;
        livia.page.says(&[outbox], "Nothing is waiting").await;
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
