//! The storage of a device's browser: it survives every crash of a tab, it takes its time, and it
//! may be full.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use recado_client::RefreshVault;
use recado_engine::{NotKept, Shelf, Vault, Write};
use recado_protocol::Agent;
use recado_store::OutboxEntry;
use tokio::sync::oneshot;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep};

use crate::backend::SignedIn;
use crate::chance::Chance;
use crate::ledger::Ledger;
use crate::network::millis;

/// The slowest use of a storage that is well, in milliseconds.
const MOMENT_MS: u32 = 5;

/// Everything that a device keeps.
pub struct Storage {
    texts: RefCell<BTreeMap<(Shelf, String), String>>,
    refresh_token: RefCell<Option<String>>,
    pub remembered: RefCell<Option<Agent>>,
    pub ledger: RefCell<Ledger>,
    chance: Rc<Chance>,
    full_until: Cell<Option<Instant>>,
}

impl Storage {
    pub fn new((me, token): SignedIn, chance: &Rc<Chance>) -> Rc<Self> {
        Rc::new(Self {
            texts: RefCell::default(),
            refresh_token: RefCell::new(Some(token)),
            remembered: RefCell::new(Some(me)),
            ledger: RefCell::default(),
            chance: Rc::clone(chance),
            full_until: Cell::new(None),
        })
    }

    pub fn fill_up(&self, for_ms: u32) {
        self.full_until.set(Some(Instant::now() + millis(for_ms)));
    }

    pub fn mend(&self) {
        self.full_until.set(None);
    }

    /// The stored outbox, as it is now.
    pub fn outbox(&self) -> Vec<OutboxEntry> {
        self.shelf(Shelf::Outbox)
            .iter()
            .map(|(_, json)| serde_json::from_str(json).expect("entries are stored whole"))
            .collect()
    }

    pub fn refresh_token(&self) -> Option<String> {
        self.refresh_token.borrow().clone()
    }

    /// Somebody has signed in again.
    pub fn sign_in(&self, (me, token): SignedIn) {
        self.remembered.replace(Some(me));
        self.refresh_token.replace(Some(token));
    }

    fn set_refresh_token(&self, token: Option<&str>) {
        self.refresh_token.replace(token.map(str::to_owned));
    }

    fn shelf(&self, shelf: Shelf) -> Vec<(String, String)> {
        self.texts
            .borrow()
            .iter()
            .filter(|((at, _), _)| *at == shelf)
            .map(|((_, key), text)| (key.clone(), text.clone()))
            .collect()
    }

    fn apply(&self, writes: Vec<Write>) -> Result<(), NotKept> {
        let is_full = self
            .full_until
            .get()
            .is_some_and(|end| end > Instant::now());
        if is_full && writes.iter().any(|write| write.text.is_some()) {
            return Err(NotKept);
        }
        let mut texts = self.texts.borrow_mut();
        for Write { shelf, key, text } in writes {
            match text {
                Some(text) => {
                    if shelf == Shelf::Outbox {
                        let entry: OutboxEntry =
                            serde_json::from_str(&text).expect("an entry is JSON");
                        self.ledger.borrow_mut().stored(&entry.envelope);
                    }
                    texts.insert((shelf, key), text);
                }
                None => {
                    texts.remove(&(shelf, key));
                }
            }
        }
        Ok(())
    }

    async fn moment(&self) {
        sleep(millis(self.chance.below(MOMENT_MS))).await;
    }
}

/// The storage as a tab has it open.
pub struct SimVault(pub Rc<Storage>);

impl Vault for SimVault {
    async fn all(&self, shelf: Shelf) -> Result<Vec<(String, String)>, NotKept> {
        self.0.moment().await;
        Ok(self.0.shelf(shelf))
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), NotKept> {
        self.0.moment().await;
        if self.0.chance.percent(50) {
            // The browser has taken it: it is written whether or not the tab is still there.
            let storage = Rc::clone(&self.0);
            let (told, kept) = oneshot::channel();
            spawn_local(async move {
                storage.moment().await;
                // The tab may be gone.
                let _gone = told.send(storage.apply(writes));
            });
            return kept.await.unwrap_or(Err(NotKept));
        }
        let kept = self.0.apply(writes);
        self.0.moment().await;
        kept
    }

    async fn clear(&self, shelves: &[Shelf]) -> Result<(), NotKept> {
        self.0.moment().await;
        self.0
            .texts
            .borrow_mut()
            .retain(|(shelf, _), _| !shelves.contains(shelf));
        Ok(())
    }
}

impl RefreshVault for SimVault {
    fn load(&self) -> Option<String> {
        self.0.refresh_token.borrow().clone()
    }

    fn save(&self, token: Option<&str>) {
        self.0.set_refresh_token(token);
    }
}
