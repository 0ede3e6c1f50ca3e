//! A connector that makes every state of a channel when it is asked to. It speaks the connector
//! contract from outside, as a real one would, and knows none of the backend's types.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, routing};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::api::AdminApi;
use crate::backend::Address;
use crate::steps::Steps;
use crate::waiting::until;

/// One channel's connector.
pub struct ChannelSimulator {
    channel: String,
    backend: Address,
    http: reqwest::Client,
    platform: Arc<Platform>,
    steps: Steps,
}

/// What the platform behind the channel has got, and will answer.
#[derive(Default)]
struct Platform {
    secret: Mutex<String>,
    calls: Mutex<Vec<Value>>,
    answers: Mutex<VecDeque<(StatusCode, Value)>>,
}

impl ChannelSimulator {
    /// Connects a channel of the backend; an administrator sets it up.
    pub(crate) async fn connect(backend: Address, channel: &str, steps: &Steps) -> Self {
        let platform = Arc::new(Platform::default());
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("there is a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let its = Arc::clone(&platform);
        let hook = routing::post(async move |headers: HeaderMap, body: Bytes| {
            let (status, answer) = its.receive(&headers, &body);
            (status, answer.to_string())
        });
        let router = Router::new().route("/hook", hook);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let admin = AdminApi::sign_in(backend.clone()).await;
        let secret = admin
            .connect(channel, &format!("http://{address}/hook"))
            .await;
        *lock(&platform.secret) = secret;
        Self {
            channel: channel.to_owned(),
            backend,
            http: reqwest::Client::new(),
            platform,
            steps: steps.clone(),
        }
    }

    /// The customer writes. The platform knows them by their name.
    pub async fn customer_writes(&self, name: &str, text: &str) {
        self.customer_sends(name, &json!({ "kind": "text", "text": text }))
            .await;
    }

    /// The customer sends anything.
    pub async fn customer_sends(&self, name: &str, content: &Value) {
        let id = format!("{name} {}", content["text"].as_str().unwrap_or_default());
        self.tell(json!({
            "type": "message",
            "id": id,
            "from": { "id": name, "name": name },
            "content": content,
        }))
        .await;
    }

    pub async fn customer_types(&self, name: &str) {
        self.tell(json!({ "type": "typing", "from": name, "on": true }))
            .await;
    }

    /// The channel's state becomes this: `active`, `disabled`, `token_expired`.
    pub async fn turns(&self, state: &str) {
        self.tell(json!({ "type": "state", "state": { "state": state } }))
            .await;
    }

    /// The platform takes nothing until then.
    pub async fn is_limited_until(&self, until: &str) {
        let state = json!({ "state": "limited", "until": until });
        self.tell(json!({ "type": "state", "state": state })).await;
    }

    /// Says how far a message got that was received.
    pub async fn says_delivery(&self, text: &str, state: &str) {
        let call = self.receives(text).await;
        let message = &call["message"]["id"];
        let delivery = json!({ "state": state });
        self.tell(json!({ "type": "receipt", "message": message, "delivery": delivery }))
            .await;
    }

    /// How the next call is answered; one without an answer of its own gets 200.
    pub fn will_answer(&self, status: u16, body: Value) {
        let status = StatusCode::from_u16(status).expect("a status of HTTP");
        lock(&self.platform.answers).push_back((status, body));
    }

    /// Waits for the message with this text, and gives the call that brought it.
    pub async fn receives(&self, text: &str) -> Value {
        until(format!("the channel to receive \"{text}\""), async || {
            let calls = lock(&self.platform.calls);
            let found = calls
                .iter()
                .find(|call| call["message"]["content"]["text"] == text);
            found.cloned().ok_or_else(|| format!("{calls:?}"))
        })
        .await
    }

    /// The texts of all messages that came, in their order, as often as they came.
    pub fn received(&self) -> Vec<String> {
        let calls = lock(&self.platform.calls);
        let texts = calls
            .iter()
            .filter_map(|call| call["message"]["content"]["text"].as_str());
        texts.map(str::to_owned).collect()
    }

    /// Waits for the token with which an administrator wants to reconnect.
    pub async fn is_given_token(&self, token: &str) {
        until(
            format!("the channel to get the token {token}"),
            async || {
                let calls = lock(&self.platform.calls);
                let is_there = calls.iter().any(|call| call["token"] == token);
                is_there.then_some(()).ok_or_else(|| format!("{calls:?}"))
            },
        )
        .await;
    }

    async fn tell(&self, what: Value) {
        self.steps.note(format!("{} tells {what}", self.channel));
        let body = what.to_string();
        let seconds = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("it is after 1970")
            .as_secs();
        let secret = lock(&self.platform.secret).clone();
        let url = format!(
            "http://{}/api/v1/channels/{}/inbound",
            self.backend.now(),
            self.channel
        );
        let answer = self
            .http
            .post(url)
            .header("recado-timestamp", seconds)
            .header(
                "recado-signature",
                signature(&secret, &seconds.to_string(), body.as_bytes()),
            )
            .body(body)
            .send()
            .await
            .expect("the backend is there");
        let status = answer.status();
        let said = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "{status}: {said}");
    }
}

impl Platform {
    fn receive(&self, headers: &HeaderMap, body: &[u8]) -> (StatusCode, Value) {
        let value = |name: &str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let wanted = signature(&lock(&self.secret), &value("recado-timestamp"), body);
        if value("recado-signature") != wanted {
            return (StatusCode::UNAUTHORIZED, json!({}));
        }
        let call: Value = serde_json::from_slice(body).expect("a call is JSON");
        lock(&self.calls).push(call);
        let answer = lock(&self.answers).pop_front();
        answer.unwrap_or((StatusCode::OK, json!({})))
    }
}

fn signature(secret: &str, seconds: &str, body: &[u8]) -> String {
    let code = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("HMAC takes a key of any length")
        .chain_update(seconds)
        .chain_update(".")
        .chain_update(body)
        .finalize()
        .into_bytes();
    let digits: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={digits}")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
