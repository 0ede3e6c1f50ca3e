//! C12: writing an e-mail: who gets it, what it is about, and where it stands in its thread.

use std::path::PathBuf;

use recado_tests::agent::{AGENT, Agent, composer, log};
use recado_tests::channel_simulator::ChannelSimulator;
use recado_tests::page::{Thing, any, beginning, button, textbox, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Device, Scene, Stage, play};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::Key;

/// What the customer wrote, to several people.
const MAIL: &str = "From: Ana Souza <ana@cliente.example>
To: contato@casaaurora.example, bia@cliente.example
Cc: cai@cliente.example
Subject: Cadeira quebrada
Message-ID: <one@cliente.example>
References: <zero@cliente.example>

A cadeira chegou quebrada.
";
const HEAD: &str = "Recipients and subject";
/// Pastes a text where the focus is, as a person would.
const PASTE: &str = "
    const data = new DataTransfer();
    data.setData('text/plain', 'Dora <dora@casa.example>, eva@casa.example\\nnobody');
    arguments[0][0].dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    return true;";

#[test]
fn a_reply_goes_to_all_by_keyboard_is_kept_through_a_reload_and_stands_in_its_thread() {
    play(Scene::nobody_wrote(), async |stage| {
        let (livia, channel) = ana_mails(stage, &Device::desk()).await;
        let page = &livia.page;
        page.says(&[head()], "To Ana Souza · Re: Cadeira quebrada")
            .await;
        page.keys(&fold(), Key::Enter).await;
        page.shows(&in_line("To", button("Remove ana@cliente.example")))
            .await;
        page.keys(&[head(), button("Reply all")], Key::Enter).await;
        for address in ["bia@cliente.example", "cai@cliente.example"] {
            page.says(&line("Cc"), address).await;
        }
        page.shows_no(&[head(), button("Reply all")]).await;

        let field = in_line("Cc", textbox("Cc"));
        page.write(&field, "dora@").await;
        page.type_keys(Key::Enter).await;
        page.says(&line("Cc"), "“dora@” is no e-mail address.")
            .await;
        livia.writes("As promised.").await;
        until_equal("whether it can be sent", true, async || {
            Ok(page.one(&composer(button("Send"))).await?.disabled)
        })
        .await;
        page.write(&field, "casa.example;").await;
        page.says(&line("Cc"), "dora@casa.example").await;
        page.stops_saying(&line("Cc"), "is no e-mail address").await;
        page.keys(&field, Key::Backspace).await;
        page.stops_saying(&line("Cc"), "dora@casa.example").await;
        page.rewrite(&[head(), textbox("Subject")], "Re: A cadeira nova")
            .await;
        // Enter in the head sends nothing.
        page.type_keys(Key::Enter).await;
        livia.has_written("As promised.").await;

        page.reload().await;
        livia.has_written("As promised.").await;
        page.says(
            &[head()],
            "To Ana Souza · Cc bia@cliente.example +1 · Re: A cadeira nova",
        )
        .await;
        page.keys(&composer(textbox("Message")), Key::Enter).await;
        livia.has_written("").await;
        let sent = channel.receives("As promised.").await;
        let mail = &sent["message"]["content"];
        assert_eq!(addresses(&mail["to"]), ["ana@cliente.example"]);
        assert_eq!(
            addresses(&mail["cc"]),
            ["bia@cliente.example", "cai@cliente.example"]
        );
        assert_eq!(mail["subject"], "Re: A cadeira nova");
        assert_eq!(mail["from"]["address"], "contato@casaaurora.example");
        assert_eq!(mail["in_reply_to"], "one@cliente.example");
        assert_eq!(
            mail["references"],
            json!(["zero@cliente.example", "one@cliente.example"])
        );
        livia.log_says("Re: A cadeira nova").await;
        // The next one goes on with the same people.
        page.says(&[head()], "Cc bia@cliente.example +1").await;
    });
}

