//! P1: Enter sends and Shift+Enter breaks the line, or the other way round.

use recado_tests::agent::{AGENT, composer};
use recado_tests::page::{any, button, textbox, thing};
use recado_tests::{Scene, play};
use thirtyfour::Key;

/// What can be chosen beside Send.
const SENDS: &str = "Enter sends, Shift+Enter breaks the line";
const BREAKS: &str = "Enter breaks the line, Shift+Enter sends";

#[test]
fn enter_and_shift_enter_are_swapped_and_stay_so() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        stage.visitor_api().await.write("bom dia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("bom dia").await;
        livia.reads("bom dia").await;
        let field = composer(textbox("Message"));

        livia
            .page
            .press(&composer(button("More ways to send")))
            .await;
        livia
            .page
            .press(&[any("menu"), thing("menuitemradio", BREAKS)])
            .await;
        livia.page.write(&field, "um").await;
        livia.page.keys(&field, Key::Enter).await;
        livia.page.write(&field, "dois").await;
        livia.has_written("um\ndois").await;
        livia.page.keys(&field, Key::Shift + Key::Enter).await;
        livia.has_written("").await;
        livia.reads("um").await;

        livia.page.reload().await;
        livia
            .page
            .press(&composer(button("More ways to send")))
            .await;
        livia
            .page
            .press(&[any("menu"), thing("menuitemradio", SENDS)])
            .await;
        livia.page.write(&field, "três").await;
        livia.page.keys(&field, Key::Enter).await;
        livia.has_written("").await;
        livia.reads("três").await;
    });
}
