//! The live link: up, down, and what the browser says of the network.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::unbounded;
use futures_channel::oneshot;
use futures_util::future::select;
use futures_util::lock::Mutex;
use futures_util::pin_mut;
use recado_client::{Clock, LiveNews, LiveOrder, LiveSink, keep_live};
use recado_protocol::live::Typing;
use recado_protocol::{CommandId, ConversationId, Event, ServerFrame, Timestamp};

use crate::host::{Host, News};
use crate::keeping::Job;
use crate::tabs::Said;
use crate::{Engine, LinkState};

/// While I write, the others are told again after this long, in milliseconds.
const TYPING_AGAIN_MS: i64 = 3_000;

/// Typing notices are looked at this often while there are any, in milliseconds: the clock may be
/// set back.
const TYPING_LOOKED_AT_MS: i64 = 6_000;

/// Small state of the tasks around the link.
#[derive(Default)]
pub(crate) struct Flow {
    /// The backend's newest event when the link came up: below it we are catching up.
    target: Cell<u64>,
    /// Those who wait for the network.
    sleepers: RefCell<Vec<oneshot::Sender<()>>>,
    pub counts_are_due: Cell<bool>,
    /// A task ends typing notices.
    ends_typing: Cell<bool>,
    /// How many events were applied.
    pub events: Cell<u64>,
    /// How many links came up.
    pub links: Cell<u32>,
    /// Held by whoever takes a snapshot.
    pub snapshotting: Mutex<()>,
    /// Events were missed since the snapshot that is on its way was asked for.
    pub missed: Cell<bool>,
    /// In which life pages are being fetched.
    pub filling: Cell<Option<u32>>,
    /// How many snapshots were taken.
    pub snapshots: Cell<u32>,
    /// When the outbox is looked at again by itself.
    pub pump_at: Cell<Option<Timestamp>>,
}

/// What I last said of my writing.
#[derive(Default)]
pub(crate) struct MyTyping {
    said: Option<(ConversationId, bool, Timestamp)>,
}

impl Flow {
    /// Waits, or less when the network may be back.
    pub async fn wait_or_wake(&self, clock: &impl Clock, millis: u32) {
        let (sender, woken) = oneshot::channel();
        self.add_sleeper(sender);
        let time = clock.sleep(millis);
        pin_mut!(time);
        select(time, woken).await;
    }

    fn add_sleeper(&self, sleeper: oneshot::Sender<()>) {
        let mut sleepers = self.sleepers.borrow_mut();
        sleepers.retain(|sleeper| !sleeper.is_canceled());
        sleepers.push(sleeper);
    }

    fn wake_all(&self) {
        for sleeper in self.sleepers.take() {
            // One that has stopped waiting by itself needs no waking.
            let _ = sleeper.send(());
        }
    }
}

impl<H: Host> Engine<H> {
    /// Makes the replica whole and keeps the link up until this life ends.
    pub(crate) fn start_link(self: &Rc<Self>, life: u32) {
        let (sender, orders) = unbounded();
        self.orders.replace(Some(sender));
        let this = Rc::clone(self);
        self.host.spawn(async move {
            // A replica with a place catches up over the link; its filling may not be over.
            if !this.take_snapshot(life).await {
                return;
            }
            this.host.spawn(Rc::clone(&this).fill(life));
            let tab = this.tab_name();
            let sink = Sink {
                engine: Rc::clone(&this),
                life,
            };
            let (backend, clock) = (this.host.backend(), this.host.clock());
            keep_live(backend, clock, &sink, &tab, orders).await;
        });
    }

    /// The network may be back, or the person: everything that waits tries now, and what other tabs have stored is read.
    pub fn wake(self: &Rc<Self>) {
        self.flow.wake_all();
        self.order(LiveOrder::Wake);
        self.give(Job::LookAgain);
        self.step(|store| store.hurry());
    }

    /// Says that the network is gone: the link is as good as dead.
    pub fn go_offline(&self) {
        self.order(LiveOrder::Offline);
    }

    /// Tells the tabs of a session apart in the backend's log.
    fn tab_name(&self) -> String {
        let random = CommandId::make(Timestamp::from_millis(0), self.host.random());
        random.as_str()[24..].to_owned()
    }

    pub(crate) fn order(&self, order: LiveOrder) {
        if let Some(orders) = &*self.orders.borrow() {
            // A link that has just been given up takes no more orders.
            let _ = orders.unbounded_send(order);
        } else if !self.leads() {
            self.tell_tabs(&Said::Order(order));
        }
    }

    /// Tells the others that I write, not more often than they need.
    pub(crate) fn say_typing(&self, conversation: ConversationId, on: bool, note: bool) {
        let now = self.host.clock().now();
        let mut typing = self.typing.borrow_mut();
        let said = typing
            .said
            .as_ref()
            .filter(|(said, said_note, _)| *said == conversation && *said_note == note);
        let needed = match (said, on) {
            (Some((.., at)), true) => now.millis_since(*at) > TYPING_AGAIN_MS,
            (None, true) | (Some(_), false) => true,
            (None, false) => false,
        };
        if needed {
            typing.said = on.then(|| (conversation.clone(), note, now));
            drop(typing);
            self.order(LiveOrder::Typing(Typing {
                conversation,
                on,
                note,
            }));
        }
    }

