//! Messages that are more than a text, as the agent sees them.

use recado_tests::agent::{AGENT, Agent, chat};
use recado_tests::page::button;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

const EVERY_KIND: &str = "/c/demo-every-kind";

/// Opens the conversation at one of its messages.
async fn opens(agent: &Agent, number: usize) {
    agent
        .page
        .open(&format!("{EVERY_KIND}/m/demo-every-kind-{number}"))
        .await;
    agent.talks_with("Every Kind").await;
}

#[test]
fn every_kind_is_drawn_with_the_customers_answer_on_it() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        opens(&livia, 4).await;
        for words in [
            "Which chair is it?",
            "Oak",
            "chosen by the customer",
            "Yes, please",
        ] {
            livia.log_says(words).await;
        }
        let chosen = "return [...document.querySelectorAll('.choice--chosen .choice__title')]
            .map(it => it.textContent).filter(it => ['Oak', 'Yes, please'].includes(it)).sort()";
        until_equal(
            "the chosen ones are marked",
            vec!["Oak".to_owned(), "Yes, please".to_owned()],
            async || livia.page.ask::<Vec<String>>(chosen).await,
        )
        .await;
        opens(&livia, 7).await;
        for words in [
            "Where shall we bring it?",
            "Ana Souza",
            "Template order_confirmed",
        ] {
            livia.log_says(words).await;
        }
        opens(&livia, 11).await;
        for words in ["Avenida Paulista", "Bruno Souza", "4 of 5"] {
            livia.log_says(words).await;
        }
        opens(&livia, 15).await;
        for words in [
            "This message was deleted",
            "A message that this version can't show",
            "The chair, from all sides",
            "not all of it could be read",
            "A list that lost its menu",
        ] {
            livia.log_says(words).await;
        }
    });
}

#[test]
fn a_mail_is_shown_without_scripts_and_without_its_remote_pictures() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        opens(&livia, 12).await;
        livia.log_says("Re: Your order 4711").await;
        livia.log_says("Ana Souza <ana@cliente.example>").await;
        let frame = "const frame = document.querySelector('iframe.email__body');
            const body = frame?.contentDocument;";
        let facts = format!(
            "{frame} return [frame.sandbox.contains('allow-scripts'),
            body.querySelectorAll('img[src], script, style').length > 0,
            body.querySelector('details.quoted').open,
            frame.clientHeight >= body.body.scrollHeight]"
        );
        until_equal(
            "the mail is quiet, folded and whole",
            vec![false, false, false, true],
            async || livia.page.ask::<Vec<bool>>(&facts).await,
        )
        .await;
        let words = format!("{frame} return body.querySelector('summary').textContent");
        assert_eq!(
            livia.page.ask::<String>(&words).await.as_deref(),
            Ok("Earlier messages")
        );
        livia.page.press(&[chat(), button("Load pictures")]).await;
        livia
            .page
            .shows_no(&[chat(), button("Load pictures")])
            .await;
        let address = format!("{frame} return body.querySelector('img').getAttribute('src')");
        until_equal(
            "the picture is asked for",
            "https://pictures.example/corner.jpg".to_owned(),
            async || livia.page.ask::<String>(&address).await,
        )
        .await;
    });
}
