//! P12: channels that take free text for a day after the customer's last message, and then templates.

use std::time::{SystemTime, UNIX_EPOCH};

use recado_protocol::{BaseView, ConversationRecord};
use recado_tests::agent::{AGENT, composer};
use recado_tests::page::{Page, Thing, any, beginning, button, region, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

const HOUR_MS: i64 = 60 * 60 * 1_000;

fn now() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(passed.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}

/// A conversation on the channel with the rule whose customer wrote so many hours ago.
fn wrote(record: &ConversationRecord, hours: std::ops::Range<i64>) -> bool {
    let conversation = &record.conversation;
    let age = conversation.customer_wrote_at.map(|at| now() - at.millis());
    conversation.channel.as_str() == "demo-whatsapp-api"
        && !conversation.blocked_by_customer
        && age.is_some_and(|age| (hours.start * HOUR_MS..hours.end * HOUR_MS).contains(&age))
}

fn long_ago(record: &ConversationRecord) -> bool {
    wrote(record, 25..100_000)
}

#[test]
fn after_a_day_the_text_is_closed_with_the_reason_and_a_template_goes_out_by_keyboard() {
    play(Scene::demo(300), async |stage| {
        let livia = stage.agent("Lívia").await;
        let record = livia.opens_where(stage, long_ago).await;
        let form = [thing("form", "Composer")];
        livia
            .page
            .says(&form, "The customer wrote more than 24 hours ago")
            .await;
        livia.page.shows_no(&composer(textbox("Message"))).await;
        livia
            .page
            .keys(&composer(button("Send a template")), Key::Enter)
            .await;
        let dialog = || thing("dialog", "Templates");
        livia.page.shows(&[dialog()]).await;
        let choice = [dialog(), beginning("radio", "pedido enviado")];
        livia.page.keys(&choice, Key::Space).await;
        let name = livia
            .page
            .shows(&[dialog(), textbox("Nome do cliente")])
            .await;
        let first = record.contact.name.split_whitespace().next();
        assert_eq!(name.value.as_deref(), first);
        livia
            .page
            .says(
                &[dialog()],
                "Still to fill in: Número do pedido and Quando chega",
            )
            .await;
        let send = [dialog(), button("Send template")];
        let is_disabled = async || Ok(livia.page.one(&send).await?.disabled);
        until_equal("whether it can be sent", true, is_disabled).await;
        livia
            .page
            .write(&[dialog(), textbox("Número do pedido")], "4711")
            .await;
        livia
            .page
            .write(&[dialog(), textbox("Quando chega")], "amanhã")
            .await;
        let text = format!(
            "Olá {}, seu pedido 4711 saiu para entrega e chega amanhã.",
            first.unwrap_or_default()
        );
        let preview = [dialog(), region("Preview")];
        livia.page.says(&preview, &text).await;
        livia.page.says(&preview, "Casa Aurora Móveis").await;
        livia.page.says(&preview, "Rastrear").await;
        livia.page.type_keys(Key::Enter).await;
        livia.page.shows_no(&[dialog()]).await;
        livia.log_says(&text).await;
        livia.is_up_to_date().await;
        let sent = stage
            .api(AGENT)
            .await
            .messages(&record.conversation.id)
            .await;
        let last = sent.last().expect("it was sent");
        assert_eq!(last.content.kind(), "template");
        assert_eq!(last.content.text(), Some(text.as_str()));
        // A note needs no window.
        livia.notes("sent the template").await;
        livia.reads("sent the template").await;
    });
}

#[test]
fn no_text_is_put_off_until_after_the_day() {
    play(Scene::demo(600), async |stage| {
        let livia = stage.agent("Lívia").await;
        livia
            .opens_where(stage, |record| wrote(record, 15..22))
            .await;
        livia.writes("see you").await;
        livia.chooses_way("menuitem", "Send later…").await;
        let page = &livia.page;
        let dialog = || thing("dialog", "Send later");
        in_two_days(page, "Send later").await;
        page.press(&[dialog(), beginning("button", "In an hour")])
            .await;
        page.shows_no(&[dialog()]).await;
        livia.has_written("").await;
        let waiting = || region("Scheduled messages");
        page.says(&[waiting()], "see you").await;
        // Nor moved there.
        page.press(&[waiting(), button("Change the time")]).await;
        in_two_days(page, "Change the time").await;
    });
}

/// Chooses a time that is too late, and is told so.
async fn in_two_days(page: &Page, title: &str) {
    let dialog = || thing("dialog", title);
    let inside = |thing: Thing| [dialog(), thing];
    page.shows(&inside(beginning("button", "In an hour"))).await;
    page.shows_no(&inside(beginning("button", "Tomorrow morning")))
        .await;
    // How one types it differs with each language.
    let script = "const field = arguments[0][0].querySelector('[type=datetime-local]');
        field.value = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
        return field.dispatchEvent(new Event('input', { bubbles: true }));";
    page.ask_of::<bool>(&[dialog()], script)
        .await
        .expect("the window has a field");
    page.press(&inside(button(title))).await;
    page.says(&[dialog()], "can be written to freely until")
        .await;
}

#[test]
fn a_template_goes_out_by_mouse_in_portuguese() {
    play(Scene::demo(300), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        livia.opens_where(stage, long_ago).await;
        livia.page.press(&composer(button("Send a template"))).await;
        let dialog = || thing("dialog", "Templates");
        livia
            .page
            .choose(&[dialog(), beginning("radio", "pesquisa")])
            .await;
        livia.page.press(&[dialog(), button("Send template")]).await;
        livia.page.shows_no(&[dialog()]).await;
        livia.log_says("Como foi o seu atendimento").await;
    });
}

#[test]
fn within_the_day_the_time_left_is_shown_and_free_text_passes() {
    play(Scene::demo(900), async |stage| {
        let livia = stage.agent("Lívia").await;
        let fresh = |record: &ConversationRecord| wrote(record, 0..23);
        livia.opens_where(stage, fresh).await;
        let form = [thing("form", "Composer")];
        livia.page.says(&form, "left to answer freely").await;
        livia.sends("we are on it").await;
        livia.reads_delivery("we are on it", "Sent").await;
        livia.page.shows(&composer(button("Templates"))).await;
        let all = stage.api(AGENT).await.conversations(BaseView::All).await;
        let other = all.iter().find(|record| {
            record.conversation.channel.as_str() == "demo-sms"
                && !record.conversation.blocked_by_customer
        });
        let other = other.expect("the demo has one");
        livia
            .page
            .open(&format!("/c/{}", other.conversation.id))
            .await;
        livia.talks_with(&other.contact.name).await;
        livia.page.shows(&composer(textbox("Message"))).await;
        livia.page.shows_no(&composer(button("Templates"))).await;
        livia
            .page
            .stops_saying(&form, "left to answer freely")
            .await;
        livia.page.shows_no(&[any("dialog")]).await;
    });
}
