//! In Arabic the page and the live chat are read from right to left: asserted by where things are.

use recado_tests::agent::{AGENT, Agent, chat, composer, list, sign_in_form};
use recado_tests::page::{Facts, Page, Thing, any, beginning, button, region, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

/// Half a pixel of rounding is no fault.
const ROUNDING: f64 = 1.0;
const FROM_THE_CUSTOMER: &str = "مرحبا، أين طلبي رقم 4711؟";
const FROM_US: &str = "طلبك في الطريق.";
const IN_ENGLISH: &str = "It leaves today at 5.";

/// Where the bubbles of the log begin and end, and where the log does, with their texts.
const BUBBLES: &str = "const log = document.querySelector('[role=log]').getBoundingClientRect();
    return [...document.querySelectorAll('[role=log] article')].map((it) => {
        const box = (it.querySelector('.bubble') ?? it.querySelector('.message__bubble')).getBoundingClientRect();
        return [it.textContent, box.left - log.left, log.right - box.right];
    })";

fn in_arabic(device: Device) -> Device {
    Device {
        language: "ar",
        ..device
    }
}

fn right(facts: &Facts) -> f64 {
    facts.left + facts.width
}

/// `first` is read before `second`: it stands to the right of it.
fn before(first: &Facts, second: &Facts) {
    assert!(
        first.left + ROUNDING >= right(second),
        "{:?} at {} is not to the right of {:?}, which ends at {}",
        first.name,
        first.left,
        second.name,
        right(second)
    );
}

/// Livia at a conversation with a message of each side, in Arabic and in English.
async fn story(stage: &Stage, device: Device) -> Agent {
    let api = stage.api(AGENT).await;
    let id = stage.visitor_api().await.write(FROM_THE_CUSTOMER).await;
    let id = id.conversation;
    api.write(&id, FROM_US).await;
    api.write(&id, IN_ENGLISH).await;
    let livia = stage.agent_at("Lívia", &in_arabic(device)).await;
    livia.comes_in(AGENT).await;
    livia.page.open(&format!("/c/{id}?view=all")).await;
    livia.reads(IN_ENGLISH).await;
    livia.page.settle().await;
    livia
}

/// The customer's bubbles begin at the right, ours end at the left.
async fn bubbles_stand_mirrored(page: &Page, ours: &[&str]) {
    until("the bubbles to stand mirrored", async || {
        let bubbles: Vec<(String, f64, f64)> = page.ask(BUBBLES).await?;
        let wrong: Vec<_> = bubbles
            .iter()
            .filter(|(text, left, right)| {
                let is_ours = ours.iter().any(|mine| text.contains(mine));
                (left < right) != is_ours
            })
            .collect();
        if bubbles.len() > ours.len() && wrong.is_empty() {
            Ok(())
        } else {
            Err(format!("{bubbles:?}"))
        }
    })
    .await;
}

/// Which way what is in a field runs now.
async fn runs(page: &Page, field: &[Thing], direction: &str) {
    until_equal(
        "the direction of the field",
        direction.to_owned(),
        async || {
            page.ask_of(field, "return getComputedStyle(arguments[0][0]).direction")
                .await
        },
    )
    .await;
}

#[test]
fn signing_in_begins_at_the_right() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent_at("Lívia", &in_arabic(Device::desk())).await;
        livia.page.open("/").await;
        livia
            .page
            .shows(&[thing("form", "تسجيل الدخول"), button("تسجيل الدخول")])
            .await;
        let of_page = "const { lang, dir } = document.documentElement; return [lang, dir]";
        let of_page: Vec<String> = livia
            .page
            .ask(of_page)
            .await
            .expect("a page has a language");
        assert_eq!(of_page, ["ar", "rtl"]);
        let edges = "return [...document.querySelectorAll('form label')].map((label) => {
            const text = document.createRange();
            text.selectNodeContents(label);
            const field = document.getElementById(label.htmlFor).getBoundingClientRect();
            return Math.abs(text.getBoundingClientRect().right - field.right);
        })";
        let edges: Vec<f64> = livia.page.ask(edges).await.expect("labels have places");
        assert!(
            edges.len() == 2 && edges.iter().all(|it| *it <= 2.0),
            "labels begin where their fields do: {edges:?}"
        );
        livia.page.press(&[sign_in_form(), button("Sign in")]).await;
        livia
            .page
            .says(&[sign_in_form()], "أدخل بريدك الإلكتروني.")
            .await;
    });
}

