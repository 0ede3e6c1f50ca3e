//! What becomes of a message after it was sent through a channel that is connected from outside: new texts, taking it
//! back, reactions; by the team and by the customer.

mod customers;
mod team;

use std::time::Duration;

use recado_protocol::connector::{
    CustomersDeletion, CustomersEdit, CustomersMessage, CustomersReaction, FromConnector,
    KnownPerson, NewState, Person, ToConnector,
};
use recado_protocol::message::write::Versions;
use recado_protocol::{
    ChannelState, Content, ConversationId, ConversationRecord, Delivery, Message, SearchPage,
    Timestamp, WriteAnswer,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;

use crate::connector::TestConnector;
use crate::harness::{Backend, Caller, fresh, problem, read};

const WHATSAPP: &str = "demo-whatsapp";
const TELEGRAM: &str = "demo-telegram";
const THUMB: &str = "/reactions/%F0%9F%91%8D";
const HEART: &str = "/reactions/%E2%9D%A4%EF%B8%8F";
const MINUTE: Duration = Duration::from_secs(60);

/// A customer of a channel and the agent who talks with them.
struct Talk {
    backend: Backend,
    connector: TestConnector,
    livia: Caller,
    conversation: ConversationId,
}

impl Talk {
    async fn on(channel: &str) -> Self {
        let backend = Backend::start().await;
        let connector = TestConnector::connect(&backend, channel).await;
        connector.tell(&backend, &says("w.1", "Oi")).await;
        let livia = backend.agent().await;
        let page: recado_protocol::http::ConversationPage = livia.fetch("/conversations").await;
        let conversation = page.items[0].conversation.id.clone();
        Self {
            backend,
            connector,
            livia,
            conversation,
        }
    }

    /// A message that the channel has, under this id of its own.
    async fn sent(&self, text: &str, external: &str) -> Message {
        let answer = json!({ "external_id": external });
        self.connector.will_answer(200, &answer.to_string());
        let message = self.writes(text).await;
        self.connector.call().await;
        self.until(&message, |it| it.delivery == Some(Delivery::Sent))
            .await
    }

    async fn writes(&self, text: &str) -> Message {
        let answer = self.livia.write(&self.conversation, text).await;
        answer.message.unwrap()
    }

    fn edit_request(&self, message: &Message, text: &str) -> RequestBuilder {
        let body = json!({ "text": text });
        self.livia
            .put(&path(message, "/text"), &body)
            .header("Idempotency-Key", fresh())
    }

    async fn edits(&self, message: &Message, text: &str) -> Message {
        done(self.edit_request(message, text)).await
    }

    fn request(&self, method: Method, message: &Message, rest: &str) -> RequestBuilder {
        self.livia
            .request(method, &path(message, rest))
            .header("Idempotency-Key", fresh())
    }

    async fn deletes(&self, message: &Message) -> Message {
        done(self.request(Method::DELETE, message, "")).await
    }

    async fn reacts(&self, message: &Message, emoji: &str) -> Message {
        done(self.request(Method::PUT, message, emoji)).await
    }

    async fn now(&self, message: &Message) -> Message {
        self.livia.fetch(&path(message, "")).await
    }

    /// Waits until a message is as wanted.
    async fn until(&self, message: &Message, wanted: impl Fn(&Message) -> bool) -> Message {
        for _ in 0..3_000 {
            let now = self.now(message).await;
            if wanted(&now) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the message never got there: {:?}", self.now(message).await);
    }

    async fn turns(&self, state: ChannelState) {
        let told = FromConnector::State(NewState { state });
        self.connector.tell(&self.backend, &told).await;
    }

    /// The platform takes nothing until [`Self::opens`].
    async fn is_limited(&self) {
        let until = self.backend.config.clock.now().plus_millis(3_600_000);
        self.turns(ChannelState::Limited { until }).await;
    }

    async fn opens(&self) {
        self.turns(ChannelState::Active).await;
    }

    /// The next call, in a word.
    async fn asked(&self) -> String {
        let call = self.connector.call().await;
        match call.what {
            ToConnector::MessageSend(it) => {
                format!("send {}", it.message.content.text().unwrap_or_default())
            }
            ToConnector::MessageEdit(it) => format!("edit {}", it.text),
            ToConnector::MessageDelete(_) => "delete".to_owned(),
            ToConnector::MessageReact(it) => format!("react {} {}", it.emoji, it.on),
            ToConnector::ChannelReconnect(_) => "reconnect".to_owned(),
        }
    }

    /// Sends a last message, so that whatever was to come before it has come. Gives what came.
    async fn asked_until_end(&self) -> Vec<String> {
        self.writes("the end").await;
        let mut all = Vec::new();
        loop {
            match self.asked().await.as_str() {
                "send the end" => return all,
                asked => all.push(asked.to_owned()),
            }
        }
    }

    /// Time passes, and whoever was signed in signs in again.
    async fn later(&mut self, by: Duration) {
        self.backend.later(by);
        self.livia = self.backend.agent().await;
    }

    async fn tell(&self, told: FromConnector) -> Option<String> {
        self.connector.tell(&self.backend, &told).await
    }

    async fn only(&self, kind: &str) -> Message {
        let page = self.livia.history(&self.conversation).await;
        let mut of_kind = page
            .items
            .into_iter()
            .filter(|it| it.content.kind() == kind);
        let one = of_kind.next().unwrap();
        assert!(of_kind.next().is_none());
        one
    }
}

fn path(message: &Message, rest: &str) -> String {
    let (conversation, id) = (&message.conversation, &message.id);
    format!("/conversations/{conversation}/messages/{id}{rest}")
}

async fn done(request: RequestBuilder) -> Message {
    let answer: WriteAnswer = read(request.send().await.unwrap()).await;
    answer.message.unwrap()
}

fn says(id: &str, text: &str) -> FromConnector {
    FromConnector::Message(CustomersMessage {
        id: id.to_owned(),
        from: Person {
            id: "ana".to_owned(),
            name: Some("Ana Souza".to_owned()),
            ..Person::default()
        },
        content: Content::Text {
            text: text.to_owned(),
        },
        files: Vec::new(),
        reply_to: None,
        link_preview: None,
    })
}

fn edited(message: &str, text: &str, at: Option<Timestamp>) -> FromConnector {
    FromConnector::Edited(CustomersEdit {
        message: message.to_owned(),
        text: text.to_owned(),
        at,
    })
}

fn deleted(message: &str) -> FromConnector {
    FromConnector::Deleted(CustomersDeletion {
        message: message.to_owned(),
    })
}

fn failure(message: &Message) -> Option<Delivery> {
    message.read_more().change_failed
}

fn reactions(message: &Message) -> Vec<String> {
    let all = message.read_more().reactions.into_iter();
    all.map(|it| it.emoji).collect()
}
