//! The demo's channels, on a real backend.

#![expect(clippy::unwrap_used, reason = "these are tests")]

use std::time::Duration;

use recado_backend::{Config, Demo, serve};
use recado_channel_simulator::Wire;
use recado_channel_simulator::play::{self, Demo as Play};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Office {
    http: reqwest::Client,
    root: String,
    token: String,
    running: recado_backend::Running,
    _data: TempDir,
}

impl Office {
    async fn open() -> Self {
        let data = TempDir::new().unwrap();
        let mut config = Config::of(data.path());
        config.port = 0;
        config.demo = Demo::PeopleOnly;
        let running = serve(config).await.unwrap();
        let root = format!("http://{}", running.address());
        let http = reqwest::Client::new();
        let sign_in = json!({
            "email": "admin@demo.recado.test", "password": "recado-demo", "keep": "body"
        });
        let tokens = http.post(format!("{root}/api/v1/session")).json(&sign_in);
        let tokens: Value = tokens.send().await.unwrap().json().await.unwrap();
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        Self {
            http,
            root,
            token,
            running,
            _data: data,
        }
    }

    async fn begin(&self) -> usize {
        let play = Play {
            backend: self.root.clone(),
            email: "admin@demo.recado.test".to_owned(),
            password: "recado-demo".to_owned(),
            pace: Duration::from_millis(20),
        };
        play::begin(play).await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}/api/v1{path}", self.root));
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn send(&self, conversation: &str, id: &str, content: Value) {
        let path = format!("/conversations/{conversation}/messages");
        let request = self.http.post(format!("{}/api/v1{path}", self.root));
        let request = request
            .bearer_auth(&self.token)
            .header("idempotency-key", id);
        let body = json!({ "id": id, "content": content });
        let answer = request.json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// The messages of a conversation, once they are as wanted.
    async fn messages(&self, conversation: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        for _ in 0..1_000 {
            let page = self
                .get(&format!("/conversations/{conversation}/messages"))
                .await;
            let messages = page["items"].as_array().unwrap().clone();
            if wanted(&messages) {
                return messages;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the customer never did it");
    }
}

/// A customer writes first, through a connector of the test's own.
async fn conversation(office: &Office, channel: &str, first: &str) -> String {
    let nobody = |_| (axum::http::StatusCode::OK, json!({}));
    let (wire, url) = Wire::listen(channel, "/simulated", nobody).await.unwrap();
    let connect = format!("{}/api/v1/channels/{channel}/connector", office.root);
    let request = office.http.put(connect).bearer_auth(&office.token);
    let made = request.json(&json!({ "url": url })).send().await.unwrap();
    let made: Value = made.json().await.unwrap();
    wire.sign_with(made["secret"].as_str().unwrap().to_owned());
    if channel == "demo-email" {
        wire.hand_in(&office.root, first.as_bytes().to_vec())
            .await
            .unwrap();
    } else {
        let told = json!({
            "type": "message", "id": "first", "from": { "id": "5511", "name": "Ana" },
            "content": { "kind": "text", "text": first },
        });
        wire.tell(&office.root, &told).await.unwrap();
    }
    let page = office.get("/conversations").await;
    page["items"][0]["conversation"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn what_is_sent_is_read_and_every_other_message_is_answered() {
    let office = Office::open().await;
    let conversation = conversation(&office, "demo-whatsapp", "Oi").await;
    // All but the live chat, among them the one that the test had connected in the same way.
    assert_eq!(office.begin().await, 13);
    for (number, text) in ["um", "dois", "três"].into_iter().enumerate() {
        let id = format!("m-{number}");
        office
            .send(&conversation, &id, json!({ "kind": "text", "text": text }))
            .await;
        office
            .messages(&conversation, |messages| {
                messages
                    .iter()
                    .any(|message| message["id"] == id && message["delivery"]["state"] == "read")
            })
            .await;
    }
    let messages = office
        .messages(&conversation, |messages| messages.len() == 6)
        .await;
    let by_customer = |message: &&Value| message["author"]["kind"] == "contact";
    assert_eq!(messages.iter().filter(by_customer).count(), 3);
    office.running.stop().await;
}

#[tokio::test]
async fn a_mail_is_answered_in_its_thread() {
    let office = Office::open().await;
    let first = "From: Ana <ana@cliente.example>\r\nSubject: Cadeira\r\n\
         Message-ID: <one@cliente.example>\r\n\r\nQuebrada.\r\n";
    let conversation = conversation(&office, "demo-email", first).await;
    office.begin().await;
    let to = json!([{ "address": "ana@cliente.example" }]);
    let email = json!({ "kind": "email", "subject": "", "text": "Vamos trocar.", "to": to });
    office.send(&conversation, "m-1", email).await;
    let messages = office
        .messages(&conversation, |messages| messages.len() == 3)
        .await;
    assert_eq!(messages[2]["content"]["subject"], "Re: Cadeira");
    assert_eq!(messages[2]["author"]["kind"], "contact");
    office.running.stop().await;
}

#[tokio::test]
async fn a_channel_that_somebody_has_connected_is_left_alone() {
    let office = Office::open().await;
    let connector = format!("{}/api/v1/channels/demo-sms/connector", office.root);
    let request = office.http.put(&connector).bearer_auth(&office.token);
    let own = json!({ "url": "https://sms.example/recado" });
    assert!(
        request
            .json(&own)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    assert_eq!(office.begin().await, 12);
    let kept = office.get("/channels/demo-sms/connector").await;
    assert_eq!(kept["url"], "https://sms.example/recado");
    office.running.stop().await;
}
