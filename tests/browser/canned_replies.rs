//! P6: prepared texts and articles, picked without leaving the text.

use recado_protocol::ConversationRecord;
use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::{Page, Thing, any, beginning, button, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

const FIELD: &str = "Message";

fn field() -> [Thing; 2] {
    composer(textbox(FIELD))
}

fn listbox(name: &str) -> [Thing; 2] {
    composer(thing("listbox", name))
}

/// A customer on a channel without a window, of whom no company is known.
fn takes_text(record: &ConversationRecord) -> bool {
    let channel = record.conversation.channel.as_str();
    ["demo-sms", "demo-telegram", "demo-whatsapp"].contains(&channel)
        && !record.conversation.blocked_by_customer
}

fn first_name(record: &ConversationRecord) -> &str {
    let name = record.contact.name.split_whitespace().next();
    name.unwrap_or_default()
}

/// The name of the option that the field says is meant.
async fn meant(page: &Page) -> Result<String, String> {
    page.ask_of::<Option<String>>(
        &field(),
        "const id = arguments[0][0].getAttribute('aria-activedescendant');
         return id && document.getElementById(id).textContent.trim()",
    )
    .await
    .map(Option::unwrap_or_default)
}

async fn means(livia: &Agent, words: &str) {
    until(format!("\"{words}\" to be meant"), async || {
        let meant = meant(&livia.page).await?;
        if meant.contains(words) {
            Ok(())
        } else {
            Err(meant)
        }
    })
    .await;
}

#[test]
fn a_reply_is_picked_and_filled_in_from_the_keyboard_without_leaving_the_text() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = livia.opens_where(stage, takes_text).await;
        livia.writes("Well, /").await;
        livia.page.shows(&listbox("Canned replies")).await;
        means(&livia, "Saudação").await;
        // Accents and case do not count, and the best match stands first.
        livia.writes("SAUDACAO").await;
        means(&livia, "Saudação").await;
        livia.page.keys(&field(), Key::Escape).await;
        livia.page.shows_no(&listbox("Canned replies")).await;
        livia.has_written("Well, /SAUDACAO").await;

        livia.page.rewrite(&field(), "/h").await;
        means(&livia, "Greeting").await;
        livia.page.keys(&field(), Key::Down).await;
        livia.page.keys(&field(), Key::Up).await;
        means(&livia, "Greeting").await;
        assert!(livia.page.shows(&field()).await.focused);
        livia.page.keys(&field(), Key::Enter).await;
        livia.page.shows_no(&listbox("Canned replies")).await;
        let text = format!(
            "Hello {}, this is Lívia from Casa Aurora. How can I help you?",
            first_name(&record)
        );
        livia.has_written(&text).await;
        livia.writes(" Yes?").await;
        livia.page.keys(&field(), Key::Enter).await;
        livia.has_written("").await;
        livia.reads(&format!("{text} Yes?")).await;
        // A slash inside of a word asks for nothing.
        livia.writes("and/or 5/h").await;
        livia.page.shows_no(&listbox("Canned replies")).await;
    });
}

#[test]
fn the_name_of_no_reply_is_held_once_before_it_goes_out() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.writes("/zzz").await;
        livia.page.keys(&field(), Key::Enter).await;
        let news = [any("status")];
        livia
            .page
            .says(&news, "There is no canned reply /zzz.")
            .await;
        livia.has_written("/zzz").await;
        // Whoever means it sends it.
        livia.page.keys(&field(), Key::Enter).await;
        livia.has_written("").await;
        livia.reads("/zzz").await;
    });
}

#[test]
fn a_reply_is_picked_by_mouse_in_portuguese() {
    play(Scene::demo(120), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        let record = livia.opens_where(stage, takes_text).await;
        livia.page.press(&composer(button("Canned replies"))).await;
        livia.page.shows(&listbox("Canned replies")).await;
        let [form, list] = listbox("Canned replies");
        livia
            .page
            .press(&[form, list, beginning("option", "Agradecimento")])
            .await;
        let text = format!(
            "Obrigado pelo contato, {}. Se precisar de algo mais, é só responder aqui.",
            first_name(&record)
        );
        livia.has_written(&text).await;
        livia.presses_send().await;
        livia.reads(&text).await;
    });
}

