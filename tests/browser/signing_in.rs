//! Signing in and out, and what happens when that fails. Nothing that was typed is ever lost.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, Agent, chat, sign_in_form};
use recado_tests::api::{PASSWORD, end_session};
use recado_tests::page::{any, button, textbox};
use recado_tests::{Scene, Stage, play};

#[test]
fn a_wrong_password_says_so_and_keeps_what_was_typed() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia.tries_to_sign_in(AGENT, "not the password").await;
        livia
            .page
            .says(
                &[sign_in_form(), any("alert")],
                "E-mail or password is wrong",
            )
            .await;
        typed(&livia, AGENT, "not the password").await;
        livia.signs_in(AGENT).await;
    });
}

#[test]
fn an_unreachable_backend_says_so_and_keeps_what_was_typed() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia.page.shows(&[sign_in_form()]).await;
        livia.network.cut();
        livia.tries_to_sign_in(AGENT, PASSWORD).await;
        livia
            .page
            .says(
                &[sign_in_form(), any("alert")],
                "The server can't be reached",
            )
            .await;
        typed(&livia, AGENT, PASSWORD).await;
        livia.network.mend();
        livia.page.press(&[sign_in_form(), button("Sign in")]).await;
        livia.is_up_to_date().await;
    });
}

#[test]
fn empty_fields_are_named() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.page.open("/").await;
        livia.page.press(&[sign_in_form(), button("Sign in")]).await;
        livia
            .page
            .says(&[sign_in_form()], "Enter your e-mail.")
            .await;
        livia
            .page
            .says(&[sign_in_form()], "Enter your password.")
            .await;
    });
}

#[test]
fn a_session_survives_a_reload() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.reload().await;
        livia.is_up_to_date().await;
        livia.page.shows_no(&[sign_in_form()]).await;
        livia.opens_filter("All").await;
        let said = livia.page.console().await;
        assert!(!said.contains("401"), "nothing asks as nobody: {said}");
    });
}

#[test]
fn signing_out_ends_the_session() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.signs_out().await;
        livia
            .page
            .says(&[any("main")], "You have signed out.")
            .await;
        livia.page.shows(&[sign_in_form()]).await;
        livia.page.reload().await;
        livia.page.shows(&[sign_in_form()]).await;
    });
}

#[test]
fn an_ended_session_says_so_and_keeps_the_draft() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        let customer = in_a_conversation(stage, &livia).await;
        livia.writes("half a sen").await;
        let cookie = session_cookie(&livia).await;
        end_session(&stage.backend.address(), &cookie).await;

        livia
            .page
            .says(&[any("main")], "Your session has ended.")
            .await;
        livia.signs_in(AGENT).await;
        livia.talks_with(&customer).await;
        livia.has_written("half a sen").await;
    });
}

#[test]
fn what_was_sent_after_the_session_ended_goes_out_after_signing_in() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        let customer = in_a_conversation(stage, &livia).await;
        let cookie = session_cookie(&livia).await;
        // The page can't hear of it before the message is on its way.
        livia.network.cut_api();
        livia.chip_says("Server unreachable").await;
        livia.sends("on my way out").await;
        end_session(&stage.backend.address(), &cookie).await;
        livia.network.mend();

        livia
            .page
            .says(&[any("main")], "Your session has ended.")
            .await;
        livia.signs_in(AGENT).await;
        livia.talks_with(&customer).await;
        livia.reads_delivery("on my way out", "Sent").await;
    });
}

/// Opens a conversation on a channel that takes messages; gives its customer.
async fn in_a_conversation(stage: &Stage, agent: &Agent) -> String {
    agent.comes_in(AGENT).await;
    agent.opens_filter("All").await;
    let all = stage.api(AGENT).await.conversations(BaseView::All).await;
    let open = all.iter().find(|record| {
        let conversation = &record.conversation;
        let is_open =
            ["demo-whatsapp", "demo-email", "demo-sms"].contains(&conversation.channel.as_str());
        is_open && !conversation.blocked_by_customer
    });
    let customer = open
        .expect("the demo has open channels")
        .contact
        .name
        .clone();
    agent.opens_row(&customer).await;
    agent.talks_with(&customer).await;
    agent.page.shows(&[chat(), textbox("Message")]).await;
    customer
}

async fn typed(agent: &Agent, email: &str, password: &str) {
    for (field, expected) in [("E-mail", email), ("Password", password)] {
        let field = agent.page.shows(&[sign_in_form(), textbox(field)]).await;
        assert_eq!(field.value.as_deref(), Some(expected), "{}", field.name);
    }
}

/// The refresh cookie, which only its own path can see.
async fn session_cookie(agent: &Agent) -> String {
    agent
        .page
        .cookie_below("/api/v1/session/", "recado_refresh")
        .await
}
