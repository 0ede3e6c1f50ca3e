//! A backend per test, and callers that speak to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use recado_backend::{Clock, Config, Demo, Running, serve};
use recado_protocol::command::{NewMessage, OutgoingContent, WriteAnswer};
use recado_protocol::http::{KeepRefresh, MessagePage, SignIn, Tokens};
use recado_protocol::visitor::{BeginVisit, NewVisitorMessage, Visit, VisitorMessage};
use recado_protocol::{ConversationId, Event, MessageId, Problem, ServerFrame, Timestamp};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

pub const AGENT: &str = "agent@demo.recado.test";
pub const AGENT_2: &str = "agent2@demo.recado.test";
/// How long a test waits for a frame before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

pub const SUPERVISOR: &str = "supervisor@demo.recado.test";
pub const ADMIN: &str = "admin@demo.recado.test";

/// A backend, a visitor who has written there, an agent, and their conversation.
pub async fn talk(text: &str) -> (Backend, Caller, Caller, ConversationId) {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let id = visitor.say(text).await.message.conversation;
    (backend, visitor, agent, id)
}

/// A backend with its folder and a clock that can be moved.
pub struct Backend {
    running: Running,
    pub config: Config,
    folder: TempDir,
    ahead: Arc<AtomicI64>,
}

/// Somebody with a token.
#[derive(Clone)]
pub struct Caller {
    pub http: reqwest::Client,
    pub root: String,
    pub token: Option<String>,
}

/// A live socket.
pub struct Live {
    pub socket: WebSocketStream<TcpStream>,
}

impl Backend {
    /// With the demo's people and no conversation.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let mut config = Config::of(folder.path().join("data"));
        config.port = 0;
        config.demo = Demo::PeopleOnly;
        let (system, moved) = (Clock::system(), Arc::clone(&ahead));
        config.clock = Clock::new(move || system.now().plus_millis(moved.load(Ordering::Relaxed)));
        change(&mut config);
        let running = serve(config.clone()).await.unwrap();
        Self {
            running,
            config,
            folder,
            ahead,
        }
    }

    /// Stops it and starts it again on the same folder, on another port.
    pub async fn restart(self) -> Self {
        self.running.stop().await;
        let running = serve(self.config.clone()).await.unwrap();
        Self { running, ..self }
    }

    pub async fn stop(self) -> TempDir {
        self.running.stop().await;
        self.folder
    }

    /// Moves the backend's clock ahead.
    pub fn later(&self, by: Duration) {
        self.ahead
            .fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
    }

    pub fn root(&self) -> String {
        format!("http://{}", self.running.address())
    }

    /// Somebody without a token.
    pub fn anybody(&self) -> Caller {
        Caller {
            http: reqwest::Client::new(),
            root: self.root(),
            token: None,
        }
    }

    pub async fn sign_in(&self, email: &str) -> Tokens {
        let body = SignIn {
            email: email.to_owned(),
            password: recado_backend::demo::PASSWORD.to_owned(),
            keep: KeepRefresh::Body,
        };
        read(self.anybody().post("/session", &body).send().await.unwrap()).await
    }

    pub async fn agent(&self) -> Caller {
        self.agent_of(AGENT).await
    }

    pub async fn agent_of(&self, email: &str) -> Caller {
        self.anybody()
            .with_token(&self.sign_in(email).await.access_token)
    }

    pub async fn visit(&self) -> (Caller, Visit) {
        let body = BeginVisit {
            channel: recado_backend::demo::LIVE_CHAT.into(),
            token: None,
            locale: None,
        };
        let visit: Visit = read(
            self.anybody()
                .post("/visitor/session", &body)
                .send()
                .await
                .unwrap(),
        )
        .await;
        (self.anybody().with_token(&visit.token), visit)
    }

    /// Where a new visitor has begun to write.
    pub async fn begun(&self, text: &str) -> ConversationId {
        self.visitor().await.say(text).await.message.conversation
    }

    pub async fn visitor(&self) -> Caller {
        self.visit().await.0
    }
}

