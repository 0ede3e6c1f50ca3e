//! Files that a connector names: the backend fetches them, and goes nowhere that it should not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use axum::{Router, routing::get};
use futures_util::stream;
use recado_protocol::connector::{CustomersMessage, FileAt, FromConnector, Person};
use recado_protocol::http::ConversationPage;
use recado_protocol::{Attachment, Content, RichContent};
use reqwest::StatusCode;
use tokio::net::TcpListener;

use crate::connector::TestConnector;
use crate::harness::{Backend, problem};

const WHATSAPP: &str = "demo-whatsapp";
const MOST_BYTES: u64 = 1_000;

/// A server with a platform's files, which counts who comes.
struct FileServer {
    origin: String,
    asked: Arc<AtomicU32>,
}

impl FileServer {
    async fn start(leads_to: &str) -> Self {
        let asked = Arc::new(AtomicU32::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let redirect = leads_to.to_owned();
        let endless = || async {
            let pieces = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 100]));
            Body::from_stream(pieces).into_response()
        };
        let silent = || async {
            let nothing = stream::pending::<Result<Vec<u8>, std::io::Error>>();
            Body::from_stream(nothing).into_response()
        };
        let page = || async {
            let kind = [(header::CONTENT_TYPE, "image/png")];
            (kind, "<svg onload=\"steal()\"/>").into_response()
        };
        let count = Arc::clone(&asked);
        let router = Router::new()
            .route("/nota%20fiscal.txt", get(|| async { "hello" }))
            .route("/nota.txt", get(|| async { "hello" }))
            .route("/picture.png", get(page))
            .route("/endless", get(endless))
            .route("/silent", get(silent))
            .route("/empty", get(|| async { "" }))
            .route("/busy", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .route("/round", get(|| async { Redirect::temporary("/round") }))
            .route("/there", get(|| async { Redirect::temporary("/nota.txt") }))
            .route(
                "/elsewhere",
                get(|| async move { Redirect::temporary(&redirect) }),
            )
            .layer(axum::middleware::from_fn(
                move |request: axum::extract::Request, next: axum::middleware::Next| {
                    count.fetch_add(1, Ordering::Relaxed);
                    next.run(request)
                },
            ));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, asked }
    }

    fn at(&self, path: &str) -> FileAt {
        FileAt {
            url: format!("{}{path}", self.origin),
            ..FileAt::default()
        }
    }
}

async fn trusting(origin: &str) -> (Backend, TestConnector) {
    let origin = origin.to_owned();
    let backend = Backend::start_with(|config| {
        config.fetch.origins.push(origin);
        config.fetch.most_bytes = MOST_BYTES;
        config.fetch.within = Duration::from_millis(600);
    })
    .await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    (backend, connector)
}

fn message(id: &str, text: &str, files: Vec<FileAt>) -> FromConnector {
    FromConnector::Message(CustomersMessage {
        id: id.to_owned(),
        from: Person {
            id: "5511987654321".to_owned(),
            ..Person::default()
        },
        content: Content::Text {
            text: text.to_owned(),
        },
        files,
        reply_to: None,
        link_preview: None,
    })
}

/// Texts and files of all messages that came in.
async fn received(backend: &Backend) -> Vec<(Option<String>, Vec<Attachment>)> {
    let agent = backend.agent().await;
    let page: ConversationPage = agent.fetch("/conversations").await;
    let Some(record) = page.items.first() else {
        return Vec::new();
    };
    let history = agent.history(&record.conversation.id).await;
    let content = history
        .items
        .into_iter()
        .map(|message| match message.content {
            Content::Rich(rich) => match rich.read() {
                RichContent::Media { text, attachments } => (text, attachments),
                other => panic!("no files: {other:?}"),
            },
            other => panic!("no files: {other:?}"),
        });
    content.collect()
}

