//! Files come in by tus 1.0, whatever the network does.

use std::time::Duration;

use recado_protocol::ProblemKind;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::{AGENT_2, Backend, Caller, problem, talk};
use crate::program::Program;

/// Base64 as `Upload-Metadata` wants it, without a library: the tests know few words.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let all = chunk
            .iter()
            .fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        let all = all << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = (all >> (18 - 6 * place)) & 63;
            let letter = char::from(LETTERS[usize::try_from(letter).unwrap()]);
            text.push(if place <= chunk.len() { letter } else { '=' });
        }
    }
    text
}

pub fn metadata(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(key, value)| format!("{key} {}", base64(value.as_bytes())));
    pairs.collect::<Vec<_>>().join(",")
}

/// An upload's request, under `/uploads` or `/visitor/uploads`.
pub fn tus(caller: &Caller, method: Method, path: &str) -> RequestBuilder {
    caller
        .request(method, path)
        .header("Tus-Resumable", "1.0.0")
}

fn number(headers: &HeaderMap, name: &str) -> u64 {
    headers[name].to_str().unwrap().parse().unwrap()
}

fn creation(caller: &Caller, root: &str, size: u64, pairs: &[(&str, &str)]) -> RequestBuilder {
    tus(caller, Method::POST, root)
        .header("Upload-Length", size)
        .header("Upload-Metadata", metadata(pairs))
}

/// Begins an upload and gives its path below the API.
pub async fn create(caller: &Caller, root: &str, size: u64, pairs: &[(&str, &str)]) -> String {
    let response = creation(caller, root, size, pairs).send().await.unwrap();
    path_of(response).await
}

async fn path_of(response: Response) -> String {
    assert_eq!(response.status(), 201, "{:?}", response.text().await);
    assert!(response.headers().contains_key("upload-expires"));
    let location = response.headers()["location"].to_str().unwrap();
    location.strip_prefix("/api/v1").unwrap().to_owned()
}

fn piece(caller: &Caller, path: &str, offset: u64, bytes: &[u8]) -> RequestBuilder {
    tus(caller, Method::PATCH, path)
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", offset)
        .body(bytes.to_vec())
}

async fn offset(caller: &Caller, path: &str) -> u64 {
    let response = tus(caller, Method::HEAD, path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    number(response.headers(), "upload-offset")
}

/// Uploads a whole file and gives its id.
pub async fn upload(caller: &Caller, name: &str, media_type: &str, bytes: &[u8]) -> String {
    upload_to(caller, "/uploads", name, media_type, bytes).await
}

pub async fn upload_to(
    caller: &Caller,
    root: &str,
    name: &str,
    media_type: &str,
    bytes: &[u8],
) -> String {
    let size = u64::try_from(bytes.len()).unwrap();
    let pairs = [("filename", name), ("filetype", media_type)];
    let path = create(caller, root, size, &pairs).await;
    let response = piece(caller, &path, 0, bytes).send().await.unwrap();
    assert_eq!(response.status(), 204, "{:?}", response.text().await);
    path.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_and_knows_its_end() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let path = create(&agent, "/uploads", 10, &[("filename", "a.txt")]).await;
    assert_eq!(offset(&agent, &path).await, 0);
    let response = piece(&agent, &path, 0, b"hello").send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(number(response.headers(), "upload-offset"), 5);
    assert_eq!(response.headers()["tus-resumable"], "1.0.0");
    let wrong = problem(piece(&agent, &path, 0, b"hello"), StatusCode::CONFLICT).await;
    assert!(wrong.detail.contains("HEAD"), "{}", wrong.detail);
    let request = piece(&agent, &path, 5, b"world and more");
    problem(request, StatusCode::PAYLOAD_TOO_LARGE).await;
    // What was announced has come, and no more than that.
    assert_eq!(offset(&agent, &path).await, 10);
    let response = piece(&agent, &path, 10, b"").send().await.unwrap();
    assert_eq!(response.status(), 204);
}

#[tokio::test]
async fn the_same_key_gives_the_same_upload_and_another_size_is_refused() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let begin = |size: u64| creation(&agent, "/uploads", size, &[]).header("Idempotency-Key", "k");
    let first = path_of(begin(4).send().await.unwrap()).await;
    piece(&agent, &first, 0, b"ab").send().await.unwrap();
    assert_eq!(path_of(begin(4).send().await.unwrap()).await, first);
    assert_eq!(offset(&agent, &first).await, 2, "what came stays");
    problem(begin(5), StatusCode::UNPROCESSABLE_ENTITY).await;
}

