//! P10: what is being written is never lost, and goes out when Enter says so.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::textbox;
use recado_tests::waiting::until;
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

#[test]
fn what_was_sent_does_not_come_back_as_a_draft() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        let (one, _) = two_customers(stage, &livia).await;
        livia.opens_row(&one).await;
        livia.talks_with(&one).await;
        for text in ["sent just before", "and once more", "and again"] {
            livia.writes(text).await;
            // In one breath, so that nothing comes between.
            let script = "arguments[0][0].dispatchEvent(new KeyboardEvent('keydown', {
                    key: 'Enter', bubbles: true, cancelable: true }));
                location.reload();";
            let field = composer(textbox("Message"));
            let done = livia.page.ask_of::<()>(&field, script).await;
            done.expect("the page takes a key");
            livia.talks_with(&one).await;
            livia.is_up_to_date().await;
            is_sent_or_still_there(&livia, text).await;
        }
    });
}

/// Waits until a text is in the log or in the composer, but not in both; then it is sent.
async fn is_sent_or_still_there(agent: &Agent, text: &str) {
    let is_draft = until("the text to be sent or a draft", async || {
        let lines = agent.lines().await?;
        let is_sent = lines.iter().any(|line| line.text.contains(text));
        let field = agent.page.one(&composer(textbox("Message"))).await?;
        let is_draft = field.value.as_deref() == Some(text);
        if is_sent == is_draft {
            return Err(format!("sent: {is_sent}, a draft: {is_draft}"));
        }
        Ok(is_draft)
    })
    .await;
    if is_draft {
        agent.presses_send().await;
    }
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
