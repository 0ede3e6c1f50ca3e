//! C3: structured messages: composed in a window, looked at, and sent within what the channel carries.

use recado_tests::agent::{AGENT, Agent, composer, log};
use recado_tests::page::{Thing, any, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;
use thirtyfour::Key;

const TITLE: &str = "Structured message";

#[test]
fn a_question_with_buttons_is_composed_and_sent_by_keyboard() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = ana_writes(stage, "demo-instagram", &Device::desk()).await;
        let page = &livia.page;
        // What is written is left alone.
        livia.writes("half a sentence").await;
        page.keys(&composer(button(TITLE)), Key::Enter).await;
        page.shows(&[dialog()]).await;
        page.says(&[dialog()], "Up to 640 characters of text.")
            .await;
        page.says(&[dialog()], "Up to 3 choices of 20 characters each.")
            .await;
        page.says(&[dialog()], "Still to fill in: Text and Title")
            .await;
        until_equal("whether it can be sent", true, async || {
            Ok(page.one(&[dialog(), button("Send")]).await?.disabled)
        })
        .await;
        page.write(&[dialog(), textbox("Text")], "Which *chair*?")
            .await;
        page.write(&in_choice(1, textbox("Title")), "The oak one, of course")
            .await;
        page.says(&[dialog(), choice(1)], "2 characters too many")
            .await;
        page.rewrite(&in_choice(1, textbox("Title")), "Oak").await;
        page.write(&in_choice(1, textbox("Link")), "http://x").await;
        page.says(&[dialog(), choice(1)], "A link begins with https://")
            .await;
        page.rewrite(
            &in_choice(1, textbox("Link")),
            "https://casaaurora.example/oak",
        )
        .await;
        page.keys(&[dialog(), button("Add a choice")], Key::Enter)
            .await;
        page.type_keys("Pine").await;
        page.keys(&[dialog(), button("Add a choice")], Key::Enter)
            .await;
        page.type_keys("Beech").await;
        until_equal("that no fourth fits", true, async || {
            Ok(page
                .one(&[dialog(), button("Add a choice")])
                .await?
                .disabled)
        })
        .await;
        page.keys(&in_choice(2, button("Remove Choice 2")), Key::Enter)
            .await;
        page.shows_no(&[dialog(), choice(3)]).await;
        // The window can be left and found again as it was.
        page.type_keys(Key::Escape).await;
        page.shows_no(&[dialog()]).await;
        page.keys(&composer(button(TITLE)), Key::Enter).await;
        let preview = [dialog(), region("Preview")];
        for words in [
            "Which chair?",
            "Oak",
            "https://casaaurora.example/oak",
            "Beech",
        ] {
            page.says(&preview, words).await;
        }
        page.keys(&in_choice(2, textbox("Title")), Key::Enter).await;
        page.shows_no(&[dialog()]).await;
        livia.log_says("Which chair?").await;
        livia.has_written("half a sentence").await;
        let sent = newest(stage, &livia).await;
        assert_eq!(
            sent,
            json!({ "kind": "buttons", "text": "Which *chair*?", "choices": [
                { "id": "1", "title": "Oak", "url": "https://casaaurora.example/oak" },
                { "id": "2", "title": "Beech" },
            ]})
        );
    });
}