#[test]
fn the_four_sections_stand_from_right_to_left() {
    play(Scene::demo(20), async |stage| {
        let livia = story(stage, Device::desk()).await;
        let page = &livia.page;
        let rail = page.shows(&[thing("navigation", "Main")]).await;
        let conversations = page.shows(&[region("Conversations")]).await;
        let the_chat = page.shows(&[chat()]).await;
        let customer = page.shows(&[thing("complementary", "Customer")]).await;
        before(&rail, &conversations);
        before(&conversations, &the_chat);
        before(&the_chat, &customer);
        bubbles_stand_mirrored(page, &[FROM_US, IN_ENGLISH]).await;

        let in_row = "const row = document.querySelector('[role=option][aria-current]');
            const place = (part) => row.querySelector(part).getBoundingClientRect();
            const [avatar, name, time] = ['.avatar', '.conversation-row__name', '.conversation-row__time'].map(place);
            return [avatar.left - name.right, name.right - time.right, time.left - row.getBoundingClientRect().left]";
        let in_row: Vec<f64> = page.ask(in_row).await.expect("rows have places");
        assert!(
            in_row[0] >= 0.0 && in_row[1] > 0.0 && (0.0..40.0).contains(&in_row[2]),
            "a row is read from the right: {in_row:?}"
        );
        let preview = "const line = document.querySelector('[role=option][aria-current] .truncate[dir=auto]:not(.conversation-row__name)');
            return [getComputedStyle(line).direction, line.textContent.includes('It leaves')]";
        let preview: (String, bool) = page.ask(preview).await.expect("the row has a preview");
        assert_eq!(
            preview,
            ("ltr".to_owned(), true),
            "what was said in English is cut off at its end"
        );
        let sender = "const words = document.querySelector('[role=option][aria-current] .conversation-row__preview .truncate');
            const sender = document.createRange();
            sender.selectNode(words.previousSibling);
            const [who, what] = [sender, words].map((it) => it.getBoundingClientRect());
            return [who.left - what.right, Math.abs(who.top + who.height / 2 - what.top - what.height / 2)]";
        let sender: [f64; 2] = page.ask(sender).await.expect("the row says who wrote");
        assert!(
            (-ROUNDING..12.0).contains(&sender[0]) && sender[1] <= 2.0,
            "who wrote stands before it, in the same line: {sender:?}"
        );
        let send = page.shows(&composer(button("Record voice message"))).await;
        let emoji = page.shows(&composer(button("Emoji"))).await;
        before(&emoji, &send);
    });
}

#[test]
fn a_phone_leads_back_to_the_right() {
    play(Scene::demo(20), async |stage| {
        let livia = story(stage, Device::phone(390, 844)).await;
        let page = &livia.page;
        bubbles_stand_mirrored(page, &[FROM_US, IN_ENGLISH]).await;
        let back = page.shows(&[chat(), button("Back to conversations")]).await;
        let customer = page.shows(&[chat(), button("Show customer")]).await;
        before(&back, &customer);
        let points = "const path = arguments[0][0].querySelector('path');
            return new DOMMatrix(getComputedStyle(path).transform).scale(...getComputedStyle(path).scale.split(' ').map(Number)).a";
        let points: f64 = page
            .ask_of(&[chat(), button("Back to conversations")], points)
            .await
            .expect("the button has a drawing");
        assert!(points < 0.0, "the arrow points to where the list is");
        page.press(&[chat(), button("Show customer")]).await;
        until("the drawer to have slid in", async || {
            let at = page.one(&[thing("dialog", "Customer")]).await?.left;
            if at.abs() <= ROUNDING {
                Ok(())
            } else {
                Err(at.to_string())
            }
        })
        .await;
        livia.presses_escape().await;
        page.press(&[chat(), button("Back to conversations")]).await;
        page.shows(&list()).await;
    });
}

