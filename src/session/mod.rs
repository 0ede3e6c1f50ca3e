//! The one place where the replica meets the reactive world.
//!
//! The session owns the store, runs the live link and the outbox, and turns [`Changes`] into signal
//! updates at most once per animation frame. Views read with [`Session::watch`] and act with
//! [`Session::dispatch`]; nothing else reaches the store.

mod filling;
mod history;
mod identity;
mod intent;
mod keeping;
mod link;
mod search;
mod sending;
mod topics;
mod vault;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::browser::Browser;
use recado_client::{Backend, Failure, LiveOrder, RecadoBackend};
use recado_protocol::http::KeepRefresh;
use recado_protocol::{
    Agent, AgentStatus, Capabilities, ChannelId, Command, ConversationId, PROTOCOL_VERSION,
    Problem, Role,
};
use recado_store::{Changes, DraftKey, Store};

use crate::config::Config;
use identity::DeviceVault;
use keeping::Job;

pub use history::{History, Lookup};
pub use intent::Intent;
pub use search::Whereabouts;
pub use topics::Topic;
use topics::Topics;

/// Where the person stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Finding out whether an earlier sign-in still holds.
    Starting,
    SignedOut(Farewell),
    /// An earlier sign-in may hold, but the backend can't be asked. It is tried again by itself.
    Unreachable,
    Ready,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Farewell {
    NotYet,
    /// The person signed out.
    Left,
    /// The session ended on the backend. What was typed and queued is kept.
    Expired,
}

/// The truth about the live link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkState {
    Connecting,
    /// The link is up, and what was missed is coming.
    CatchingUp,
    /// Everything that the backend knows is on the screen.
    Live,
    /// No link. The next try comes by itself.
    Down,
}

/// Something that a person should be told once.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// A change was refused and taken back.
    Refused { command: Command, problem: Problem },
    /// This device could not store a command: it is sent, but would not survive a reload.
    NotKept,
    /// A customer wrote.
    Arrived { conversation: ConversationId },
    /// My status could not be changed.
    StatusNotSet,
}

type AppBackend = RecadoBackend<Browser, DeviceVault>;

/// The handle that every view has.
#[derive(Clone, Copy)]
pub struct Session(StoredValue<Rc<Inner>, LocalStorage>);

struct Inner {
    config: Config,
    backend: AppBackend,
    store: RefCell<Store>,
    topics: Topics,
    phase: RwSignal<Phase>,
    link: RwSignal<LinkState>,
    capabilities: RwSignal<Capabilities>,
    notices: RwSignal<Vec<Notice>>,
    /// Folded until the next frame.
    changes: RefCell<Changes>,
    frame_is_due: Cell<bool>,
    /// Grows whenever a sign-in begins or ends: the tasks of an earlier life stop.
    life: Cell<u32>,
    orders: RefCell<Option<UnboundedSender<LiveOrder>>>,
    jobs: RefCell<Option<UnboundedSender<Job>>>,
    /// Drafts that are still to be written.
    drafts_due: RefCell<BTreeMap<DraftKey, String>>,
    open: RefCell<Option<ConversationId>>,
    channels: RefCell<BTreeSet<ChannelId>>,
    lookups: RefCell<HashMap<ConversationId, Lookup>>,
    histories: RefCell<HashMap<ConversationId, History>>,
    flow: link::Flow,
    typing: RefCell<link::MyTyping>,
}

