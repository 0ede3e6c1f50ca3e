//! A channel that gets into every state when it is asked to, over the way of the channel simulator.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use recado_channel_simulator::{Answer, Wire};
use serde_json::{Value, json};

use crate::api::AdminApi;
use crate::backend::Address;
use crate::steps::Steps;
use crate::waiting::until;

/// One channel's connector.
pub struct ChannelSimulator {
    wire: Wire,
    backend: Address,
    platform: Arc<Platform>,
    steps: Steps,
}

/// What the platform behind the channel has got, and will answer.
#[derive(Default)]
struct Platform {
    calls: Mutex<Vec<Value>>,
    answers: Mutex<VecDeque<Answer>>,
}

impl ChannelSimulator {
    /// Connects a channel of the backend; an administrator sets it up.
    pub(crate) async fn connect(backend: Address, channel: &str, steps: &Steps) -> Self {
        let platform = Arc::new(Platform::default());
        let its = Arc::clone(&platform);
        let (wire, url) = Wire::listen(channel, "/hook", move |call| {
            lock(&its.calls).push(call);
            let answer = lock(&its.answers).pop_front();
            answer.unwrap_or((StatusCode::OK, json!({})))
        })
        .await
        .expect("there is a free port");
        let admin = AdminApi::sign_in(backend.clone()).await;
        wire.sign_with(admin.connect(channel, &url).await);
        Self {
            wire,
            backend,
            platform,
            steps: steps.clone(),
        }
    }

    /// A mail comes in as it is.
    pub async fn takes_mail(&self, raw: &str) {
        self.steps
            .note(format!("{} takes a mail", self.wire.channel()));
        let raw = raw.replace('\n', "\r\n").into_bytes();
        let told = self.wire.hand_in(&self.origin(), raw).await;
        told.expect("the backend takes the mail");
    }

    fn origin(&self) -> String {
        format!("http://{}", self.backend.now())
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

    /// Somebody writes for the first time, whom the platform calls so.
    pub async fn customer_is(&self, id: &str, name: &str, handle: &str) {
        self.tell(json!({
            "type": "message",
            "id": format!("first of {id}"),
            "from": { "id": id, "name": name, "handle": handle },
            "content": { "kind": "text", "text": "Oi" },
        }))
        .await;
    }

    /// The customer changes a message of theirs; the platform knows it as [`Self::customer_writes`] called it.
    pub async fn customer_edits(&self, name: &str, text: &str, new: &str) {
        let message = format!("{name} {text}");
        self.tell(json!({ "type": "edited", "message": message, "text": new }))
            .await;
    }

    /// The customer takes a message of theirs back.
    pub async fn customer_deletes(&self, name: &str, text: &str) {
        let message = format!("{name} {text}");
        self.tell(json!({ "type": "deleted", "message": message }))
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

    /// Waits for a call of this type, and gives the last one.
    pub async fn is_asked(&self, what: &str) -> Value {
        until(format!("the channel to be asked for {what}"), async || {
            let calls = lock(&self.platform.calls);
            let last = calls.iter().rfind(|call| call["type"] == what);
            last.cloned().ok_or_else(|| format!("{calls:?}"))
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
        self.steps
            .note(format!("{} tells {what}", self.wire.channel()));
        let told = self.wire.tell(&self.origin(), &what).await;
        told.expect("the backend hears it");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
