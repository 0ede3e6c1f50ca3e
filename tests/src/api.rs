//! The backend without a browser: what is true there, and people whose screens don't matter.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{SystemTime, UNIX_EPOCH};

use recado_protocol::attribute::{Attributes, Definitions};
use recado_protocol::command::{NewAssignment, NewMessage, NewStatus};
use recado_protocol::connector::{Connector, NewConnector};
use recado_protocol::first::NewConversation;
use recado_protocol::http::{ConversationPage, KeepRefresh, MessagePage, SignIn, Snapshot, Tokens};
use recado_protocol::prepared::NewLabels;
use recado_protocol::visitor::{BeginVisit, NewVisitorMessage, Visit, VisitorMessage};
use recado_protocol::{
    API_ROOT, Agent, AgentId, BaseView, ConversationId, ConversationRecord, ConversationStatus,
    Counts, Fields, Message, MessageId, More, OutgoingContent, Timestamp, WriteAnswer,
};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;

use crate::backend::Address;

/// The password of every sign-in of the demo.
pub const PASSWORD: &str = "recado-demo";
/// The channel of the demo site.
pub const DEMO_CHANNEL: &str = "demo-live-chat";
/// Items of a page, the most that the protocol allows.
const PAGE: u32 = 200;

/// The API of one signed-in agent.
pub struct AgentApi {
    client: Client,
    pub me: Agent,
}

impl AgentApi {
    /// Signs in with the demo's password.
    pub(crate) async fn sign_in(backend: Address, email: &str) -> Self {
        let client = Client {
            http: reqwest::Client::new(),
            backend,
            token: String::new(),
        };
        let body = SignIn {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            keep: KeepRefresh::Body,
        };
        let tokens: Tokens = answer(client.ask(Method::POST, "/session").json(&body)).await;
        Self {
            client: Client {
                token: tokens.access_token,
                ..client
            },
            me: tokens.me,
        }
    }

    pub async fn snapshot(&self) -> Snapshot {
        answer(self.client.ask(Method::GET, "/snapshot")).await
    }

    pub async fn counts(&self) -> Counts {
        answer(self.client.ask(Method::GET, "/counts")).await
    }

    /// Every conversation of a view, in its order.
    pub async fn conversations(&self, view: BaseView) -> Vec<ConversationRecord> {
        self.listed(&format!("view={}", view.word())).await
    }

