//! N3: news that comes while a window is open covers nothing of it, and can be read and pressed.

use recado_tests::agent::{ADMIN, Agent, panel};
use recado_tests::page::{Thing, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

/// Whether all news stands below what is in the window, and on the screen.
const STANDS_BELOW: &str = "
    const window_ = arguments[0][0];
    const news = [...window_.querySelectorAll('.toast')].map(it => it.getBoundingClientRect());
    const end = window_.querySelector('.dialog__content').getBoundingClientRect().bottom;
    return news.length > 0
        && news.every(it => it.top >= end - 0.5 && it.bottom <= innerHeight && it.width > 100);";

async fn news_stands_below(agent: &Agent, window: &Thing) {
    let page = &agent.page;
    page.shows(&[window.clone(), region("Notifications"), button("Undo")])
        .await;
    until_equal("whether the news covers nothing", true, async || {
        page.ask_of(std::slice::from_ref(window), STANDS_BELOW)
            .await
    })
    .await;
}

#[test]
fn news_covers_nothing_of_the_window_that_is_open() {
    play(Scene::nobody_wrote(), async |stage| {
        let id = stage.visitor_api().await.write("hello").await.conversation;
        let drawer = thing("dialog", "Customer");
        let phone = stage.agent_at("phone", &Device::phone(390, 844)).await;
        phone.comes_in(ADMIN).await;
        phone.opens_filter("All").await;
        phone.opens_row("hello").await;
        phone.reads("hello").await;
        phone.page.press(&[button("Show customer")]).await;
        phone.opens_section("Privacy").await;
        let block = [
            panel(),
            thing("checkbox", "Block notifications to this contact"),
        ];
        phone.page.press(&block).await;
        news_stands_below(&phone, &drawer).await;
        let undo = [region("Notifications"), button("Undo")];
        phone.page.press(&undo).await;
        until_equal("whether it is blocked", false, async || {
            Ok(phone.page.one(&block).await?.checked)
        })
        .await;

        let desk = stage.agent("desk").await;
        desk.page.open(&format!("/c/{id}?view=all")).await;
        desk.signs_in(ADMIN).await;
        desk.reads("hello").await;
        desk.opens_section("Privacy").await;
        let page = &desk.page;
        page.press(&[panel(), button("Masking rules")]).await;
        let window = thing("dialog", "Masking rules");
        let rules = |thing| [window.clone(), thing];
        page.press(&rules(button("New rule"))).await;
        page.write(&rules(textbox("Name")), "Vouchers").await;
        let pattern = rules(textbox("Pattern (regular expression)"));
        page.write(&pattern, r"V-\d+").await;
        page.keys(&pattern, Key::Enter).await;
        page.keys(&rules(button("Delete Vouchers")), Key::Enter)
            .await;
        news_stands_below(&desk, &window).await;
        // A press beside what it says closes no window.
        page.press(&undo).await;
        page.shows(&rules(button("Delete Vouchers"))).await;
    });
}
