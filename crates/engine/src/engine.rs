//! The engine itself: whose replica it is, and how changes get in and out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use futures_channel::oneshot;
use recado_client::{Backend, Clock, Failure, LiveOrder};
use recado_protocol::{
    Agent, AgentStatus, Capabilities, Command, CommandEnvelope, CommandId, ConversationId, Filter,
    Message, MessageId, PROTOCOL_VERSION, Problem, Role, Timestamp, schedule,
};
use recado_store::{Changes, DraftKey, SortedMap, Store};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::history::{History, Lookup};
use crate::host::{Host, News};
use crate::intent::Intent;
use crate::keeping::Job;
use crate::link::{Flow, MyTyping};
use crate::replica::Unkept;
use crate::tabs::{Said, Tabs};

/// Where the person stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nobody has looked yet whether there was an earlier sign-in.
    Starting,
    SignedOut(Farewell),
    Ready,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Farewell {
    NotYet,
    /// The person signed out.
    Left,
    /// The session ended on the backend. What was typed and queued is kept.
    Expired,
}

/// The truth about the live link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
    Arrived {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Something else of which this agent may want to be told: see [`recado_store::Changes::told`].
    Told(Box<Message>),
    /// Somebody was erased: what views keep by themselves may be of them.
    Erased,
    /// My status could not be changed.
    StatusNotSet,
}

/// How long after the end of a sign-in a tab stays among the others, in milliseconds.
const LEAVE_AFTER_MS: u32 = 250;

/// An agent's client. Shared, and alive as long as one of its tasks is.
pub struct Engine<H: Host> {
    pub(crate) host: H,
    pub(crate) store: RefCell<Store>,
    pub(crate) phase: Cell<Phase>,
    pub(crate) link: Cell<LinkState>,
    /// Folded until the host takes them.
    changes: RefCell<Changes>,
    changes_wait: Cell<bool>,
    /// Grows whenever a sign-in begins or ends: the tasks of an earlier life stop.
    pub(crate) life: Cell<u32>,
    pub(crate) orders: RefCell<Option<UnboundedSender<LiveOrder>>>,
    pub(crate) jobs: RefCell<Option<UnboundedSender<Job>>>,
    /// Drafts that are still to be written.
    pub(crate) drafts_due: RefCell<SortedMap<DraftKey, String>>,
    /// The drafts of messages that wait to be stored: those take their drafts along.
    pub(crate) sends_due: RefCell<Vec<DraftKey>>,
    /// Drafts that storage did not take.
    pub(crate) drafts_unkept: RefCell<Vec<DraftKey>>,
    pub(crate) unkept: RefCell<Unkept>,
    /// Storage did not take everything that it was given.
    pub(crate) unstored: Cell<bool>,
    /// Nothing is sent before the commands that storage holds are known.
    pub(crate) knows_stored_work: Cell<bool>,
    /// The life at whose end nothing may stay on this device.
    pub(crate) clears: Cell<Option<u32>>,
    pub(crate) open: RefCell<Option<ConversationId>>,
    pub(crate) filter: RefCell<Filter>,
    /// See [`Intent::CountAlso`].
    pub(crate) counted: RefCell<Vec<Filter>>,
    pub(crate) lookups: RefCell<FxHashMap<ConversationId, Lookup>>,
    pub(crate) histories: RefCell<FxHashMap<ConversationId, History>>,
    pub(crate) flow: Flow,
    pub(crate) typing: RefCell<MyTyping>,
    /// In which conversation messages can be called back, and for how long, in milliseconds.
    undo: RefCell<Option<(ConversationId, u32)>>,
    pub(crate) tabs: RefCell<Option<Rc<H::Tabs>>>,
    pub(crate) leads: Cell<bool>,
    /// Waits for the leader's answer to this newcomer.
    pub(crate) asker: RefCell<Option<oneshot::Sender<()>>>,
    /// What tabs said before the replica was read.
    pub(crate) early: RefCell<Option<Vec<String>>>,
    /// How far the leader was when it last said that it is live.
    pub(crate) leader_at: Cell<Option<u64>>,
    /// The newest `seq` that the leader told of.
    pub(crate) expected: Cell<Option<u64>>,
}

