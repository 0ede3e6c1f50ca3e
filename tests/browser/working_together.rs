//! C9: two agents in one conversation: who looks, who writes, and before they answer at once.

use recado_tests::agent::{AGENT, AGENT_2, Agent, chat, composer, log};
use recado_tests::api::VisitorApi;
use recado_tests::page::{any, beginning, button, textbox, thing};
use recado_tests::{Scene, Stage, play};
use thirtyfour::Key;

#[test]
fn who_else_looks_is_shown_for_as_long_as_they_do() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, _) = both_look(stage).await;
        let rafael_looks = [
            chat(),
            thing("img", "Also looking at this: Rafael Teixeira"),
        ];
        let livia_looks = [chat(), thing("img", "Also looking at this: Lívia Martins")];
        livia.page.shows(&rafael_looks).await;
        rafael.page.shows(&livia_looks).await;
        livia.page.reload().await;
        livia.page.shows(&rafael_looks).await;
        rafael.page.open("/inbox/all").await;
        livia.page.shows_no(&rafael_looks).await;
    });
}

#[test]
fn a_colleague_who_writes_is_named() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, _) = both_look(stage).await;
        rafael.turns_to("Reply").await;
        rafael.writes("I think").await;
        livia
            .page
            .says(&[chat()], "Rafael Teixeira is writing…")
            .await;
        rafael.turns_to("Internal note").await;
        rafael.writes("psst").await;
        livia
            .page
            .says(&[chat()], "Rafael Teixeira is writing a note…")
            .await;
    });
}

#[test]
fn what_the_customer_wrote_meanwhile_is_shown_before_the_reply_goes_out_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, _rafael, ana) = both_look(stage).await;
        let field = composer(textbox("Message"));
        livia.writes("it costs 10").await;
        ana.write("never mind, I found it").await;
        livia.reads("never mind, I found it").await;
        livia.page.keys(&field, Key::Enter).await;
        let question = [thing("form", "Composer"), any("alert")];
        livia
            .page
            .says(&question, "wrote while you were writing")
            .await;
        livia.page.says(&question, "never mind, I found it").await;
        livia.has_written("it costs 10").await;
        livia.page.keys(&field, Key::Enter).await;
        livia.has_written("").await;
        livia.page.shows_no(&question).await;
        livia
            .reads_once_in_order(&["hello", "never mind, I found it", "it costs 10"])
            .await;

        // Nothing new: nobody is asked.
        livia.writes("bye").await;
        livia.page.keys(&field, Key::Enter).await;
        livia.has_written("").await;
        livia.page.shows_no(&question).await;
    });
}

#[test]
fn a_colleagues_answer_is_shown_too_and_can_be_looked_at() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, rafael, ana) = both_look(stage).await;
        livia.writes("it costs 10").await;
        rafael.sends("it costs 12").await;
        livia.reads("it costs 12").await;
        livia.page.press(&composer(button("Send"))).await;
        let question = [thing("form", "Composer"), any("alert")];
        livia
            .page
            .says(&question, "Rafael Teixeira answered while you were writing")
            .await;
        livia.page.press(&composer(button("Look"))).await;
        livia.page.shows_no(&question).await;
        livia.page.says(&log(), "it costs 12").await;
        livia.has_written("it costs 10").await;

        // Something newer: asked once more, and sent anyway.
        ana.write("so?").await;
        livia.reads("so?").await;
        livia.page.press(&composer(button("Send"))).await;
        livia.page.says(&question, "so?").await;
        livia.page.press(&composer(button("Send anyway"))).await;
        livia.has_written("").await;
        livia
            .reads_once_in_order(&["it costs 12", "so?", "it costs 10"])
            .await;
    });
}

/// Two agents have the conversation of one visitor before them.
async fn both_look(stage: &Stage) -> (Agent, Agent, VisitorApi) {
    let ana = stage.visitor_api().await;
    ana.write("hello").await;
    let livia = stage.agent("Lívia").await;
    let rafael = stage.agent("Rafael").await;
    for (agent, email) in [(&livia, AGENT), (&rafael, AGENT_2)] {
        agent.comes_in(email).await;
        agent.opens_filter("All").await;
        agent.opens_row("hello").await;
        agent
            .page
            .shows(&[chat(), beginning("heading", "Visitor")])
            .await;
    }
    (livia, rafael, ana)
}
