//! C12: a mail that came in whole, as the agent sees it.

use recado_tests::agent::{AGENT, chat, panel};
use recado_tests::page::{button, textbox, thing};
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, play};

/// A mail with a picture in its text and a file beside it.
const MAIL: &str = "From: Ana Souza <ana@cliente.example>
To: contato@casaaurora.example
Subject: Cadeira quebrada
Message-ID: <one@cliente.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=out

--out
Content-Type: multipart/related; boundary=in

--in
Content-Type: text/html; charset=utf-8

<p>Veja a perna: <img src=\"cid:perna@x\" alt=\"perna\"></p>
--in
Content-Type: image/png
Content-ID: <perna@x>
Content-Disposition: inline; filename=perna.png
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==
--in--
--out
Content-Type: text/plain
Content-Disposition: attachment; filename=nota.txt

cadeira 4711
--out--
";

#[test]
fn a_mail_shows_its_own_pictures_in_its_text_and_its_files_below() {
    play(Scene::nobody_wrote(), async |stage| {
        let mailbox = stage.channel("demo-email").await;
        mailbox.takes_mail(MAIL).await;
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("Ana Souza").await;
        livia.log_says("Cadeira quebrada").await;
        livia
            .page
            .shows(&[chat(), thing("link", "Download nota.txt")])
            .await;
        let shown = "const frame = document.querySelector('iframe.email__body');
            const picture = frame?.contentDocument.querySelector('img');
            return [picture?.naturalWidth ?? 0, document.querySelectorAll('.picture').length]";
        until_equal(
            "the picture is in the text, and once",
            vec![1, 0],
            async || livia.page.ask::<Vec<u32>>(shown).await,
        )
        .await;
        // A ticket about it begins with what the mail is about.
        livia.opens_section("Tickets").await;
        livia.page.press(&[panel(), button("New ticket")]).await;
        let subject = livia.page.shows(&[panel(), textbox("Subject")]).await;
        assert_eq!(subject.value.as_deref(), Some("Cadeira quebrada"));
    });
}
