//! A visitor of a live chat, with the rules of the widget: a message keeps its id until it is
//! answered, one is sent at a time, and the link goes on from its cursor.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use recado_client::Transport;
use recado_client::transport::{Clock, Lost, Method, Received, Request, Response, Socket};
use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::live::{DEAD_AFTER_MS, Hello, PING_EVERY_MS, close_code};
use recado_protocol::visitor::{BeginVisit, NewVisitorMessage, Receipts, Visit, VisitorMessage};
use recado_protocol::{
    API_ROOT, ChannelId, ClientFrame, ConversationId, Message, MessageId, ServerFrame,
};
use serde_json::{from_str, to_string};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::{sleep, timeout};

use crate::network::{Network, ORIGIN, SimTransport, millis};
use crate::time::SimClock;

/// The demo's live chat.
const CHANNEL: &str = "demo-live-chat";
/// How many messages a page holds.
const PAGE: u32 = 30;
/// The longest wait between two tries, in milliseconds.
const LONGEST_WAIT_MS: u32 = 15_000;

/// A visitor: what the browser keeps, and the page when it is open.
pub struct Visitor {
    pub number: u8,
    transport: SimTransport,
    clock: SimClock,
    kept: Rc<Kept>,
    page: RefCell<Option<Rc<Page>>>,
    written: Cell<u32>,
}

/// What the browser keeps.
#[derive(Default)]
struct Kept {
    token: RefCell<Option<String>>,
    unsent: RefCell<Vec<(MessageId, String)>>,
    /// Those that the backend refused; the visitor saw it.
    refused: RefCell<BTreeSet<MessageId>>,
    last_written: Cell<i64>,
}

/// An open page.
struct Page {
    transport: SimTransport,
    clock: SimClock,
    kept: Rc<Kept>,
    token: RefCell<Option<String>>,
    conversation: RefCell<Option<ConversationId>>,
    log: RefCell<BTreeMap<u64, Message>>,
    is_loaded: Cell<bool>,
    is_live: Cell<bool>,
    cursor: Cell<u64>,
    wake: Notify,
    tasks: RefCell<Vec<AbortHandle>>,
}

/// Why the backend did not do it.
enum Refused {
    Lost,
    SignedOut,
    Never,
}

impl Drop for Page {
    fn drop(&mut self) {
        for task in self.tasks.borrow().iter() {
            task.abort();
        }
    }
}

impl Visitor {
    pub fn new(number: u8, line: u8, network: &Rc<Network>, clock: SimClock) -> Self {
        let visitor = Self {
            number,
            transport: SimTransport {
                network: Rc::clone(network),
                line,
            },
            clock,
            kept: Rc::default(),
            page: RefCell::default(),
            written: Cell::new(0),
        };
        visitor.open();
        visitor
    }

    pub fn is_here(&self) -> bool {
        self.page.borrow().is_some()
    }

    pub fn open(&self) {
        let page = Rc::new(Page {
            transport: self.transport.clone(),
            clock: self.clock.clone(),
            kept: Rc::clone(&self.kept),
            token: RefCell::default(),
            conversation: RefCell::default(),
            log: RefCell::default(),
            is_loaded: Cell::new(false),
            is_live: Cell::new(false),
            cursor: Cell::new(0),
            wake: Notify::new(),
            tasks: RefCell::default(),
        });
        let tasks = [
            spawn_local(Rc::clone(&page).keep_link()).abort_handle(),
            spawn_local(Rc::clone(&page).post()).abort_handle(),
        ];
        page.tasks.borrow_mut().extend(tasks);
        self.page.replace(Some(page));
    }

    pub fn leave(&self) {
        if let Some(page) = self.page.take() {
            for task in page.tasks.borrow().iter() {
                task.abort();
            }
        }
    }

    /// Writes the next message; nothing when the page is closed.
    pub fn write(&self) -> Option<String> {
        let page = self.page.borrow().clone()?;
        self.written.set(self.written.get() + 1);
        let text = format!("v{}#{:04}", self.number, self.written.get());
        let now = self
            .clock
            .now()
            .millis()
            .max(self.kept.last_written.get() + 1);
        self.kept.last_written.set(now);
        let id = MessageId::make(
            recado_protocol::Timestamp::from_millis(now),
            self.clock.chance.bytes(),
        );
        self.kept.unsent.borrow_mut().push((id, text.clone()));
        page.wake.notify_one();
        Some(text)
    }

    /// How many messages this visitor has written.
    pub fn written(&self) -> u32 {
        self.written.get()
    }

