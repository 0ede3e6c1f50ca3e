//! L11: writing to somebody who has not written.

use recado_protocol::{BaseView, ConversationId};
use recado_tests::agent::{AGENT, Agent};
use recado_tests::page::{Thing, any, beginning, button, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Scene, play};
use thirtyfour::Key;

fn window() -> Thing {
    thing("dialog", "New conversation")
}

async fn begins(agent: &Agent, channel: &str) {
    agent.page.press(&[button("New conversation")]).await;
    agent
        .page
        .choose(&[window(), beginning("radio", channel)])
        .await;
}

async fn writes(agent: &Agent, field: &str, text: &str) {
    agent.page.rewrite(&[window(), textbox(field)], text).await;
}

async fn sends(agent: &Agent) {
    agent.page.press(&[window(), button("Send")]).await;
}

#[test]
fn a_new_contact_is_written_to_and_an_old_one_is_offered() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        begins(&livia, "SMS").await;
        writes(&livia, "Phone number", "81 9999").await;
        writes(&livia, "First message", "Good morning!").await;
        livia
            .page
            .says(&[window()], "This is no international number")
            .await;
        // What was written is still there after the window was closed.
        livia.presses_escape().await;
        livia.page.shows_no(&[window()]).await;
        begins(&livia, "SMS").await;
        let text = [window(), textbox("First message")];
        until_equal(
            "the first message",
            "Good morning!".to_owned(),
            async || {
                livia
                    .page
                    .ask_of(&text, "return arguments[0].at(-1).value")
                    .await
            },
        )
        .await;
        writes(&livia, "Phone number", "5581999992210").await;
        writes(&livia, "Name (if you know it)", "Bia Souza").await;
        sends(&livia).await;
        livia.page.shows_no(&[window()]).await;
        livia.talks_with("Bia Souza").await;
        let all = api.conversations(BaseView::Mine).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].contact.phone.as_deref(), Some("+5581999992210"));

        // The same number again leads to the same conversation, by keys alone.
        livia.page.press(&[button("New conversation")]).await;
        livia.page.shows(&[window()]).await;
        livia
            .page
            .choose(&[window(), beginning("radio", "SMS")])
            .await;
        writes(&livia, "Phone number", "+55 81 99999-2210").await;
        livia.page.type_keys(Key::Tab).await;
        livia.page.says(&[window()], "with Bia Souza").await;
        livia.page.press(&[window(), button("Open it")]).await;
        livia.page.shows_no(&[window()]).await;
        livia.talks_with("Bia Souza").await;
        assert_eq!(api.conversations(BaseView::All).await.len(), 1);
    });
}

#[test]
fn a_channel_asks_for_what_it_needs() {
    play(Scene::nobody_wrote(), async |stage| {
        let api = stage.api(AGENT).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.press(&[button("New conversation")]).await;
        livia.page.shows(&[window()]).await;
        let live_chat = [window(), beginning("radio", "Chat do site")];
        livia.page.shows_no(&live_chat).await;
        let telegram = [window(), beginning("radio", "Telegram @AuroraBot")];
        livia.page.choose(&telegram).await;
        writes(&livia, "Nickname", "@bia_souza").await;
        let email = [window(), beginning("radio", "contato@casaaurora.example")];
        livia.page.choose(&email).await;
        livia.page.shows(&[window(), textbox("Subject")]).await;
        let api_channel = [window(), beginning("radio", "WhatsApp Suporte")];
        livia.page.choose(&api_channel).await;
        writes(&livia, "Phone number", "5581999992210").await;
        writes(&livia, "Name (if you know it)", "Ana Lima").await;
        livia
            .page
            .says(&[window()], "approved templates only")
            .await;
        sends(&livia).await;
        livia
            .page
            .says(&[window()], "Write the first message")
            .await;
        let first = until("a template", async || {
            let radios = livia
                .page
                .all(&[window(), thing("group", "Template"), any("radio")])
                .await?;
            radios.into_iter().next().ok_or_else(|| "none".to_owned())
        })
        .await;
        livia
            .page
            .choose(&[window(), thing("radio", &first.name)])
            .await;
        let fields = until("the template's fields", async || {
            let all = livia.page.all(&[window(), any("textbox")]).await?;
            let fields: Vec<String> = all
                .into_iter()
                .map(|field| field.name)
                .filter(|name| name != "Phone number" && !name.starts_with("Name (if"))
                .collect();
            Ok::<_, String>(fields)
        })
        .await;
        // What is known stands there already.
        let values = "return arguments[0].map(field => field.value)";
        let all = [window(), any("textbox")];
        until_equal("a first name among the fields", true, async || {
            let values = livia.page.ask_of::<Vec<String>>(&all, values).await?;
            Ok(values.iter().any(|value| value == "Ana"))
        })
        .await;
        for field in fields {
            writes(&livia, &field, "something").await;
        }
        sends(&livia).await;
        livia.page.shows_no(&[window()]).await;
        let sent = api.conversations(BaseView::Mine).await;
        assert_eq!(sent.len(), 1);
        let last = sent[0].conversation.last_message.as_ref();
        assert_eq!(last.map(|last| last.kind.as_str()), Some("template"));
    });
}

#[test]
fn who_wants_no_messages_gets_none() {
    play(Scene::demo(60), async |stage| {
        let api = stage.api(AGENT).await;
        let record = api
            .find(BaseView::All, |it| {
                it.contact.phone.is_some() && it.conversation.channel.as_str() == "demo-whatsapp"
            })
            .await
            .expect("the demo has such people");
        let id: &ConversationId = &record.conversation.id;
        let out = serde_json::json!({ "opted_in": false, "how": "on the phone" });
        api.put(id, "consent", out).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        begins(&livia, "SMS").await;
        let phone = record.contact.phone.expect("it has one");
        writes(&livia, "Phone number", phone.trim_start_matches('+')).await;
        writes(&livia, "First message", "Buy something!").await;
        sends(&livia).await;
        livia.page.says(&[window()], "wants no messages").await;
        livia.page.shows(&[window()]).await;
        let sms = api.conversations(BaseView::All).await;
        let is_new = |it: &&recado_protocol::ConversationRecord| {
            it.contact.id == record.contact.id && it.conversation.channel.as_str() == "demo-sms"
        };
        assert_eq!(sms.iter().filter(is_new).count(), 0);
    });
}
