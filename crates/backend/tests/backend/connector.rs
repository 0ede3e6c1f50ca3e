//! A connector for tests: it answers as it is told, notes what it was called with, and tells.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use recado_protocol::Content;
use recado_protocol::connector::{
    Connector, CustomersMessage, FromConnector, NewConnector, Person, ToConnector, header,
};
use reqwest::RequestBuilder;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::harness::{ADMIN, Backend, read};

/// How long a test waits for a call before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A call that came in, its signature checked.
pub struct Call {
    pub key: String,
    pub what: ToConnector,
}

pub struct TestConnector {
    pub channel: String,
    pub secret: String,
    pub shared: Arc<Shared>,
}

#[derive(Default)]
pub struct Shared {
    secret: Mutex<String>,
    calls: Mutex<VecDeque<Call>>,
    answers: Mutex<VecDeque<(StatusCode, String)>>,
    called: Notify,
}

impl TestConnector {
    /// Connects a channel of the backend.
    pub async fn connect(backend: &Backend, channel: &str) -> Self {
        let shared = Arc::new(Shared::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let its = Arc::clone(&shared);
        let hook = axum::routing::post(move |headers: HeaderMap, body: Bytes| {
            let shared = Arc::clone(&its);
            async move { shared.receive(&headers, &body) }
        });
        let router = axum::Router::new().route("/hook", hook);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let admin = backend.agent_of(ADMIN).await;
        let path = format!("/channels/{channel}/connector");
        let new = NewConnector { url, secret: None };
        let made: Connector = read(admin.put(&path, &new).send().await.unwrap()).await;
        let secret = made.secret.unwrap();
        shared.secret.lock().unwrap().clone_from(&secret);
        Self {
            channel: channel.to_owned(),
            secret,
            shared,
        }
    }

    /// What the next call gets; those without an answer get 200.
    pub fn will_answer(&self, status: u16, body: &str) {
        let status = StatusCode::from_u16(status).unwrap();
        let mut answers = self.shared.answers.lock().unwrap();
        answers.push_back((status, body.to_owned()));
    }

    pub async fn call(&self) -> Call {
        tokio::time::timeout(PATIENCE, async {
            loop {
                let called = self.shared.called.notified();
                if let Some(call) = self.shared.calls.lock().unwrap().pop_front() {
                    return call;
                }
                called.await;
            }
        })
        .await
        .expect("no call came")
    }

    /// Whether no call has come that was not looked at.
    pub fn was_not_called(&self) -> bool {
        self.shared.calls.lock().unwrap().is_empty()
    }

    pub fn tell_request(&self, backend: &Backend, told: &FromConnector) -> RequestBuilder {
        self.signed(backend, serde_json::to_vec(told).unwrap())
    }

    /// Hands a mail in as it is.
    pub fn mail_request(&self, backend: &Backend, raw: impl Into<Vec<u8>>) -> RequestBuilder {
        self.signed(backend, raw.into())
            .header("content-type", "message/rfc822")
    }

    fn signed(&self, backend: &Backend, body: Vec<u8>) -> RequestBuilder {
        let seconds = backend.config.clock.now().millis() / 1_000;
        let path = format!("/channels/{}/inbound", self.channel);
        backend
            .anybody()
            .request(reqwest::Method::POST, &path)
            .header(header::TIMESTAMP, seconds)
            .header(header::SIGNATURE, sign(&self.secret, seconds, &body))
            .body(body)
    }

    pub async fn tell(&self, backend: &Backend, told: &FromConnector) -> Option<String> {
        let answer = self.tell_request(backend, told).send().await.unwrap();
        let told: recado_protocol::connector::Told = read(answer).await;
        told.message.map(|id| id.to_string())
    }
}

impl Shared {
    fn receive(&self, headers: &HeaderMap, body: &[u8]) -> (StatusCode, String) {
        let value = |name: &str| headers[name].to_str().unwrap().to_owned();
        let seconds: i64 = value(header::TIMESTAMP).parse().unwrap();
        let signature = sign(&self.secret.lock().unwrap(), seconds, body);
        assert_eq!(value(header::SIGNATURE), signature);
        self.calls.lock().unwrap().push_back(Call {
            key: value("idempotency-key"),
            what: serde_json::from_slice(body).unwrap(),
        });
        self.called.notify_one();
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| (StatusCode::OK, "{}".to_owned()))
    }
}

fn sign(secret: &str, seconds: i64, body: &[u8]) -> String {
    let code = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap()
        .chain_update(format!("{seconds}."))
        .chain_update(body)
        .finalize()
        .into_bytes();
    let digits: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={digits}")
}

/// A customer.
pub fn ana() -> Person {
    Person {
        id: "5511987654321".to_owned(),
        name: Some("Ana Souza".to_owned()),
        phone: Some("+5511987654321".to_owned()),
        ..Person::default()
    }
}

/// What Ana wrote, as the platform tells it.
pub fn says(id: &str, text: &str) -> FromConnector {
    FromConnector::Message(CustomersMessage {
        id: id.to_owned(),
        from: ana(),
        content: Content::Text {
            text: text.to_owned(),
        },
        files: Vec::new(),
        reply_to: None,
        link_preview: None,
    })
}