#[tokio::test]
async fn an_upload_is_nobody_elses_and_is_gone_when_given_up_or_over() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let path = create(&agent, "/uploads", 4, &[]).await;
    let other = backend.agent_of(AGENT_2).await;
    let visitor = backend.visitor().await;
    for request in [
        tus(&other, Method::DELETE, &path),
        piece(&other, &path, 0, b"abcd"),
        piece(&visitor, &format!("/visitor{path}"), 0, b"abcd"),
    ] {
        problem(request, StatusCode::NOT_FOUND).await;
    }
    let request = tus(&backend.anybody(), Method::DELETE, &path);
    problem(request, StatusCode::UNAUTHORIZED).await;
    let response = tus(&agent, Method::DELETE, &path).send().await.unwrap();
    assert_eq!(response.status(), 204);
    problem(piece(&agent, &path, 0, b"abcd"), StatusCode::NOT_FOUND).await;

    let path = create(&agent, "/uploads", 4, &[]).await;
    let bytes = backend.config.data.join("files");
    assert_eq!(std::fs::read_dir(&bytes).unwrap().count(), 1);
    backend.later(Duration::from_secs(25 * 60 * 60));
    let agent = backend.agent().await;
    problem(piece(&agent, &path, 0, b"abcd"), StatusCode::GONE).await;
    let backend = backend.restart().await;
    // The first thing that a start does is to take away what is over.
    let mut left = 1;
    for _ in 0..2_000 {
        left = std::fs::read_dir(&bytes).unwrap().count();
        if left == 0 {
            break;
        }
        // Any answered request shows that the backend goes on working.
        let health = backend.anybody().get("/health").send().await.unwrap();
        assert!(health.status().is_success());
    }
    assert_eq!(left, 0, "a file is left that nobody finished");
}

#[tokio::test]
async fn what_a_channel_does_not_take_is_refused_before_a_byte_is_sent() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let too_large = creation(&visitor, "/visitor/uploads", 513 << 20, &[]);
    let refused = problem(too_large, StatusCode::PAYLOAD_TOO_LARGE).await;
    assert!(refused.detail.contains("512 MB"), "{}", refused.detail);
    let empty = creation(&visitor, "/visitor/uploads", 0, &[]);
    problem(empty, StatusCode::UNPROCESSABLE_ENTITY).await;
    let agent = backend.agent().await;
    let nowhere = creation(&agent, "/uploads", 5, &[("conversation", "nowhere")]);
    problem(nowhere, StatusCode::NOT_FOUND).await;
    let old = agent
        .request(Method::POST, "/uploads")
        .header("Upload-Length", 5);
    let refused = problem(old, StatusCode::PRECONDITION_FAILED).await;
    assert!(refused.detail.contains("1.0.0"), "{}", refused.detail);
    let as_json = piece(&agent, "/uploads/x", 0, b"").header("Content-Type", "application/json");
    assert!(as_json.send().await.unwrap().status().is_client_error());
}

#[tokio::test]
async fn a_visitor_can_not_fill_the_disk() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    for _ in 0..40 {
        create(&visitor, "/visitor/uploads", 1, &[]).await;
    }
    let one_more = creation(&visitor, "/visitor/uploads", 1, &[]);
    problem(one_more, StatusCode::TOO_MANY_REQUESTS).await;
}

