//! The address is the state: links, back and forward.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, AGENT_2, sign_in_form};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

#[test]
fn a_link_opens_the_same_conversation_for_a_colleague_who_signs_in() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let first = stage
            .api(AGENT)
            .await
            .conversations(BaseView::All)
            .await
            .remove(0);
        livia.opens_row(&first.contact.name).await;
        livia.talks_with(&first.contact.name).await;
        let link = livia.page.address().await.expect("a page has an address");
        assert!(
            link.starts_with(&format!("/c/{}", first.conversation.id)),
            "{link}"
        );

        let rafael = stage.agent("Rafael").await;
        rafael.page.open(&link).await;
        rafael.page.shows(&[sign_in_form()]).await;
        rafael.signs_in(AGENT_2).await;
        rafael.talks_with(&first.contact.name).await;
        rafael.page.is_at(&link).await;
    });
}

#[test]
fn back_and_forward_go_through_filters_and_conversations() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let (first, second) = (&all[0].contact.name, &all[1].contact.name);
        assert_ne!(first, second);
        livia.opens_row(first).await;
        livia.talks_with(first).await;
        livia.opens_row(second).await;
        livia.talks_with(second).await;

        livia.page.back().await;
        livia.talks_with(first).await;
        livia.page.back().await;
        livia.page.is_at("/inbox/all").await;
        livia.page.forward().await;
        livia.talks_with(first).await;
        livia.page.forward().await;
        livia.talks_with(second).await;
        let open = async || {
            let rows = livia.rows().await?;
            Ok(rows
                .iter()
                .filter(|row| row.is_open)
                .map(|row| row.position)
                .collect::<Vec<_>>())
        };
        until_equal("the open row", vec![2], open).await;
    });
}

#[test]
fn the_filter_and_the_conversation_survive_a_reload() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("Pending").await;
        let api = stage.api(AGENT).await;
        let first = api.conversations(BaseView::Pending).await.remove(0);
        livia.opens_row(&first.contact.name).await;
        livia.talks_with(&first.contact.name).await;
        let address = livia.page.address().await.expect("a page has an address");

        livia.page.reload().await;
        livia.talks_with(&first.contact.name).await;
        livia.page.is_at(&address).await;
        livia.list_holds(api.counts().await.pending).await;
    });
}

#[test]
fn a_link_to_nothing_says_so() {
    play(Scene::demo(12), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia
            .page
            .open("/c/0199aaaa-0000-7000-8000-000000000000")
            .await;
        livia.signs_in(AGENT).await;
        livia
            .page
            .says(
                &[recado_tests::agent::chat()],
                "This conversation was not found",
            )
            .await;
    });
}

#[test]
fn the_bare_address_becomes_that_of_the_list_that_it_shows() {
    play(Scene::demo(12), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia.signs_in(AGENT).await;
        livia.page.is_at("/inbox/mine").await;
        livia.opens_filter("All").await;
        livia.page.is_at("/inbox/all").await;
        livia.page.back().await;
        livia.page.is_at("/inbox/mine").await;
    });
}
