//! What was uploaded goes out under links, and never runs.

use recado_protocol::attachment::{FileUrl, FileUrls, WantedUrls};
use recado_protocol::http::MessagePage;
use recado_protocol::visitor::{NewVisitorMessage, VisitorMessage};
use recado_protocol::{
    Attachment, Content, Message, OutgoingContent, Rich, RichContent, WriteAnswer,
};
use reqwest::{Method, Response, StatusCode};

use crate::harness::{AGENT_2, Backend, Caller, fresh, problem, read};
use crate::uploads::{create, tus, upload, upload_to};

/// A picture of 300 by 200 pixels in one colour, too large to be its own smaller copy.
fn picture() -> Vec<u8> {
    let mut noise = 1_u32;
    let pixels = image::RgbImage::from_fn(300, 200, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([200, (noise >> 24) as u8 / 8, 16])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

pub async fn urls(caller: &Caller, path: &str, ids: &[&str]) -> Vec<FileUrl> {
    let ids = ids.iter().map(|id| (*id).into()).collect();
    let request = caller.post(path, &WantedUrls { ids });
    read::<FileUrls>(request.send().await.unwrap()).await.items
}

async fn get(caller: &Caller, url: &str) -> Response {
    let url = format!("{}{url}", caller.root);
    reqwest::get(url).await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn a_picture_is_shown_small_and_large_without_a_token() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let bytes = picture();
    let id = upload(&agent, "a.png", "image/png", &bytes).await;
    let links = urls(&agent, "/files/urls", &[&id]).await;
    let [link] = &links[..] else {
        panic!("{links:?}")
    };
    let whole = get(&agent, &link.url).await;
    assert_eq!(header(&whole, "content-type"), "image/png");
    assert_eq!(header(&whole, "x-content-type-options"), "nosniff");
    let policy = header(&whole, "content-security-policy");
    assert_eq!(policy, "default-src 'none'; sandbox");
    assert!(header(&whole, "content-disposition").starts_with("inline"));
    assert_eq!(whole.bytes().await.unwrap(), bytes);
    let small = get(&agent, link.thumbnail_url.as_ref().unwrap()).await;
    assert_eq!(small.status(), 200);
    let small = small.bytes().await.unwrap();
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (300, 200));
    let saved = get(&agent, &format!("{}&download=1", link.url)).await;
    assert!(header(&saved, "content-disposition").starts_with("attachment"));
}

#[tokio::test]
async fn a_part_of_a_file_can_be_had() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = upload(&agent, "a.mp3", "audio/mpeg", b"ID3 and what follows").await;
    let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
    let request = agent.http.get(format!("{}{}", agent.root, link.url));
    let part = request.header("Range", "bytes=4-6").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(header(&part, "content-range"), "bytes 4-6/20");
    assert_eq!(header(&part, "content-type"), "audio/mpeg");
    assert_eq!(part.text().await.unwrap(), "and");
}

#[tokio::test]
async fn nothing_hostile_is_shown_whatever_it_is_called() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let html = "<!doctype html><script>alert(1)</script>";
    for (name, said, bytes) in [
        ("logo.svg", "image/svg+xml", svg),
        ("logo.png", "image/png", svg),
        ("photo.png", "image/png", html),
        ("page.html", "text/html", html),
        ("page.xhtml", "application/xhtml+xml", html),
        ("film.mp4", "video/mp4", html),
        ("run.js", "text/javascript", "alert(1)"),
        ("photo\u{202e}gnp.html", "text/html", html),
        ("a\".html\r\nX-Evil: 1", "text/html\r\nX-Evil: 1", html),
    ] {
        let id = upload(&agent, name, said, bytes.as_bytes()).await;
        let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
        let response = get(&agent, &link.url).await;
        let kind = header(&response, "content-type");
        assert_eq!(kind, "application/octet-stream", "{name}");
        let how = header(&response, "content-disposition");
        assert!(how.starts_with("attachment"), "{name}: {how}");
        assert!(how.is_ascii() && !how.contains("%E2%80%AE"), "{how}");
        assert!(response.headers().get("x-evil").is_none());
        let policy = header(&response, "content-security-policy");
        assert_eq!(policy, "default-src 'none'; sandbox", "{name}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(link.thumbnail_url, None);
    }
}

#[tokio::test]
async fn a_link_that_was_changed_or_is_over_leads_nowhere_and_a_fresh_one_does() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = upload(&agent, "a.txt", "text/plain", b"hello").await;
    let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
    assert_eq!(get(&agent, &link.url).await.text().await.unwrap(), "hello");
    for changed in [
        link.url.replace("of=whole", "of=small"),
        link.url.replace("exp=1", "exp=2"),
        link.url.replace("sig=", "sig=x"),
        format!("/api/v1/files/{id}"),
    ] {
        assert_eq!(get(&agent, &changed).await.status(), 404, "{changed}");
    }
    backend.later(std::time::Duration::from_secs(2 * 60 * 60));
    assert_eq!(get(&agent, &link.url).await.status(), 404);
    let agent = backend.agent().await;
    let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
    assert_eq!(get(&agent, &link.url).await.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn what_was_not_sent_yet_is_its_uploaders_alone() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let id = upload(&agent, "a.txt", "text/plain", b"hello").await;
    let other = backend.agent_of(AGENT_2).await;
    assert!(urls(&other, "/files/urls", &[&id]).await.is_empty());
    let visitor = backend.visitor().await;
    let links = urls(&visitor, "/visitor/files/urls", &[&id, "nothing"]).await;
    assert!(links.is_empty());
    let ids = vec!["x".into(); 201];
    let many = agent.post("/files/urls", &WantedUrls { ids });
    problem(many, StatusCode::UNPROCESSABLE_ENTITY).await;
}

