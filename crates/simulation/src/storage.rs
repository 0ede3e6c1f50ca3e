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
use crate::network::{millis, wait_until};

/// The slowest use of a storage that is well, in milliseconds.
const MOMENT_MS: u32 = 5;

/// The slowest opening of a storage that is well, in milliseconds.
const OPENING_MS: u32 = 20;

/// The slowest use of a storage that takes its time, in milliseconds.
const SLOW_MS: u32 = 1_500;

/// Everything that a device keeps.
pub struct Storage {
    texts: RefCell<BTreeMap<(Shelf, String), String>>,
    refresh_token: RefCell<Option<String>>,
    pub remembered: RefCell<Option<Agent>>,
    pub ledger: RefCell<Ledger>,
    chance: Rc<Chance>,
    full_until: Cell<Option<Instant>>,
    /// Until when it takes its time, and whether it is stuck until then.
    slow_until: Cell<Option<(Instant, bool)>>,
    /// When the last slow use will be done: those after it are not done before it.
    last_done: Cell<Instant>,
    cleared_at: Cell<Option<Instant>>,
    /// Before this nobody can open it.
    opens_at: Cell<Option<Instant>>,
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
            slow_until: Cell::new(None),
            last_done: Cell::new(Instant::now()),
            cleared_at: Cell::new(None),
            opens_at: Cell::new(None),
        })
    }

    pub fn fill_up(&self, for_ms: u32) {
        self.full_until.set(Some(Instant::now() + millis(for_ms)));
    }

    pub fn slow_down(&self, stuck: bool, for_ms: u32) {
        let until = Instant::now() + millis(for_ms);
        self.slow_until.set(Some((until, stuck)));
    }

    /// It can't be opened for a while.
    #[cfg(test)]
    pub fn open_late(&self, after_ms: u32) {
        self.opens_at.set(Some(Instant::now() + millis(after_ms)));
    }

    /// Waits until it can be opened.
    pub async fn opening(&self) {
        sleep(millis(self.chance.below(OPENING_MS))).await;
        if let Some(at) = self.opens_at.get() {
            wait_until(at).await;
        }
    }

    pub fn mend(&self) {
        self.opens_at.set(None);
        self.full_until.set(None);
        self.slow_until.set(None);
    }

    /// Somebody signed out and wants nothing to stay. What was typed in another tab and has not been
    /// given up by then goes too.
    pub fn expect_cleared(&self) {
        self.cleared_at.set(Some(Instant::now()));
        self.ledger.borrow_mut().cleared();
    }

    /// When somebody wanted nothing to stay, and has not come back.
    pub fn cleared_at(&self) -> Option<Instant> {
        self.cleared_at.get()
    }

    /// What is left, by name.
    pub fn left_over(&self) -> Vec<String> {
        let mut left: Vec<String> = self
            .texts
            .borrow()
            .keys()
            .map(|(shelf, key)| format!("{} {key}", shelf.name()))
            .collect();
        if self.refresh_token.borrow().is_some() {
            left.push("the refresh token".to_owned());
        }
        left
    }

    /// Whether it will not take everything now.
    pub fn is_troubled(&self) -> bool {
        let now = Instant::now();
        let is_later = |end: Instant| end > now;
        self.full_until.get().is_some_and(is_later)
            || self.slow_until.get().is_some_and(|(end, _)| is_later(end))
            || is_later(self.last_done.get())
    }

    /// What is stored under a name.
    pub fn text(&self, shelf: Shelf, key: &str) -> Option<String> {
        let texts = self.texts.borrow();
        texts.get(&(shelf, key.to_owned())).cloned()
    }

    /// The stored outbox, as it is now.
    pub fn outbox(&self) -> Vec<OutboxEntry> {
        self.shelf(Shelf::Outbox)
            .iter()
            .map(|(_, json)| serde_json::from_str(json).expect("entries are stored whole"))
            .collect()
    }

    /// The texts of the stored drafts.
    pub fn drafts(&self) -> Vec<String> {
        let drafts = self.shelf(Shelf::Drafts);
        drafts.into_iter().map(|(_, text)| text).collect()
    }

    pub fn refresh_token(&self) -> Option<String> {
        self.refresh_token.borrow().clone()
    }

    /// Somebody has signed in again.
    pub fn sign_in(&self, (me, token): SignedIn) {
        self.remembered.replace(Some(me));
        self.refresh_token.replace(Some(token));
        self.cleared_at.set(None);
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
            return Err(NotKept::Refused);
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

    /// When a use that begins now will be done, if the storage takes its time.
    fn done_late(&self) -> Option<Instant> {
        let now = Instant::now();
        let slow = self.slow_until.get().filter(|(end, _)| *end > now);
        let due = match slow {
            Some((end, true)) => end,
            Some((_, false)) => now + millis(self.chance.below(SLOW_MS)),
            None => now,
        };
        let before = self.last_done.get();
        if slow.is_none() && before <= now {
            return None;
        }
        // One after the other, as IndexedDB does it.
        let due = due.max(before + millis(1));
        self.last_done.set(due);
        Some(due)
    }

    fn clear(&self, shelves: &[Shelf]) {
        if shelves == Shelf::EVERY {
            assert!(
                self.remembered.borrow().is_none(),
                "a device is cleared that somebody uses"
            );
            self.ledger.borrow_mut().cleared();
        }
        self.texts
            .borrow_mut()
            .retain(|(shelf, _), _| !shelves.contains(shelf));
    }
}

/// The storage as a tab has it open.
pub struct SimVault(pub Rc<Storage>);

impl SimVault {
    /// Does it when its turn comes, whether or not the tab is still there.
    async fn later(
        &self,
        due: Option<Instant>,
        work: impl FnOnce(&Storage) -> Result<(), NotKept> + 'static,
    ) -> Result<(), NotKept> {
        let storage = Rc::clone(&self.0);
        let (told, kept) = oneshot::channel();
        spawn_local(async move {
            match due {
                Some(due) => wait_until(due).await,
                None => storage.moment().await,
            }
            // The tab may be gone.
            let _gone = told.send(work(&storage));
        });
        kept.await.unwrap_or(Err(NotKept::Refused))
    }
}

impl Vault for SimVault {
    async fn all(&self, shelf: Shelf) -> Result<Vec<(String, String)>, NotKept> {
        match self.0.done_late() {
            Some(due) => wait_until(due).await,
            None => self.0.moment().await,
        }
        Ok(self.0.shelf(shelf))
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), NotKept> {
        let late = self.0.done_late();
        if late.is_some() {
            return self.later(late, |storage| storage.apply(writes)).await;
        }
        self.0.moment().await;
        if self.0.chance.percent(50) {
            return self.later(None, |storage| storage.apply(writes)).await;
        }
        let kept = self.0.apply(writes);
        self.0.moment().await;
        kept
    }

    async fn clear(&self, shelves: &[Shelf]) -> Result<(), NotKept> {
        let late = self.0.done_late();
        let shelves = shelves.to_vec();
        let work = move |storage: &Storage| {
            storage.clear(&shelves);
            Ok(())
        };
        self.later(late, work).await
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
