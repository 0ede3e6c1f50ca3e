//! C4, C8: a customer writes on a website, and agents answer in the inbox.

use recado_tests::agent::{AGENT, AGENT_2, Agent, chat};
use recado_tests::page::{any, button, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::{Scene, Stage, play};

#[test]
fn a_visitor_and_two_agents_share_one_conversation_live() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, ana) = three_people(stage).await;
        ana.sends("Do you have rye bread?").await;

        livia.sees_row("Do you have rye bread?").await;
        rafael.sees_row("Do you have rye bread?").await;
        livia.opens_row("rye bread").await;
        rafael.opens_row("rye bread").await;
        livia.takes().await;
        rafael.log_says("Lívia Martins").await;
        livia.sends("Yes, fresh from six on.").await;
        ana.reads("Yes, fresh from six on.").await;
        ana.sends("Keep two for me, please").await;
        rafael.reads("Keep two for me").await;
        rafael.sends("Two are yours.").await;
        livia.sends("See you tomorrow!").await;

        let said = [
            "Do you have rye bread?",
            "Yes, fresh from six on.",
            "Keep two for me, please",
            "Two are yours.",
            "See you tomorrow!",
        ];
        ana.reads_just(&said).await;
        livia.reads_once_in_order(&said).await;
        rafael.reads_once_in_order(&said).await;
        livia.is_up_to_date().await;
        rafael.is_up_to_date().await;
    });
}

#[test]
fn a_message_is_sent_then_delivered_then_read() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let ana = stage.visitor("Ana").await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("Is the shop open today?").await;
        livia.opens_row("Is the shop open today?").await;
        livia.reads("Is the shop open today?").await;

        ana.page.open("/demo-site/icon.svg").await;
        livia.sends("Until eight.").await;
        livia.reads_delivery("Until eight.", "Sent").await;

        ana.comes_to_the_site().await;
        livia.reads_delivery("Until eight.", "Delivered").await;

        ana.opens_chat().await;
        ana.reads("Until eight.").await;
        livia.reads_delivery("Until eight.", "Read").await;
    });
}

#[test]
fn each_side_sees_the_other_one_writing() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _, ana) = three_people(stage).await;
        ana.sends("Good morning").await;
        livia.opens_row("Good morning").await;
        livia.reads("Good morning").await;

        ana.page.write(&[textbox("Message")], "I would like").await;
        livia.page.says(&[chat()], "is typing").await;
        ana.page.rewrite(&[textbox("Message")], "").await;
        livia.page.stops_saying(&[chat()], "is typing").await;

        livia.writes("Good mor").await;
        ana.page
            .says(&[any("status")], "Lívia Martins is writing")
            .await;
        livia
            .page
            .rewrite(&recado_tests::agent::composer(textbox("Message")), "")
            .await;
        ana.page.stops_saying(&[any("status")], "is writing").await;
    });
}

#[test]
fn a_note_is_for_the_team_alone() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, ana) = three_people(stage).await;
        ana.sends("I want to complain").await;
        livia.opens_row("I want to complain").await;
        rafael.opens_row("I want to complain").await;
        livia.notes("She is a regular, be kind").await;
        rafael.reads("She is a regular, be kind").await;
        livia.sends("What happened?").await;
        ana.reads("What happened?").await;

        ana.reads_just(&["I want to complain", "What happened?"])
            .await;
        let said = [
            "I want to complain",
            "She is a regular, be kind",
            "What happened?",
        ];
        rafael.reads_once_in_order(&said).await;
        livia.reads_once_in_order(&said).await;
    });
}

#[test]
fn a_resolved_conversation_opens_again_when_the_customer_writes() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, ana) = three_people(stage).await;
        ana.sends("Thank you, bye").await;
        livia.opens_row("Thank you, bye").await;
        rafael.opens_row("Thank you, bye").await;
        livia.sees_unresolved().await;

        livia.resolves().await;
        for agent in [&livia, &rafael] {
            agent.log_says("Resolved by Lívia Martins").await;
            agent.sees_resolved().await;
        }

        ana.sends("One more thing").await;
        for agent in [&livia, &rafael] {
            agent.reads("One more thing").await;
            agent.log_says("Reopened: the customer wrote again").await;
            agent.sees_unresolved().await;
        }
        ana.reads_just(&["Thank you, bye", "One more thing"]).await;
    });
}

#[test]
fn what_was_done_by_mistake_can_be_undone() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, ana) = three_people(stage).await;
        ana.sends("I am still here").await;
        livia.opens_row("I am still here").await;
        rafael.opens_row("I am still here").await;
        livia.resolves().await;
        rafael.sees_resolved().await;
        livia
            .page
            .press(&[thing("region", "Notifications"), button("Undo")])
            .await;
        livia.sees_unresolved().await;
        rafael.sees_unresolved().await;

        livia.takes().await;
        rafael
            .page
            .shows(&[chat(), button("Assigned to Lívia Martins")])
            .await;
        livia
            .page
            .press(&[thing("region", "Notifications"), button("Undo")])
            .await;
        livia.page.shows(&[chat(), button("Unassigned")]).await;
        rafael.page.shows(&[chat(), button("Unassigned")]).await;
    });
}

/// Two agents who see everything, and a visitor with an open chat.
async fn three_people(stage: &Stage) -> (Agent, Agent, Visitor) {
    let livia = stage.agent("Lívia").await;
    let rafael = stage.agent("Rafael").await;
    livia.comes_in(AGENT).await;
    rafael.comes_in(AGENT_2).await;
    livia.opens_filter("All").await;
    rafael.opens_filter("All").await;
    let ana = stage.visitor("Ana").await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    (livia, rafael, ana)
}
