//! N2: what a person chooses for the own eyes: theme, language, and what stands beside the chat.

use recado_tests::agent::{AGENT, Agent, chat, list};
use recado_tests::page::{any, beginning, button, region, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

#[test]
fn the_theme_follows_the_system_until_one_is_chosen() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::desk().dark()).await;
        livia.comes_in(AGENT).await;
        looks_dark(&livia, true).await;
        livia.chooses_option("Light").await;
        looks_dark(&livia, false).await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        looks_dark(&livia, false).await;
        livia.chooses_option("As the system").await;
        looks_dark(&livia, true).await;
    });
}

#[test]
fn the_language_changes_at_once_and_stays() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.chooses_option("Português (Brasil)").await;
        livia.page.shows(&[region("Conversas")]).await;
        livia.page.reload().await;
        livia
            .page
            .shows(&[region("Conversas"), thing("tab", "Não lidas")])
            .await;
        is_in_language(&livia, "pt-BR").await;
    });
}

#[test]
fn spanish_is_chosen_at_once_and_stays() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.chooses_option("Español").await;
        livia.page.shows(&[region("Conversaciones")]).await;
        livia.page.reload().await;
        livia
            .page
            .shows(&[region("Conversaciones"), thing("tab", "Sin leer")])
            .await;
        is_in_language(&livia, "es").await;
    });
}

#[test]
fn a_mexican_browser_is_spoken_to_in_spanish() {
    play(Scene::nobody_wrote(), async |stage| {
        let mexican = Device {
            language: "es-MX",
            ..Device::desk()
        };
        let livia = stage.agent_at("Lívia", &mexican).await;
        livia.page.open("/").await;
        livia
            .page
            .shows(&[thing("form", "Iniciar sesión"), button("Iniciar sesión")])
            .await;
        livia.signs_in(AGENT).await;
        livia.page.shows(&[region("Conversaciones")]).await;
    });
}

#[test]
fn a_portuguese_browser_is_spoken_to_in_portuguese() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage
            .agent_at("Lívia", &Device::desk().in_portuguese())
            .await;
        livia.page.open("/").await;
        livia
            .page
            .shows(&[thing("form", "Entrar"), button("Entrar")])
            .await;
        livia.signs_in(AGENT).await;
        livia.page.shows(&[region("Conversas")]).await;
    });
}

#[test]
fn rows_stand_as_close_as_was_chosen_and_stay_so() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        rows_measure(&livia, 86).await;
        livia.chooses_option("Compact").await;
        rows_measure(&livia, 70).await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        rows_measure(&livia, 70).await;
        livia.page.keys(&list(), Key::End).await;
        rows_measure(&livia, 70).await;
        livia.chooses_option("Comfortable").await;
        rows_measure(&livia, 86).await;
    });
}

#[test]
fn the_text_is_as_large_as_was_chosen_by_keyboard_and_stays_so() {
    play(Scene::demo(40), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.page.type_keys(Key::Control + "k").await;
        let field = [any("dialog"), any("combobox")];
        livia.page.rewrite(&field, "Larger").await;
        livia
            .page
            .shows(&[any("dialog"), beginning("option", "Larger")])
            .await;
        livia.page.type_keys(Key::Enter).await;
        rows_measure(&livia, 105).await;
        is_as_large(&livia, 18.2).await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        rows_measure(&livia, 105).await;
        is_as_large(&livia, 18.2).await;
        livia.chooses_option("Small").await;
        is_as_large(&livia, 13.02).await;
        livia.chooses_option("Normal").await;
        is_as_large(&livia, 14.0).await;
        rows_measure(&livia, 86).await;
    });
}

