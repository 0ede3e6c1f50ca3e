//! Files on a customer's site: attached, on their way, sent once, and seen.

use std::path::PathBuf;

use recado_protocol::{BaseView, Content, RichContent};
use recado_tests::agent::AGENT;
use recado_tests::page::{Thing, any, button, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::until_equal;
use recado_tests::{Scene, Stage, play};
use tempfile::TempDir;

/// A picture of one colour.
const PICTURE: &[u8] = include_bytes!("media/square.png");

/// A second of it, as a WAV file.
fn silence() -> Vec<u8> {
    let samples = 8_000_u32;
    let mut wav = Vec::from(*b"RIFF");
    wav.extend((36 + samples).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    // PCM, one channel, 8000 samples of one byte each second.
    for short in [1_u16, 1] {
        wav.extend(short.to_le_bytes());
    }
    wav.extend(samples.to_le_bytes());
    wav.extend(samples.to_le_bytes());
    for short in [1_u16, 8] {
        wav.extend(short.to_le_bytes());
    }
    wav.extend(b"data");
    wav.extend(samples.to_le_bytes());
    wav.extend(std::iter::repeat_n(128, 8_000));
    wav
}

async fn visitor(stage: &Stage) -> Visitor {
    let ana = stage.visitor("Ana").await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana
}

fn desk() -> TempDir {
    TempDir::new().expect("a folder can be made")
}

fn file(desk: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = desk.path().join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    path
}

fn tray() -> [Thing; 1] {
    [thing("list", "Files")]
}

fn in_log(inside: Thing) -> [Thing; 2] {
    [thing("log", "Messages"), inside]
}

/// Waits until the backend has just these messages: caption, and the names and sizes of files.
async fn has_sent(stage: &Stage, wanted: &[(&str, &[(&str, u64)])]) {
    let api = stage.api(AGENT).await;
    let own = |files: &[(&str, u64)]| -> Vec<(String, u64)> {
        let files = files.iter();
        files
            .map(|(name, size)| ((*name).to_owned(), *size))
            .collect()
    };
    let wanted: Vec<(String, Vec<(String, u64)>)> = wanted
        .iter()
        .map(|(text, files)| ((*text).to_owned(), own(files)))
        .collect();
    until_equal("what the visitor has sent", wanted, async || {
        let Some(record) = api.conversations(BaseView::All).await.into_iter().next() else {
            return Err("no conversation".to_owned());
        };
        let messages = api.messages(&record.conversation.id).await;
        let said = messages.into_iter().map(|message| {
            let text = message.content.text().unwrap_or_default().to_owned();
            let files = match message.content {
                Content::Rich(rich) => match rich.read() {
                    RichContent::Media { attachments, .. } => attachments,
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            let files = files.into_iter().map(|it| (it.name, it.size)).collect();
            (text, files)
        });
        Ok(said.collect())
    })
    .await;
}

/// Presses Send once it can be pressed.
async fn sends(ana: &Visitor, text: &str) {
    until_equal("the files are there", false, async || {
        let script = "return document.querySelector('.composer__send').disabled";
        ana.page.ask::<bool>(script).await
    })
    .await;
    ana.sends(text).await;
}

#[test]
fn a_picture_and_a_file_are_sent_and_shown_on_both_sides() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = desk();
        let ana = visitor(stage).await;
        let said = "return document.getElementById('limits').textContent";
        until_equal(
            "the limits are said before",
            "Files of at most 512 MB each. At most 10 in one message.".to_owned(),
            async || ana.page.ask::<String>(said).await,
        )
        .await;
        ana.page.shows(&[button("Attach")]).await;
        let files = [
            file(&desk, "square.png", PICTURE),
            file(&desk, "list.txt", b"eggs, flour"),
            file(&desk, "hello.wav", &silence()),
        ];
        ana.page.choose_files(&files).await;
        ana.page.says(&tray(), "square.png").await;
        ana.page.says(&tray(), "list.txt").await;
        sends(&ana, "as promised").await;
        ana.page.shows_no(&tray()).await;
        ana.page
            .shows(&in_log(thing("link", "Download list.txt")))
            .await;
        ana.page
            .shows(&in_log(thing("link", "Open image square.png")))
            .await;
        let room = "const picture = document.querySelector('.file--picture img');
            return [picture.naturalWidth > 0, picture.width > 0, picture.height > 0]";
        until_equal("the picture is in its room", vec![true; 3], async || {
            ana.page.ask::<Vec<bool>>(room).await
        })
        .await;
        let player = "const player = document.querySelector('audio[controls]');
            return [player.getAttribute('aria-label'), String(player.duration)]";
        let playable = ["hello.wav", "1"].map(str::to_owned).to_vec();
        until_equal("the sound can be played", playable, async || {
            ana.page.ask::<Vec<String>>(player).await
        })
        .await;
        ana.page
            .shows(&in_log(thing("link", "Download hello.wav")))
            .await;
        let sound = u64::try_from(silence().len()).expect("a small number");
        let size = u64::try_from(PICTURE.len()).expect("a small number");
        has_sent(
            stage,
            &[(
                "as promised",
                &[("square.png", size), ("list.txt", 11), ("hello.wav", sound)],
            )],
        )
        .await;

        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.opens_filter("All").await;
        livia.opens_row("Visitor").await;
        livia.reads("as promised").await;
        livia.page.shows(&[button("Open image square.png")]).await;
        livia
            .page
            .shows(&[thing("link", "Download list.txt")])
            .await;
    });
}

#[test]
fn a_file_is_dropped_and_taken_out_again_and_another_sent_without_a_text() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = visitor(stage).await;
        ana.page.drop_file("wrong.txt", "text/plain", "wrong").await;
        ana.page.says(&tray(), "wrong.txt").await;
        ana.page.press(&[button("Remove wrong.txt")]).await;
        ana.page.shows_no(&tray()).await;
        ana.page.drop_file("empty.txt", "text/plain", "").await;
        ana.page.says(&tray(), "The file is empty.").await;
        ana.page.press(&[button("Remove empty.txt")]).await;
        ana.page.drop_file("right.txt", "text/plain", "right").await;
        ana.page.shows(&[button("Remove right.txt")]).await;
        until_equal("it can be sent", false, async || {
            let script = "return document.querySelector('.composer__send').disabled";
            ana.page.ask::<bool>(script).await
        })
        .await;
        ana.page.press(&[button("Send")]).await;
        has_sent(stage, &[("", &[("right.txt", 5)])]).await;
    });
}

