//! P3: emoji and special characters, from the picker and by their short names.

use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::{Thing, any, beginning, button, textbox, thing};
use recado_tests::waiting::until;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn an_emoji_is_found_by_its_name_in_either_language_and_put_where_the_caret_is() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = in_chat(stage, &Device::desk().in_portuguese()).await;
        let field = composer(textbox("Message"));
        livia.writes("bom  dia").await;
        for _ in 0.."dia ".len() {
            livia.page.keys(&field, Key::Left).await;
        }
        livia.page.press(&composer(button("Emoji"))).await;
        livia
            .page
            .write(&picker(thing("searchbox", "Search emoji")), "coração verm")
            .await;
        livia.page.shows(&cell("coração vermelho")).await;
        livia.page.type_keys(Key::Enter).await;
        livia.has_written("bom ❤️ dia").await;
        livia.page.shows_no(&[any("dialog")]).await;
        livia.page.keys(&field, Key::Control + "z").await;
        livia.has_written("bom  dia").await;

        // English words find it too, and what was taken is there at once the next time.
        livia.page.press(&composer(button("Emoji"))).await;
        livia.page.shows(&cell("coração vermelho")).await;
        livia
            .page
            .write(&picker(thing("searchbox", "Search emoji")), "party popper")
            .await;
        let found = until("the first cell", async || {
            let cells = livia.page.all(&picker(any("gridcell"))).await?;
            let first = cells.into_iter().next().ok_or("nothing found")?;
            if first.text.trim() == "🎉" {
                Ok(first)
            } else {
                Err(first.text)
            }
        });
        found.await;
        livia.page.type_keys(Key::Escape).await;
        livia.page.shows_no(&[any("dialog")]).await;
    });
}

#[test]
fn the_grid_is_gone_through_by_arrows_and_pressing_takes_several() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = in_chat(stage, &Device::desk()).await;
        livia.page.press(&composer(button("Emoji"))).await;
        livia.page.shows(&cell("grinning face")).await;
        livia.page.type_keys(Key::Down).await;
        livia.page.type_keys(Key::Down).await;
        livia.page.type_keys(Key::Right).await;
        let name = until("the cell with the focus", async || {
            let cells = livia.page.all(&picker(any("button"))).await?;
            let focused = cells.into_iter().find(|it| it.focused);
            focused.ok_or_else(|| "none".to_owned())
        })
        .await;
        livia.page.type_keys(Key::Enter).await;
        livia.has_written(name.text.trim()).await;
        livia.page.rewrite(&composer(textbox("Message")), "").await;

        livia.page.press(&composer(button("Emoji"))).await;
        livia
            .page
            .press(&picker(thing("tab", "Special characters")))
            .await;
        livia.page.press(&cell("euro")).await;
        livia.page.press(&cell("one half")).await;
        livia.has_written("€½").await;
        livia.page.shows(&[any("dialog")]).await;
    });
}

#[test]
fn a_skin_tone_is_chosen_once_and_kept() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = in_chat(stage, &Device::desk()).await;
        livia.page.press(&composer(button("Emoji"))).await;
        livia.page.choose(&picker(thing("radio", "Dark"))).await;
        livia
            .page
            .write(&picker(thing("searchbox", "Search emoji")), "waving hand")
            .await;
        livia.page.press(&cell("waving hand")).await;
        livia.has_written("👋🏿").await;
        livia.page.reload().await;
        livia.has_written("👋🏿").await;
        livia
            .page
            .write(&composer(textbox("Message")), " :wave")
            .await;
        livia.page.shows(&suggestion("waving hand")).await;
        livia.page.type_keys(Key::Enter).await;
        livia.has_written("👋🏿 👋🏿").await;
    });
}

#[test]
fn a_short_name_in_the_text_offers_its_emoji() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = in_chat(stage, &Device::desk()).await;
        let field = composer(textbox("Message"));
        livia.writes("parabéns :tad").await;
        livia.page.shows(&suggestion("party popper")).await;
        livia.page.keys(&field, Key::Tab).await;
        livia.has_written("parabéns 🎉").await;
        livia.writes(" às 10:30 :joy").await;
        livia
            .page
            .shows(&suggestion("face with tears of joy"))
            .await;
        livia.page.keys(&field, Key::Escape).await;
        livia
            .page
            .shows_no(&composer(thing("listbox", "Suggestions")))
            .await;
        livia.has_written("parabéns 🎉 às 10:30 :joy").await;
        // What is offered no more takes no Enter.
        livia.page.keys(&field, Key::Enter).await;
        livia.has_written("").await;
        livia.reads("parabéns 🎉 às 10:30 :joy").await;
    });
}

fn picker(part: Thing) -> [Thing; 2] {
    [thing("dialog", "Emoji"), part]
}

fn cell(name: &str) -> [Thing; 3] {
    let [dialog, grid] = picker(any("grid"));
    [dialog, grid, button(name)]
}

fn suggestion(name: &str) -> [Thing; 3] {
    let [form, list] = composer(thing("listbox", "Suggestions"));
    [form, list, beginning("option", name)]
}

async fn in_chat(stage: &Stage, device: &Device) -> Agent {
    let livia = stage.agent_at("Lívia", device).await;
    stage.visitor_api().await.write("bom dia").await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("bom dia").await;
    livia.reads("bom dia").await;
    livia
}
