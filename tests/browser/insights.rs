//! K8: how the customer feels, how urgent it is, and what is like it.

use recado_tests::agent::{AGENT, Agent, panel};
use recado_tests::audit::audit;
use recado_tests::model::{Behaviour, Model};
use recado_tests::page::{beginning, button, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

/// Somebody wrote about the same before; a visitor writes, and the agent has their insights open.
async fn open(stage: &Stage, device: &Device) -> (Agent, recado_tests::api::VisitorApi) {
    let before = stage.visitor_api().await;
    before.write("The printer cartridge leaks ink").await;
    let visitor = stage.visitor_api().await;
    visitor
        .write("Thank you, my printer cartridge is great")
        .await;
    let livia = stage
        .agent_at(&format!("Lívia {}", device.language), device)
        .await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("is great").await;
    livia.reads("my printer cartridge is great").await;
    let heading = [panel(), button("Insights")];
    assert!(!livia.page.shows(&heading).await.expanded);
    livia.page.keys(&heading, Key::Enter).await;
    (livia, visitor)
}

#[test]
fn mood_and_urgency_follow_what_the_customer_writes() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, visitor) = open(stage, &Device::desk()).await;
        livia.page.says(&[panel()], "Source: word lists").await;
        livia
            .page
            .shows(&[panel(), beginning("link", "Positive")])
            .await;
        visitor.write("Now it is broken, this is awful").await;
        visitor.write("I need help right now").await;
        livia.page.says(&[panel()], "getting worse").await;
        livia.page.says(&[panel()], "High: “right now”").await;
        let angry = [panel(), beginning("link", "Negative")];
        livia.page.shows(&angry).await;
        livia.page.keys(&angry, Key::Enter).await;
        until_equal("whether it leads to the message", true, async || {
            Ok(livia.page.address().await?.contains("/m/"))
        })
        .await;
    });
}

#[test]
fn the_assistant_judges_where_there_is_one_and_word_lists_where_it_does_not() {
    let model = Model::start(Behaviour::Refuses(503));
    model.judges(Some(r#"{"mood":"negative","urgency":"high"}"#));
    let url = model.url().to_owned();
    play(Scene::nobody_wrote().helped_by(&url), async |stage| {
        let (livia, visitor) = open(stage, &Device::desk().dark()).await;
        let source = [panel()];
        livia.page.says(&source, "Source: assistant").await;
        livia.page.says(&source, "High").await;
        livia
            .page
            .shows(&[panel(), beginning("link", "Negative")])
            .await;
        model.judges(None);
        visitor.write("Thank you, it works").await;
        livia.page.says(&source, "Source: word lists").await;
        livia.page.says(&source, "Positive").await;
        model.judges(Some(r#"{"mood":"furious","urgency":"high"}"#));
        visitor.write("Perfect").await;
        livia.page.says(&source, "Perfect").await;
        livia.page.says(&source, "Source: word lists").await;
        model.judges(Some(r#"{"mood":"neutral","urgency":"low"}"#));
        visitor.write("Great").await;
        livia.page.says(&source, "Source: assistant").await;
        livia.page.says(&source, "Low").await;
    });
}

#[test]
fn similar_conversations_lead_to_what_was_said_in_them() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _) = open(stage, &Device::desk()).await;
        let similar = [panel(), beginning("link", "Visitor")];
        livia.page.shows(&similar).await;
        livia.page.press(&similar).await;
        livia.reads("The printer cartridge leaks ink").await;
    });
}

#[test]
fn a_similar_ticket_leads_to_its_conversation_and_can_be_linked_here() {
    play(Scene::nobody_wrote(), async |stage| {
        let other = stage.visitor_api().await.write("hello there").await;
        let body = serde_json::json!({ "subject": "Printer cartridge leaks" });
        let api = stage.api(AGENT).await;
        api.post(&other.conversation, "tickets", body).await;
        let (livia, _) = open(stage, &Device::desk()).await;
        livia.page.says(&[panel()], "Similar tickets").await;
        let here = livia.page.address().await.unwrap();
        let similar = [panel(), beginning("link", "#1")];
        livia.page.keys(&similar, Key::Enter).await;
        livia.reads("hello there").await;
        // The ticket is in sight, and what was unfolded stays so from one conversation to the next.
        let ticket = [panel(), beginning("button", "#1")];
        until_equal("whether the ticket is open", (true, true), async || {
            let ticket = livia.page.one(&ticket).await?;
            Ok((ticket.expanded, ticket.focused))
        })
        .await;
        assert!(
            livia
                .page
                .shows(&[panel(), button("Insights")])
                .await
                .expanded
        );
        livia
            .page
            .keys(&[panel(), button("Tickets")], Key::Enter)
            .await;
        livia.page.open(&here).await;
        let link = [panel(), button("Link #1: Printer cartridge leaks")];
        livia.page.keys(&link, Key::Enter).await;
        livia.page.shows_no(&similar).await;
        livia
            .page
            .keys(&[panel(), button("Tickets")], Key::Enter)
            .await;
        livia.page.shows(&ticket).await;
        // It is one of this conversation now.
        livia.page.reload().await;
        livia.page.says(&[panel()], "Similar conversations").await;
        livia.page.shows_no(&similar).await;
    });
}

#[test]
fn what_is_shown_stays_without_a_network_and_says_so() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, visitor) = open(stage, &Device::desk()).await;
        let glad = [panel(), beginning("link", "Positive")];
        livia.page.shows(&glad).await;
        livia.network.cut();
        livia.chip_says("Server unreachable").await;
        livia.page.press(&[button("Resolve")]).await;
        livia
            .page
            .says(&[panel()], "What you see is from before")
            .await;
        livia.page.shows(&glad).await;
        visitor.write("this is terrible").await;
        livia.network.mend();
        livia
            .page
            .shows(&[panel(), beginning("link", "Negative")])
            .await;
        livia
            .page
            .stops_saying(&[panel()], "What you see is from before")
            .await;
    });
}

