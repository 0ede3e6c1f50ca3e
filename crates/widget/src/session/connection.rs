//! The link to the backend: begin the visit, open the live socket, say hello with the cursor, and
//! when the link goes, do it again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use recado_protocol::{
    Author, ClientFrame,
    live::{DEAD_AFTER_MS, Hello, PING_EVERY_MS, TypingNotice, close_code},
    visitor::{BeginVisit, Visit},
};

use super::Session;
use crate::{
    backoff::Backoff,
    browser::{
        clock::{self, Timer},
        http::{self, Failure, Request},
        json, page,
        socket::{Socket, SocketNews},
    },
    chat::Chat,
    picture::{Connection, Stage},
    typing::FORGOTTEN_AFTER_MS,
    wire::{
        reading::{self, Reason, VisitorFrame},
        writing,
    },
};

/// A link that is not live after this long is tried anew, in milliseconds.
const LIVE_WITHIN_MS: i64 = 15_000;
/// Two wishes to try now that are closer together than this are one, in milliseconds: a device
/// that wakes says both that it is online and that the page is visible.
const ONE_WISH_MS: i64 = 1_500;

/// The link itself.
#[derive(Default)]
pub(super) struct Link {
    /// Counts the tries. News of an earlier try's request, socket or timer is old news.
    attempt: Cell<u32>,
    socket: RefCell<Option<Socket>>,
    retry: RefCell<Option<Timer>>,
    backoff: Cell<Backoff>,
    /// When this try began, in milliseconds.
    began_at: Cell<i64>,
    /// When the socket last said anything, in milliseconds.
    heard_at: Cell<i64>,
    /// When we last said anything, in milliseconds.
    pinged_at: Cell<i64>,
}

impl Session {
    /// Tries now, from the beginning.
    pub(super) fn connect(self: &Rc<Self>) {
        let attempt = self.let_go();
        if self.connection.get() != Connection::Offline {
            self.set_connection(Connection::Connecting);
        }
        self.link.began_at.set(now());
        let session = self.clone();
        page::spawn(async move {
            let known = session.token.borrow().clone();
            let begun = match known {
                Some(token) => Ok(token),
                None => session.begin_visit(attempt).await,
            };
            match begun {
                _ if session.link.attempt.get() != attempt => {}
                Ok(token) => session.open_socket(attempt, token),
                Err(failure) => {
                    if let Some(stage) = stage_after(&failure) {
                        session.stage.set(stage);
                    }
                    session.failed();
                }
            }
        });
    }

    /// The visitor looks, or the network is back: no more waiting.
    pub(super) fn wake(self: &Rc<Self>) {
        match self.connection.get() {
            Connection::NotBegun => self.begin_if_wanted(),
            Connection::Live if self.is_silent() => self.connect(),
            Connection::Live => self.ping(),
            Connection::Connecting | Connection::Offline => {
                if now() - self.link.began_at.get() > ONE_WISH_MS {
                    self.connect();
                }
            }
        }
        self.post_now();
    }

    /// The browser says that there is no network.
    pub(super) fn network_went(self: &Rc<Self>) {
        if self.connection.get() != Connection::NotBegun {
            self.let_go();
            self.failed();
        }
    }

    /// Looks after the link: says that we are there, and gives up one that is silent.
    pub(super) fn beat(self: &Rc<Self>) {
        match self.connection.get() {
            Connection::NotBegun => {}
            Connection::Live if self.is_silent() => self.lost(),
            Connection::Live => {
                if now() - self.link.pinged_at.get() >= i64::from(PING_EVERY_MS) {
                    self.ping();
                }
                // What failed since the link is live is tried again.
                self.load_newest();
                self.report_soon();
            }
            Connection::Connecting | Connection::Offline => {
                let trying = self.link.retry.borrow().is_none();
                let takes_too_long = now() - self.link.began_at.get() > LIVE_WITHIN_MS;
                if self.stage.get() == Stage::Open && trying && takes_too_long {
                    self.let_go();
                    self.failed();
                }
            }
        }
    }

    /// The backend does not know our token any more.
    pub(super) fn token_expired(self: &Rc<Self>) {
        self.token.take();
        self.lost();
    }

    pub(super) fn say(&self, frame: &ClientFrame) {
        if let Some(socket) = &*self.link.socket.borrow() {
            socket.send(&writing::frame(frame));
        }
    }

    /// Keeps the token once there is something to come back to. Who only looks leaves no trace.
    pub(super) fn keep_token(&self) {
        if let Some(token) = &*self.token.borrow()
            && (self.chat.borrow().is_worth_keeping() || self.has_files())
            && self.keeper.token().as_ref() != Some(token)
        {
            self.keeper.keep_token(token);
        }
    }

    /// Whether the backend said nothing for so long that the link must be dead.
    fn is_silent(&self) -> bool {
        now() - self.link.heard_at.get() > i64::from(DEAD_AFTER_MS)
    }

    fn ping(&self) {
        self.link.pinged_at.set(now());
        self.say(&ClientFrame::Ping);
    }

    fn set_connection(&self, connection: Connection) {
        if self.connection.replace(connection) != connection {
            self.show();
        }
    }

    /// Ends the current try, whatever it has reached, and gives the number of the next one.
    fn let_go(&self) -> u32 {
        self.link.retry.take();
        drop(self.link.socket.take());
        self.typing.take();
        let attempt = self.link.attempt.get().wrapping_add(1);
        self.link.attempt.set(attempt);
        attempt
    }

    /// A link that was there is gone: say so and come back after a moment.
    fn lost(self: &Rc<Self>) {
        self.let_go();
        self.set_connection(Connection::Connecting);
        self.try_later();
    }

