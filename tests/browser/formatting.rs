//! P2: text is formatted by button, by shortcut and by typing, shown as it will look, and drawn as elements.

use recado_tests::agent::{AGENT, AGENT_2, Agent, composer, log};
use recado_tests::page::{any, button, region, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

/// What the last message looks like: the elements in it with their texts, in their order.
const DRAWN: &str = "const all = document.querySelectorAll('[role=log] article, .log article');
    const marks = 'strong, b, em, i, s, code, pre, blockquote, li, a';
    return [...all[all.length - 1].querySelectorAll(marks)].map((it) => `${it.localName}: ${it.textContent}`);";

#[test]
fn buttons_and_shortcuts_format_what_is_selected_and_undo_takes_it_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = chat_of_two(stage, &Device::desk()).await;
        let field = composer(textbox("Message"));
        livia.writes("bolo de fubá").await;
        livia.page.keys(&field, Key::Control + "a").await;
        livia.page.press(&tool("Bold")).await;
        livia.has_written("**bolo de fubá**").await;
        livia.page.keys(&field, Key::Control + "z").await;
        livia.has_written("bolo de fubá").await;

        livia.page.keys(&field, Key::Control + "a").await;
        livia.page.keys(&field, Key::Control + "b").await;
        livia.page.keys(&field, Key::Control + "i").await;
        livia
            .page
            .keys(&field, Key::Control + (Key::Shift + "x"))
            .await;
        livia.page.keys(&field, Key::Control + "e").await;
        livia.has_written("**_~~`bolo de fubá`~~_**").await;
        // Once more is without it.
        livia.page.keys(&field, Key::Control + "e").await;
        livia.has_written("**_~~bolo de fubá~~_**").await;
        livia.presses_send().await;
        let expected = ["strong", "em", "s"].map(|tag| format!("{tag}: bolo de fubá"));
        draws(&livia.page, &expected).await;
        let expected = ["b", "i", "s"].map(|tag| format!("{tag}: bolo de fubá"));
        draws(&ana.page, &expected).await;
    });
}

#[test]
fn the_toolbar_is_gone_through_by_arrows_and_lists_quotes_and_links_are_made() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = chat_of_two(stage, &Device::desk()).await;
        let field = composer(textbox("Message"));
        livia.writes("um\ndois").await;
        livia.page.keys(&field, Key::Control + "a").await;
        // Shift+Tab would leave the composer's field for the switch above it: the toolbar is behind the field.
        livia.page.keys(&field, Key::Tab).await;
        livia.page.has_focus(&tool("Bold")).await;
        for _ in 0..4 {
            livia.page.type_keys(Key::Right).await;
        }
        livia.page.has_focus(&tool("List")).await;
        livia.page.type_keys(Key::Enter).await;
        livia.has_written("- um\n- dois").await;
        livia.presses_send().await;
        let items = ["li: um", "li: dois"].map(str::to_owned);
        draws(&livia.page, &items).await;
        draws(&ana.page, &items).await;

        livia.writes("foi dito").await;
        livia.page.press(&tool("Quote")).await;
        livia.has_written("> foi dito").await;
        livia.presses_send().await;
        draws(&ana.page, &["blockquote: foi dito".to_owned()]).await;

        livia.writes("nosso site").await;
        livia.page.keys(&field, Key::Control + "a").await;
        livia.page.press(&tool("Link")).await;
        livia.has_written("[nosso site](https://)").await;
        livia
            .page
            .keys(&field, "https://aurora.example/bolos")
            .await;
        livia
            .has_written("[nosso site](https://aurora.example/bolos)")
            .await;
        livia.presses_send().await;
        // The text does not say where it leads, so the host stands behind it.
        let link = ["a: nosso site (aurora.example)".to_owned()];
        draws(&livia.page, &link).await;
        draws(&ana.page, &link).await;
    });
}

#[test]
fn markup_that_is_typed_is_shown_as_it_will_look_before_it_is_sent() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = chat_of_two(stage, &Device::desk().in_portuguese()).await;
        let preview = composer(region("Preview"));
        livia.writes("sem nada").await;
        livia.page.shows_no(&preview).await;
        livia.writes(" e **com**").await;
        livia.page.says(&preview, "sem nada e com").await;
        livia.presses_send().await;
        livia.page.shows_no(&preview).await;
        livia.turns_to("Internal note").await;
        livia.writes("```\nlet x = 1\n```").await;
        livia.page.says(&preview, "let x = 1").await;
        livia.presses_send().await;
        draws(
            &livia.page,
            &["pre: let x = 1", "code: let x = 1"].map(str::to_owned),
        )
        .await;
    });
}

