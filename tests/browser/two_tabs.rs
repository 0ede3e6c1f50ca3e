//! X1: one agent with the inbox in two tabs of one browser.

use recado_tests::agent::{AGENT, Agent};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

/// How many live links this agent's browser has opened.
fn links(agent: &Agent) -> usize {
    let asked = agent.network.asked();
    asked
        .iter()
        .filter(|asked| asked.path.ends_with("/live"))
        .count()
}

#[test]
fn tabs_share_one_link_and_hand_it_over_when_it_closes() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.is_up_to_date().await;
        let leader = livia.page.opens_tab().await;
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.is_up_to_date().await;
        visitor.write("are you there?").await;
        livia
            .reads_once_in_order(&["good morning", "are you there?"])
            .await;
        livia.sends("from the tab that follows").await;
        livia
            .reads_delivery("from the tab that follows", "Sent")
            .await;
        assert_eq!(links(&livia), 1, "the second tab has no link of its own");

        let follower = livia.page.opens_tab().await;
        livia.page.turns_to_tab(leader).await;
        livia.page.closes_tab_and_turns_to(follower).await;
        visitor.write("and now?").await;
        let said = [
            "good morning",
            "are you there?",
            "from the tab that follows",
            "and now?",
        ];
        livia.reads_once_in_order(&said).await;
        livia.sends("here I am").await;
        livia.reads_delivery("here I am", "Sent").await;
        livia.is_up_to_date().await;
        assert_eq!(links(&livia), 2, "the second tab has taken over");
    });
}

#[test]
fn a_leading_tab_that_goes_elsewhere_hands_its_link_over() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.is_up_to_date().await;
        let mut other = livia.page.opens_tab().await;
        let mut said = vec!["good morning"];
        // Chromium forgot in one of two or three rounds whose turn it was.
        for text in ["one", "two", "three", "four", "five"] {
            livia.page.open(&format!("/c/{conversation}")).await;
            livia.is_up_to_date().await;
            let reader = livia.page.turns_to_other_tab(other).await;
            livia.page.open("/inbox/all").await;
            livia.is_up_to_date().await;
            other = livia.page.turns_to_other_tab(reader).await;
            visitor.write(text).await;
            said.push(text);
            livia.reads_once_in_order(&said).await;
        }
    });
}

#[test]
fn what_waits_in_both_tabs_goes_out_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        until_equal("what is unread", 0, async || Ok(api.counts().await.unread)).await;
        livia.is_up_to_date().await;

        livia.network.cut_api();
        livia.chip_says("Server unreachable").await;
        livia.sends("written in the first tab").await;
        livia.chip_says("Server unreachable: 1 queued").await;
        let first = livia.page.opens_tab().await;
        livia.network.mend();
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.is_up_to_date().await;
        livia.sends("written in the second tab").await;
        let said = [
            "good morning",
            "written in the first tab",
            "written in the second tab",
        ];
        livia.reads_once_in_order(&said).await;
        livia.is_up_to_date().await;
        livia.page.turns_to_tab(first).await;
        livia.is_up_to_date().await;
        livia.reads_once_in_order(&said).await;

        let messages = api.messages(&conversation).await;
        let texts: Vec<&str> = messages.iter().filter_map(|m| m.content.text()).collect();
        assert_eq!(texts, said);
    });
}

#[test]
fn what_is_written_in_one_tab_stands_in_the_other_until_it_is_sent() {
    play(Scene::nobody_wrote(), async |stage| {
        let visitor = stage.visitor_api().await;
        let conversation = visitor.write("good morning").await.conversation;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.open(&format!("/c/{conversation}")).await;
        let api = stage.api(AGENT).await;
        until_equal("what is unread", 0, async || Ok(api.counts().await.unread)).await;
        livia.writes("one").await;
        let first = livia.page.opens_tab().await;
        livia.page.open(&format!("/c/{conversation}")).await;
        livia.has_written("one").await;
        livia.writes(", two").await;
        let second = livia.page.turns_to_other_tab(first).await;
        livia.has_written("one, two").await;
        livia.writes(", three").await;
        let first = livia.page.turns_to_other_tab(second).await;
        livia.has_written("one, two, three").await;
        livia.presses_send().await;
        livia.reads("one, two, three").await;
        livia.has_written("").await;
        livia.page.turns_to_tab(first).await;
        livia.reads("one, two, three").await;
        livia.has_written("").await;
    });
}

#[test]
fn signing_out_in_one_tab_is_signing_out_in_both() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        let first = livia.page.opens_tab().await;
        livia.page.open("/").await;
        livia.is_up_to_date().await;
        livia.signs_out().await;
        livia
            .page
            .shows(&[recado_tests::agent::sign_in_form()])
            .await;
        livia.page.turns_to_tab(first).await;
        livia
            .page
            .shows(&[recado_tests::agent::sign_in_form()])
            .await;
    });
}