impl<H: Host> Engine<H> {
    pub fn new(host: H) -> Rc<Self> {
        Rc::new(Self {
            host,
            store: RefCell::new(Store::new(nobody())),
            phase: Cell::new(Phase::Starting),
            link: Cell::new(LinkState::Connecting),
            changes: RefCell::default(),
            changes_wait: Cell::new(false),
            life: Cell::new(0),
            orders: RefCell::default(),
            jobs: RefCell::default(),
            drafts_due: RefCell::default(),
            sends_due: RefCell::default(),
            drafts_unkept: RefCell::default(),
            unkept: RefCell::default(),
            unstored: Cell::new(false),
            knows_stored_work: Cell::new(false),
            clears: Cell::new(None),
            open: RefCell::default(),
            filter: RefCell::default(),
            counted: RefCell::default(),
            lookups: RefCell::default(),
            histories: RefCell::default(),
            flow: Flow::default(),
            typing: RefCell::default(),
            undo: RefCell::default(),
            tabs: RefCell::default(),
            leads: Cell::new(false),
            asker: RefCell::default(),
            early: RefCell::default(),
            leader_at: Cell::new(None),
            expected: Cell::new(None),
        })
    }

    pub fn host(&self) -> &H {
        &self.host
    }

    pub fn phase(&self) -> Phase {
        self.phase.get()
    }

    pub fn link(&self) -> LinkState {
        self.link.get()
    }

    /// Reads the replica.
    pub fn read<T>(&self, read: impl FnOnce(&Store) -> T) -> T {
        read(&self.store.borrow())
    }

    /// What changed since the last call, to be shown at once.
    pub fn take_changes(&self) -> Changes {
        self.changes_wait.set(false);
        let changes = self.changes.take();
        if !changes.refused.is_empty() {
            self.forget_settled(&changes);
        }
        changes
    }

    /// Whether it has left the outbox and no screen has shown that yet.
    pub(crate) fn is_to_be_shown(&self, id: &CommandId) -> bool {
        self.changes.borrow().settled.contains(id)
    }

    /// Begins: comes back to an earlier sign-in, if there was one.
    pub fn start(self: &Rc<Self>) {
        match self.host.remembered() {
            // What this device keeps is on the screen before the backend is asked whether the
            // sign-in still holds.
            Some(me) => self.begin_life(me),
            None => self.set_phase(Phase::SignedOut(Farewell::NotYet)),
        }
    }

    /// Signs in.
    ///
    /// # Errors
    /// See [`Failure`]; nothing changes then.
    pub async fn sign_in(self: &Rc<Self>, email: &str, password: &str) -> Result<(), Failure> {
        let me = self.host.backend().sign_in(email, password).await?;
        self.begin_life(me);
        Ok(())
    }

    /// Signs out, in every tab. The outbox and the drafts stay on this device for the next time,
    /// unless `wipe` says that nothing may stay.
    pub fn sign_out(self: &Rc<Self>, wipe: bool) {
        if wipe {
            self.tell_tabs(&Said::Cleared);
            self.clear();
        } else {
            self.tell_tabs(&Said::Left(Farewell::Left));
            self.end_life(Farewell::Left);
            self.store.replace(Store::new(nobody()));
        }
        self.host.remember(None);
        let this = Rc::clone(self);
        self.host.spawn(async move {
            // When the backend can't be told, the session ends there by its own time.
            let _ = this.host.backend().sign_out().await;
        });
    }

    /// Ends this life and leaves nothing of the person, neither in memory nor in storage.
    pub(crate) fn clear(self: &Rc<Self>) {
        self.clears.set(Some(self.life.get()));
        self.give(Job::Wipe);
        self.end_life(Farewell::Left);
        self.drafts_due.take();
        self.sends_due.take();
        self.store.replace(Store::new(nobody()));
    }

    /// For how long what is sent in a conversation can be called back, in milliseconds. One conversation
    /// at a time: the one that a person writes in.
    pub fn set_undo(&self, conversation: ConversationId, millis: u32) {
        self.undo.replace(Some((conversation, millis)));
    }

    /// Until when a command that is given now can be called back.
    pub(crate) fn held_until(&self, envelope: &CommandEnvelope) -> Option<Timestamp> {
        let undo = self.undo.borrow();
        let (conversation, millis) = undo.as_ref()?;
        match &envelope.command {
            Command::SendMessage {
                conversation: of,
                content,
                more,
                ..
            } if of == conversation
                && *millis > 0
                && !content.is_note()
                && schedule::send_at(more.as_ref()).is_none() =>
            {
                let now = self.host.clock().now();
                Some(now.plus_millis((*millis).into()))
            }
            _ => None,
        }
    }

