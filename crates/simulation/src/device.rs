//! A device of an agent: its storage, its clock and its tabs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use recado_protocol::AgentId;

use crate::backend::SignedIn;
use crate::chance::Chance;
use crate::network::Network;
use crate::storage::Storage;
use crate::tab::Tab;
use crate::tabs::Meeting;
use crate::time::{SimClock, Time};

/// One device.
pub struct Device {
    pub number: u8,
    pub agent: AgentId,
    pub network: Rc<Network>,
    pub clock: SimClock,
    pub storage: Rc<Storage>,
    pub meeting: Rc<Meeting>,
    pub chance: Rc<Chance>,
    pub tabs: RefCell<BTreeMap<u32, Tab>>,
    pub opened: Cell<u32>,
}

impl Device {
    pub fn new(
        number: u8,
        network: &Rc<Network>,
        time: Time,
        signed_in: SignedIn,
        seed: u64,
    ) -> Rc<Self> {
        let chance = Rc::new(Chance::new(seed));
        Rc::new(Self {
            number,
            agent: signed_in.0.id.clone(),
            network: Rc::clone(network),
            clock: SimClock {
                time,
                ahead_ms: Rc::default(),
                chance: Rc::clone(&chance),
            },
            storage: Storage::new(signed_in, &chance),
            meeting: Meeting::new(number, network, &chance),
            chance,
            tabs: RefCell::default(),
            opened: Cell::new(0),
        })
    }

    pub fn open_tab(self: &Rc<Self>) {
        let number = self.opened.get();
        self.opened.set(number + 1);
        let tab = Tab::open(self, number);
        self.tabs.borrow_mut().insert(number, tab);
    }

    /// Does something in one of the tabs, if there is any.
    pub fn in_tab(&self, pick: u8, deed: impl FnOnce(&Tab)) {
        let tabs = self.tabs.borrow();
        let at = usize::from(pick) % tabs.len().max(1);
        if let Some(tab) = tabs.values().nth(at) {
            deed(tab);
        }
    }

    /// One tab is gone at once.
    pub fn crash(&self, pick: u8) {
        let mut tabs = self.tabs.borrow_mut();
        let at = usize::from(pick) % tabs.len().max(1);
        if let Some(number) = tabs.keys().nth(at).copied() {
            tabs.remove(&number);
            let mut ledger = self.storage.ledger.borrow_mut();
            ledger.forget_untaken(&self.storage, Some(number));
        }
    }
}
