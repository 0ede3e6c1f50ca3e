//! E-mails that a connector hands in as they are.

use recado_protocol::attachment::{FileUrls, WantedUrls};
use recado_protocol::connector::Told;
use recado_protocol::http::ConversationPage;
use recado_protocol::message::rich::Email;
use recado_protocol::{Content, Message, RichContent};
use reqwest::StatusCode;

use crate::connector::TestConnector;
use crate::harness::{Backend, problem, read};

const MAILBOX: &str = "demo-email";
/// A picture of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";

fn mail() -> String {
    format!(
        "From: Ana Souza <ana@cliente.example>\r\nTo: contato@casaaurora.example\r\n\
         Subject: =?utf-8?q?Cadeira_quebrada_=E2=80=94_foto?=\r\nMessage-ID: <one@cliente.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n\
         --out\r\nContent-Type: multipart/related; boundary=in\r\n\r\n\
         --in\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>Veja: <img src=\"cid:foto@x\" onload=\"steal()\"> <img src=\"cid:none\"> \
         <a href=\"cid:foto@x\">x</a> <img src=\"https://t.example/p.gif\"></p>\r\n\
         --in\r\nContent-Type: image/png\r\nContent-ID: <foto@x>\r\n\
         Content-Disposition: inline; filename=foto.png\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         {PIXEL}\r\n--in--\r\n\
         --out\r\nContent-Type: text/html\r\n\
         Content-Disposition: attachment; filename=\"../../nota.html\"\r\n\r\n\
         <script>steal()</script>\r\n--out--\r\n"
    )
}

async fn hand_in(backend: &Backend, connector: &TestConnector, raw: &str) -> Told {
    let request = connector.mail_request(backend, raw);
    read(request.send().await.unwrap()).await
}

/// The messages of the only conversation.
async fn history(backend: &Backend) -> Vec<Message> {
    let agent = backend.agent().await;
    let page: ConversationPage = agent.fetch("/conversations").await;
    assert_eq!(page.items.len(), 1);
    let record = &page.items[0];
    assert_eq!(record.contact.email.as_deref(), Some("ana@cliente.example"));
    agent.history(&record.conversation.id).await.items
}

fn email_of(message: &Message) -> Email {
    let Content::Rich(rich) = &message.content else {
        panic!("no e-mail: {message:?}")
    };
    let RichContent::Email(email) = rich.read() else {
        panic!("no e-mail: {rich:?}")
    };
    *email
}

#[tokio::test]
async fn a_mail_comes_in_with_its_files_and_its_pictures_and_once() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, MAILBOX).await;
    let told = hand_in(&backend, &connector, &mail()).await;
    let again = hand_in(&backend, &connector, &mail()).await;
    assert_eq!(told, again);
    let messages = history(&backend).await;
    assert_eq!(messages.len(), 1);
    assert_eq!(told.message.as_ref(), Some(&messages[0].id));
    let email = email_of(&messages[0]);
    assert_eq!(email.subject, "Cadeira quebrada — foto");
    let named = |name: &str| email.attachments.iter().find(|file| file.name == name);
    let (picture, page) = (named("foto.png").unwrap(), named("nota.html").unwrap());
    assert_eq!(email.attachments.len(), 2);
    assert_eq!((picture.width, picture.height), (Some(1), Some(1)));
    let html = email.html.as_deref().unwrap();
    let pictures = format!("<p>Veja: <img data-file=\"{}\"> <img> <a ", picture.file);
    assert!(html.starts_with(&pictures), "{html}");
    let remote = ">x</a> <img data-remote-src=\"https://t.example/p.gif\"></p>";
    assert!(html.trim().ends_with(remote), "{html}");
    assert!(!html.contains("cid:") && !html.contains("steal"), "{html}");
    // The bytes are had like those of any upload, and a page is only ever saved.
    let wanted = WantedUrls {
        ids: vec![picture.file.clone(), page.file.clone()],
    };
    let agent = backend.agent().await;
    let links: FileUrls = read(agent.post("/files/urls", &wanted).send().await.unwrap()).await;
    let mut types = Vec::new();
    for link in links.items {
        let response = agent.http.get(backend.root() + &link.url);
        let response = response.send().await.unwrap();
        types.push(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(types, ["image/png", "application/octet-stream"]);
}

#[tokio::test]
async fn an_answer_joins_its_thread() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, MAILBOX).await;
    hand_in(&backend, &connector, &mail()).await;
    let answer = "From: Ana <ana@cliente.example>\r\nSubject: Re: Cadeira\r\n\
         Message-ID: <two@cliente.example>\r\nReferences: <one@cliente.example>\r\n\r\nE agora?\r\n";
    hand_in(&backend, &connector, answer).await;
    let messages = history(&backend).await;
    assert_eq!(messages.len(), 2);
    let email = email_of(&messages[1]);
    assert_eq!(
        (email.text.as_str(), email.attachments.len()),
        ("E agora?", 0)
    );
}

#[tokio::test]
async fn what_is_no_mail_too_large_or_on_another_channel_is_refused_with_a_sentence() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, MAILBOX).await;
    for raw in ["", "\r\n\r\n", "Subject: by nobody\r\n\r\nhello\r\n"] {
        let refused = connector.mail_request(&backend, raw);
        let refused = problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some("raw"), "{raw:?}");
    }
    let huge = connector.mail_request(&backend, vec![b'x'; 41 * 1024 * 1024]);
    let huge = problem(huge, StatusCode::PAYLOAD_TOO_LARGE).await;
    assert!(huge.detail.contains("40960 KiB"), "{}", huge.detail);
    let stolen = TestConnector {
        secret: "another secret".to_owned(),
        channel: MAILBOX.to_owned(),
        shared: connector.shared.clone(),
    };
    problem(
        stolen.mail_request(&backend, mail()),
        StatusCode::UNAUTHORIZED,
    )
    .await;
    let whatsapp = TestConnector::connect(&backend, "demo-whatsapp").await;
    let refused = whatsapp.mail_request(&backend, mail());
    problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    let page: ConversationPage = backend.agent().await.fetch("/conversations").await;
    assert!(page.items.is_empty());
}

#[tokio::test]
async fn mails_of_a_customer_that_were_cut_anywhere_never_fail_the_backend() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, MAILBOX).await;
    let whole = mail();
    for end in (0..whole.len()).step_by(97) {
        let request = connector.mail_request(&backend, &whole.as_bytes()[..end]);
        let status = request.send().await.unwrap().status();
        assert!(
            status.is_success() || status == StatusCode::UNPROCESSABLE_ENTITY,
            "{status} at {end}"
        );
    }
}
