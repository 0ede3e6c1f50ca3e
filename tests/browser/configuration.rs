//! `config.json` beside the page: what happens when it is not as it should be.

use std::fs;
use std::path::{Path, PathBuf};

use recado_protocol::{Problem, ProblemKind};
use recado_tests::agent::{AGENT, sign_in_form};
use recado_tests::page::{any, button, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};

#[test]
fn a_missing_file_is_named_and_retry_goes_on_once_it_is_there() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let file = stage.dist().join("config.json");
        let kept = fs::read(&file).expect("it was built");
        remove(&file);
        let livia = stage.agent("Lívia").await;
        livia.page.open("/inbox/all").await;
        livia
            .page
            .says(&[any("alert")], "This page has no configuration")
            .await;
        livia.page.says(&[any("alert")], "config.json").await;
        livia.page.press(&[button("Retry")]).await;
        livia
            .page
            .says(&[any("alert")], "This page has no configuration")
            .await;

        fs::write(&file, kept).expect("the test's own copy is writable");
        livia.page.press(&[button("Retry")]).await;
        livia.page.shows(&[sign_in_form()]).await;
        livia.signs_in(AGENT).await;
        livia.page.is_at("/inbox/all").await;
    });
}

#[test]
fn a_broken_file_says_where_and_retry_goes_on_once_it_is_mended() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let file = stage.dist().join("config.json");
        remove(&file);
        fs::write(&file, "{\n  \"backend\": \"\",\n  \"brand\": Aurora\n}").expect("writable");
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia
            .page
            .says(&[any("alert")], "The configuration can't be read")
            .await;
        livia.page.says(&[any("alert")], "line 3").await;

        fs::write(&file, "{\"backend\": \"\", \"brand\": \"Padaria Aurora\"}").expect("writable");
        livia.page.press(&[button("Retry")]).await;
        livia.page.says(&[any("main")], "Padaria Aurora").await;
        livia.signs_in(AGENT).await;
    });
}

#[test]
fn its_language_is_for_those_whose_own_is_not_spoken() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let file = stage.dist().join("config.json");
        remove(&file);
        fs::write(&file, "{\"language\": \"pt-BR\"}").expect("writable");
        let finnish = Device {
            language: "fi",
            ..Device::desk()
        };
        let livia = stage.agent_at("Lívia", &finnish).await;
        livia.page.open("/").await;
        livia
            .page
            .shows(&[thing("form", "Entrar"), button("Entrar")])
            .await;

        let english = stage.agent("Rafael").await;
        english.page.open("/").await;
        english
            .page
            .shows(&[sign_in_form(), button("Sign in")])
            .await;
    });
}

#[test]
fn a_site_that_fails_to_send_it_is_not_taken_for_one_without_it() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        let problem = Problem::new(ProblemKind::Unavailable, "Later.");
        livia.network.answer_next("GET", "/config.json", &problem);
        livia.page.open("/").await;
        livia
            .page
            .says(&[any("alert")], "The configuration could not be loaded")
            .await;
        livia.page.press(&[button("Retry")]).await;
        livia.page.shows(&[sign_in_form()]).await;
    });
}

#[test]
fn a_page_whose_texts_are_missing_says_so_in_words_and_goes_on_once_they_are_there() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        let file = texts(stage.dist(), "en-");
        let kept = fs::read(&file).expect("it was built");
        remove(&file);
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia
            .page
            .says(&[any("alert")], "could not be loaded completely")
            .await;

        fs::write(&file, kept).expect("the test's own copy is writable");
        livia.page.press(&[button("Retry")]).await;
        livia.page.shows(&[sign_in_form()]).await;
    });
}

#[test]
fn a_language_whose_texts_are_missing_leaves_the_page_in_english() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        remove(&texts(stage.dist(), "pt-BR-"));
        let portuguese = Device {
            language: "pt-PT",
            ..Device::desk()
        };
        let livia = stage.agent_at("Lívia", &portuguese).await;
        livia.page.open("/").await;
        // Asked for in English, whatever the browser's language makes of the names.
        until_equal(
            "what the page's button says",
            "Sign in".to_owned(),
            async || {
                let says =
                    "return document.querySelector('main form [type=submit]')?.innerText ?? ''";
                livia.page.ask(says).await
            },
        )
        .await;
    });
}

/// The file of the texts that a language begins with; the rest of its name follows from what is in it.
fn texts(dist: &Path, beginning: &str) -> PathBuf {
    fs::read_dir(dist.join("locales"))
        .expect("it was built")
        .map(|entry| entry.expect("it can be read").path())
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(beginning) && name.ends_with(".json") && !name.contains("-later-")
        })
        .expect("there are texts in this language")
}

/// Removes a built file and its compressed copies, which would be served in its place.
fn remove(file: &Path) {
    fs::remove_file(file).expect("it was built");
    for ending in ["br", "gz"] {
        let mut copy = file.as_os_str().to_owned();
        copy.push(format!(".{ending}"));
        // Small files may have none.
        let _ = fs::remove_file(copy);
    }
}
