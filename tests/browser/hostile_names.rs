//! The corpus where people and things have names: contacts, handles, labels, agents, files, subjects,
//! the fields of templates.

use std::fmt::Write as _;

use recado_protocol::{BaseView, OutgoingContent, Rich, RichContent};
use recado_tests::agent::{AGENT, Agent, chat};
use recado_tests::page::{any, thing};
use recado_tests::waiting::{until, until_equal};
use recado_tests::{Scene, Stage, play};
use thirtyfour::Key;

use crate::hostile_corpus::{WATCH, stays_quiet, texts, title};

/// Every so manieth text: each is a conversation or a message of its own here.
const STEP: usize = 6;
/// Longest label, in characters.
const LABEL_CHARS: usize = 40;
/// Files of one message.
const FILES: usize = 8;

/// Some of the corpus, one line each.
fn names() -> Vec<String> {
    let cut = texts().into_iter().step_by(STEP).map(|text| title(&text));
    cut.map(|text| text.replace(char::is_control, " "))
        .collect()
}

async fn agent(stage: &Stage) -> Agent {
    let livia = stage.agent("Lívia").await;
    livia.page.prepares(WATCH).await;
    livia.comes_in(AGENT).await;
    livia
}

async fn opens(livia: &Agent, path: &str) {
    livia.page.open(path).await;
    until(format!("messages at {path}"), async || {
        match livia.page.all(&[chat(), any("article")]).await?.len() {
            0 => Err("no message".to_owned()),
            _ => Ok(()),
        }
    })
    .await;
}

#[test]
fn names_handles_labels_and_fields_of_templates_are_text() {
    play(Scene::nobody_wrote(), async |stage| {
        let channel = stage.channel("demo-whatsapp-api").await;
        let names = names();
        for (number, name) in names.iter().enumerate() {
            channel.customer_is(&number.to_string(), name, name).await;
        }
        let api = stage.api(AGENT).await;
        let records = api.conversations(BaseView::All).await;
        assert_eq!(records.len(), names.len());
        for record in &records {
            let name = record.contact.name.trim();
            let label: String = name.chars().take(LABEL_CHARS).collect();
            api.set_labels(&record.conversation.id, &[label.trim()])
                .await;
            let text = format!("Olá {name}, aqui é {name}. Podemos continuar o seu atendimento?");
            let template = RichContent::Template {
                name: "retomar_atendimento".to_owned(),
                language: "pt-BR".to_owned(),
                text,
                header: None,
                footer: None,
                choices: Vec::new(),
            };
            let template = OutgoingContent::Rich(Rich::of(&template));
            api.send(&record.conversation.id, template).await;
        }
        let livia = agent(stage).await;
        livia.opens_filter("All").await;
        let list = [thing("listbox", "Conversations")];
        for _ in 0..6 {
            livia.page.keys(&list, Key::PageDown).await;
            stays_quiet(&livia.page).await;
        }
        for record in records.iter().step_by(7) {
            opens(&livia, &format!("/c/{}", record.conversation.id)).await;
            livia.log_says("Podemos continuar o seu atendimento?").await;
            stays_quiet(&livia.page).await;
        }
    });
}

#[test]
fn subjects_senders_files_and_bodies_of_mails_are_text_or_clean() {
    play(Scene::nobody_wrote(), async |stage| {
        let mailbox = stage.channel("demo-email").await;
        let names = names();
        for (number, name) in names.iter().enumerate() {
            let mut percent = String::new();
            for byte in name.bytes() {
                let _ = write!(percent, "%{byte:02X}");
            }
            let quoted = name.replace(['"', '\\'], "'");
            mailbox
                .takes_mail(&format!(
                    "From: \"{quoted}\" <ana@cliente.example>\nSubject: {name}\n\
                     Message-ID: <{number}@x.example>\nIn-Reply-To: <0@x.example>\nMIME-Version: 1.0\n\
                     Content-Type: multipart/mixed; boundary=b\n\n--b\n\
                     Content-Type: text/html; charset=utf-8\n\n<p>Number {number}: {name}</p>\n--b\n\
                     Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''{percent}\n\n\
                     x\n--b--\n"
                ))
                .await;
        }
        let api = stage.api(AGENT).await;
        let records = api.conversations(BaseView::All).await;
        assert_eq!(records.len(), 1);
        let id = &records[0].conversation.id;
        let messages = api.messages(id).await;
        assert_eq!(messages.len(), names.len());
        let livia = agent(stage).await;
        for message in messages.iter().step_by(5) {
            opens(&livia, &format!("/c/{id}/m/{}", message.id)).await;
            let quiet = "return [...document.querySelectorAll('iframe.email__body')]
                .filter(it => it.contentWindow.__pwned !== undefined
                    || it.contentDocument.querySelector('script, form, object, [onerror], [onload]'))
                .length";
            let in_frames = async || livia.page.ask::<u32>(quiet).await;
            until_equal("what ran in mails", 0, in_frames).await;
            stays_quiet(&livia.page).await;
        }
    });
}

#[test]
fn names_of_files_and_agents_are_text_on_both_sides() {
    play(Scene::nobody_wrote(), async |stage| {
        let names = names();
        let called = names[1].clone();
        stage
            .backend
            .add_agent("hostile@demo.recado.test", &called)
            .await;
        let ana = stage.visitor("Ana").await;
        ana.page.prepares(WATCH).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("hello").await;
        ana.page.says(&[thing("log", "Messages")], "Sent").await;
        for some in names.chunks(FILES).take(4) {
            for name in some {
                ana.page.drop_file(name, "text/html", name).await;
            }
            let ready = "return document.querySelectorAll('.tray__file').length === 8
                && !document.querySelector('.composer__send').disabled";
            until_equal("the files are there", true, async || {
                ana.page.ask::<bool>(ready).await
            })
            .await;
            stays_quiet(&ana.page).await;
            ana.sends("files").await;
            ana.page.shows_no(&[thing("list", "Files")]).await;
        }
        let hostile = stage.api("hostile@demo.recado.test").await;
        let records = hostile.conversations(BaseView::All).await;
        let id = &records[0].conversation.id;
        hostile.write(id, "from a strange colleague").await;
        ana.reads("from a strange colleague").await;
        ana.page.says(&[thing("log", "Messages")], &called).await;
        stays_quiet(&ana.page).await;

        let livia = agent(stage).await;
        opens(&livia, &format!("/c/{id}")).await;
        livia.reads("from a strange colleague").await;
        livia.log_says("files").await;
        stays_quiet(&livia.page).await;
    });
}