#[test]
fn counts_stay_whole_on_a_phone_with_larger_letters() {
    play(Scene::demo(2_000), async |stage| {
        let phone = Device::phone(390, 844).in_portuguese();
        let livia = stage.agent_at("Lívia", &phone).await;
        livia.comes_in(AGENT).await;
        livia.chooses_option("Larger").await;
        livia.opens_filter("All").await;
        let cut = "const tabs = [...document.querySelectorAll('.conversation-list__tabs [role=tab]')];
            return tabs.filter((tab) => {
                const [count, room] = [tab.querySelector('.tab-list__count'), tab].map((it) => it.getBoundingClientRect());
                return count.width < 4 || count.bottom > room.bottom + 1 || count.right > room.right + 1;
            }).length";
        until_equal("the counts that are cut off", 0, async || {
            livia.page.ask::<usize>(cut).await
        })
        .await;
    });
}

#[test]
fn the_customer_can_be_put_away_and_stays_away() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_with("Good morning").await;
        let card = [thing("complementary", "Customer")];
        livia.page.shows(&card).await;
        livia.page.press(&[button("Close customer")]).await;
        livia.page.shows_no(&card).await;
        livia.page.reload().await;
        livia.reads("Good morning").await;
        livia.page.shows_no(&card).await;
        livia.page.press(&[chat(), button("Show customer")]).await;
        livia.page.shows(&card).await;
    });
}

#[test]
fn an_agents_own_status_is_seen_by_colleagues() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("Good morning").await;
        let livia = stage.agent("Lívia").await;
        let rafael = stage.agent("Rafael").await;
        livia.comes_in(AGENT).await;
        rafael.comes_in(recado_tests::agent::AGENT_2).await;
        livia.chooses_in_my_menu("menuitemradio", "Away").await;
        livia
            .page
            .shows(&[thing("navigation", "Main"), button("Lívia Martins, Away")])
            .await;
        rafael.opens_filter("All").await;
        rafael.opens_row("Good morning").await;
        rafael.page.press(&[chat(), button("Unassigned")]).await;
        let entry = [any("menu"), beginning("menuitemradio", "Lívia Martins")];
        rafael.page.says(&entry, "Away").await;
    });
}

/// Waits until the page says of itself that it is in this language.
async fn is_in_language(agent: &Agent, tag: &str) {
    until_equal("the page's language", tag.to_owned(), async || {
        agent
            .page
            .ask::<String>("return document.documentElement.lang")
            .await
    })
    .await;
}

/// Waits until the rows of the list are so high, stand close to each other, and show all of their lines.
async fn rows_measure(agent: &Agent, height: u64) {
    let script = "const rows = [...document.querySelectorAll('#conversations [role=option]')]
            .map((row) => row.getBoundingClientRect()).sort((one, other) => one.top - other.top);
        const lines = [...document.querySelectorAll('.conversation-row__lines')];
        const isWhole = lines.every((it) => {
            const row = it.closest('[role=option]').getBoundingClientRect();
            return it.getBoundingClientRect().top + it.scrollHeight <= row.bottom + 0.5;
        });
        const box = document.getElementById('conversations');
        const total = Number(box.querySelector('[role=option]')?.getAttribute('aria-setsize'));
        const spacer = box.firstElementChild.clientHeight / total;
        const steps = rows.slice(1).map((row, at) => Math.round(row.top - rows[at].top));
        const all = new Set([...steps, ...rows.map(({ height }) => Math.round(height)), spacer]);
        return all.size === 1 && isWhole && rows.some(({ top }) => top < innerHeight) ? [...all][0] : 0;";
    until_equal("the height of the rows", height, async || {
        agent.page.ask(script).await
    })
    .await;
}

/// Waits until the text of the page is so large, in CSS pixels.
async fn is_as_large(agent: &Agent, size: f64) {
    let script = "return parseFloat(getComputedStyle(document.body).fontSize)";
    until_equal("the size of the text", size, async || {
        agent.page.ask(script).await
    })
    .await;
}

/// Waits until the page is drawn in the colours of one theme: light text is for dark pages.
async fn looks_dark(agent: &Agent, is_dark: bool) {
    let script = "const paint = document.createElement('canvas').getContext('2d');
        paint.fillStyle = getComputedStyle(document.body).color;
        paint.fillRect(0, 0, 1, 1);
        const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
        return red + green + blue > 384;";
    until_equal("whether the page is dark", is_dark, async || {
        agent.page.ask(script).await
    })
    .await;
}