#[test]
fn an_email_with_a_file_is_written_by_mouse_called_back_and_sent_in_portuguese() {
    play(Scene::nobody_wrote(), async |stage| {
        let device = Device::desk().in_portuguese();
        let (livia, channel) = ana_mails(stage, &device).await;
        let page = &livia.page;
        let desk = TempDir::new().expect("a folder can be made");
        let file: PathBuf = desk.path().join("oferta.txt");
        std::fs::write(&file, "ovos, farinha").expect("a file can be written");

        page.press(&fold()).await;
        let field = in_line("Bcc", textbox("Bcc"));
        page.press(&field).await;
        until("Lívia to paste", async || {
            page.ask_of::<bool>(&field, PASTE).await
        })
        .await;
        page.says(&line("Bcc"), "Dora <dora@casa.example>").await;
        page.says(&line("Bcc"), "“nobody” não é um endereço de e-mail.")
            .await;
        page.rewrite(&field, "").await;
        page.press(&in_line("Bcc", button("Remover dora@casa.example")))
            .await;
        page.stops_saying(&line("Bcc"), "dora@casa.example").await;
        page.choose_files(&[file]).await;
        livia.writes("Segue em anexo.").await;
        page.press(&fold()).await;
        page.shows_no(&[head(), textbox("Subject")]).await;
        livia.presses_send().await;

        let [chat, log] = log();
        page.says(&[chat.clone(), log.clone()], "oferta.txt").await;
        page.press(&[chat, log, button("Undo")]).await;
        livia.has_written("Segue em anexo.").await;
        page.says(&[head()], "Cco eva@casa.example").await;
        page.says(&[thing("list", "Attached files")], "oferta.txt")
            .await;
        assert!(channel.received().is_empty());
        livia
            .chooses_way("menuitemcheckbox", "A moment to undo after Send")
            .await;
        livia.presses_escape().await;
        livia.presses_send().await;
        let sent = channel.receives("Segue em anexo.").await;
        let mail = &sent["message"]["content"];
        assert_eq!(mail["kind"], "email");
        assert_eq!(addresses(&mail["bcc"]), ["eva@casa.example"]);
        assert_eq!(mail["attachments"][0]["name"], "oferta.txt");
        page.shows(&[thing("link", "Baixar oferta.txt")]).await;
    });
}

#[test]
fn a_first_email_wants_somebody_to_go_to_and_other_channels_have_no_head() {
    play(Scene::nobody_wrote(), async |stage| {
        let channel = stage.channel("demo-email").await;
        channel.customer_writes("Somebody", "an old text").await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in_to(AGENT, "an old text").await;
        let page = &livia.page;
        // Nothing is known to send it to: the fields are open and say so.
        page.says(&line("To"), "Add at least one address in To.")
            .await;
        page.write(&in_line("To", textbox("To")), "somebody@cliente.example")
            .await;
        livia.writes("Hello!").await;
        page.stops_saying(&line("To"), "Add at least one address")
            .await;
        // It has no subject, which is asked about once: Enter asks, and adds it or sends anyway.
        let question = || [thing("form", "Composer"), any("alert")];
        page.keys(&composer(textbox("Message")), Key::Enter).await;
        page.says(&question(), "Send without a subject?").await;
        page.keys(&composer(button("Add a subject")), Key::Enter)
            .await;
        let subject = [head(), textbox("Subject")];
        until_equal("whether the subject can be typed", true, async || {
            Ok(page.one(&subject).await?.focused)
        })
        .await;
        page.type_keys("About you").await;
        page.stops_saying(&question(), "Send without a subject?")
            .await;
        page.rewrite(&[head(), textbox("Subject")], "").await;
        page.says(&question(), "Send without a subject?").await;
        livia.has_written("Hello!").await;
        page.keys(&composer(textbox("Message")), Key::Enter).await;
        livia.has_written("").await;
        let sent = channel.receives("Hello!").await;
        let mail = &sent["message"]["content"];
        assert_eq!(addresses(&mail["to"]), ["somebody@cliente.example"]);
        assert_eq!(mail["subject"], "");
        // The next one is asked about anew, and by mouse.
        livia.writes("Again").await;
        page.press(&composer(button("Send"))).await;
        page.says(&question(), "Send without a subject?").await;
        page.press(&composer(button("Send anyway"))).await;
        channel.receives("Again").await;
        page.stops_saying(&question(), "Send without a subject?")
            .await;
        livia.notes("a note has no head").await;
        livia.turns_to("Internal note").await;
        page.shows_no(&[head()]).await;
        stage.visitor_api().await.write("a visitor").await;
        livia.opens_row("a visitor").await;
        page.shows(&composer(textbox("Message"))).await;
        page.shows_no(&[head()]).await;
    });
}

fn head() -> Thing {
    thing("group", HEAD)
}

fn fold() -> [Thing; 2] {
    [head(), beginning("button", HEAD)]
}

fn line(name: &str) -> [Thing; 2] {
    [head(), thing("group", name)]
}

fn in_line(name: &str, part: Thing) -> [Thing; 3] {
    [head(), thing("group", name), part]
}

fn addresses(mailboxes: &Value) -> Vec<&str> {
    let all = mailboxes.as_array().into_iter().flatten();
    all.filter_map(|it| it["address"].as_str()).collect()
}

/// A customer has written a mail to several people, and an agent has it before them.
async fn ana_mails(stage: &Stage, device: &Device) -> (Agent, ChannelSimulator) {
    let channel = stage.channel("demo-email").await;
    channel.takes_mail(MAIL).await;
    let livia = stage.agent_at("Lívia", device).await;
    livia.comes_in_to(AGENT, "A cadeira chegou quebrada.").await;
    livia.talks_with("Ana Souza").await;
    (livia, channel)
}
