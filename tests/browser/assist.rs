//! P8: help with the text: a proposal that a person takes or leaves, and nothing that is sent by itself.

use recado_protocol::ConversationRecord;
use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::model::{Behaviour, Model};
use recado_tests::page::{Thing, any, button, region, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

/// Thirty of these are more than a message can hold.
const LONG: &str = "Five hundred letters are not much, but often enough they are more than anybody wants to read. \
    Five hundred letters are not much, but often enough they are more than anybody wants to read. \
    Five hundred letters are not much, but often enough they are more than anybody wants to read. \
    Five hundred letters are not much, but often enough they are more than anybody wants to read. \
    Five hundred letters are not much, but often enough they are more than anybody wants to read. ";

fn takes_text(record: &ConversationRecord) -> bool {
    let channel = record.conversation.channel.as_str();
    ["demo-sms", "demo-telegram", "demo-whatsapp"].contains(&channel)
        && !record.conversation.blocked_by_customer
}

fn proposal() -> [Thing; 2] {
    composer(region("Proposal"))
}

fn in_proposal(part: Thing) -> [Thing; 3] {
    let [form, proposal] = proposal();
    [form, proposal, part]
}

async fn asks(livia: &Agent, wish: &str) {
    livia.page.press(&composer(button("AI"))).await;
    livia
        .page
        .press(&[thing("menu", "AI"), thing("menuitem", wish)])
        .await;
}

#[test]
fn without_a_server_there_is_no_button() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.page.shows(&composer(button("Macros"))).await;
        livia.page.shows_no(&composer(button("AI"))).await;
    });
}

#[test]
fn a_draft_is_rewritten_as_it_comes_taken_and_taken_back() {
    let model = Model::start(Behaviour::Waits("Good afternoon", ", dear customer."));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = livia.opens_where(stage, takes_text).await;
        let api = stage.api(AGENT).await;
        let before = api.messages(&record.conversation.id).await.len();
        livia.writes("hey, write to ana@loja.com.br").await;
        asks(&livia, "More formal").await;
        // The first words are there before the last ones are written.
        livia.page.says(&proposal(), "Good afternoon").await;
        let take = in_proposal(button("Use as draft"));
        assert!(livia.page.shows(&take).await.disabled);
        livia.has_written("hey, write to ana@loja.com.br").await;
        model.goes_on();
        livia
            .page
            .says(&proposal(), "Good afternoon, dear customer.")
            .await;
        livia.page.press(&take).await;
        livia.has_written("Good afternoon, dear customer.").await;
        livia.page.shows_no(&proposal()).await;
        livia.page.press(&[button("Undo")]).await;
        livia.has_written("hey, write to ana@loja.com.br").await;
        // The model never saw the address, and nothing was sent.
        let heard = model.heard().join("\n");
        assert!(heard.contains("hey, write to [email-1]"), "{heard}");
        assert!(!heard.contains("ana@loja"), "{heard}");
        assert_eq!(api.messages(&record.conversation.id).await.len(), before);
    });
}

#[test]
fn a_suggestion_is_left_or_taken_from_the_keyboard_in_portuguese() {
    let model = Model::start(Behaviour::Says(vec![
        "<b>Olá</b>, ",
        "em que posso ajudar?",
    ]));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        livia.opens_where(stage, takes_text).await;
        let text = "<b>Olá</b>, em que posso ajudar?";
        livia.page.keys(&composer(button("AI")), Key::Enter).await;
        livia.page.shows_some(&[any("menuitem")]).await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.says(&proposal(), text).await;
        livia
            .page
            .keys(&in_proposal(button("Discard")), Key::Escape)
            .await;
        livia.page.shows_no(&proposal()).await;
        livia.has_written("").await;

        livia.page.keys(&composer(button("AI")), Key::Enter).await;
        livia.page.shows_some(&[any("menuitem")]).await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.says(&proposal(), text).await;
        livia
            .page
            .keys(&in_proposal(button("Use as draft")), Key::Enter)
            .await;
        livia.has_written(text).await;
        livia.presses_send().await;
        // What came from outside is text wherever it goes.
        livia.reads(text).await;
    });
}