#[test]
fn a_similar_ticket_is_seen_on_a_phone_too() {
    play(Scene::nobody_wrote(), async |stage| {
        let other = stage.visitor_api().await.write("hello there").await;
        let body = serde_json::json!({ "subject": "Printer cartridge leaks" });
        let api = stage.api(AGENT).await;
        api.post(&other.conversation, "tickets", body).await;
        let before = stage.visitor_api().await;
        before.write("The printer cartridge leaks ink").await;
        let livia = stage.agent_at("Lívia", &Device::phone(390, 844)).await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("leaks ink").await;
        livia.reads("cartridge leaks ink").await;
        let page = &livia.page;
        page.press(&[button("Show customer")]).await;
        let drawer = thing("dialog", "Customer");
        let within = |thing| [drawer.clone(), thing];
        page.press(&within(button("Insights"))).await;
        page.press(&within(beginning("link", "#1"))).await;
        let ticket = within(beginning("button", "#1"));
        until_equal("whether the ticket is open", (true, true), async || {
            let ticket = page.one(&ticket).await?;
            Ok((ticket.expanded, ticket.focused))
        })
        .await;
        // What is followed to a message is behind it.
        page.press(&within(button("Close"))).await;
        livia.reads("hello there").await;
    });
}

#[test]
fn insights_are_read_by_everybody() {
    play(Scene::nobody_wrote(), async |stage| {
        let mut found = Vec::new();
        let dark = Device::desk().dark().in_portuguese();
        for (device, source, urgent) in [
            (Device::desk(), "Source: word lists", "Urgent"),
            (dark, "Fonte: listas de palavras", "Urgente"),
        ] {
            let (livia, visitor) = open(stage, &device).await;
            visitor.write("My printer is broken, this is urgent").await;
            livia.page.says(&[panel()], source).await;
            livia.page.says(&[panel()], urgent).await;
            livia.page.settle().await;
            found.extend(audit(&livia.page, &format!("insights {}", device.language)).await);
        }
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}
