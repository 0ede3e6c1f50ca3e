//! Sensitive numbers are hidden from whoever reads, told to the customer as they are, and revealed to who may know.

mod rules;
mod told;

use std::time::Duration;

use recado_protocol::command::WriteAnswer;
use recado_protocol::connector::ToConnector;
use recado_protocol::http::Snapshot;
use recado_protocol::masking::{Masking, Revealed, Rule, Tried};
use recado_protocol::schedule::Scheduled;
use recado_protocol::visitor::VisitorMessage;
use recado_protocol::{Capabilities, ConversationId, Feature, Message};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::connector::TestConnector;
use crate::export::documents;
use crate::harness::{ADMIN, AGENT_2, Backend, Caller, Live, fresh, problem, read};

const SUPERVISOR: &str = "supervisor@demo.recado.test";
/// No piece of these may be read by anybody who may not reveal them.
/// The beginnings of what is said, as they are written, and the cards without their gaps too. Shorter ones would be met by
/// chance, in the number of an event or an id.
const SECRETS: [&str; 8] = [
    "4111 1111",
    "41111111",
    "5105 1051",
    "51051051",
    "529.982",
    "11.222",
    "3782 822463",
    "378282246",
];

async fn text_of(caller: &Caller, path: &str) -> String {
    let response = caller.get(path).send().await.unwrap();
    assert!(response.status().is_success(), "{path}");
    response.text().await.unwrap()
}

async fn sent_with(
    agent: &Caller,
    id: &ConversationId,
    content: &Value,
    more: Value,
) -> WriteAnswer {
    let key = fresh();
    let body = json!({ "id": key, "content": content, "more": more });
    let request = agent
        .post(&format!("/conversations/{id}/messages"), &body)
        .header("Idempotency-Key", key);
    read(request.send().await.unwrap()).await
}

fn text(text: &str) -> Value {
    json!({ "kind": "text", "text": text })
}

fn reveal(message: &Message) -> String {
    let (conversation, id) = (&message.conversation, &message.id);
    format!("/conversations/{conversation}/messages/{id}/reveal")
}

async fn revealed(caller: &Caller, message: &Message) -> Revealed {
    let response = caller.post(&reveal(message), &json!({})).send().await;
    read(response.unwrap()).await
}

/// What the visitor sees, as text.
async fn seen(visitor: &Caller, id: &ConversationId) -> String {
    text_of(visitor, &format!("/visitor/conversations/{id}/messages")).await
}

/// Changes the rules, and waits until all that is stored follows them.
async fn change_rules(admin: &Caller, change: impl FnOnce(&mut Masking)) -> Masking {
    let mut masking: Masking = admin.fetch("/masking").await;
    change(&mut masking);
    let request = admin.post("/masking", &masking);
    let _now: Masking = read(request.send().await.unwrap()).await;
    settled(admin).await
}

async fn settled(admin: &Caller) -> Masking {
    let settling = async {
        loop {
            let now: Masking = admin.fetch("/masking").await;
            if !now.at_work {
                return now;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), settling)
        .await
        .expect("it is never done")
}

fn own(pattern: &str) -> Rule {
    Rule {
        name: "Vouchers".to_owned(),
        pattern: pattern.to_owned(),
        on: true,
    }
}

/// Every frame up to the one that says `last`.
async fn told(live: &mut Live, last: &str) -> String {
    let mut all = String::new();
    while !all.contains(last) {
        all.push_str(&live.text().await);
    }
    all
}

async fn backend_contact(agent: &Caller, id: &ConversationId) -> String {
    let record: Value = agent.fetch(&format!("/conversations/{id}")).await;
    record["contact"]["id"].as_str().unwrap().to_owned()
}
