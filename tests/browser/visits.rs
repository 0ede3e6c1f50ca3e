//! Where a visitor of the live chat was when the conversation began, as the team sees it.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, panel};
use recado_tests::page::button;
use recado_tests::{Scene, play};
use thirtyfour::Key;

#[test]
fn where_a_visitor_came_from_is_shown_without_what_is_private() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = stage.visitor("Ana").await;
        ana.page
            .open("/demo-site/?session=s3cret&utm_source=newsletter&utm_campaign=%3Ci%3Espring%3C/i%3E#paes")
            .await;
        ana.opens_chat().await;
        ana.sends("good morning").await;
        ana.reads_just(&["good morning"]).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("good morning").await;
        let heading = [panel(), button("Attributes")];
        livia.page.keys(&heading, Key::Enter).await;
        for text in [
            "This conversation",
            "/demo-site/",
            "source: newsletter",
            "campaign: <i>spring</i>",
            "Chrome",
        ] {
            livia.page.says(&[panel()], text).await;
        }
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let known = stage
            .api(AGENT)
            .await
            .attributes(&all[0].conversation.id)
            .await;
        let said = format!("{:?}", known.visit);
        assert!(!said.contains("s3cret") && !said.contains("paes"), "{said}");
    });
}