pub fn media(id: &str, text: Option<&str>) -> OutgoingContent {
    let attachment = Attachment {
        file: id.into(),
        // Whatever the sender says of it: what was found is what counts.
        name: "lie.exe".to_owned(),
        media_type: "text/html".to_owned(),
        size: 1,
        width: None,
        height: None,
        duration_ms: None,
        colour: None,
        voice: false,
        waveform: Vec::new(),
    };
    OutgoingContent::Rich(Rich::of(&RichContent::Media {
        text: text.map(str::to_owned),
        attachments: vec![attachment],
    }))
}

fn files_of(message: &Message) -> Vec<Attachment> {
    match &message.content {
        Content::Rich(rich) => match rich.read() {
            RichContent::Media { attachments, .. } => attachments,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_message_holds_files_that_its_customer_sees_and_no_other() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let conversation = visitor.say("hello").await.message.conversation;
    let agent = backend.agent().await;
    let id = upload(&agent, "a.png", "image/png", &picture()).await;
    assert!(
        urls(&visitor, "/visitor/files/urls", &[&id])
            .await
            .is_empty()
    );
    let key = fresh();
    let send = || agent.message_request(&conversation, &key, media(&id, Some("look")));
    let first: WriteAnswer = read(send().send().await.unwrap()).await;
    let again: WriteAnswer = read(send().send().await.unwrap()).await;
    assert_eq!(first, again, "sent twice, it is one message");
    let message = first.message.unwrap();
    assert_eq!(message.content.text(), Some("look"));
    let [file] = &files_of(&message)[..] else {
        panic!("{message:?}")
    };
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str()),
        ("a.png", "image/png")
    );
    assert_eq!((file.width, file.height), (Some(300), Some(200)));
    let colour = file.colour.as_ref().unwrap();
    assert!(colour.starts_with("#c8"), "{colour}");

    let history = visitor
        .fetch::<MessagePage>(&format!("/visitor/conversations/{conversation}/messages"))
        .await;
    // How it went on its way is the team's alone.
    let seen_by_customer = Message {
        more: None,
        ..message
    };
    assert_eq!(history.items.last().unwrap(), &seen_by_customer);
    let seen = urls(&visitor, "/visitor/files/urls", &[&id]).await;
    assert_eq!(get(&visitor, &seen[0].url).await.status(), 200);
    let colleague = backend.agent_of(AGENT_2).await;
    assert_eq!(urls(&colleague, "/files/urls", &[&id]).await.len(), 1);
    let stranger = backend.visitor().await;
    stranger.say("me too").await;
    assert!(
        urls(&stranger, "/visitor/files/urls", &[&id])
            .await
            .is_empty()
    );
    let path = format!("/uploads/{id}");
    problem(tus(&agent, Method::DELETE, &path), StatusCode::FORBIDDEN).await;
    // It stays for as long as its message, also when unused ones are taken away.
    backend.later(std::time::Duration::from_secs(30 * 24 * 60 * 60));
    let backend = backend.restart().await;
    let agent = backend.agent().await;
    let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
    assert_eq!(get(&agent, &link.url).await.status(), 200);
}

#[tokio::test]
async fn a_visitor_sends_a_file_without_a_word() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let id = upload_to(
        &visitor,
        "/visitor/uploads",
        "b.txt",
        "text/plain",
        b"hello",
    )
    .await;
    let body = NewVisitorMessage {
        id: fresh().as_str().into(),
        text: String::new(),
        attachments: vec![id.as_str().into()],
    };
    let request = visitor.post("/visitor/messages", &body);
    let request = request.header("Idempotency-Key", body.id.as_str());
    let said: VisitorMessage = read(request.send().await.unwrap()).await;
    assert_eq!(files_of(&said.message)[0].name, "b.txt");
    let agent = backend.agent().await;
    let link = urls(&agent, "/files/urls", &[&id]).await.remove(0);
    assert_eq!(get(&agent, &link.url).await.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn a_message_does_not_hold_what_is_not_there_or_not_ones_own() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let conversation = visitor.say("hello").await.message.conversation;
    let agent = backend.agent().await;
    let begun = create(&agent, "/uploads", 5, &[]).await;
    let others = upload(
        &backend.agent_of(AGENT_2).await,
        "a.txt",
        "text/plain",
        b"x",
    )
    .await;
    for id in ["nothing", begun.rsplit('/').next().unwrap(), &others] {
        let request = agent.message_request(&conversation, &fresh(), media(id, None));
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some("content.attachments"));
    }
}
