//! C3: messages that are more than a text, as the agent sees them.

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
        opens(&livia, 21).await;
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
fn files_of_every_kind_and_what_stands_behind_a_link_are_shown() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        opens(&livia, 13).await;
        livia.log_says("Is it this one?").await;
        let drawn = "return [...document.querySelectorAll('.log img')]
            .filter(it => it.complete && it.naturalWidth > 0).length";
        until_equal("both pictures are drawn", 2, async || {
            livia.page.ask::<u32>(drawn).await
        })
        .await;
        opens(&livia, 15).await;
        for words in [
            "Here it is from all sides.",
            "0:06",
            "Our doorbell sounds like this:",
        ] {
            livia.log_says(words).await;
        }
        let film = "const film = document.querySelector('.log video');
            film.play(); return film.readyState > 1 && film.videoWidth === 320";
        until_equal("the film can be played", true, async || {
            livia.page.ask::<bool>(film).await
        })
        .await;
        opens(&livia, 18).await;
        livia.log_says("price-list.csv").await;
        livia.log_says("Chairs of solid wood").await;
        let link = "const preview = document.querySelector('.link-preview');
            return [preview.querySelector('a').getAttribute('href'), preview.querySelector('a').rel]";
        until_equal(
            "the preview leads where it says",
            [
                "https://casaaurora.example/chairs",
                "noopener noreferrer nofollow",
            ]
            .map(str::to_owned)
            .to_vec(),
            async || livia.page.ask::<Vec<String>>(link).await,
        )
        .await;
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
