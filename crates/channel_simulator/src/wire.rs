//! The way of one channel: signed calls in both directions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, routing};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

/// What a call of the backend is answered with.
pub type Answer = (StatusCode, Value);

/// Why something could not be told or connected, in a sentence.
pub type Trouble = String;

/// One channel's way.
#[derive(Clone)]
pub struct Wire {
    channel: String,
    http: reqwest::Client,
    secret: Arc<Mutex<String>>,
}

impl Wire {
    /// Listens for the backend's calls on a free port of this machine. Gives the address that has to
    /// be named as the channel's connector, below `path`.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn listen(
        channel: &str,
        path: &str,
        answer: impl Fn(Value) -> Answer + Clone + Send + Sync + 'static,
    ) -> std::io::Result<(Self, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}{path}", listener.local_addr()?);
        let wire = Self {
            channel: channel.to_owned(),
            http: reqwest::Client::new(),
            secret: Arc::default(),
        };
        let secret = Arc::clone(&wire.secret);
        let hook = routing::post(async move |headers: HeaderMap, body: Bytes| {
            let (status, said) = match call(&lock(&secret), &headers, &body) {
                Some(call) => answer(call),
                None => (StatusCode::UNAUTHORIZED, json!({})),
            };
            (status, said.to_string())
        });
        let router = Router::new().route(path, hook);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((wire, url))
    }

    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// Both sides sign with this from now on.
    pub fn sign_with(&self, secret: String) {
        *lock(&self.secret) = secret;
    }

    /// Tells the backend, at an origin such as `http://127.0.0.1:8080`, what happened. Gives its
    /// answer.
    ///
    /// # Errors
    /// When it is not there, or will not hear it.
    pub async fn tell(&self, backend: &str, what: &Value) -> Result<Value, Trouble> {
        let body = what.to_string().into_bytes();
        self.post(backend, "application/json", body).await
    }

    /// Hands the backend a mail as it is.
    ///
    /// # Errors
    /// See [`Self::tell`].
    pub async fn hand_in(&self, backend: &str, mail: Vec<u8>) -> Result<Value, Trouble> {
        self.post(backend, "message/rfc822", mail).await
    }

    async fn post(&self, backend: &str, kind: &str, body: Vec<u8>) -> Result<Value, Trouble> {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let signature = signature(&lock(&self.secret), &seconds.to_string(), &body);
        let url = format!("{backend}/api/v1/channels/{}/inbound", self.channel);
        let answer = self
            .http
            .post(url)
            .header("content-type", kind)
            .header("recado-timestamp", seconds)
            .header("recado-signature", signature)
            .body(body)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let status = answer.status();
        let said = answer.text().await.unwrap_or_default();
        if !status.is_success() {
            return Err(format!("{status}: {said}"));
        }
        Ok(serde_json::from_str(&said).unwrap_or_default())
    }
}

/// What the backend asks, when it was signed.
fn call(secret: &str, headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    let wanted = signature(secret, value("recado-timestamp")?, body);
    (value("recado-signature")? == wanted)
        .then(|| serde_json::from_slice(body).ok())
        .flatten()
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

fn lock(mutex: &Mutex<String>) -> std::sync::MutexGuard<'_, String> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