#[test]
fn a_list_and_a_form_are_composed_by_mouse_in_portuguese_and_the_customer_sees_them() {
    play(Scene::nobody_wrote(), async |stage| {
        let device = Device::desk().in_portuguese();
        let visitor = stage.visitor_api().await;
        visitor.write("oi").await;
        let livia = stage.agent_at("Lívia", &device).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("oi").await;
        let page = &livia.page;
        page.press(&composer(button(TITLE))).await;
        chooses_kind(&livia, "list").await;
        page.write(&[dialog(), textbox("Text")], "O que você procura?")
            .await;
        page.write(&[dialog(), textbox("Button that opens the list")], "Ver")
            .await;
        let section = |n: u32| thing("group", &format!("Seção {n}"));
        page.write(&[dialog(), section(1), textbox("Heading")], "Sala")
            .await;
        page.write(&[dialog(), section(1), option(1), textbox("Title")], "Sofá")
            .await;
        page.write(
            &[dialog(), section(1), option(1), textbox("Description")],
            "3 lugares",
        )
        .await;
        page.press(&[dialog(), button("Add a section")]).await;
        page.write(&[dialog(), section(2), option(1), textbox("Title")], "Cama")
            .await;
        page.press(&[dialog(), button("Send")]).await;
        page.shows_no(&[dialog()]).await;
        livia.log_says("O que você procura?").await;
        let list = newest(stage, &livia).await;
        assert_eq!(list["sections"][0]["title"], "Sala");
        assert_eq!(
            list["sections"][0]["choices"][0]["description"],
            "3 lugares"
        );
        assert_eq!(list["sections"][1]["choices"][0]["id"], "2");

        page.press(&composer(button(TITLE))).await;
        chooses_kind(&livia, "form").await;
        page.write(&[dialog(), textbox("Text")], "Onde entregamos?")
            .await;
        let question = |n: u32| thing("group", &format!("Pergunta {n}"));
        page.write(&[dialog(), question(1), textbox("Question")], "Andar")
            .await;
        selects(&livia, 1, "3").await;
        page.press(&[dialog(), question(1), thing("checkbox", "Must be answered")])
            .await;
        page.press(&[dialog(), button("Add a question")]).await;
        page.write(
            &[dialog(), question(2), textbox("Question")],
            "Tem elevador?",
        )
        .await;
        selects(&livia, 2, "5").await;
        page.write(&[dialog(), question(2), option(1), textbox("Title")], "Sim")
            .await;
        page.press(&[dialog(), button("Send")]).await;
        livia.log_says("Tem elevador?").await;
        let form = newest(stage, &livia).await;
        assert_eq!(
            form["questions"],
            json!([
                { "id": "question-1", "label": "Andar", "input": "number", "required": true },
                { "id": "question-2", "label": "Tem elevador?", "input": "choice",
                    "choices": [{ "id": "1", "title": "Sim" }] },
            ])
        );
    });
}

#[test]
fn cards_and_a_place_are_composed_and_only_what_the_channel_carries_is_offered() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = ana_writes(stage, "demo-api", &Device::desk()).await;
        let page = &livia.page;
        page.press(&composer(button(TITLE))).await;
        chooses_kind(&livia, "cards").await;
        let card = |n: u32| thing("group", &format!("Card {n}"));
        page.says(&[dialog()], "Up to 20 cards.").await;
        let title = |n: u32| [dialog(), card(n)];
        let write = async |n: u32, text: &str| {
            let script = "const field = arguments[0][0].querySelector('input');
                field.focus(); return true;";
            recado_tests::waiting::until("the card", async || {
                page.ask_of::<bool>(&title(n), script).await
            })
            .await;
            page.type_keys(text).await;
        };
        write(1, "Oak chair").await;
        page.press(&[dialog(), button("Add a card")]).await;
        write(2, "Pine chair").await;
        page.says(&[dialog(), region("Preview")], "Pine chair")
            .await;
        page.press(&[dialog(), button("Send")]).await;
        livia.log_says("Oak chair").await;

        page.press(&composer(button(TITLE))).await;
        chooses_kind(&livia, "location").await;
        page.write(&[dialog(), textbox("Latitude")], "-23,5614")
            .await;
        page.write(&[dialog(), textbox("Longitude")], "-246").await;
        page.says(&[dialog()], "Write decimal degrees").await;
        page.rewrite(&[dialog(), textbox("Longitude")], "-46.6559")
            .await;
        page.write(&[dialog(), textbox("Name or address")], "Avenida Paulista")
            .await;
        page.press(&[dialog(), button("Send")]).await;
        livia.log_says("Avenida Paulista").await;
        assert_eq!(newest(stage, &livia).await["latitude"], "-23.5614");

        // A note, and a channel without any of them, offer none.
        livia.turns_to("Internal note").await;
        page.shows_no(&composer(button(TITLE))).await;
        let sms = stage.channel("demo-sms").await;
        sms.customer_writes("Bia", "by SMS").await;
        livia.opens_row("by SMS").await;
        livia.talks_with("Bia").await;
        page.shows(&composer(textbox("Message"))).await;
        page.shows_no(&composer(button(TITLE))).await;
        // Elsewhere fewer kinds are offered.
        let telegram = stage.channel("demo-telegram-personal").await;
        telegram.customer_writes("Cai", "by Telegram").await;
        livia.opens_row("by Telegram").await;
        livia.talks_with("Cai").await;
        page.press(&composer(button(TITLE))).await;
        let kinds = "return [...document.querySelectorAll('dialog[open] select option')]
            .map(it => it.value)";
        until_equal(
            "the kinds that are offered",
            vec!["location".to_owned(), "contact_card".to_owned()],
            async || page.ask::<Vec<String>>(kinds).await,
        )
        .await;
    });
}