/// Creates the session, puts it into the context and begins to come back to an earlier sign-in.
pub fn provide_session(config: Config) -> Session {
    let keep = if config.same_origin {
        KeepRefresh::Cookie
    } else {
        KeepRefresh::Body
    };
    let inner = Rc::new(Inner {
        backend: RecadoBackend::new(Browser, DeviceVault, &config.backend, keep),
        config,
        store: RefCell::new(Store::new(nobody())),
        topics: Topics::default(),
        phase: RwSignal::new(Phase::Starting),
        link: RwSignal::new(LinkState::Connecting),
        capabilities: RwSignal::new(no_capabilities()),
        notices: RwSignal::new(Vec::new()),
        changes: RefCell::default(),
        frame_is_due: Cell::new(false),
        life: Cell::new(0),
        orders: RefCell::default(),
        jobs: RefCell::default(),
        drafts_due: RefCell::default(),
        open: RefCell::default(),
        channels: RefCell::default(),
        lookups: RefCell::default(),
        histories: RefCell::default(),
        flow: link::Flow::default(),
        typing: RefCell::default(),
    });
    link::listen_to_browser(&inner);
    let session = Session(StoredValue::new_local(Rc::clone(&inner)));
    provide_context(session);
    spawn_local(inner.come_back());
    session
}

/// The session of this page.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    fn inner(self) -> Rc<Inner> {
        self.0.get_value()
    }

    pub fn config(self) -> Config {
        self.inner().config.clone()
    }

    /// Reactive.
    pub fn phase(self) -> Phase {
        self.inner().phase.get()
    }

    /// Reactive.
    pub fn link(self) -> LinkState {
        self.inner().link.get()
    }

    /// Reactive.
    pub fn capabilities(self) -> Capabilities {
        self.inner().capabilities.get()
    }

    /// Reads the replica; whoever runs now runs again when the topic changes.
    pub fn watch<T>(self, topic: Topic, read: impl FnOnce(&Store) -> T) -> T {
        let inner = self.inner();
        inner.topics.track(topic);
        read(&inner.store.borrow())
    }

    /// Reads the replica once.
    pub fn peek<T>(self, read: impl FnOnce(&Store) -> T) -> T {
        read(&self.inner().store.borrow())
    }

    /// Whether a conversation can be shown. Reactive.
    pub fn lookup(self, id: &ConversationId) -> Lookup {
        let inner = self.inner();
        inner.topics.track(Topic::Conversation(id.clone()));
        if inner.store.borrow().conversation(id).is_some() {
            return Lookup::Known;
        }
        inner
            .lookups
            .borrow()
            .get(id)
            .copied()
            .unwrap_or(Lookup::Loading)
    }

    /// Whether a page of messages is on its way. Reactive.
    pub fn history(self, id: &ConversationId) -> History {
        let inner = self.inner();
        inner.topics.track(Topic::Timeline(id.clone()));
        inner
            .histories
            .borrow()
            .get(id)
            .copied()
            .unwrap_or(History::Idle)
    }

    /// What is to be told since the last call. Reactive.
    pub fn take_notices(self) -> Vec<Notice> {
        let notices = self.inner().notices;
        if notices.with(Vec::is_empty) {
            return Vec::new();
        }
        let taken = notices.get_untracked();
        notices.update_untracked(Vec::clear);
        taken
    }

    /// Signs in.
    ///
    /// # Errors
    /// See [`Failure`]; nothing changes then.
    pub async fn sign_in(self, email: String, password: String) -> Result<(), Failure> {
        let inner = self.inner();
        let me = inner.backend.sign_in(&email, &password).await?;
        inner.begin_life(me);
        Ok(())
    }

    /// Signs out. The outbox and the drafts stay on this device for the next time.
    pub fn sign_out(self) {
        let inner = self.inner();
        inner.end_life(Farewell::Left);
        inner.store.replace(Store::new(nobody()));
        spawn_local(async move {
            // When the backend can't be told, the session ends there by its own time.
            let _ = inner.backend.sign_out().await;
        });
    }

    /// Tries again to come back to an earlier sign-in.
    pub fn try_again(self) {
        let inner = self.inner();
        if inner.phase.get_untracked() == Phase::Unreachable {
            inner.phase.set(Phase::Starting);
            spawn_local(inner.come_back());
        }
    }

    /// Acts. The effect is on the screen in the next frame.
    pub fn dispatch(self, intent: Intent) {
        self.inner().carry_out(intent);
    }
}