#[test]
fn what_is_typed_decides_its_own_direction() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = story(stage, Device::desk()).await;
        let field = composer(textbox("Message"));
        runs(&livia.page, &field, "rtl").await;
        livia.page.rewrite(&field, "Hello").await;
        runs(&livia.page, &field, "ltr").await;
        livia.page.rewrite(&field, "أهلًا").await;
        runs(&livia.page, &field, "rtl").await;
        livia.presses_send().await;
        livia.reads("أهلًا").await;
        runs(&livia.page, &field, "rtl").await;
    });
}

#[test]
fn menus_open_under_the_edge_at_which_their_button_ends() {
    play(Scene::demo(20), async |stage| {
        let livia = story(stage, Device::desk()).await;
        for name in ["Inbox options", "More filters"] {
            let path = [region("Conversations"), button(name)];
            livia.page.press(&path).await;
            let menu = livia.page.shows(&[any("menu")]).await;
            let at = livia.page.shows(&path).await;
            assert!(
                menu.left >= 0.0 && (menu.left - at.left).abs() <= 8.0,
                "{name}: the menu is at {} and its button at {}",
                menu.left,
                at.left
            );
            livia.presses_escape().await;
            livia.page.shows_no(&[any("menu")]).await;
        }
    });
}

#[test]
fn arrows_go_where_they_point() {
    play(Scene::demo(20), async |stage| {
        let livia = story(stage, Device::desk()).await;
        let page = &livia.page;
        livia.opens_filter("Mine").await;
        page.keys(&[region("Conversations"), thing("tab", "Mine")], Key::Left)
            .await;
        livia.is_at_tab("Pending").await;
        page.keys(
            &[region("Conversations"), thing("tab", "Pending")],
            Key::Right,
        )
        .await;
        livia.is_at_tab("Mine").await;

        let divider = [thing("separator", "Width of the list")];
        is_wide(page, 340.0).await;
        page.keys(&divider, Key::Left).await;
        is_wide(page, 356.0).await;
        page.keys(&divider, Key::Right + Key::Right).await;
        is_wide(page, 324.0).await;

        let at = page.shows(&divider).await;
        let (x, y) = (at.left + at.width / 2.0, at.top + at.height / 2.0);
        for (kind, x) in [
            ("mousePressed", x),
            ("mouseMoved", x - 30.0),
            ("mouseMoved", x - 60.0),
            ("mouseReleased", x - 60.0),
        ] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
            let done = page.command("Input.dispatchMouseEvent", event).await;
            done.expect("a mouse can be moved");
        }
        is_wide(page, 384.0).await;
    });
}

async fn is_wide(page: &Page, pixels: f64) {
    until(format!("the list to be {pixels} wide"), async || {
        let width = page.one(&[region("Conversations")]).await?.width;
        if (width - pixels).abs() <= 10.0 {
            Ok(())
        } else {
            Err(width.to_string())
        }
    })
    .await;
}

#[test]
fn the_next_picture_is_at_the_left() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent_at("Lívia", &in_arabic(Device::desk())).await;
        livia.comes_in(AGENT).await;
        let page = &livia.page;
        page.open("/c/demo-every-kind/m/demo-every-kind-13").await;
        livia.talks_with("Every Kind").await;
        let pictures = [chat(), beginning("button", "Open image ")];
        let first = until("the pictures", async || {
            let all = page.all(&pictures).await?;
            all.into_iter().next().ok_or_else(|| "none".to_owned())
        })
        .await;
        page.press(&[chat(), button(&first.name)]).await;
        let previous = page.shows(&[any("dialog"), button("Previous image")]).await;
        let next = page.shows(&[any("dialog"), button("Next image")]).await;
        before(&previous, &next);
        let first = page.shows(&[any("dialog")]).await.name;
        page.type_keys(Key::Left).await;
        until("another picture", async || {
            let name = page.one(&[any("dialog")]).await?.name;
            if name == first { Err(name) } else { Ok(()) }
        })
        .await;
        page.type_keys(Key::Right).await;
        until_equal("the first picture", first, async || {
            Ok(page.one(&[any("dialog")]).await?.name)
        })
        .await;
    });
}

