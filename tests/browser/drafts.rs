//! What is being written is never lost, and goes out when Enter says so.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::textbox;
use recado_tests::{Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn a_draft_belongs_to_its_conversation_and_its_mode() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        let (one, two) = two_customers(stage, &livia).await;
        livia.opens_row(&one).await;
        livia.talks_with(&one).await;
        livia.writes("a reply to one").await;
        livia.turns_to("Internal note").await;
        livia.has_written("").await;
        livia.writes("a note about one").await;

        livia.opens_row(&two).await;
        livia.talks_with(&two).await;
        livia.has_written("").await;
        livia.writes("a reply to two").await;
        livia.sees_row("Draft: ").await;

        livia.opens_row(&one).await;
        livia.talks_with(&one).await;
        livia.turns_to("Internal note").await;
        livia.has_written("a note about one").await;
        livia.turns_to("Reply").await;
        livia.has_written("a reply to one").await;

        livia.page.reload().await;
        livia.talks_with(&one).await;
        livia.turns_to("Internal note").await;
        livia.has_written("a note about one").await;
        livia.turns_to("Reply").await;
        livia.has_written("a reply to one").await;
        livia.opens_row(&two).await;
        livia.has_written("a reply to two").await;
    });
}

#[test]
fn enter_sends_and_shift_enter_breaks_the_line() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        let (one, _) = two_customers(stage, &livia).await;
        livia.opens_row(&one).await;
        livia.talks_with(&one).await;
        livia.writes("the first line\nthe second line").await;
        livia.has_written("the first line\nthe second line").await;
        livia
            .page
            .keys(&composer(textbox("Message")), Key::Enter)
            .await;
        livia.has_written("").await;
        let line = livia.reads("the first line").await;
        assert!(line.text.contains("the second line"), "{line}");

        livia.writes("   ").await;
        livia
            .page
            .keys(&composer(textbox("Message")), Key::Enter)
            .await;
        livia.has_written("   ").await;
        livia.reads_delivery("the first line", "Sent").await;
    });
}

/// Signs in and finds two customers on channels that take messages.
async fn two_customers(stage: &Stage, agent: &Agent) -> (String, String) {
    agent.comes_in(AGENT).await;
    agent.opens_filter("All").await;
    let mut names: Vec<String> = Vec::new();
    for record in stage.api(AGENT).await.conversations(BaseView::All).await {
        let channel = record.conversation.channel.as_str();
        let takes_messages = ["demo-whatsapp", "demo-email", "demo-sms", "demo-telegram"];
        if takes_messages.contains(&channel)
            && !record.conversation.blocked_by_customer
            && !names.contains(&record.contact.name)
        {
            names.push(record.contact.name);
        }
    }
    assert!(names.len() >= 2, "the demo has open channels: {names:?}");
    (names.remove(0), names.remove(0))
}
