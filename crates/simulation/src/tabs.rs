//! What the tabs of a device tell one another, and which of them leads.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use recado_engine::Tabs;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

use crate::chance::Chance;
use crate::network::{Network, millis, wait_until};

/// The slowest way from tab to tab, in milliseconds.
const SLOWEST_MS: u32 = 6;

/// How much of what is told is logged.
const LOGGED: usize = 120;

/// Where the tabs of a device meet.
pub struct Meeting {
    device: u8,
    network: Rc<Network>,
    chance: Rc<Chance>,
    seats: Cell<u32>,
    members: RefCell<BTreeMap<u32, Member>>,
    leading: Arc<Mutex<()>>,
}

struct Member {
    /// When the last thing that was told to it arrives: the order stays.
    last: Instant,
    ear: UnboundedSender<(Instant, String)>,
}

/// One tab's place in the meeting. Leaving it, or being dropped, lets another lead.
pub struct SimTabs {
    meeting: Rc<Meeting>,
    /// The tab.
    number: u32,
    /// A tab that comes back before it has left has two.
    seat: u32,
    heard: Mutex<UnboundedReceiver<(Instant, String)>>,
    lead: Cell<Option<OwnedMutexGuard<()>>>,
    leads: Cell<bool>,
}

impl Meeting {
    pub fn new(device: u8, network: &Rc<Network>, chance: &Rc<Chance>) -> Rc<Self> {
        Rc::new(Self {
            device,
            network: Rc::clone(network),
            chance: Rc::clone(chance),
            seats: Cell::new(0),
            members: RefCell::default(),
            leading: Arc::default(),
        })
    }

    pub fn join(self: &Rc<Self>, number: u32) -> Rc<SimTabs> {
        let (ear, heard) = unbounded();
        let last = Instant::now();
        let seat = self.seats.get();
        self.seats.set(seat + 1);
        self.members.borrow_mut().insert(seat, Member { last, ear });
        Rc::new(SimTabs {
            meeting: Rc::clone(self),
            number,
            seat,
            heard: Mutex::new(heard),
            lead: Cell::new(None),
            leads: Cell::new(false),
        })
    }
}

impl SimTabs {
    fn has_left(&self) -> bool {
        !self.meeting.members.borrow().contains_key(&self.seat)
    }

    /// Leaves: nothing is heard any more, and another tab may lead.
    pub fn depart(&self) {
        self.meeting.members.borrow_mut().remove(&self.seat);
        self.leads.set(false);
        drop(self.lead.take());
    }
}

impl Drop for SimTabs {
    fn drop(&mut self) {
        self.depart();
    }
}

/// A tab's place as its engine has it.
pub struct Seat(pub Rc<SimTabs>);

impl Tabs for Seat {
    fn post(&self, text: &str) {
        let mut members = self.0.meeting.members.borrow_mut();
        if !members.contains_key(&self.0.seat) {
            return;
        }
        if members.len() > 1 {
            let (device, tab) = (self.0.meeting.device, self.0.number);
            let start: String = text.chars().take(LOGGED).collect();
            let network = &self.0.meeting.network;
            network.note(format_args!("device {device}, tab {tab} tells: {start}"));
        }
        for (seat, member) in members.iter_mut() {
            if *seat != self.0.seat {
                let due = Instant::now() + millis(self.0.meeting.chance.below(SLOWEST_MS));
                member.last = member.last.max(due);
                // A tab that has just gone hears nothing.
                let _gone = member.ear.unbounded_send((member.last, text.to_owned()));
            }
        }
    }

    async fn hear(&self) -> Option<String> {
        let (due, text) = self.0.heard.lock().await.next().await?;
        wait_until(due).await;
        Some(text)
    }

    async fn lead(&self) {
        if self.0.leads.get() {
            return;
        }
        let guard = Arc::clone(&self.0.meeting.leading).lock_owned().await;
        if self.0.has_left() {
            return;
        }
        self.0.lead.set(Some(guard));
        self.0.leads.set(true);
    }

    fn leave(&self) {
        self.0.depart();
    }
}