#[test]
fn what_breaks_is_said_and_the_draft_stays() {
    let model = Model::start(Behaviour::Breaks("Half of"));
    let url = model.url().to_owned();
    play(
        Scene::demo(60).helped_by(&url).in_a_hurry(),
        async |stage| {
            let livia = stage.agent("Lívia").await;
            livia.opens_where(stage, takes_text).await;
            asks(&livia, "Shorter").await;
            livia
                .page
                .says(&[any("status")], "Write something first")
                .await;
            livia.writes("my own words").await;
            asks(&livia, "Shorter").await;
            livia.page.says(&proposal(), "Half of").await;
            livia.page.says(&proposal(), "broke off").await;
            for (behaviour, sentence) in [
                (Behaviour::Refuses(500), "does not answer now"),
                (Behaviour::Waits("Only", " this"), "takes too long"),
                (Behaviour::Babbles("data: {oh no}\n\n"), "can't be used"),
                (Behaviour::Says(vec![LONG; 30]), "this is the beginning"),
            ] {
                model.behaves(behaviour);
                livia.page.press(&in_proposal(button("Retry"))).await;
                livia.page.says(&proposal(), sentence).await;
                livia.page.stops_saying(&proposal(), "Half of").await;
            }
            livia.page.press(&in_proposal(button("Discard"))).await;
            livia.page.shows_no(&proposal()).await;
            livia.has_written("my own words").await;
        },
    );
}

#[test]
fn hostile_words_are_words() {
    const HOSTILE: &str =
        "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
    let model = Model::start(Behaviour::Says(vec![HOSTILE]));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        asks(&livia, "Suggest a reply").await;
        livia.page.says(&proposal(), HOSTILE).await;
        livia.page.press(&in_proposal(button("Use as draft"))).await;
        livia.has_written(HOSTILE).await;
        let title: String = livia.page.ask("return document.title").await.unwrap();
        assert_ne!(title, "taken");
    });
}

#[test]
fn a_proposal_is_stopped_and_what_came_goes_into_the_draft() {
    let model = Model::start(Behaviour::Waits("Of course", " never said"));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.writes("Hello! ").await;
        asks(&livia, "Suggest a reply").await;
        livia.page.says(&proposal(), "Of course").await;
        // From the keyboard: the proposal has the focus, and Stop is the first button that can be pressed.
        livia.page.type_keys(Key::Tab + Key::Enter).await;
        livia.page.says(&proposal(), "Stopped.").await;
        model.goes_on();
        let stop = livia.page.shows(&in_proposal(button("Retry"))).await;
        assert!(stop.focused, "the focus stays where it was");
        livia
            .page
            .press(&in_proposal(button("Insert into the draft")))
            .await;
        livia.has_written("Hello! Of course").await;
        // The browser's own undo knows it too.
        livia.page.type_keys(Key::Control + "z").await;
        livia.has_written("Hello! ").await;
    });
}

#[test]
fn a_summary_becomes_a_note_for_the_team() {
    let model = Model::start(Behaviour::Says(vec!["The customer waits for an order."]));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.writes("a reply").await;
        asks(&livia, "Summarise the conversation").await;
        livia
            .page
            .press(&in_proposal(button("Use as internal note")))
            .await;
        livia.has_written("The customer waits for an order.").await;
        let is_note = async || {
            let radio = livia
                .page
                .one(&composer(thing("radio", "Internal note")))
                .await?;
            Ok(radio.checked)
        };
        until_equal("whether it is a note", true, is_note).await;
        livia.turns_to("Reply").await;
        livia.has_written("a reply").await;
    });
}

#[test]
fn what_the_customer_said_is_translated_to_be_read() {
    let model = Model::start(Behaviour::Says(vec!["Good ", "morning."]));
    let url = model.url().to_owned();
    play(Scene::demo(60).helped_by(&url), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        asks(&livia, "Translate the last message").await;
        livia.page.says(&proposal(), "Good morning.").await;
        livia
            .page
            .shows_no(&in_proposal(button("Use as draft")))
            .await;
        livia.page.press(&in_proposal(button("Discard"))).await;
        livia.has_written("").await;
        let heard = model.heard().join("\n");
        assert!(heard.contains("Translate the draft into en"), "{heard}");
    });
}