#[test]
fn one_that_is_sent_later_and_called_off_is_in_its_window_again() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = ana_writes(stage, "demo-instagram", &Device::desk()).await;
        let page = &livia.page;
        page.press(&composer(button(TITLE))).await;
        page.write(&[dialog(), textbox("Text")], "Which chair?")
            .await;
        page.write(&in_choice(1, textbox("Title")), "Oak").await;
        page.press(&[dialog(), button("Send later…")]).await;
        page.press(&[thing("dialog", "Send later"), button("Send later")])
            .await;
        page.shows_no(&[dialog()]).await;
        let waiting = region("Scheduled messages");
        page.says(std::slice::from_ref(&waiting), "Which chair?")
            .await;
        page.press(&[waiting.clone(), button("Call off")]).await;
        page.says(&[dialog(), region("Preview")], "Oak").await;
        page.press(&[dialog(), button("Send")]).await;
        livia.log_says("Which chair?").await;
        page.shows_no(&[waiting]).await;
        assert_eq!(
            newest(stage, &livia).await,
            json!({ "kind": "buttons", "text": "Which chair?", "choices": [
                { "id": "1", "title": "Oak" },
            ]})
        );
    });
}

fn dialog() -> Thing {
    thing("dialog", TITLE)
}

fn choice(number: u32) -> Thing {
    thing("group", &format!("Choice {number}"))
}

fn in_choice(number: u32, part: Thing) -> [Thing; 3] {
    [dialog(), choice(number), part]
}

/// Chooses a kind by its word, as the browser's own list does.
async fn chooses_kind(livia: &Agent, word: &str) {
    let kind = [dialog(), thing("combobox", "Kind")];
    chooses(livia, &kind, word).await;
}

/// A choice, as it is called in Portuguese.
fn option(number: u32) -> Thing {
    thing("group", &format!("Opção {number}"))
}

/// Chooses how a question is answered, in Portuguese.
async fn selects(livia: &Agent, question: u32, value: &str) {
    let group = thing("group", &format!("Pergunta {question}"));
    chooses(
        livia,
        &[dialog(), group, thing("combobox", "Answer")],
        value,
    )
    .await;
}

async fn chooses(livia: &Agent, path: &[Thing], value: &str) {
    let script = format!(
        "const field = arguments[0][0];
         field.value = '{value}';
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return field.value === '{value}';"
    );
    until_equal(value, true, async || {
        livia.page.ask_of::<bool>(path, &script).await
    })
    .await;
}

/// The content of the newest message of the conversation that is open, once it is there.
async fn newest(stage: &Stage, livia: &Agent) -> serde_json::Value {
    livia.is_up_to_date().await;
    let address = livia.page.address().await.expect("the page has an address");
    let path = address.split('?').next().unwrap_or_default();
    let id = path.rsplit('/').next().unwrap_or_default().into();
    let messages = stage.api(AGENT).await.messages(&id).await;
    let newest = messages.last().expect("something was said");
    serde_json::to_value(&newest.content).expect("a content is JSON")
}

/// A customer has written through a channel, and an agent has it before them.
async fn ana_writes(stage: &Stage, channel: &str, device: &Device) -> Agent {
    let channel = stage.channel(channel).await;
    channel.customer_writes("Ana", "Oi!").await;
    let livia = stage.agent_at("Lívia", device).await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("Oi!").await;
    livia.talks_with("Ana").await;
    let [chat, log] = log();
    livia.page.shows(&[chat, log, any("article")]).await;
    livia
}
