//! One agent with the inbox in two tabs of one browser.

use recado_tests::agent::AGENT;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

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
        livia.chip_says("Offline").await;
        livia.sends("written in the first tab").await;
        livia.chip_says("Offline: 1 queued").await;
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