    /// Every conversation that a filter shows, in its order.
    pub async fn listed(&self, query: &str) -> Vec<ConversationRecord> {
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let path = format!("/conversations?{query}&limit={PAGE}");
            let path = next.map_or(path.clone(), |next| format!("{path}&cursor={next}"));
            let page: ConversationPage = answer(self.client.ask(Method::GET, &path)).await;
            all.extend(page.items);
            next = page.next;
            if next.is_none() {
                return all;
            }
        }
    }

    /// The first conversation of a view, in its order, that is as wanted.
    pub async fn find(
        &self,
        view: BaseView,
        wanted: impl Fn(&ConversationRecord) -> bool,
    ) -> Option<ConversationRecord> {
        let mut path = format!("/conversations?view={}&limit={PAGE}", view.word());
        loop {
            let page: ConversationPage = answer(self.client.ask(Method::GET, &path)).await;
            if let Some(found) = page.items.into_iter().find(&wanted) {
                return Some(found);
            }
            let next = page.next?;
            path = format!(
                "/conversations?view={}&limit={PAGE}&cursor={next}",
                view.word()
            );
        }
    }

    pub async fn conversation(&self, id: &ConversationId) -> ConversationRecord {
        answer(
            self.client
                .ask(Method::GET, &format!("/conversations/{id}")),
        )
        .await
    }

    /// The whole history of a conversation, oldest first.
    pub async fn messages(&self, id: &ConversationId) -> Vec<Message> {
        let mut all: Vec<Message> = Vec::new();
        loop {
            let after = all.last().map_or(0, |message| message.position);
            let path = format!("/conversations/{id}/messages?after={after}&limit={PAGE}");
            let page: MessagePage = answer(self.client.ask(Method::GET, &path)).await;
            all.extend(page.items);
            if !page.has_newer {
                return all;
            }
        }
    }

    pub async fn write(&self, id: &ConversationId, text: &str) -> WriteAnswer {
        self.send(
            id,
            OutgoingContent::Text {
                text: text.to_owned(),
            },
        )
        .await
    }

    /// Writes to somebody first, on a channel.
    pub async fn begin(&self, channel: &str, address: &str, text: &str) -> WriteAnswer {
        let body = NewConversation {
            channel: channel.into(),
            address: address.to_owned(),
            name: None,
            message: NewMessage {
                id: new_id(),
                content: OutgoingContent::Text {
                    text: text.to_owned(),
                },
                more: None,
            },
        };
        let request = self.client.ask(Method::POST, "/conversations");
        answer(request.json(&body)).await
    }

    /// Has a message sent at a time.
    pub async fn schedule(&self, id: &ConversationId, text: &str, send_at: Timestamp) {
        let more = More {
            send_at: Some(send_at),
            ..More::default()
        };
        self.write_more(id, text, &more).await;
    }

    /// Answers one message.
    pub async fn reply(&self, id: &ConversationId, message: &MessageId, text: &str) {
        let more = More {
            reply_to: Some(message.clone()),
            ..More::default()
        };
        self.write_more(id, text, &more).await;
    }

    async fn write_more(&self, id: &ConversationId, text: &str, more: &More) {
        let body = NewMessage {
            id: new_id(),
            content: OutgoingContent::Text {
                text: text.to_owned(),
            },
            more: Some(Fields::of(more)),
        };
        let path = format!("/conversations/{id}/messages");
        let request = self.client.ask(Method::POST, &path);
        let request = request.header("Idempotency-Key", body.id.as_str());
        let _: WriteAnswer = answer(request.json(&body)).await;
    }

    pub async fn note(&self, id: &ConversationId, text: &str) -> WriteAnswer {
        self.send(
            id,
            OutgoingContent::Note {
                text: text.to_owned(),
            },
        )
        .await
    }

    pub async fn set_labels(&self, id: &ConversationId, labels: &[&str]) -> WriteAnswer {
        let path = format!("/conversations/{id}/labels");
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        let request = keyed(self.client.ask(Method::PUT, &path));
        answer(request.json(&NewLabels { labels })).await
    }

    pub async fn assign(&self, id: &ConversationId, assignee: Option<AgentId>) -> WriteAnswer {
        let request = self
            .client
            .ask(Method::PUT, &format!("/conversations/{id}/assignment"));
        answer(keyed(request).json(&NewAssignment { assignee })).await
    }

    /// Sets a resource of a conversation.
    pub async fn put(&self, id: &ConversationId, resource: &str, body: serde_json::Value) {
        let path = format!("/conversations/{id}/{resource}");
        let _: WriteAnswer = answer(keyed(self.client.ask(Method::PUT, &path)).json(&body)).await;
    }

    /// Adds to a resource of a conversation.
    pub async fn post(&self, id: &ConversationId, resource: &str, body: serde_json::Value) {
        let path = format!("/conversations/{id}/{resource}");
        let _: WriteAnswer = answer(keyed(self.client.ask(Method::POST, &path)).json(&body)).await;
    }

    /// Defines an attribute of contacts; only administrators may.
    pub async fn define(&self, attribute: serde_json::Value) {
        let request = self.client.ask(Method::POST, "/attributes");
        let _: Definitions = answer(request.json(&attribute)).await;
    }

    /// What is known of the person of a conversation, and of the visit in which it began.
    pub async fn attributes(&self, id: &ConversationId) -> Attributes {
        let path = format!("/conversations/{id}/attributes");
        answer(self.client.ask(Method::GET, &path)).await
    }

    pub async fn set_status(&self, id: &ConversationId, status: ConversationStatus) -> WriteAnswer {
        let request = self
            .client
            .ask(Method::PUT, &format!("/conversations/{id}/status"));
        answer(keyed(request).json(&NewStatus { status })).await
    }

    pub async fn send(&self, id: &ConversationId, content: OutgoingContent) -> WriteAnswer {
        let body = NewMessage {
            id: new_id(),
            content,
            more: None,
        };
        let request = self
            .client
            .ask(Method::POST, &format!("/conversations/{id}/messages"));
        answer(
            request
                .header("Idempotency-Key", body.id.as_str())
                .json(&body),
        )
        .await
    }
}

