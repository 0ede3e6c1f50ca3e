//! X4: on a phone one section is shown at a time.

use recado_tests::agent::{AGENT, Agent, chat, composer, list};
use recado_tests::page::{Facts, Page, any, button, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, play};

/// Smallest side of what a finger presses, in CSS pixels.
const FINGER: f64 = 44.0;
/// Half a pixel of rounding is no fault.
const ROUNDING: f64 = 0.5;

#[test]
fn an_ordinary_phone_shows_one_section_at_a_time() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        walk(&livia).await;
    });
}

#[test]
fn a_small_phone_shows_one_section_at_a_time() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent_at("Lívia", &Device::phone(360, 640)).await;
        walk(&livia).await;
    });
}

#[test]
fn a_phone_in_arabic_shows_one_section_at_a_time() {
    play(Scene::demo(60), async |stage| {
        let device = Device {
            language: "ar",
            ..Device::phone(390, 844)
        };
        let livia = stage.agent_at("Lívia", &device).await;
        walk(&livia).await;
    });
}

/// From the list to the chat to the customer, and all the way back.
async fn walk(livia: &Agent) {
    let page = &livia.page;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    let first = until("the rows", async || {
        livia
            .rows()
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| "none".to_owned())
    })
    .await;
    page.shows_no(&[chat()]).await;
    fits(page, "the list").await;

    livia.opens_row(&first.text).await;
    page.shows(&[chat()]).await;
    page.shows(&composer(textbox("Message"))).await;
    page.shows_no(&list()).await;
    fits(page, "the chat").await;

    page.press(&[chat(), button("Show customer")]).await;
    page.shows(&[thing("complementary", "Customer")]).await;
    let close = [thing("dialog", "Customer"), button("Close")];
    until_equal("whether it begins at its top", true, async || {
        Ok(page.one(&close).await?.focused)
    })
    .await;
    fits(page, "the customer").await;
    page.press(&close).await;
    page.shows_no(&[thing("complementary", "Customer")]).await;
    page.shows(&[chat()]).await;

    page.press(&[chat(), button("Back to conversations")]).await;
    page.shows(&list()).await;
    page.shows_no(&[chat()]).await;
    page.is_at("/inbox/all").await;
    page.back().await;
    page.shows(&[chat()]).await;
}

/// Nothing is wider than the screen, the page itself does not scroll, and fingers find everything.
async fn fits(page: &Page, screen: &str) {
    page.settle().await;
    let size = page.ask::<(f64, f64, f64, f64)>(
        "const page = document.scrollingElement;
         scrollTo(1000, 1000);
         return [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight, scrollX, scrollY];",
    );
    let (wider, higher, x, y) = size.await.expect("a page has a size");
    assert!(wider <= 0.0, "{screen} is {wider} px wider than the screen");
    assert!(
        higher <= 0.0 && x == 0.0 && y == 0.0,
        "{screen} scrolls by {higher} px"
    );
    let wide = "return [...document.querySelectorAll('body *')].filter((element) => {
            const box = element.getBoundingClientRect();
            const style = getComputedStyle(element);
            return element.checkVisibility({ visibilityProperty: true }) && box.width > 1
                && (box.right > innerWidth + 1 || box.left < -1) && style.position !== 'fixed'
                && !element.closest('[aria-hidden=true]') && !element.closest('.visually-hidden');
        }).filter((element) => {
            for (let at = element.parentElement; at; at = at.parentElement) {
                const box = at.getBoundingClientRect();
                const isCut = getComputedStyle(at).overflowX !== 'visible';
                if (isCut && box.left >= -1 && box.right <= innerWidth + 1) return false;
            }
            return true;
        }).map((element) => element.outerHTML.slice(0, 120))";
    let wide: Vec<String> = page.ask(wide).await.expect("elements have places");
    assert!(
        wide.is_empty(),
        "in {screen} these stand beyond the edge: {wide:#?}"
    );
    let mut small = Vec::new();
    for role in ["button", "tab", "searchbox", "radio", "option"] {
        small.extend(
            page.all(&[any(role)])
                .await
                .expect("the page is there")
                .into_iter()
                .filter(is_small),
        );
    }
    let small: Vec<String> = small
        .iter()
        .map(|it| format!("{} {}x{}", it.name, it.width, it.height))
        .collect();
    assert!(
        small.is_empty(),
        "in {screen} these are too small for a finger: {small:#?}"
    );
}

fn is_small(thing: &Facts) -> bool {
    // What is one pixel in size is there for the ear alone.
    let is_seen = thing.width > 1.0 && thing.height > 1.0;
    is_seen && (thing.height + ROUNDING < FINGER || thing.width + ROUNDING < FINGER)
}
