//! P7: colleagues and teams are mentioned in notes, picked by keyboard.

use recado_tests::agent::{AGENT, composer, log};
use recado_tests::page::{Thing, any, beginning, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Scene, play};
use thirtyfour::Key;

#[test]
fn a_colleague_is_picked_by_keyboard_in_a_note_and_nowhere_else() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        stage.visitor_api().await.write("bom dia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("bom dia").await;
        livia.reads("bom dia").await;
        let field = composer(textbox("Message"));

        livia.turns_to("Internal note").await;
        livia.writes("veja isto @").await;
        let options = until("colleagues to be offered", async || {
            let options = livia.page.all(&[list(), any("option")]).await?;
            if options.is_empty() {
                Err("none".to_owned())
            } else {
                Ok(options)
            }
        })
        .await;
        assert!(options[0].selected, "{options:?}");
        livia.page.keys(&field, Key::Down).await;
        until_equal("the second one", true, async || {
            let options = livia.page.all(&[list(), any("option")]).await?;
            Ok(options.get(1).is_some_and(|option| option.selected))
        })
        .await;
        livia.page.keys(&field, Key::Escape).await;
        livia.page.shows_no(&[list()]).await;
        livia.has_written("veja isto @").await;

        // The beginning of any word of a name will do, with or without its accents.
        livia.page.write(&field, "raf").await;
        livia
            .page
            .shows(&[list(), beginning("option", "Rafael")])
            .await;
        livia.page.keys(&field, Key::Enter).await;
        let written = until("the whole name", async || {
            let text = livia.page.one(&field).await?.value.unwrap_or_default();
            if text.starts_with("veja isto @Rafael ") {
                Ok(text)
            } else {
                Err(text)
            }
        })
        .await;
        let name = written.trim_start_matches("veja isto ").trim().to_owned();
        assert!(written.ends_with(' '), "{written}");
        livia.page.shows_no(&[list()]).await;
        livia.page.keys(&field, Key::Enter).await;
        livia.reads(&name).await;
        let drawn = async || {
            let [chat, log] = log();
            let path = [chat, log, any("article")];
            let script = "return [...arguments[0].at(-1).querySelectorAll('.formatted__mention')].map((it) => it.textContent)";
            livia.page.ask_of::<Vec<String>>(&path, script).await
        };
        until_equal("what is drawn as a mention", vec![name], drawn).await;

        // A customer can't see who works here.
        livia.turns_to("Reply").await;
        livia.writes("oi @raf").await;
        livia.has_written("oi @raf").await;
        livia.page.shows_no(&[list()]).await;
    });
}

fn list() -> Thing {
    thing("listbox", "Suggestions")
}