#[test]
fn numbers_and_names_on_channels_are_not_turned_around() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent_at("Lívia", &in_arabic(Device::desk())).await;
        livia.comes_in(AGENT).await;
        let page = &livia.page;
        page.open("/c/demo-every-kind/m/demo-every-kind-10").await;
        livia.talks_with("Every Kind").await;
        livia.log_says("Bruno Souza").await;
        page.settle().await;
        // The first sign of each stands left of its last one.
        let places =
            "const wanted = [/^@\\w+$/, /^\\+[\\d ()-]{9,}$/, /^-?\\d+\\.\\d+, -?\\d+\\.\\d+$/];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = wanted.map(() => 0);
            const turned = [];
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = wanted.findIndex((it) => it.test(node.data.trim()));
                if (at < 0 || !node.parentElement.checkVisibility()) continue;
                const sign = (from) => {
                    const range = document.createRange();
                    range.setStart(node, from);
                    range.setEnd(node, from + 1);
                    return range.getBoundingClientRect().left;
                };
                found[at] += 1;
                if (sign(0) >= sign(node.data.trim().length - 1)) turned.push(node.data);
            }
            return [found.map((n) => n > 0), turned]";
        let seen: (Vec<bool>, Vec<String>) = page.ask(places).await.expect("texts have places");
        assert_eq!(seen, (vec![true, true, true], Vec::new()));
        // Stars are filled from the side on which a line begins, and a player begins there too.
        let stars = "return getComputedStyle(document.querySelector('.rating__stars')).direction";
        until_equal("how the stars run", "rtl".to_owned(), async || {
            page.ask(stars).await
        })
        .await;
        page.open("/c/demo-every-kind").await;
        let player = "const place = (part) => document.querySelector(`.sound__${part}`).getBoundingClientRect();
            return place('play').left >= place('seek').right";
        until_equal("where the player begins", true, async || {
            page.ask(player).await
        })
        .await;
    });
}

#[test]
fn the_live_chat_is_mirrored_and_speaks_arabic_alone() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor_at("Ana", &in_arabic(Device::desk())).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        speaks_arabic_alone(&ana.page).await;
        talks(stage, &ana).await;
    });
}

#[test]
fn the_live_chat_on_a_phone_is_mirrored() {
    play(Scene::nobody_wrote(), async |stage| {
        let phone = in_arabic(Device::phone(390, 844));
        let ana = stage.visitor_at("Ana", &phone).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        talks(stage, &ana).await;
        let wider = "return document.scrollingElement.scrollWidth - innerWidth";
        assert_eq!(ana.page.ask::<f64>(wider).await, Ok(0.0));
    });
}

async fn talks(stage: &Stage, ana: &Visitor) {
    let page = &ana.page;
    let field = [textbox("Message")];
    runs(page, &field, "rtl").await;
    ana.sends(FROM_THE_CUSTOMER).await;
    ana.reads(FROM_THE_CUSTOMER).await;
    ana.sends("Hello?").await;
    ana.reads("Hello?").await;
    let api = stage.api(AGENT).await;
    let conversation = api
        .conversations(recado_protocol::BaseView::All)
        .await
        .remove(0);
    api.write(&conversation.conversation.id, FROM_US).await;
    ana.reads(FROM_US).await;
    bubbles_stand_mirrored(page, &[FROM_THE_CUSTOMER, "Hello?"]).await;
    let title = "const title = document.querySelector('.head__name');
        const words = document.createRange();
        words.selectNodeContents(title);
        return title.getBoundingClientRect().right - words.getBoundingClientRect().right";
    let title: f64 = page.ask(title).await.expect("the window has a title");
    assert!(
        title <= ROUNDING,
        "the title stands beside its mark: {title}"
    );
    let send = page.shows(&[button("Send")]).await;
    let field = page.shows(&field).await;
    let attach = page.shows(&[button("Attach")]).await;
    before(&attach, &field);
    before(&field, &send);
}

/// Before anybody has said anything, no word is in Latin letters but the channel's name and ours.
async fn speaks_arabic_alone(page: &Page) {
    let words = "return [...document.querySelectorAll('body, body :not(noscript, [aria-hidden=true])')].flatMap((it) => [
            ...[...it.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data),
            ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => it.getAttribute(name) ?? ''),
        ]).map((text) => text.trim()).filter((text) => /[a-z]{2}/i.test(text))";
    let words: Vec<String> = page.ask(words).await.expect("the frame can be read");
    let foreign: Vec<_> = words
        .iter()
        .filter(|it| !it.contains("Chat do site") && *it != "Recado")
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}