#[test]
fn what_nobody_knows_is_marked_and_has_to_be_filled_in_before_sending() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.writes("/vip").await;
        means(&livia, "Loyalty card").await;
        livia.page.keys(&field(), Key::Tab).await;
        let gap = "{{contact.loyalty_card}}";
        livia
            .has_written(&format!("Your loyalty card is {gap}."))
            .await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "Fill in ").await;
        let is_disabled = async || Ok(livia.page.one(&composer(button("Send"))).await?.disabled);
        until_equal("whether Send is disabled", true, is_disabled).await;
        livia.page.keys(&field(), Key::Home).await;
        livia.page.keys(&field(), Key::Enter).await;
        livia
            .has_written(&format!("Your loyalty card is {gap}."))
            .await;

        livia
            .page
            .press(&composer(button("Show in the text")))
            .await;
        let selected = async || {
            livia
                .page
                .ask_of::<String>(
                    &field(),
                    "const it = arguments[0][0];
                     return it.value.slice(it.selectionStart, it.selectionEnd)",
                )
                .await
        };
        until_equal("what is selected", gap.to_owned(), selected).await;
        livia.page.keys(&field(), "4711").await;
        livia.has_written("Your loyalty card is 4711.").await;
        livia.page.stops_saying(&form, "Fill in ").await;
        livia.presses_send().await;
        livia.reads("Your loyalty card is 4711.").await;
    });
}

#[test]
fn a_variable_that_is_typed_is_filled_in_as_that_of_a_reply() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = livia.opens_where(stage, takes_text).await;
        livia.page.keys(&field(), "Oi {{contact.first_name}}").await;
        livia
            .has_written(&format!("Oi {}", first_name(&record)))
            .await;
        livia.page.keys(&field(), ", {{contact.nobody}}").await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "Fill in {{contact.nobody}}").await;
    });
}

#[test]
fn a_name_that_was_made_up_is_not_written_to_its_visitor() {
    play(Scene::nobody_wrote(), async |stage| {
        stage.visitor_api().await.write("hello there").await;
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, |_| true).await;
        livia.writes("/hello").await;
        means(&livia, "Greeting").await;
        livia.page.keys(&field(), Key::Enter).await;
        let rest = ", this is Lívia from Casa Aurora. How can I help you?";
        let text = format!("Hello {{{{contact.first_name}}}}{rest}");
        livia.has_written(&text).await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "Fill in ").await;
        assert!(livia.page.shows(&composer(button("Send"))).await.disabled);
    });
}

#[test]
fn an_article_is_read_first_and_goes_in_as_its_link_or_its_text() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia.opens_where(stage, takes_text).await;
        livia.writes("See #trocar").await;
        means(&livia, "Como trocar ou devolver").await;
        livia
            .page
            .says(&composer(thing("group", "Preview")), "A coleta é gratuita")
            .await;
        livia.page.keys(&field(), Key::Enter).await;
        let link = "https://ajuda.casaaurora.example/troca";
        livia.has_written(&format!("See {link}")).await;

        livia.page.press(&composer(button("Articles"))).await;
        livia.page.shows(&listbox("Articles")).await;
        let [form, list] = listbox("Articles");
        livia
            .page
            .point_at(&[form, list, beginning("option", "Ways to pay")])
            .await;
        means(&livia, "Ways to pay").await;
        livia.page.press(&composer(button("Insert text"))).await;
        let text = "Pix, boleto, and credit cards in up to ten instalments without interest.";
        livia.has_written(&format!("See {link} {text}")).await;
        livia.page.shows_no(&composer(any("listbox"))).await;
    });
}

#[test]
fn what_was_used_once_is_there_without_a_network() {
    play(Scene::demo(120), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = livia.opens_where(stage, takes_text).await;
        livia.writes("/momento").await;
        means(&livia, "Um momento").await;
        livia.page.keys(&field(), Key::Escape).await;
        livia.page.rewrite(&field(), "").await;
        livia.network.cut_api();
        livia.page.reload().await;
        livia.talks_with(&record.contact.name).await;
        livia.writes("/momento").await;
        means(&livia, "Um momento").await;
        livia.page.keys(&field(), Key::Enter).await;
        livia
            .has_written("Um momento, por favor: vou verificar e já volto.")
            .await;
        let asked = livia.network.asked();
        assert!(
            asked.iter().any(|it| it.path.ends_with("/canned_replies")),
            "{AGENT} asked for them once"
        );
    });
}