/// What only administrators may.
pub(crate) struct AdminApi(AgentApi);

impl AdminApi {
    pub async fn sign_in(backend: Address) -> Self {
        Self(AgentApi::sign_in(backend, crate::agent::ADMIN).await)
    }

    /// Connects a channel and gives the secret.
    pub async fn connect(&self, channel: &str, url: &str) -> String {
        let path = format!("/channels/{channel}/connector");
        let request = self.0.client.ask(Method::PUT, &path);
        let connector: Connector = answer(request.json(&NewConnector {
            url: url.to_owned(),
            secret: None,
        }))
        .await;
        connector.secret.expect("a new connector has a secret")
    }
}

/// The API of one visitor of the demo site.
pub struct VisitorApi {
    client: Client,
}

impl VisitorApi {
    pub(crate) async fn begin(backend: Address) -> Self {
        let client = Client {
            http: reqwest::Client::new(),
            backend,
            token: String::new(),
        };
        let body = BeginVisit {
            channel: DEMO_CHANNEL.into(),
            token: None,
            locale: None,
        };
        let visit: Visit = answer(client.ask(Method::POST, "/visitor/session").json(&body)).await;
        Self {
            client: Client {
                token: visit.token,
                ..client
            },
        }
    }

    pub async fn write(&self, text: &str) -> Message {
        let body = NewVisitorMessage {
            id: new_id(),
            text: text.to_owned(),
            attachments: Vec::new(),
        };
        let request = self.client.ask(Method::POST, "/visitor/messages");
        let written: VisitorMessage = answer(
            request
                .header("Idempotency-Key", body.id.as_str())
                .json(&body),
        )
        .await;
        written.message
    }
}

struct Client {
    http: reqwest::Client,
    backend: Address,
    token: String,
}

impl Client {
    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{API_ROOT}{path}", self.backend.now());
        self.http.request(method, url).bearer_auth(&self.token)
    }
}

/// Ends the session whose refresh cookie a browser has.
pub async fn end_session(backend: &Address, cookie: &str) {
    let url = format!("http://{}{API_ROOT}/session", backend.now());
    let request = reqwest::Client::new()
        .delete(url)
        .header("Cookie", format!("recado_refresh={cookie}"));
    let response = request.send().await.expect("the backend is there");
    assert!(
        response.status().is_success(),
        "the session was not ended: {}",
        response.status()
    );
}

fn keyed(request: RequestBuilder) -> RequestBuilder {
    request.header("Idempotency-Key", new_id().as_str())
}

fn new_id() -> MessageId {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&RandomState::new().hash_one(now).to_ne_bytes());
    MessageId::make(
        Timestamp::from_millis(i64::try_from(now).unwrap_or(i64::MAX)),
        random,
    )
}

/// Sends a request that nobody here has a reason to refuse.
async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> T {
    let response = request
        .send()
        .await
        .unwrap_or_else(|error| panic!("no answer: {error:?}"));
    let (url, status) = (response.url().clone(), response.status());
    let body = response.text().await.unwrap_or_default();
    assert!(status.is_success(), "{url} answered {status}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{url} answered {body}: {error}"))
}
