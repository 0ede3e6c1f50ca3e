//! The way to the device's storage, which may open late, answer late, or never.

use std::cell::OnceCell;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use futures_util::pin_mut;
use recado_client::Clock;
use recado_protocol::AgentId;

use crate::Engine;
use crate::host::Host;
use crate::keeping::Job;
use crate::vault::NotKept;

/// A device that did not open or read its storage in this time is not waited for, in milliseconds.
pub(crate) const ANSWERS_WITHIN_MS: u32 = 5_000;

/// The storage of one life: not open yet, open, or shut for good.
pub(crate) struct Door<V>(Rc<OnceCell<Option<Rc<V>>>>);

impl<V> Door<V> {
    /// The storage, if it is open.
    pub(crate) fn vault(&self) -> Option<Rc<V>> {
        self.0.get().cloned().flatten()
    }

    /// Whether this device refuses storage.
    pub(crate) fn is_shut(&self) -> bool {
        self.0.get().is_some_and(Option::is_none)
    }
}

impl<H: Host> Engine<H> {
    /// Opens the storage of a person. One that opens later than anybody waits is used from then on.
    pub(crate) async fn open_door(self: &Rc<Self>, person: &AgentId, life: u32) -> Door<H::Vault> {
        let cell = Rc::new(OnceCell::new());
        let (told, opened) = oneshot::channel();
        let (this, person, inside) = (Rc::clone(self), person.clone(), Rc::clone(&cell));
        self.host.spawn(async move {
            let vault = this.host.open_vault(&person).await;
            // It is set once, here.
            let _ = inside.set(vault.ok().map(Rc::new));
            let is_late = told.send(()).is_err();
            if is_late && this.life.get() == life {
                this.give(Job::Recall);
            }
        });
        let patience = self.host.clock().sleep(ANSWERS_WITHIN_MS);
        pin_mut!(patience);
        select(opened, patience).await;
        Door(cell)
    }

    /// Waits for the device's storage, but not for ever. What takes longer goes on by itself: the
    /// browser still answers it, and may do it yet.
    pub(crate) async fn within<T: 'static>(
        &self,
        millis: u32,
        work: impl Future<Output = Result<T, NotKept>> + 'static,
    ) -> Result<T, NotKept> {
        let (told, done) = oneshot::channel();
        self.host.spawn(async move {
            let done = work.await;
            // Nobody may wait any more.
            let _ = told.send(done);
        });
        let patience = self.host.clock().sleep(millis);
        pin_mut!(patience);
        match select(done, patience).await {
            Either::Left((done, _)) => done.unwrap_or(Err(NotKept::Late)),
            Either::Right(_) => Err(NotKept::Late),
        }
    }
}