#[test]
fn a_file_is_pasted() {
    play(Scene::nobody_wrote(), async |stage| {
        let ana = visitor(stage).await;
        let paste = "const data = new DataTransfer();
            data.items.add(new File(['shot'], 'shot.txt', { type: 'text/plain' }));
            document.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste',
                { clipboardData: data, bubbles: true, cancelable: true }));
            return true";
        ana.page.ask::<bool>(paste).await.expect("it is pasted");
        ana.page.says(&tray(), "shot.txt").await;
        sends(&ana, "pasted").await;
        has_sent(stage, &[("pasted", &[("shot.txt", 4)])]).await;
    });
}

#[test]
fn an_upload_goes_on_over_a_broken_connection_and_a_reload_and_is_sent_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = desk();
        let ana = visitor(stage).await;
        // Several pieces, so that something is there when the connection breaks.
        let large: Vec<u8> = (0..3_u32 << 20).map(|at| (at >> 3) as u8).collect();
        let mut lost = ana.network.lose_next_answer("PATCH", "");
        ana.page
            .choose_files(&[file(&desk, "large.bin", &large)])
            .await;
        ana.page.says(&tray(), "large.bin").await;
        lost.happens().await;
        ana.network.cut_api();
        drop(lost);
        ana.page.says(&[any("status")], "No connection").await;
        ana.page.shows(&[button("Cancel large.bin")]).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.page.says(&tray(), "large.bin").await;
        ana.network.mend();
        let mut lost = ana.network.lose_next_answer("POST", "/messages");
        sends(&ana, "the large one").await;
        lost.happens().await;
        drop(lost);
        has_sent(stage, &[("the large one", &[("large.bin", 3 << 20)])]).await;
        ana.page
            .shows(&in_log(thing("link", "Download large.bin")))
            .await;
        ana.reads_just(&["the large one"]).await;
    });
}
