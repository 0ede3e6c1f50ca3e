//! The demo's channels: what is sent through them is taken, arrives, is read, and sometimes answered.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::customers;
use crate::wire::{Answer, Trouble, Wire};

/// Below this path a simulated channel is called. A channel whose connector is called elsewhere is
/// somebody's own, and left alone.
const PATH: &str = "/simulated";
/// What needs no connector.
const LIVE_CHAT: &str = "live_chat";

/// Who connects the channels, and how fast customers are.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The backend's origin, such as `http://127.0.0.1:8080`.
    pub backend: String,
    /// An administrator.
    pub email: String,
    pub password: String,
    /// Between two things that a customer does.
    pub pace: Duration,
}

/// Connects every channel that nobody else has connected, and says how many. They live for as long
/// as the runtime.
///
/// # Errors
/// When the backend is not there, or the administrator is none.
pub async fn begin(demo: Demo) -> Result<usize, Trouble> {
    let administrator = Administrator::sign_in(&demo).await?;
    let demo = Arc::new(demo);
    let mut connected = 0;
    for (channel, kind) in administrator.channels().await? {
        if kind == LIVE_CHAT || !administrator.is_free(&channel).await? {
            continue;
        }
        let platform = Arc::new(Platform {
            demo: Arc::clone(&demo),
            wire: Mutex::default(),
            written: Mutex::default(),
            gone: Mutex::default(),
        });
        let its = Arc::clone(&platform);
        let listening = Wire::listen(&channel, PATH, move |call| receive(&its, &call)).await;
        let (wire, url) = listening.map_err(|error| error.to_string())?;
        wire.sign_with(administrator.connect(&channel, &url).await?);
        *lock(&platform.wire) = Some(wire);
        connected += 1;
    }
    Ok(connected)
}

/// What stands behind one channel.
struct Platform {
    demo: Arc<Demo>,
    wire: Mutex<Option<Wire>>,
    /// How many messages each person has got.
    written: Mutex<HashMap<String, usize>>,
    /// Messages that were taken back.
    gone: Mutex<HashSet<String>>,
}

/// Takes everything but changes of what is gone, and lets the customer live on.
fn receive(platform: &Arc<Platform>, call: &Value) -> Answer {
    let id = call["message"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let asked = call["type"].as_str().unwrap_or_default().to_owned();
    let is_change = matches!(asked.as_str(), "message.edit" | "message.react");
    if is_change && lock(&platform.gone).contains(&id) {
        let why = json!({ "code": "gone", "reason": "This message is not there any more." });
        return (StatusCode::NOT_FOUND, why);
    }
    if asked == "message.delete" {
        lock(&platform.gone).insert(id);
    } else if matches!(asked.as_str(), "message.send" | "message.edit") {
        let (platform, call) = (Arc::clone(platform), call.clone());
        tokio::spawn(async move {
            // A backend that is stopped meanwhile hears nothing of it.
            let _ = if asked == "message.edit" {
                likes(&platform, &call).await
            } else {
                live_on(&platform, &call).await
            };
        });
    }
    (StatusCode::OK, json!({}))
}

/// A customer sees that a message says something better now.
async fn likes(platform: &Platform, call: &Value) -> Result<(), Trouble> {
    let Some(wire) = lock(&platform.wire).clone() else {
        return Ok(());
    };
    sleep(platform.demo.pace * 2).await;
    let message = &call["message"]["id"];
    let reaction = json!({ "type": "reaction", "message": message, "emoji": "👍", "on": true });
    wire.tell(&platform.demo.backend, &reaction).await.map(drop)
}

async fn live_on(platform: &Platform, call: &Value) -> Result<(), Trouble> {
    let Some(wire) = lock(&platform.wire).clone() else {
        return Ok(());
    };
    let (backend, pace) = (&platform.demo.backend, platform.demo.pace);
    let (person, message) = (&call["to"], &call["message"]);
    let id = message["id"].as_str().unwrap_or_default();
    for state in ["delivered", "read"] {
        sleep(pace).await;
        let delivery = json!({ "state": state });
        let receipt = json!({ "type": "receipt", "message": id, "delivery": delivery });
        wire.tell(backend, &receipt).await?;
    }
    let who = person["id"].as_str().unwrap_or_default();
    let number = {
        let mut written = lock(&platform.written);
        let number = written.entry(who.to_owned()).or_default();
        *number += 1;
        *number
    };
    // Every other message is answered, the first one too.
    if number.is_multiple_of(2) {
        return Ok(());
    }
    let text = customers::answer(&message["content"], number / 2);
    let id = format!("answer-{id}");
    if message["content"]["kind"] == "email" {
        sleep(pace * 2).await;
        if let Some(mail) = customers::mail(&message["content"], person, &id, &text) {
            wire.hand_in(backend, mail).await?;
        }
        return Ok(());
    }
    let typing = json!({ "type": "typing", "from": who, "on": true });
    wire.tell(backend, &typing).await?;
    sleep(pace * 2).await;
    let content = json!({ "kind": "text", "text": text });
    let answer = json!({ "type": "message", "id": id, "from": { "id": who }, "content": content });
    wire.tell(backend, &answer).await?;
    if let Some(better) = customers::second_thought(&text) {
        sleep(pace * 4).await;
        let edit = json!({ "type": "edited", "message": id, "text": better });
        wire.tell(backend, &edit).await?;
    }
    Ok(())
}

/// Somebody who may connect channels.
struct Administrator {
    http: reqwest::Client,
    root: String,
    token: String,
}

impl Administrator {
    async fn sign_in(demo: &Demo) -> Result<Self, Trouble> {
        let mut administrator = Self {
            http: reqwest::Client::new(),
            root: format!("{}/api/v1", demo.backend),
            token: String::new(),
        };
        let sign_in = json!({ "email": demo.email, "password": demo.password, "keep": "body" });
        let request = administrator
            .http
            .post(format!("{}/session", administrator.root));
        let tokens = administrator.ask(request.json(&sign_in)).await?;
        administrator.token = tokens["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Ok(administrator)
    }

    /// Every channel with its kind.
    async fn channels(&self) -> Result<Vec<(String, String)>, Trouble> {
        let request = self.http.get(format!("{}/snapshot", self.root));
        let snapshot = self.ask(request).await?;
        let channels = snapshot["channels"].as_array().into_iter().flatten();
        let named = channels.filter_map(|channel| {
            let word = |key: &str| channel[key].as_str().map(str::to_owned);
            Some((word("id")?, word("kind")?))
        });
        Ok(named.collect())
    }

    async fn is_free(&self, channel: &str) -> Result<bool, Trouble> {
        let url = format!("{}/channels/{channel}/connector", self.root);
        let connector = self.ask(self.http.get(url)).await?;
        let url = connector["url"].as_str();
        Ok(url.is_none_or(|url| url.starts_with("http://127.0.0.1:") && url.ends_with(PATH)))
    }

    /// Names the connector of a channel, and gives the secret.
    async fn connect(&self, channel: &str, connector: &str) -> Result<String, Trouble> {
        let url = format!("{}/channels/{channel}/connector", self.root);
        let request = self.http.put(url).json(&json!({ "url": connector }));
        let connector = self.ask(request).await?;
        let secret = connector["secret"].as_str().map(str::to_owned);
        secret.ok_or_else(|| "the backend gave no secret".to_owned())
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Value, Trouble> {
        let answer = request.bearer_auth(&self.token).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status();
        let said = answer.text().await.unwrap_or_default();
        if !status.is_success() {
            return Err(format!("{status}: {said}"));
        }
        serde_json::from_str(&said).map_err(|error| error.to_string())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