    pub(crate) fn set_link(&self, link: LinkState) {
        if self.link.replace(link) != link {
            self.host.show(News::Link(link));
            if self.leads() {
                self.tell_tabs(&Said::Here(link, self.store.borrow().cursor()));
            }
        }
    }

    /// Says live once everything that was missed is here.
    fn check_caught_up(&self) {
        if self.link.get() == LinkState::CatchingUp
            && self
                .store
                .borrow()
                .cursor()
                .is_some_and(|cursor| cursor >= self.flow.target.get())
        {
            self.set_link(LinkState::Live);
        }
    }

    pub(crate) fn take_frame(self: &Rc<Self>, frame: ServerFrame) {
        match frame {
            ServerFrame::Event(event) => self.take_events(vec![event]),
            ServerFrame::Events(events) => self.take_events(events),
            ServerFrame::Typing(notice) => {
                self.step(|store| store.notice_typing(notice, self.host.clock().now()));
                self.end_typing_in_time();
            }
            ServerFrame::Viewing(notice) => {
                self.step(|store| store.notice_viewing(notice, self.host.clock().now()));
                self.end_typing_in_time();
            }
            // Presence comes as events of agents too; the rest is for newer clients.
            ServerFrame::Presence(_) | ServerFrame::Problem(_) | ServerFrame::Unknown { .. } => {}
            // The newest event may be one that this person may not see: a ping after the replay
            // says that there is no more.
            ServerFrame::Ping if self.store.borrow().cursor().is_some() => {
                self.flow.target.set(0);
                self.check_caught_up();
            }
            ServerFrame::Welcome(_) | ServerFrame::Resync | ServerFrame::Ping => {}
        }
    }

    fn take_events(self: &Rc<Self>, events: Vec<Event>) {
        self.flow
            .events
            .set(self.flow.events.get() + events.len() as u64);
        self.step(|store| store.apply_all(events));
        self.check_caught_up();
    }

    /// The backend is there: what waits for it goes on.
    fn go_on(self: &Rc<Self>) {
        self.step(|store| store.hurry());
        self.pump();
        self.open_again_what_failed();
    }

    /// Ends typing notices in time, by one task for all of them.
    fn end_typing_in_time(self: &Rc<Self>) {
        if self.flow.ends_typing.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        self.host.spawn(async move {
            let clock = this.host.clock();
            loop {
                let Some(end) = this.store.borrow().next_typing_end() else {
                    break;
                };
                let wait = end.millis_since(clock.now()).clamp(0, TYPING_LOOKED_AT_MS) + 1;
                clock.sleep(u32::try_from(wait).unwrap_or(u32::MAX)).await;
                let now = clock.now();
                this.step(|store| store.end_old_typing(now));
            }
            this.flow.ends_typing.set(false);
        });
    }

    /// Notes how far the link's events have come.
    pub(crate) fn expect(&self, frame: &ServerFrame) {
        if let Some(last) = frame.events().last() {
            self.expected.set(self.expected.get().max(Some(last.seq)));
        }
    }

    /// Tells the other tabs what the link said.
    fn relay(&self, frame: &ServerFrame, text: String) {
        if matches!(
            frame,
            ServerFrame::Event(_)
                | ServerFrame::Events(_)
                | ServerFrame::Typing(_)
                | ServerFrame::Viewing(_)
        ) {
            let after = self.store.borrow().cursor();
            self.tell_tabs(&Said::Frame { after, text });
        }
    }
}

/// The link's side of the session, for one life of it.
struct Sink<H: Host> {
    engine: Rc<Engine<H>>,
    life: u32,
}

impl<H: Host> LiveSink for Sink<H> {
    fn cursor(&self) -> Option<u64> {
        self.engine.store.borrow().cursor()
    }

    fn news(&self, news: LiveNews) {
        let engine = &self.engine;
        if engine.life.get() != self.life {
            return;
        }
        match news {
            LiveNews::Connecting => {
                // A page that lost its link says so until it is back; only the first try is new.
                if engine.link.get() != LinkState::Down {
                    engine.set_link(LinkState::Connecting);
                }
            }
            LiveNews::Connected(welcome) => {
                engine.flow.links.set(engine.flow.links.get() + 1);
                if engine.store.borrow().cursor().is_none() {
                    // This link begins now: a snapshot that was asked for before it may be older.
                    engine.flow.missed.set(true);
                    engine.tell_tabs(&Said::Resync);
                }
                engine.flow.target.set(welcome.cursor);
                engine.set_link(LinkState::CatchingUp);
                engine.check_caught_up();
                engine.go_on();
            }
            LiveNews::Frame(frame, text) => {
                engine.relay(&frame, text);
                engine.expect(&frame);
                engine.take_frame(frame);
            }
            LiveNews::Resync => {
                engine.set_link(LinkState::CatchingUp);
                engine.flow.target.set(u64::MAX);
                engine.flow.missed.set(true);
                engine.store.borrow_mut().lose_place();
                engine.tell_tabs(&Said::Resync);
                engine.go_on();
                let (this, life) = (Rc::clone(engine), self.life);
                engine.host.spawn(async move {
                    if this.take_snapshot(life).await {
                        this.flow.target.set(0);
                        this.check_caught_up();
                        this.fill(life).await;
                    }
                });
            }
            LiveNews::Down => engine.set_link(LinkState::Down),
            LiveNews::SignedOut => engine.expire(),
        }
    }
}
