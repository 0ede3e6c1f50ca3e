//! The session: it owns the chat, does what the chat needs done outside, and has the outcome drawn.
//! A view draws the [`Picture`] that it is given and calls the verbs of [`Session`], nothing else.

mod connection;
mod context;
mod fetching;
mod files;
mod history;
mod receipts;
mod sending;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use web_sys::{Blob, Event, StorageEvent};

use self::{connection::Link, fetching::Fetching, files::Carrier, sending::Post};
use crate::{
    browser::{
        clock::{self, Timer},
        host::{FromHost, Host, ToHost},
        http::{self, Failure, Request},
        json, page,
        storage::{Keeper, OtherTab},
    },
    chat::Chat,
    locale::{Locale, Text},
    picture::{Connection, Older, Picture, Stage},
    timeline,
    tray::{FileLimits, Tray},
    wire::Json,
};

/// Changes that come from outside are drawn together after this long, in milliseconds: one frame.
const DRAW_AFTER_MS: u32 = 16;
/// How often the life of the link is looked at, in milliseconds.
const HEARTBEAT_MS: i32 = 5_000;

/// The one session of this page. Nothing in it stays borrowed while something else runs.
pub struct Session {
    pub locale: Locale,
    host: Host,
    keeper: Keeper,
    chat: RefCell<Chat>,
    stage: Cell<Stage>,
    channel_name: RefCell<String>,
    longest: Cell<Option<u32>>,
    limits: RefCell<FileLimits>,
    /// The files of the message that is being written.
    tray: RefCell<Tray>,
    /// The bytes of those that were chosen in this life of the page, by their keys.
    bytes: RefCell<Vec<(String, Blob)>>,
    carrier: Carrier,
    fetching: Fetching,
    connection: Cell<Connection>,
    older: Cell<Older>,
    /// Who of the team writes.
    typing: RefCell<Option<String>>,
    typing_end: RefCell<Option<Timer>>,
    /// Whether the window is shown, as far as the host's page tells.
    is_open: Cell<bool>,
    /// The address of the backend, once it is known, without a slash at the end; empty for this
    /// page's own.
    backend: RefCell<Option<String>>,
    /// The visitor's token, once the backend has begun or resumed the visit.
    token: RefCell<Option<String>>,
    link: Link,
    post: Post,
    loading_newest: Cell<bool>,
    reporting: Cell<bool>,
    report_timer: RefCell<Option<Timer>>,
    draw: RefCell<Box<dyn Fn(Picture)>>,
    draw_timer: RefCell<Option<Timer>>,
    /// The local day that was drawn last: the headings of days change at midnight.
    drawn_day: Cell<i64>,
    opened: RefCell<Box<dyn Fn()>>,
    said_unread: Cell<usize>,
    said_began: Cell<bool>,
    /// Where the visitor is, as the host's page said it last.
    page: RefCell<String>,
    /// Whether the backend is still to be told where the conversation began.
    context_owed: Cell<bool>,
}

impl Session {
    /// Reads the page's address and what earlier visits kept.
    pub fn new() -> Rc<Self> {
        let host = Host::from_address();
        let locale = Locale::of(&host.language);
        page::set_language(
            locale.tag,
            locale.text(Text::Direction),
            locale.text(Text::WindowTitle),
        );
        let keeper = Keeper::of(&host.channel);
        let mut chat = Chat::default();
        chat.outbox.restore(keeper.unsent());
        Rc::new(Self {
            locale,
            chat: RefCell::new(chat),
            stage: Cell::default(),
            channel_name: RefCell::default(),
            longest: Cell::default(),
            limits: RefCell::default(),
            tray: RefCell::default(),
            bytes: RefCell::default(),
            carrier: Carrier::default(),
            fetching: Fetching::default(),
            connection: Cell::default(),
            older: Cell::default(),
            typing: RefCell::default(),
            typing_end: RefCell::default(),
            is_open: Cell::new(!host.is_framed()),
            backend: RefCell::default(),
            token: RefCell::default(),
            link: Link::default(),
            post: Post::default(),
            loading_newest: Cell::default(),
            reporting: Cell::default(),
            report_timer: RefCell::default(),
            draw: RefCell::new(Box::new(|_| {})),
            draw_timer: RefCell::default(),
            drawn_day: Cell::default(),
            opened: RefCell::new(Box::new(|| {})),
            said_unread: Cell::default(),
            said_began: Cell::default(),
            page: RefCell::default(),
            context_owed: Cell::default(),
            host,
            keeper,
        })
    }

    /// Begins. From now on `draw` gets every new picture, and `opened` is told when the host's page
    /// shows the window.
    pub fn start(self: &Rc<Self>, draw: impl Fn(Picture) + 'static, opened: impl Fn() + 'static) {
        *self.draw.borrow_mut() = Box::new(draw);
        *self.opened.borrow_mut() = Box::new(opened);
        self.listen();
        if self.held_files().is_some() {
            self.fetch_extras();
        }
        self.show();
        self.begin_if_wanted();
        self.host.say(ToHost::Ready);
    }

    /// Whether a page around the window can put it away.
    pub fn can_close(&self) -> bool {
        self.host.is_framed()
    }

    /// Asks the host's page to put the window away.
    pub fn close(&self) {
        self.host.say(ToHost::Close);
    }