#[tokio::test]
async fn files_are_fetched_once_and_are_what_their_bytes_say() {
    let server = FileServer::start("/").await;
    let (backend, connector) = trusting(&server.origin).await;
    let named = FileAt {
        name: Some("Foto da cadeira.png".to_owned()),
        ..server.at("/picture.png")
    };
    let told = message("wamid.1", "Veja", vec![server.at("/there"), named]);
    let first = connector.tell(&backend, &told).await;
    let asked = server.asked.load(Ordering::Relaxed);
    assert_eq!(connector.tell(&backend, &told).await, first);
    assert_eq!(server.asked.load(Ordering::Relaxed), asked);
    let messages = received(&backend).await;
    let [(text, files)] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    assert_eq!(text.as_deref(), Some("Veja"));
    let seen: Vec<_> = files
        .iter()
        .map(|file| (file.name.as_str(), file.media_type.as_str(), file.size))
        .collect();
    assert_eq!(
        seen,
        [
            ("nota.txt", "text/plain", 5),
            ("Foto da cadeira.png", "application/octet-stream", 23),
        ]
    );
    // Without a text, a file is enough.
    let bare = message("wamid.2", "", vec![server.at("/nota.txt")]);
    connector.tell(&backend, &bare).await;
    assert_eq!(received(&backend).await[1].0, None);
}

#[tokio::test]
async fn what_is_too_large_too_slow_or_not_there_is_refused_and_nothing_is_kept() {
    let server = FileServer::start("http://127.0.0.1:9/").await;
    let (backend, connector) = trusting(&server.origin).await;
    for (path, status) in [
        ("/endless", StatusCode::PAYLOAD_TOO_LARGE),
        ("/silent", StatusCode::SERVICE_UNAVAILABLE),
        ("/busy", StatusCode::SERVICE_UNAVAILABLE),
        ("/missing", StatusCode::UNPROCESSABLE_ENTITY),
        ("/empty", StatusCode::UNPROCESSABLE_ENTITY),
        ("/round", StatusCode::UNPROCESSABLE_ENTITY),
        // It leads from where files may be fetched to where they may not.
        ("/elsewhere", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let told = message(path, "Veja", vec![server.at(path)]);
        problem(connector.tell_request(&backend, &told), status).await;
    }
    let eleven = message("many", "", vec![server.at("/nota.txt"); 11]);
    let eleven = connector.tell_request(&backend, &eleven);
    problem(eleven, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(received(&backend).await.is_empty());
    let files = backend.config.data.join("files");
    let left = std::fs::read_dir(files).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    // The same message comes again once its file is there.
    let told = message("/busy", "Veja", vec![server.at("/nota.txt")]);
    connector.tell(&backend, &told).await;
    assert_eq!(received(&backend).await.len(), 1);
}

#[tokio::test]
async fn nobody_is_asked_in_the_backends_own_network() {
    let server = FileServer::start("/").await;
    let (backend, connector) = trusting("http://files.example").await;
    let port = server.origin.rsplit(':').next().unwrap();
    for url in [
        format!("http://127.0.0.1:{port}/nota.txt"),
        format!("https://127.0.0.1:{port}/nota.txt"),
        format!("https://localhost:{port}/nota.txt"),
        format!("https://[::ffff:127.0.0.1]:{port}/nota.txt"),
    ] {
        let file = FileAt {
            url: url.clone(),
            ..FileAt::default()
        };
        let told = message(&url, "Veja", vec![file]);
        let refused = connector.tell_request(&backend, &told);
        let refused = problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some("files"), "{url}");
    }
    assert_eq!(server.asked.load(Ordering::Relaxed), 0);
    assert!(received(&backend).await.is_empty());
}

#[tokio::test]
async fn content_that_only_the_backend_can_make_is_not_taken_from_a_connector() {
    let (backend, connector) = trusting("http://files.example").await;
    for content in [
        serde_json::json!({ "kind": "media", "attachments": [] }),
        serde_json::json!({ "kind": "email", "subject": "x", "text": "x", "html": "<script>" }),
    ] {
        let told = FromConnector::Message(CustomersMessage {
            id: "x".to_owned(),
            from: Person {
                id: "x".to_owned(),
                ..Person::default()
            },
            content: serde_json::from_value(content).unwrap(),
            files: Vec::new(),
            reply_to: None,
            link_preview: None,
        });
        let refused = connector.tell_request(&backend, &told);
        problem(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
}
