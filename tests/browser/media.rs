//! C2, P4: files in messages: attached, sent, shown, and never run.

use std::path::PathBuf;

use recado_tests::agent::{AGENT, Agent, composer};
use recado_tests::page::{any, button, thing};
use recado_tests::{Scene, Stage, play};
use tempfile::TempDir;

/// A picture of one colour.
const PICTURE: &[u8] = include_bytes!("media/square.png");

/// Files on this machine that a person can choose.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder can be made"))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file can be written");
        path
    }
}

/// A visitor has written, and the agent has the conversation open.
async fn conversation(stage: &Stage) -> Agent {
    let visitor = stage.visitor_api().await;
    visitor.write("hello").await;
    let livia = stage.agent("Lívia").await;
    livia.comes_in(AGENT).await;
    livia.opens_filter("All").await;
    livia.opens_row("Visitor").await;
    livia.reads("hello").await;
    livia
}

#[test]
fn a_picture_and_a_file_are_sent_with_a_text() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = Desk::new();
        let livia = conversation(stage).await;
        let files = [
            desk.file("square.png", PICTURE),
            desk.file("list.txt", b"eggs, flour"),
        ];
        livia.page.shows(&composer(button("Attach"))).await;
        livia.page.choose_files(&files).await;
        livia.page.says(&tray_items(), "square.png").await;
        livia.page.says(&tray_items(), "list.txt").await;
        livia.writes("as promised").await;
        livia.page.press(&composer(button("Send"))).await;
        livia.reads("as promised").await;
        livia.page.shows(&[button("Open image square.png")]).await;
        livia
            .page
            .shows(&[thing("link", "Download list.txt")])
            .await;
        livia.reads_delivery("as promised", "Sent").await;

        livia.page.press(&[button("Open image square.png")]).await;
        let dialog = thing("dialog", "Image 1 of 1");
        livia.page.shows(&[dialog.clone(), button("Zoom in")]).await;
        livia.page.press(&[dialog.clone(), button("Zoom in")]).await;
        livia.page.press(&[dialog.clone(), button("Rotate")]).await;
        livia.page.type_keys(thirtyfour::Key::Escape).await;
        livia.page.shows_no(&[dialog]).await;
    });
}

#[test]
fn an_upload_goes_on_over_a_broken_connection_and_a_reload_and_is_sent_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = Desk::new();
        let livia = conversation(stage).await;
        // More than one piece, so that something is there when the connection breaks.
        let large: Vec<u8> = (0..12_u32 << 20).map(|at| (at >> 3) as u8).collect();
        let mut held = livia.network.lose_next_answer("PATCH", "");
        livia
            .page
            .choose_files(&[desk.file("large.bin", &large)])
            .await;
        livia.page.says(&tray_items(), "large.bin").await;
        held.happens().await;
        livia.network.cut_api();
        drop(held);
        livia
            .page
            .says(&tray_items(), "Waiting for the connection")
            .await;
        livia.writes("the large one").await;
        livia.page.press(&composer(button("Send"))).await;
        livia.page.says(&tray_items(), "Sends when uploaded:").await;
        livia.chip_counts(1).await;
        livia.opens_outbox().await;
        let waiting = [thing("dialog", "Waiting to be sent"), any("listitem")];
        livia.page.says(&waiting, "Message to Visitor").await;
        livia.page.says(&waiting, "the large one").await;
        livia.presses_escape().await;
        livia.page.reload().await;
        livia.network.mend();
        let line = livia.reads("the large one").await;
        assert!(line.text.contains("large.bin"), "{line}");
        livia.reads_delivery("the large one", "Sent").await;
        livia.reads_once_in_order(&["hello", "the large one"]).await;
        livia.page.shows_no(&tray_items()).await;
    });
}

#[test]
fn what_can_not_be_sent_is_said_and_can_be_taken_away() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = Desk::new();
        let livia = conversation(stage).await;
        livia
            .page
            .choose_files(&[desk.file("nothing.txt", b"")])
            .await;
        livia
            .page
            .says(&tray_items(), "There is nothing in this file")
            .await;
        let send = livia.page.shows(&composer(button("Send"))).await;
        assert!(send.disabled, "what can't be sent is not sent");
        livia.page.press(&[button("Remove nothing.txt")]).await;
        livia.page.shows_no(&tray_items()).await;
        livia
            .page
            .drop_file("dropped.txt", "text/plain", "dropped")
            .await;
        livia.page.says(&tray_items(), "dropped.txt").await;
    });
}

#[test]
fn a_file_that_the_channel_refuses_takes_no_place() {
    play(Scene::demo(300), async |stage| {
        let desk = Desk::new();
        let livia = stage.agent("Lívia").await;
        livia
            .opens_where(stage, |record| {
                let conversation = &record.conversation;
                conversation.channel.as_str() == "demo-line" && !conversation.blocked_by_customer
            })
            .await;
        livia.page.shows(&composer(button("Attach"))).await;
        let files = [
            desk.file("list.txt", b"eggs"),
            desk.file("square.png", PICTURE),
            desk.file("second.png", PICTURE),
        ];
        livia.page.choose_files(&files).await;
        livia.page.says(&tray_items(), "square.png").await;
        livia
            .page
            .says(
                &tray_items(),
                "This channel does not take this type of file",
            )
            .await;
        livia.page.shows_no(&[button("Remove second.png")]).await;
        livia.page.press(&[button("Remove list.txt")]).await;
        livia.page.press(&composer(button("Send"))).await;
        livia.page.shows(&[button("Open image square.png")]).await;
    });
}

#[test]
fn hostile_files_are_only_ever_saved() {
    play(Scene::nobody_wrote(), async |stage| {
        let desk = Desk::new();
        let livia = conversation(stage).await;
        let script = "<script>window.ran = true; top.ran = true</script>";
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{script}</svg>");
        let files = [
            desk.file("drawing.svg", svg.as_bytes()),
            desk.file("photo.png", script.as_bytes()),
            desk.file("photo\u{202e}gnp.html", script.as_bytes()),
        ];
        livia.page.choose_files(&files).await;
        livia.writes("three files").await;
        livia.page.press(&composer(button("Send"))).await;
        for name in ["drawing.svg", "photo.png", "photognp.html"] {
            let link = [thing("link", &format!("Download {name}"))];
            livia.page.shows(&link).await;
            // Where the link leads, without its wish to save, as a page of its own.
            let address: String = livia
                .page
                .ask_of(
                    &link,
                    "return arguments[0][0].href.replace('&download=1', '')",
                )
                .await
                .expect("the link leads somewhere");
            let kind: String = livia
                .page
                .ask_and_wait(
                    "const [address, done] = arguments;
                     fetch(address).then((answer) => done(answer.headers.get('content-type') + ' ' +
                         answer.headers.get('content-disposition').split(';')[0]));",
                    vec![serde_json::json!(address)],
                )
                .await
                .expect("the file is there");
            assert_eq!(kind, "application/octet-stream attachment", "{name}");
        }
        let pictures =
            "return document.querySelectorAll('[role=log] img, [role=log] iframe').length";
        assert_eq!(livia.page.ask::<u64>(pictures).await, Ok(0));
        let ran: bool = livia
            .page
            .ask("return window.ran === true")
            .await
            .unwrap_or(true);
        assert!(!ran, "a file has run");
    });
}

fn tray_items() -> [recado_tests::page::Thing; 2] {
    [thing("list", "Attached files"), any("listitem")]
}