    /// The channel that the host's page names.
    pub fn channel(&self) -> &str {
        &self.host.channel
    }

    fn listen(self: &Rc<Self>) {
        let session = self.clone();
        self.host.listen(move |word| match word {
            FromHost::Page(page) => drop(session.page.replace(page)),
            FromHost::Opened => {
                session.is_open.set(true);
                session.begin_if_wanted();
                (session.opened.borrow())();
            }
            FromHost::Closed => {
                session.is_open.set(false);
                session.stopped_typing();
            }
        });
        self.on("online", |session, _| session.wake());
        self.on("offline", |session, _| session.network_went());
        // Visibility is told to the document and climbs up to the window.
        self.on("visibilitychange", |session, _| {
            if page::is_visible() {
                session.wake();
            } else {
                session.stopped_typing();
            }
        });
        let session = self.clone();
        page::listen(&page::window(), "storage", move |event: StorageEvent| {
            let change = event
                .key()
                .and_then(|key| session.keeper.read_change(&key, event.new_value()));
            if let Some(change) = change {
                session.take_other_tab(change);
            }
        });
        let session = self.clone();
        clock::every(HEARTBEAT_MS, move || {
            session.beat();
            if clock::day_of(clock::now()) != session.drawn_day.get() {
                session.show();
            }
        });
    }

    fn on(self: &Rc<Self>, event: &str, act: fn(&Rc<Self>, Event)) {
        let session = self.clone();
        page::listen(&page::window(), event, move |event| act(&session, event));
    }

    /// Begins the visit when there is a reason: something to come back to, something to send, or a
    /// visitor who looks. A pointer that passes over the launcher is none.
    fn begin_if_wanted(self: &Rc<Self>) {
        let wanted = self.is_open.get()
            || !self.chat.borrow().outbox.is_empty()
            || self.keeper.token().is_some();
        if !wanted {
            return;
        }
        if self.host.channel.is_empty() {
            self.stage.set(Stage::NoChannel);
            self.show();
        } else if self.connection.get() == Connection::NotBegun {
            self.connect();
        }
    }

    /// Reads where the backend is. False when that can't be known now.
    async fn find_backend(&self) -> bool {
        if self.backend.borrow().is_some() {
            return true;
        }
        let request = Request {
            method: "GET",
            url: "../config.json",
            ..Request::default()
        };
        let address = match http::fetch(request).await {
            Ok(config) => config.get("backend").and_then(|backend| backend.text()),
            // Without the file the backend is where this page comes from.
            Err(Failure::Refused(_)) => None,
            Err(_) => return false,
        };
        let address = address.unwrap_or_default();
        self.backend
            .replace(Some(address.trim_end_matches('/').to_owned()));
        true
    }

    /// The full address of a resource of the visitor's API.
    fn url(&self, path: &[&str]) -> String {
        let backend = self.backend.borrow();
        let backend = backend.as_deref().unwrap_or_default();
        [
            backend,
            recado_protocol::API_ROOT,
            "/visitor/",
            &path.concat(),
        ]
        .concat()
    }

    fn take_other_tab(self: &Rc<Self>, change: OtherTab) {
        match change {
            OtherTab::Dropped(id) => {
                // If it was sent, the live socket brings it; if not, it is gone in both.
                self.chat.borrow_mut().outbox.remove(&id);
                self.show();
            }
            OtherTab::KeptToken(token) => {
                let begun = self.chat.borrow().conversation.is_some();
                let differs = self
                    .token
                    .borrow()
                    .as_ref()
                    .is_some_and(|ours| *ours != token);
                if !begun && differs {
                    self.token.take();
                    self.connect();
                }
            }
        }
    }

    /// Has the window drawn as it is now, and tells the host's page what its launcher shows.
    fn show(&self) {
        self.draw_timer.take();
        let chat = self.chat.borrow();
        let picture = Picture {
            stage: self.stage.get(),
            channel_name: self.channel_name.borrow().clone(),
            longest: self.longest.get(),
            limits: self.limits.borrow().clone(),
            tray: self.tray.borrow().files.clone(),
            held: self.held_files(),
            extras: self.fetching.progress.get(),
            connection: self.connection.get(),
            waiting: chat.outbox.waiting(),
            rows: timeline::rows(&chat.log, &chat.outbox, json::parse, clock::day_of),
            is_loaded: chat.log.is_loaded(),
            older: self.older.get(),
            typing: self.typing.borrow().clone(),
            today: clock::day_of(clock::now()),
        };
        let (unread, began) = (chat.unread(), chat.conversation.is_some());
        drop(chat);
        self.drawn_day.set(picture.today);
        (self.draw.borrow())(picture);
        if self.said_unread.replace(unread) != unread {
            self.host.say(ToHost::Unread(unread));
        }
        if began && !self.said_began.replace(true) {
            self.host.say(ToHost::Began);
        }
    }

    /// Has the window drawn within a frame, together with what else changes until then.
    fn show_soon(self: &Rc<Self>) {
        let mut timer = self.draw_timer.borrow_mut();
        if timer.is_none() {
            let session = self.clone();
            *timer = Some(clock::after(DRAW_AFTER_MS, move || session.show()));
        }
    }
}
