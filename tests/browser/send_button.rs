//! P1: the microphone becomes Send when there is something to send, in the same place.

use recado_protocol::ConversationRecord;
use recado_tests::agent::composer;
use recado_tests::page::{Facts, button, textbox, thing};
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

const RECORD: &str = "Record voice message";

fn on(channel: &str) -> impl Fn(&ConversationRecord) -> bool {
    move |record| {
        let conversation = &record.conversation;
        conversation.channel.as_str() == channel && !conversation.blocked_by_customer
    }
}

fn place(facts: &Facts) -> [f64; 4] {
    [facts.left, facts.top, facts.width, facts.height]
}

#[test]
fn the_microphone_becomes_send_and_back_without_a_jump() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, on("demo-telegram")).await;
        let page = &livia.page;
        let record = page.shows(&composer(button(RECORD))).await;
        assert!(!record.disabled);
        page.shows_no(&composer(button("Send"))).await;

        livia.writes("x").await;
        let send = page.shows(&composer(button("Send"))).await;
        assert_eq!(place(&send), place(&record));
        page.shows_no(&composer(button(RECORD))).await;
        page.keys(&composer(textbox("Message")), Key::Backspace)
            .await;
        page.shows(&composer(button(RECORD))).await;

        // By keyboard it records; the note is listened to and sent there.
        page.keys(&composer(button(RECORD)), Key::Enter).await;
        page.shows(&composer(thing("group", RECORD))).await;
        livia.has_written("").await;

        livia.sends("and this is sent").await;
        livia.reads("and this is sent").await;
    });
}

#[test]
fn where_no_voice_goes_there_is_send_alone_and_a_note_is_sent_in_portuguese() {
    play(Scene::demo(300), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        livia.opens_where(stage, on("demo-sms")).await;
        let page = &livia.page;
        let send = page.shows(&composer(button("Send"))).await;
        assert!(send.disabled, "there is nothing to send");
        page.shows_no(&composer(button(RECORD))).await;
        livia.notes("para a equipe").await;
        livia.reads("para a equipe").await;
    });
}