impl Inner {
    /// Comes back to an earlier sign-in, if there was one.
    async fn come_back(self: Rc<Self>) {
        if !identity::was_signed_in() {
            self.phase.set(Phase::SignedOut(Farewell::NotYet));
            return;
        }
        match self.backend.resume().await {
            Ok(me) => self.begin_life(me),
            Err(Failure::SignedOut(_) | Failure::Refused(_)) => {
                identity::forget_sign_in();
                self.phase.set(Phase::SignedOut(Farewell::Expired));
            }
            Err(_) => {
                self.phase.set(Phase::Unreachable);
                self.clone().try_again_later();
            }
        }
    }

    /// Begins with a signed-in person. One who comes back after an expired session finds everything
    /// as it was.
    fn begin_life(self: &Rc<Self>, me: Agent) {
        identity::remember_sign_in();
        self.life.set(self.life.get() + 1);
        if self.store.borrow().me().id != me.id {
            self.store.replace(Store::new(me));
        }
        self.lookups.borrow_mut().clear();
        self.histories.borrow_mut().clear();
        self.link.set(LinkState::Connecting);
        self.start_keeping();
        self.start_link();
        self.phase.set(Phase::Ready);
        self.change(Changes {
            everything: true,
            ..Changes::default()
        });
        let channels = self.channels.borrow().clone();
        self.carry_out(Intent::SetChannels(channels));
        let open = self.open.borrow().clone();
        if let Some(conversation) = open {
            self.carry_out(Intent::Open(conversation));
        }
    }

    fn end_life(&self, farewell: Farewell) {
        self.life.set(self.life.get() + 1);
        self.orders.take();
        self.jobs.take();
        identity::forget_sign_in();
        self.phase.set(Phase::SignedOut(farewell));
    }

    /// The backend says that nobody is signed in any more.
    fn expire(&self) {
        if self.phase.get_untracked() == Phase::Ready {
            self.end_life(Farewell::Expired);
        }
    }

    /// Runs the given step of the store and shows what it changed.
    fn step(self: &Rc<Self>, step: impl FnOnce(&mut Store) -> Changes) {
        let changes = step(&mut self.store.borrow_mut());
        self.change(changes);
    }

    /// Folds changes into those of this frame.
    fn change(self: &Rc<Self>, changes: Changes) {
        if changes.is_empty() {
            return;
        }
        self.forget_settled(&changes);
        if changes.counts_unsure {
            self.refresh_counts();
        }
        let should_pump = changes.outbox;
        self.changes.borrow_mut().fold(changes);
        if should_pump {
            self.pump();
        }
        if self.frame_is_due.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        if document().hidden() {
            // Hidden pages get no frames, but their title still counts what is unread.
            set_timeout(move || this.flush(), std::time::Duration::ZERO);
        } else {
            request_animation_frame(move || this.flush());
        }
    }

    /// Tells the screen what changed since the last frame.
    fn flush(&self) {
        if !self.frame_is_due.replace(false) {
            return;
        }
        let mut changes = self.changes.take();
        let mut notices: Vec<_> = std::mem::take(&mut changes.refused)
            .into_iter()
            .map(|(command, problem)| Notice::Refused { command, problem })
            .collect();
        let arrived = std::mem::take(&mut changes.arrived);
        notices.extend(
            arrived
                .into_iter()
                .map(|(conversation, _)| Notice::Arrived { conversation }),
        );
        self.topics.notify(&changes);
        if !notices.is_empty() {
            self.notices.update(|all| all.extend(notices));
        }
    }

    fn tell(&self, notice: Notice) {
        self.notices.update(|all| all.push(notice));
    }
}

/// Whose replica there is while nobody is signed in.
fn nobody() -> Agent {
    Agent {
        id: "".into(),
        name: String::new(),
        email: None,
        avatar_url: None,
        role: Role::Unknown,
        status: AgentStatus::Unknown,
    }
}

/// What a backend can do that has not said it yet.
fn no_capabilities() -> Capabilities {
    Capabilities {
        protocol: PROTOCOL_VERSION,
        features: BTreeSet::default(),
        limits: BTreeMap::default(),
        sign_in: Vec::new(),
    }
}