    /// Acts. The effect is in the replica at once, or as soon as storage has it.
    pub fn dispatch(self: &Rc<Self>, intent: Intent) {
        self.carry_out(intent);
    }

    /// Begins with a signed-in person. One who comes back after an expired session finds everything
    /// as it was.
    fn begin_life(self: &Rc<Self>, me: Agent) {
        self.host.remember(Some(&me));
        let life = self.life.get() + 1;
        self.life.set(life);
        self.knows_stored_work.set(false);
        let is_same = self.begin_replica(me);
        self.lookups.borrow_mut().clear();
        self.histories.borrow_mut().clear();
        self.set_link(LinkState::Connecting);
        let (sender, jobs) = unbounded();
        self.jobs.replace(Some(sender));
        for key in self.drafts_unkept.take() {
            if is_same {
                let text = self.store.borrow().draft(&key).to_owned();
                self.keep_draft(key, text);
            }
        }
        self.early.replace(Some(Vec::new()));
        self.host.spawn(Rc::clone(self).keep(jobs, life));
        self.set_phase(Phase::Ready);
        self.change(Changes {
            everything: true,
            ..Changes::default()
        });
        let filter = self.filter.borrow().clone();
        self.carry_out(Intent::SetFilter(filter));
        let open = self.open.borrow().clone();
        if let Some(conversation) = open {
            self.carry_out(Intent::Open(conversation));
        }
    }

    /// Begins with an empty replica, which storage fills: meanwhile other tabs may have gone on. One
    /// who has something that storage did not take keeps the replica of before. Says whether it is the
    /// person of before.
    fn begin_replica(&self, me: Agent) -> bool {
        let is_same = self.store.borrow().me().id == me.id;
        if is_same && self.unstored.get() {
            self.store.borrow_mut().send_again();
            return true;
        }
        let mut store = self.store.borrow().emptied(me);
        if is_same {
            // What was typed last may still be on its way to storage.
            for (key, text) in self.store.borrow().drafts() {
                store.set_draft(key.clone(), text.to_owned());
            }
        }
        self.store.replace(store);
        self.unkept.take();
        self.unstored.set(false);
        self.leader_at.set(None);
        self.expected.set(None);
        is_same
    }

    pub(crate) fn end_life(self: &Rc<Self>, farewell: Farewell) {
        self.life.set(self.life.get() + 1);
        self.orders.take();
        self.jobs.take();
        self.leads.set(false);
        if let Some(tabs) = self.tabs.take() {
            // Who leads next has to hear first why this one left.
            let this = Rc::clone(self);
            self.host.spawn(async move {
                this.host.clock().sleep(LEAVE_AFTER_MS).await;
                tabs.leave();
            });
        }
        self.set_phase(Phase::SignedOut(farewell));
    }

    /// The backend says that nobody is signed in any more.
    pub(crate) fn expire(self: &Rc<Self>) {
        if self.phase.get() == Phase::Ready {
            self.tell_tabs(&Said::Left(Farewell::Expired));
            self.end_life(Farewell::Expired);
            self.host.remember(None);
        }
    }

    /// Runs the given step of the store and shows what it changed.
    pub(crate) fn step(self: &Rc<Self>, step: impl FnOnce(&mut Store) -> Changes) {
        let changes = step(&mut self.store.borrow_mut());
        self.change(changes);
    }

    /// Folds changes into those that wait.
    pub(crate) fn change(self: &Rc<Self>, changes: Changes) {
        if changes.is_empty() {
            return;
        }
        if changes.refused.is_empty() {
            self.forget_settled(&changes);
        }
        self.forget_erased(&changes);
        self.note_unkept(&changes);
        if changes.counts_unsure {
            self.refresh_counts();
        }
        let should_pump = changes.outbox;
        self.changes.borrow_mut().fold(changes);
        if should_pump {
            self.pump();
        }
        if !self.changes_wait.replace(true) {
            self.host.show(News::Changed);
        }
    }

    pub(crate) fn set_phase(&self, phase: Phase) {
        if self.phase.replace(phase) != phase {
            self.host.show(News::Phase(phase));
        }
    }

    pub(crate) fn tell(&self, notice: Notice) {
        self.host.show(News::Notice(notice));
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
pub fn no_capabilities() -> Capabilities {
    Capabilities {
        protocol: PROTOCOL_VERSION,
        features: Default::default(),
        limits: Default::default(),
        sign_in: Vec::new(),
    }
}
