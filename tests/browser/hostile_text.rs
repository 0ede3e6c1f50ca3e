//! Text from outside is text, wherever it is shown.

use recado_protocol::BaseView;
use recado_tests::agent::{AGENT, AGENT_2, chat, sign_in_form};
use recado_tests::page::{Page, any, textbox};
use recado_tests::{Scene, Stage, play};

/// Each would set `window.__pwned` if anything of it were taken for more than text.
const HOSTILE: [&str; 6] = [
    r"<img src=x onerror='window.__pwned=1'>",
    r"<script>window.__pwned=1</script>",
    r#""><svg onload="window.__pwned=1"></svg>"#,
    r"<a href='javascript:window.__pwned=1' id=pwned>press me</a>",
    r"<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    r"</textarea></div><style>*{display:none}</style><b>bold</b>",
];

#[test]
fn in_messages_notes_and_drafts_it_is_shown_as_it_was_typed() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        let rafael = stage.agent("Rafael").await;
        let ana = stage.visitor("Ana").await;
        livia.comes_in(AGENT).await;
        rafael.comes_in(AGENT_2).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        for text in HOSTILE {
            ana.sends(text).await;
        }
        ana.reads_just(&HOSTILE).await;
        livia.opens_filter("All").await;
        livia.sees_on_top(HOSTILE[5]).await;
        livia.opens_row("bold").await;
        livia.reads_once_in_order(&HOSTILE).await;

        rafael.opens_filter("All").await;
        rafael.opens_row("bold").await;
        for text in HOSTILE {
            let (reply, note) = (format!("reply {text}"), format!("note {text}"));
            livia.sends(&reply).await;
            livia.notes(&note).await;
            ana.reads(&reply).await;
            rafael.reads(&reply).await;
            rafael.reads(&note).await;
        }
        let draft = HOSTILE.concat();
        livia.turns_to("Reply").await;
        livia.writes(&draft).await;
        stage.visitor_api().await.write("somebody else").await;
        livia.opens_row("somebody else").await;
        livia.sees_row("Draft: ").await;
        livia.page.back().await;
        livia.has_written(&draft).await;
        livia.page.reload().await;
        livia.has_written(&draft).await;

        for page in [&livia.page, &rafael.page, &ana.page] {
            is_unharmed(page).await;
        }
        ana.page.leave_frames().await;
        is_unharmed(&ana.page).await;
    });
}

#[test]
fn in_addresses_and_configuration_it_is_shown_as_it_was_typed() {
    play(Scene::nobody_wrote().with_own_files(), async |stage| {
        brand(stage, HOSTILE[0]);
        let livia = stage.agent("Lívia").await;
        livia
            .page
            // A channel that nobody knows is said to be unknown; a label is whatever people call it.
            .open(
                "/inbox/all?channel=%3Cimg%20src=x%20onerror=%22window.__pwned=1%22%3E\
                 &label=%3Cimg%20src=x%20onerror=%22window.__pwned=1%22%3E",
            )
            .await;
        livia.page.says(&[any("main")], HOSTILE[0]).await;
        livia.tries_to_sign_in(HOSTILE[1], HOSTILE[2]).await;
        livia
            .page
            .says(
                &[sign_in_form(), any("alert")],
                "E-mail or password is wrong",
            )
            .await;
        livia.signs_in(AGENT).await;
        livia
            .page
            .says(&[any("main")], "<img src=x onerror=\"window.__pwned=1\">")
            .await;
        is_unharmed(&livia.page).await;
        livia
            .page
            .open("/c/%3Cimg%20src=x%20onerror=%22pwned()%22%3E")
            .await;
        livia
            .page
            .says(&[chat()], "This conversation was not found")
            .await;
        is_unharmed(&livia.page).await;

        let ana = stage.visitor("Ana").await;
        ana.page
            .open("/widget/index.html#channel=%3Cimg%20src=x%20onerror=window.__pwned=1%3E")
            .await;
        ana.page
            .says(&[any("alert")], "<img src=x onerror=window.__pwned=1>")
            .await;
        ana.page.shows_no(&[textbox("Message")]).await;
        is_unharmed(&ana.page).await;
    });
}

fn brand(stage: &Stage, brand: &str) {
    let file = stage.dist().join("config.json");
    for ending in ["json.br", "json.gz"] {
        // Small files may have no compressed copy.
        let _ = std::fs::remove_file(file.with_extension(ending));
    }
    let config = format!("{{\"brand\": \"{brand}\"}}");
    std::fs::write(&file, config).expect("the test's own copy is writable");
}

/// Nothing of what was typed ran, and nothing of it even tried to.
pub async fn is_unharmed(page: &Page) {
    let who = page.who();
    let pwned = page
        .ask::<bool>("return window.__pwned !== undefined")
        .await;
    assert_eq!(pwned, Ok(false), "something ran for {who}");
    let foreign = "return document.querySelectorAll('#pwned, [srcdoc]:not(.email__body), [onerror], [onload], \
                   a[href^=\"javascript:\"]').length";
    assert_eq!(
        page.ask::<u32>(foreign).await,
        Ok(0),
        "something became an element for {who}"
    );
    let console = page.console().await;
    assert!(
        !console.contains("Content Security Policy"),
        "something was kept from running: {console}"
    );
}

#[test]
fn the_demo_with_its_odd_texts_shows_nothing_but_text() {
    play(Scene::demo(60), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        for record in stage
            .api(AGENT)
            .await
            .conversations(BaseView::All)
            .await
            .iter()
            .take(12)
        {
            livia
                .page
                .open(&format!("/c/{}", record.conversation.id))
                .await;
            livia.talks_with(&record.contact.name).await;
        }
        is_unharmed(&livia.page).await;
    });
}