    /// Whether nothing is on its way any more, as far as that is up to this page.
    pub fn is_settled(&self) -> bool {
        self.page.borrow().as_ref().is_none_or(|page| {
            page.is_live.get() && page.is_loaded.get() && self.kept.next().is_none()
        })
    }

    /// The texts that no backend has confirmed, as the visitor sees them.
    pub fn unsent(&self) -> Vec<String> {
        let unsent = self.kept.unsent.borrow();
        unsent.iter().map(|(_, text)| text.clone()).collect()
    }

    /// What the open page shows, if it has a conversation.
    pub fn shown(&self) -> Option<(ConversationId, Vec<Message>)> {
        let page = self.page.borrow().clone()?;
        let conversation = page.conversation.borrow().clone()?;
        let log = page.log.borrow().values().cloned().collect();
        Some((conversation, log))
    }

    pub fn state(&self) -> String {
        self.page.borrow().as_ref().map_or_else(
            || "away".to_owned(),
            |page| {
                format!(
                    "live {}, loaded {}, unsent {:?}",
                    page.is_live.get(),
                    page.is_loaded.get(),
                    self.unsent()
                )
            },
        )
    }
}

impl Kept {
    fn next(&self) -> Option<(MessageId, String)> {
        let refused = self.refused.borrow();
        let unsent = self.unsent.borrow();
        unsent.iter().find(|(id, _)| !refused.contains(id)).cloned()
    }

    fn confirm(&self, id: &MessageId) {
        self.unsent.borrow_mut().retain(|(unsent, _)| unsent != id);
    }
}

impl Page {
    /// Begins the visit where that is needed, keeps a socket open and hears it.
    async fn keep_link(self: Rc<Self>) {
        let mut longest = 500;
        loop {
            if self.connect().await {
                longest = 500;
            }
            self.is_live.set(false);
            let wait = self.clock.chance.below(longest);
            sleep(millis(wait)).await;
            longest = (longest * 2).min(LONGEST_WAIT_MS);
        }
    }

    /// One try. Says whether the link was up.
    async fn connect(self: &Rc<Self>) -> bool {
        if self.token.borrow().is_none() && !self.begin().await {
            return false;
        }
        let token = self.token.borrow().clone().unwrap_or_default();
        let url = format!("{}{API_ROOT}/visitor/live", ORIGIN.replace("http", "ws"));
        let Ok(mut socket) = self.transport.open_socket(&url).await else {
            return false;
        };
        let hello = ClientFrame::Hello(Hello {
            batches: false,
            brief: false,
            token,
            cursor: Some(self.cursor.get()),
            tab: String::new(),
        });
        if say(&mut socket, &hello).await.is_err() {
            return false;
        }
        let mut was_live = false;
        let mut silent_ms = 0;
        loop {
            let Ok(received) = timeout(millis(PING_EVERY_MS), socket.receive()).await else {
                silent_ms += PING_EVERY_MS;
                if silent_ms > DEAD_AFTER_MS || say(&mut socket, &ClientFrame::Ping).await.is_err()
                {
                    return was_live;
                }
                continue;
            };
            silent_ms = 0;
            match received {
                Received::Text(text) => match ServerFrame::decode(&text) {
                    Ok(ServerFrame::Welcome(_)) => {
                        was_live = true;
                        self.is_live.set(true);
                        self.wake.notify_one();
                        let task = spawn_local(Rc::clone(self).load_newest()).abort_handle();
                        self.tasks.borrow_mut().push(task);
                    }
                    Ok(ServerFrame::Resync) => {
                        // A new beginning gives a cursor that counts.
                        self.token.take();
                        return was_live;
                    }
                    _ => self.hear(&text),
                },
                Received::Closed { code } => {
                    if code == close_code::UNAUTHENTICATED {
                        self.token.take();
                    }
                    return was_live;
                }
            }
        }
    }

    async fn begin(self: &Rc<Self>) -> bool {
        let body = BeginVisit {
            channel: ChannelId::from(CHANNEL),
            token: self.kept.token.borrow().clone(),
            locale: None,
        };
        let body = to_string(&body).expect("a visit is JSON");
        let answer = self.ask(Method::Post, "/session", None, Some(body)).await;
        let Some(visit) = answer.ok().and_then(|body| from_str::<Visit>(&body).ok()) else {
            return false;
        };
        let is_same = *self.conversation.borrow() == visit.conversation;
        if !is_same {
            self.log.borrow_mut().clear();
        }
        // Without a conversation there is nothing to load: its beginning will be heard.
        self.is_loaded.set(visit.conversation.is_none());
        self.conversation.replace(visit.conversation);
        self.cursor.set(visit.cursor);
        self.kept.token.replace(Some(visit.token.clone()));
        self.token.replace(Some(visit.token));
        self.wake.notify_one();
        true
    }