#[test]
fn only_what_the_channel_carries_is_offered() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let sms = customer_on(stage, "demo-sms").await;
        livia.opens_row(&sms).await;
        livia.talks_with(&sms).await;
        let field = composer(textbox("Message"));
        livia
            .page
            .shows_no(&composer(thing("toolbar", "Formatting")))
            .await;
        livia.writes("bolo").await;
        livia.page.keys(&field, Key::Control + "a").await;
        livia.page.keys(&field, Key::Control + "b").await;
        livia.page.keys(&field, Key::End).await;
        // Typed all the same, it is shown as it will arrive.
        livia.writes(" **de** fubá").await;
        livia.has_written("bolo **de** fubá").await;
        livia
            .page
            .says(&composer(region("Preview")), "bolo de fubá")
            .await;
        livia.turns_to("Internal note").await;
        livia.page.shows(&tool("Link")).await;

        let whatsapp = customer_on(stage, "demo-whatsapp").await;
        livia.opens_row(&whatsapp).await;
        livia.talks_with(&whatsapp).await;
        livia.turns_to("Reply").await;
        livia.page.shows(&tool("Strikethrough")).await;
        livia.page.shows_no(&tool("Link")).await;
    });
}

#[test]
fn customers_markup_and_links_are_drawn_and_look_alikes_are_shown_in_full() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, ana) = chat_of_two(stage, &Device::desk()).await;
        ana.sends("*oi* [banco](https://evil.example/x) https://\u{430}pple.example [x](javascript:alert(1))")
            .await;
        let expected = [
            "strong: oi",
            "a: banco (evil.example)",
            "a: https://\u{430}pple.example (xn--pple-43d.example)",
        ];
        draws(&livia.page, &expected.map(str::to_owned)).await;
        let targets = async || {
            livia
                .page
                .ask_of::<Vec<String>>(
                    &[log()[0].clone(), log()[1].clone(), any("link")],
                    "return arguments[0].map((link) => link.getAttribute('href').split(':')[0])",
                )
                .await
        };
        until_equal("the links", vec!["https".to_owned(); 2], targets).await;
    });
}

#[test]
fn on_a_phone_the_toolbar_opens_above_the_buttons() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = chat_of_two(stage, &Device::phone(390, 844)).await;
        livia
            .page
            .shows_no(&composer(thing("toolbar", "Formatting")))
            .await;
        livia.page.press(&composer(button("Formatting"))).await;
        livia.writes("oi").await;
        livia
            .page
            .keys(&composer(textbox("Message")), Key::Control + "a")
            .await;
        livia.page.press(&tool("Italic")).await;
        livia.has_written("_oi_").await;
        let bold = livia.page.shows(&tool("Bold")).await;
        assert!(bold.width >= 44.0 && bold.height >= 44.0, "{bold:?}");
        let wide = "return document.documentElement.scrollWidth";
        assert_eq!(livia.page.ask::<u32>(wide).await, Ok(390));
    });
}

fn tool(name: &str) -> [recado_tests::page::Thing; 3] {
    let [form, toolbar] = composer(thing("toolbar", "Formatting"));
    [form, toolbar, button(name)]
}

async fn draws(page: &recado_tests::page::Page, expected: &[String]) {
    until(format!("{expected:?} to be drawn"), async || {
        let drawn: Vec<String> = page.ask(DRAWN).await?;
        if drawn == expected {
            Ok(())
        } else {
            Err(format!("{drawn:?}"))
        }
    })
    .await;
}

/// A visitor who has written, and an agent who has the chat open.
async fn chat_of_two(stage: &Stage, device: &Device) -> (Agent, Visitor) {
    let livia = stage.agent_at("Lívia", device).await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("bom dia").await;
    livia.opens_filter("All").await;
    livia.opens_row("bom dia").await;
    livia.reads("bom dia").await;
    (livia, ana)
}

/// Somebody who writes to us on this channel, which takes messages.
async fn customer_on(stage: &Stage, channel: &str) -> String {
    let all = stage.api(AGENT_2).await;
    let all = all.conversations(recado_protocol::BaseView::All).await;
    let found = all.into_iter().find(|record| {
        record.conversation.channel.as_str() == channel && !record.conversation.blocked_by_customer
    });
    found
        .map(|record| record.contact.name)
        .expect("the demo has one")
}
