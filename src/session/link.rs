//! The live link: up, down, and what the browser says of the network.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::unbounded;
use futures_channel::oneshot;
use futures_util::future::select;
use futures_util::pin_mut;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::browser::Browser;
use recado_client::{Clock, LiveNews, LiveOrder, LiveSink, keep_live};
use recado_protocol::live::Typing;
use recado_protocol::{ConversationId, ServerFrame, Timestamp};

use super::{Inner, LinkState, Phase, identity};
use crate::browser::clock;

/// While I write, the others are told again after this long, in milliseconds.
const TYPING_AGAIN_MS: i64 = 3_000;

/// Small state of the tasks around the link.
#[derive(Default)]
pub struct Flow {
    /// The backend's newest event when the link came up: below it we are catching up.
    target: Cell<u64>,
    /// Those who wait for the network.
    sleepers: RefCell<Vec<oneshot::Sender<()>>>,
    pub counts_are_due: Cell<bool>,
    /// How many snapshots were taken.
    pub snapshots: Cell<u32>,
    /// When the outbox is looked at again by itself.
    pub pump_at: Cell<Option<Timestamp>>,
}

/// What I last said of my writing.
#[derive(Default)]
pub struct MyTyping {
    said: Option<(ConversationId, bool, Timestamp)>,
}

impl Flow {
    /// Waits, or less when the network may be back.
    pub async fn wait_or_wake(&self, millis: u32) {
        let (sender, woken) = oneshot::channel();
        self.add_sleeper(sender);
        let time = Browser.sleep(millis);
        pin_mut!(time);
        select(time, woken).await;
    }

    fn add_sleeper(&self, sleeper: oneshot::Sender<()>) {
        let mut sleepers = self.sleepers.borrow_mut();
        sleepers.retain(|sleeper| !sleeper.is_canceled());
        sleepers.push(sleeper);
    }

    /// Says that the backend can't be reached, before there is a link at all.
    pub fn says_down(&self, inner: &Inner) {
        inner.set_link(LinkState::Down);
    }

    fn wake_all(&self) {
        for sleeper in self.sleepers.take() {
            // One that has stopped waiting by itself needs no waking.
            let _ = sleeper.send(());
        }
    }
}

/// Wakes the link when the browser says that something changed.
pub fn listen_to_browser(inner: &Rc<Inner>) {
    let this = Rc::clone(inner);
    window_event_listener(ev::online, move |_| this.wake());
    let this = Rc::clone(inner);
    window_event_listener(ev::offline, move |_| this.order(LiveOrder::Offline));
    let this = Rc::clone(inner);
    window_event_listener(ev::visibilitychange, move |_| {
        this.flush();
        if !document().hidden() {
            this.wake();
        }
    });
}

impl Inner {
    /// Takes a snapshot and keeps the link up until this life ends.
    pub(super) fn start_link(self: &Rc<Self>) {
        let (sender, orders) = unbounded();
        self.orders.replace(Some(sender));
        let this = Rc::clone(self);
        let life = self.life.get();
        spawn_local(async move {
            if this.store.borrow().cursor().is_none() {
                if !this.take_snapshot(life).await {
                    return;
                }
            } else {
                // A replica with a cursor catches up over the link; its filling may not be over.
                spawn_local(Rc::clone(&this).fill(life));
            }
            let sink = Sink {
                inner: Rc::clone(&this),
                life,
            };
            keep_live(
                &this.backend,
                &Browser,
                &sink,
                &identity::tab_name(),
                orders,
            )
            .await;
        });
    }

    /// The network may be back: everything that waits tries now.
    pub(super) fn wake(self: &Rc<Self>) {
        self.flow.wake_all();
        self.order(LiveOrder::Wake);
        self.step(|store| store.hurry());
    }

    pub(super) fn order(&self, order: LiveOrder) {
        if let Some(orders) = &*self.orders.borrow() {
            // A link that has just been given up takes no more orders.
            let _ = orders.unbounded_send(order);
        }
    }

    /// Tells the others that I write, not more often than they need.
    pub(super) fn say_typing(&self, conversation: ConversationId, on: bool, note: bool) {
        let now = clock::now();
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

    pub(super) fn phase_is(&self, phase: Phase) -> bool {
        self.phase.get_untracked() == phase
    }

    fn set_link(&self, link: LinkState) {
        if self.link.get_untracked() != link {
            self.link.set(link);
        }
    }

    /// Says live once everything that was missed is here.
    fn check_caught_up(&self) {
        if self.link.get_untracked() == LinkState::CatchingUp
            && self
                .store
                .borrow()
                .cursor()
                .is_some_and(|cursor| cursor >= self.flow.target.get())
        {
            self.set_link(LinkState::Live);
        }
    }

    fn take_frame(self: &Rc<Self>, frame: ServerFrame) {
        match frame {
            ServerFrame::Event(event) => {
                self.step(|store| store.apply(event));
                self.check_caught_up();
            }
            ServerFrame::Typing(notice) => {
                self.step(|store| store.notice_typing(notice, clock::now()));
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

    fn end_typing_in_time(self: &Rc<Self>) {
        let Some(end) = self.store.borrow().next_typing_end() else {
            return;
        };
        let this = Rc::clone(self);
        let wait = Duration::from_millis(end.millis_since(clock::now()).unsigned_abs() + 1);
        set_timeout(
            move || {
                this.step(|store| store.end_old_typing(clock::now()));
            },
            wait,
        );
    }
}

/// The link's side of the session, for one life of it.
struct Sink {
    inner: Rc<Inner>,
    life: u32,
}

impl LiveSink for Sink {
    fn cursor(&self) -> Option<u64> {
        self.inner.store.borrow().cursor()
    }

    fn news(&self, news: LiveNews) {
        let inner = &self.inner;
        if inner.life.get() != self.life {
            return;
        }
        match news {
            LiveNews::Connecting => {
                // A page that lost its link says so until it is back; only the first try is new.
                if inner.link.get_untracked() != LinkState::Down {
                    inner.set_link(LinkState::Connecting);
                }
            }
            LiveNews::Connected(welcome) => {
                inner.flow.target.set(welcome.cursor);
                inner.set_link(LinkState::CatchingUp);
                inner.check_caught_up();
                inner.step(|store| store.hurry());
                inner.pump();
                inner.open_again_what_failed();
            }
            LiveNews::Frame(frame) => inner.take_frame(frame),
            LiveNews::Resync => {
                inner.set_link(LinkState::CatchingUp);
                inner.flow.target.set(u64::MAX);
                inner.store.borrow_mut().lose_place();
                let (inner, life) = (Rc::clone(inner), self.life);
                spawn_local(async move {
                    if inner.take_snapshot(life).await {
                        inner.flow.target.set(0);
                        inner.check_caught_up();
                    }
                });
            }
            LiveNews::Down => inner.set_link(LinkState::Down),
            LiveNews::SignedOut => inner.expire(),
        }
    }
}