impl Caller {
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.root));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::POST, path).json(body)
    }

    pub fn put(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::PUT, path).json(body)
    }

    pub fn delete(&self, path: &str) -> RequestBuilder {
        self.request(Method::DELETE, path)
    }

    pub async fn fetch<T: DeserializeOwned>(&self, path: &str) -> T {
        read(self.get(path).send().await.unwrap()).await
    }

    /// A write with a fresh key.
    pub async fn set(&self, path: &str, body: &impl Serialize) -> WriteAnswer {
        let request = self.put(path, body).header("Idempotency-Key", fresh());
        read(request.send().await.unwrap()).await
    }

    pub fn message_request(
        &self,
        conversation: &ConversationId,
        id: &str,
        content: OutgoingContent,
    ) -> RequestBuilder {
        let body = NewMessage {
            id: id.into(),
            content,
            more: None,
        };
        self.post(&format!("/conversations/{conversation}/messages"), &body)
            .header("Idempotency-Key", id)
    }

    pub async fn write(&self, conversation: &ConversationId, text: &str) -> WriteAnswer {
        let content = OutgoingContent::Text {
            text: text.to_owned(),
        };
        read(
            self.message_request(conversation, &fresh(), content)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn note(&self, conversation: &ConversationId, text: &str) -> WriteAnswer {
        let content = OutgoingContent::Note {
            text: text.to_owned(),
        };
        read(
            self.message_request(conversation, &fresh(), content)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub fn say_request(&self, id: &str, text: &str) -> RequestBuilder {
        let body = NewVisitorMessage {
            id: id.into(),
            text: text.to_owned(),
            attachments: Vec::new(),
        };
        self.post("/visitor/messages", &body)
            .header("Idempotency-Key", id)
    }

    /// Writes as a visitor.
    pub async fn say(&self, text: &str) -> VisitorMessage {
        read(self.say_request(&fresh(), text).send().await.unwrap()).await
    }

    pub async fn history(&self, conversation: &ConversationId) -> MessagePage {
        self.fetch(&format!("/conversations/{conversation}/messages?limit=200"))
            .await
    }

    /// Opens the agents' socket and says hello.
    pub async fn live(&self, cursor: Option<u64>) -> Live {
        let mut live = Live::open(&self.root, "/live").await;
        live.hello(self.token.as_deref().unwrap_or_default(), cursor)
            .await;
        live
    }

    /// Opens the agents' socket and says hello as one who reads batches, and perhaps only what is newest in them.
    pub async fn live_in_batches(&self, cursor: u64, brief: bool) -> Live {
        let mut live = Live::open(&self.root, "/live").await;
        let token = self.token.as_deref().unwrap_or_default();
        let hello = json!({ "token": token, "cursor": cursor, "batches": true, "brief": brief });
        live.send(&json!({ "type": "hello", "data": hello }).to_string())
            .await;
        live
    }

    pub async fn visitor_live(&self, cursor: Option<u64>) -> Live {
        let mut live = Live::open(&self.root, "/visitor/live").await;
        live.hello(self.token.as_deref().unwrap_or_default(), cursor)
            .await;
        live
    }
}

impl Live {
    pub async fn open(root: &str, path: &str) -> Self {
        let address = root.strip_prefix("http://").unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        // Small, so that a reader who does not read is noticed soon.
        socket.set_recv_buffer_size(8 * 1024).unwrap();
        let stream = socket.connect(address.parse().unwrap()).await.unwrap();
        let url = format!("ws://{address}/api/v1{path}");
        Self {
            socket: client_async(url, stream).await.unwrap().0,
        }
    }

    pub async fn hello(&mut self, token: &str, cursor: Option<u64>) {
        let hello =
            json!({ "type": "hello", "data": { "token": token, "cursor": cursor, "tab": "t" } });
        self.send(&hello.to_string()).await;
    }

    pub async fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    async fn receive(&mut self) -> Option<Result<Message, tungstenite::Error>> {
        tokio::time::timeout(PATIENCE, self.socket.next())
            .await
            .expect("nothing came")
    }

    /// The next frame that is no ping.
    pub async fn frame(&mut self) -> ServerFrame {
        loop {
            let received = self.receive().await.expect("the socket ended").unwrap();
            let Message::Text(text) = received else {
                panic!("no frame: {received:?}")
            };
            match ServerFrame::decode(&text).unwrap() {
                ServerFrame::Ping => {}
                frame => return frame,
            }
        }
    }

    pub async fn event(&mut self) -> Event {
        match self.frame().await {
            ServerFrame::Event(event) => event,
            frame => panic!("no event: {frame:?}"),
        }
    }

    /// The cursor of the welcome.
    pub async fn welcome(&mut self) -> u64 {
        match self.frame().await {
            ServerFrame::Welcome(welcome) => welcome.cursor,
            frame => panic!("no welcome: {frame:?}"),
        }
    }

    /// The text of the next frame, whatever it is.
    pub async fn text(&mut self) -> String {
        self.receive()
            .await
            .expect("the socket ended")
            .unwrap()
            .to_string()
    }

    /// Reads to the end and gives the close code.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.receive().await {
                Some(Ok(Message::Close(Some(frame)))) => return Some(frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Whether nothing but pings comes for a moment.
    pub async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(150), self.frame())
            .await
            .is_err()
    }
}

/// The body of an answer that must be a success.
pub async fn read<T: DeserializeOwned>(response: Response) -> T {
    let status = response.status();
    let body = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// The problem of an answer that must have this status.
pub async fn problem(request: RequestBuilder, status: StatusCode) -> Problem {
    let response = request.send().await.unwrap();
    let kind = response.headers().get("content-type").cloned();
    let got = response.status();
    let body = response.text().await.unwrap();
    assert_eq!(got, status, "{body}");
    assert_eq!(kind.unwrap(), "application/problem+json", "{body}");
    let problem: Problem = serde_json::from_str(&body).unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(!problem.detail.is_empty());
    problem
}

/// A new message id.
pub fn fresh() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let mut random = [0; 10];
    random[..4].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let now: Timestamp = Clock::system().now();
    MessageId::make(now, random).to_string()
}