    /// The try came to nothing.
    fn failed(self: &Rc<Self>) {
        self.connection.set(Connection::Offline);
        self.show();
        if self.stage.get() == Stage::Open {
            self.try_later();
        }
    }

    fn try_later(self: &Rc<Self>) {
        let mut backoff = self.link.backoff.get();
        let wait = backoff.fail(clock::random());
        self.link.backoff.set(backoff);
        let session = self.clone();
        self.link
            .retry
            .replace(Some(clock::after(wait, move || session.connect())));
    }

    /// Begins or resumes the visit, and gives the token for everything else. The outcome of a try
    /// that is not current any more changes nothing.
    async fn begin_visit(self: &Rc<Self>, attempt: u32) -> Result<String, Failure> {
        if !self.find_backend().await {
            return Err(Failure::Unreachable);
        }
        let body = writing::begin_visit(&BeginVisit {
            channel: self.host.channel.as_str().into(),
            token: self.keeper.token(),
            locale: Some(self.locale.tag.to_owned()),
        });
        let url = self.url(&["session"]);
        let request = Request {
            method: "POST",
            url: &url,
            body: Some(&body),
            ..Request::default()
        };
        let begun = http::fetch(request).await?;
        let visit = reading::visit(&begun).ok_or(Failure::Unreachable)?;
        if self.link.attempt.get() == attempt {
            self.limits.replace(reading::file_limits(&begun));
            self.take_visit(&visit);
        }
        Ok(visit.token)
    }

    fn take_visit(self: &Rc<Self>, visit: &Visit) {
        self.chat.borrow_mut().begin(visit);
        self.token.replace(Some(visit.token.clone()));
        self.keep_token();
        self.stage.set(Stage::Open);
        self.channel_name.replace(visit.channel_name.clone());
        self.longest.set(visit.limits.text_length);
        self.show();
        self.load_newest();
        self.post_now();
    }

    fn open_socket(self: &Rc<Self>, attempt: u32, token: String) {
        let session = self.clone();
        let socket = Socket::open(&self.socket_url(), move |news| {
            if session.link.attempt.get() != attempt {
                return;
            }
            match news {
                SocketNews::Opened => session.say_hello(&token),
                SocketNews::Text(text) => session.hear(&text),
                SocketNews::Closed(close_code::UNAUTHENTICATED) => session.token_expired(),
                SocketNews::Closed(_) if session.connection.get() == Connection::Live => {
                    session.lost();
                }
                SocketNews::Closed(_) => {
                    session.let_go();
                    session.failed();
                }
            }
        });
        match socket {
            Some(socket) => drop(self.link.socket.replace(Some(socket))),
            None => self.failed(),
        }
    }

    /// The live socket's address: the backend's, with the scheme of sockets.
    fn socket_url(&self) -> String {
        let mut url = self.url(&["live"]);
        if url.starts_with('/') {
            url.insert_str(0, &page::window().location().origin().unwrap_or_default());
        }
        match url.strip_prefix("http") {
            Some(rest) => ["ws", rest].concat(),
            None => url,
        }
    }

    fn say_hello(&self, token: &str) {
        self.link.heard_at.set(now());
        self.link.pinged_at.set(now());
        let cursor = Some(self.chat.borrow().cursor);
        self.say(&ClientFrame::Hello(Hello {
            batches: false,
            brief: false,
            token: token.to_owned(),
            cursor,
            tab: String::new(),
        }));
    }

    fn hear(self: &Rc<Self>, text: &str) {
        self.link.heard_at.set(now());
        let frame = json::parse(text).map_or(VisitorFrame::Nothing, |json| reading::frame(&json));
        match frame {
            VisitorFrame::Welcome => self.is_live(),
            VisitorFrame::Resync => {
                // A new visit's beginning gives a cursor that counts, and the newest page with it.
                self.token.take();
                self.lost();
            }
            VisitorFrame::Typing(notice) => self.team_types(&notice),
            VisitorFrame::Event { seq, message } => {
                if message.as_ref().is_some_and(Chat::is_an_answer) {
                    self.typing.take();
                }
                let confirmed = self.chat.borrow_mut().take_event(seq, message);
                if let Some(id) = confirmed {
                    self.keeper.drop_unsent(&id);
                }
                self.show_soon();
                self.report_soon();
            }
            VisitorFrame::Nothing => {}
        }
    }

    fn is_live(self: &Rc<Self>) {
        self.link.backoff.take();
        self.set_connection(Connection::Live);
        self.load_newest();
        self.post_now();
        self.tell_context();
        self.go_on_with_extras();
        self.report_soon();
    }

    fn team_types(self: &Rc<Self>, notice: &TypingNotice) {
        let ours = self.chat.borrow().conversation.as_ref() == Some(&notice.conversation);
        let name = match &notice.who {
            Author::Agent { name, .. } | Author::Bot { name } => name.clone(),
            Author::System | Author::Unknown => String::new(),
            Author::Contact { .. } => return,
        };
        if !ours {
            return;
        }
        self.typing.replace(notice.on.then_some(name));
        self.show_soon();
        let session = self.clone();
        let end = clock::after(FORGOTTEN_AFTER_MS, move || {
            session.typing.take();
            session.show_soon();
        });
        self.typing_end.replace(Some(end));
    }
}

/// What a refused beginning means for the visitor; `None` when trying again may help.
fn stage_after(failure: &Failure) -> Option<Stage> {
    let Failure::Refused(refused) = failure else {
        return None;
    };
    match refused.reason {
        Reason::ChannelClosed => Some(Stage::ChannelClosed),
        // A page that is not there is not our backend's word about the channel.
        Reason::NotFound if !refused.sentence.is_empty() => Some(Stage::UnknownChannel),
        _ => None,
    }
}

fn now() -> i64 {
    clock::now().millis()
}