    /// An event, read with the words of the visitor's side.
    fn hear(&self, text: &str) {
        let Ok(frame) = from_str::<serde_json::Value>(text) else {
            return;
        };
        let Some(seq) = frame.get("seq").and_then(serde_json::Value::as_u64) else {
            return;
        };
        self.cursor.set(self.cursor.get().max(seq));
        let data = frame.get("data").cloned().unwrap_or_default();
        if let Ok(told) = serde_json::from_value::<VisitorMessage>(data) {
            self.take(told.message);
        }
    }

    fn take(&self, message: Message) {
        self.kept.confirm(&message.id);
        let conversation = self
            .conversation
            .borrow_mut()
            .get_or_insert_with(|| message.conversation.clone())
            .clone();
        if conversation != message.conversation {
            return;
        }
        let mut log = self.log.borrow_mut();
        let is_older = log
            .get(&message.position)
            .is_some_and(|known| known.revision >= message.revision);
        if !is_older {
            log.insert(message.position, message);
        }
    }

    async fn load_newest(self: Rc<Self>) {
        while !self.is_loaded.get() && self.is_live.get() {
            let Some(conversation) = self.conversation.borrow().clone() else {
                return;
            };
            let path = format!(
                "/conversations/{conversation}/messages?{}",
                MessageWindow::Latest.query(PAGE)
            );
            let answer = self.ask(Method::Get, &path, None, None).await;
            match answer.map(|body| from_str::<MessagePage>(&body)) {
                Ok(Ok(page)) => {
                    let read = page.items.last().map_or(0, |message| message.position);
                    for message in page.items {
                        self.take(message);
                    }
                    self.is_loaded.set(true);
                    self.report(&conversation, read).await;
                }
                Err(Refused::SignedOut) => {
                    self.token.take();
                    return;
                }
                _ => sleep(millis(1_000)).await,
            }
        }
    }

    async fn report(&self, conversation: &ConversationId, read: u64) {
        let body = to_string(&Receipts {
            delivered: read,
            read,
        });
        let path = format!("/conversations/{conversation}/receipts");
        // One that is lost comes with the next page.
        let _lost = self.ask(Method::Put, &path, None, body.ok()).await;
    }

    /// Sends what waits, one after the other.
    async fn post(self: Rc<Self>) {
        let mut longest = 1_000;
        loop {
            let has_token = self.token.borrow().is_some();
            let Some((id, text)) = self.kept.next().filter(|_| has_token) else {
                self.wake.notified().await;
                continue;
            };
            let body = NewVisitorMessage {
                id: id.clone(),
                text,
                attachments: Vec::new(),
            };
            let body = to_string(&body).expect("a message is JSON");
            let answer = self
                .ask(Method::Post, "/messages", Some(id.as_str()), Some(body))
                .await;
            match answer.map(|body| from_str::<VisitorMessage>(&body)) {
                Ok(Ok(stored)) => {
                    longest = 1_000;
                    self.kept.confirm(&id);
                    self.take(stored.message);
                }
                Err(Refused::Never) => {
                    self.kept.refused.borrow_mut().insert(id);
                }
                Err(Refused::SignedOut) => {
                    self.token.take();
                }
                Ok(Err(_)) | Err(Refused::Lost) => {
                    sleep(millis(self.clock.chance.below(longest))).await;
                    longest = (longest * 2).min(LONGEST_WAIT_MS);
                }
            }
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<String>,
    ) -> Result<String, Refused> {
        let token = self.token.borrow().clone();
        let url = format!("{ORIGIN}{API_ROOT}/visitor{path}");
        let request = Request {
            method,
            url: &url,
            bearer: token.as_deref(),
            idempotency_key: key,
            body,
        };
        let Response { status, body, .. } = self
            .transport
            .fetch(request)
            .await
            .map_err(|Lost| Refused::Lost)?;
        match status {
            200..300 => Ok(body),
            401 => Err(Refused::SignedOut),
            429 | 500.. => Err(Refused::Lost),
            _ if body.starts_with('{') => Err(Refused::Never),
            _ => Err(Refused::Lost),
        }
    }
}

async fn say(socket: &mut impl Socket, frame: &ClientFrame) -> Result<(), Lost> {
    let text = to_string(frame).expect("a frame is JSON");
    socket.send(text).await
}