#[tokio::test]
async fn a_visitor_who_is_blocked_uploads_nothing_until_unblocked() {
    let (_backend, visitor, agent, id) = talk("hello").await;
    let root = "/visitor/uploads";
    let begun = create(&visitor, root, 2, &[]).await;
    let path = format!("/conversations/{id}/customer_blocked");
    agent.set(&path, &json!(true)).await;
    for refused in [
        creation(&visitor, root, 1, &[]),
        piece(&visitor, &begun, 0, b"no"),
    ] {
        let refused = problem(refused, StatusCode::CONFLICT).await;
        assert_eq!(refused.kind, ProblemKind::ChannelClosed);
    }
    assert_eq!(offset(&visitor, &begun).await, 0);
    agent.set(&path, &json!(false)).await;
    let taken = piece(&visitor, &begun, 0, b"ok").send().await.unwrap();
    assert_eq!(taken.status(), 204);
}

#[tokio::test]
async fn other_sites_pages_may_upload_and_are_told_what_can_be_done() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let response = anybody
        .request(Method::OPTIONS, "/visitor/uploads")
        .header("Origin", "https://shop.example")
        .header("Access-Control-Request-Method", "PATCH")
        .send()
        .await
        .unwrap();
    let headers = response.headers();
    assert_eq!(headers["tus-extension"], "creation,expiration,termination");
    assert_eq!(headers["tus-version"], "1.0.0");
    let listed = |name: &str| headers[name].to_str().unwrap().to_lowercase();
    assert!(listed("access-control-allow-methods").contains("patch"));
    for name in ["upload-offset", "upload-metadata", "tus-resumable"] {
        assert!(listed("access-control-allow-headers").contains(name));
    }
    let visitor = backend.visitor().await;
    let request = creation(&visitor, "/visitor/uploads", 3, &[]);
    let request = request.header("Origin", "https://shop.example");
    let response = request.send().await.unwrap();
    let shown = response.headers()["access-control-expose-headers"]
        .to_str()
        .unwrap();
    assert!(shown.contains("location") && shown.contains("upload-offset"));
}

/// The byte at a place of a large file that is never in memory.
fn byte_at(place: u64) -> u8 {
    let mixed = place.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 56) as u8
}

fn bytes_from(place: u64, count: u64) -> Vec<u8> {
    (place..place + count).map(byte_at).collect()
}

/// Sends a piece over a connection of its own that breaks `cut` bytes later.
async fn send_and_break(caller: &Caller, path: &str, offset: u64, size: u64, cut: u64) {
    let address = caller.root.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PATCH /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        caller.token.as_deref().unwrap(),
        size - offset
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut sent = 0;
    while sent < cut {
        let count = (cut - sent).min(1 << 20);
        let bytes = bytes_from(offset + sent, count);
        stream.write_all(&bytes).await.unwrap();
        sent += count;
    }
    stream.flush().await.unwrap();
}

#[tokio::test]
async fn a_file_of_200_mb_that_is_cut_five_times_arrives_whole_in_little_memory() {
    const SIZE: u64 = 200 << 20;
    const LITTLE_KB: u64 = 96 * 1024;
    let folder = tempfile::TempDir::new().unwrap();
    let program = Program::start(folder.path()).await;
    let agent = program.agent().await;
    let path = create(&agent, "/uploads", SIZE, &[("filename", "large.bin")]).await;
    for _ in 0..5 {
        let from = offset(&agent, &path).await;
        send_and_break(&agent, &path, from, SIZE, 30 << 20).await;
        let reached = offset(&agent, &path).await;
        assert!(
            reached > from && reached < SIZE,
            "{from} to {reached}: what came before the cut is kept"
        );
    }
    let from = offset(&agent, &path).await;
    let rest = piece(&agent, &path, from, &bytes_from(from, SIZE - from));
    assert_eq!(rest.send().await.unwrap().status(), 204);

    let id = path.rsplit('/').next().unwrap();
    let stored = std::fs::File::open(folder.path().join("files").join(id)).unwrap();
    assert_eq!(stored.metadata().unwrap().len(), SIZE);
    let mut stored = std::io::BufReader::with_capacity(1 << 20, stored);
    for place in (0..SIZE).step_by(1 << 20) {
        let mut bytes = vec![0; 1 << 20];
        std::io::Read::read_exact(&mut stored, &mut bytes).unwrap();
        assert!(
            bytes == bytes_from(place, 1 << 20),
            "differs from {place} on"
        );
    }
    let peak = program.peak_memory_kb();
    assert!(peak < LITTLE_KB, "the backend took {peak} KB");
}
