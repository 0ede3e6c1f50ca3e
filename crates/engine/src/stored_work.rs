//! Takes what storage has and the backend does not: drafts, and commands that were not sent.
//!
//! Nothing is sent before the stored commands are known, or what is said first would come last.

use std::rc::Rc;

use recado_client::Clock;
use recado_store::{Changes, OutboxEntry, ordered};

use crate::Engine;
use crate::door::{ANSWERS_WITHIN_MS, Door};
use crate::draft::{draft_key, draft_name};
use crate::host::Host;
use crate::keeping::Job;
use crate::tabs::Said;
use crate::vault::{NotKept, Shelf, Vault};

/// Sending waits for a storage that does not answer no longer than this, in milliseconds.
const SEND_ANYWAY_AFTER_MS: u32 = 30_000;
/// The one who leads looks into the stored outbox this often, in milliseconds: a tab may have
/// crashed between storing a command and telling of it.
const LOOK_AGAIN_MS: u32 = 30_000;

impl<H: Host> Engine<H> {
    /// Takes everything, at the beginning of a life.
    pub(crate) async fn take_back(self: &Rc<Self>, door: &Door<H::Vault>, life: u32) {
        if let Some(vault) = door.vault() {
            self.take_replica(&vault, life).await;
        }
        self.wait_for_stored_work(life);
        self.recall(door, life).await;
    }

    /// Takes the stored work, now or, when it can't be read now, later.
    pub(crate) async fn recall(self: &Rc<Self>, door: &Door<H::Vault>, life: u32) {
        let taken = match door.vault() {
            Some(vault) => self.take_work(&vault, life, true).await,
            None => Ok(()),
        };
        if taken.is_err() {
            self.host
                .spawn(Rc::clone(self).try_again(Job::Recall, life));
        }
        // A storage that says no has nothing to wait for.
        if taken != Err(NotKept::Late) && self.life.get() == life {
            self.know_stored_work();
        }
    }

    /// From now on nothing is sent until the stored work is known, or its storage has been silent for
    /// too long.
    pub(crate) fn wait_for_stored_work(self: &Rc<Self>, life: u32) {
        self.knows_stored_work.set(false);
        let this = Rc::clone(self);
        self.host.spawn(async move {
            this.host.clock().sleep(SEND_ANYWAY_AFTER_MS).await;
            if this.life.get() == life {
                this.know_stored_work();
            }
        });
    }

    fn know_stored_work(self: &Rc<Self>) {
        if !self.knows_stored_work.replace(true) {
            self.pump();
        }
    }

    /// Looks into the stored outbox from time to time, for as long as this tab leads.
    pub(crate) async fn keep_looking(self: Rc<Self>, life: u32) {
        loop {
            self.host.clock().sleep(LOOK_AGAIN_MS).await;
            if self.life.get() != life {
                return;
            }
            self.give(Job::LookAgain);
        }
    }

    /// Takes drafts of other tabs and, as the one who leads, commands that nobody told of. What can't be read now is
    /// looked for next time.
    pub(crate) async fn look_again(self: &Rc<Self>, door: &Door<H::Vault>, life: u32) {
        if let Some(vault) = door.vault() {
            // Whoever leads has time.
            let _ = self.take_work(&vault, life, self.leads()).await;
        }
    }

    /// Takes the stored drafts, for what another tab has written or sent last is so here too, and perhaps the outbox.
    async fn take_work(
        self: &Rc<Self>,
        vault: &Rc<H::Vault>,
        life: u32,
        with_outbox: bool,
    ) -> Result<(), NotKept> {
        let mut drafts = self.read_shelf(vault, Shelf::Drafts).await?;
        if self.life.get() == life {
            self.step(|store| {
                let mut changes = Changes::default();
                // What is stored no more was sent or taken out.
                let known = store
                    .drafts()
                    .map(|(key, _)| (draft_name(key), String::new()));
                let gone: Vec<_> = known
                    .filter(|(name, _)| drafts.iter().all(|(it, _)| it != name))
                    .collect();
                drafts.extend(gone);
                for (name, text) in drafts {
                    // What was typed here since is newer, and so is what could not be stored.
                    if let Some(key) = draft_key(&name)
                        && store.draft(&key) != text
                        && !self.drafts_due.borrow().contains_key(&key)
                        && !self.drafts_unkept.borrow().contains(&key)
                    {
                        changes.conversations.insert(key.conversation.clone());
                        changes.fold(store.set_draft(key, text));
                    }
                }
                changes
            });
        }
        if with_outbox {
            self.take_outbox(vault, life).await?;
        }
        Ok(())
    }

    /// Takes the stored outbox, in the order of the commands. What can't be read is left where it is.
    async fn take_outbox(self: &Rc<Self>, vault: &Rc<H::Vault>, life: u32) -> Result<(), NotKept> {
        let stored = self.read_shelf(vault, Shelf::Outbox).await?;
        if self.life.get() != life {
            return Ok(());
        }
        let entries = stored
            .into_iter()
            .filter_map(|(_, json)| recado_json::from_str::<OutboxEntry>(&json).ok())
            .filter(|entry| {
                self.store
                    .borrow()
                    .outbox()
                    .get(&entry.envelope.id)
                    .is_none()
            });
        // It may have been settled between two sign-ins, when nothing could be forgotten, or just
        // before it was read.
        let (settled, entries): (Vec<_>, Vec<_>) =
            entries.partition(|entry| self.store.borrow().outbox().is_settled(&entry.envelope.id));
        for entry in settled {
            self.forget_stored(entry);
        }
        if entries.is_empty() {
            return Ok(());
        }
        let entries = ordered(entries, |a, b| {
            (a.ordinal, &a.envelope.id).cmp(&(b.ordinal, &b.envelope.id))
        });
        if self.leads() {
            // The others do not know of them either, or know better.
            self.tell_tabs(&Said::Took(entries.clone()));
        }
        self.step(|store| {
            let mut changes = Changes::default();
            for entry in entries {
                changes.fold(store.issue(entry));
            }
            changes
        });
        Ok(())
    }

    /// Forgets an entry that has left the outbox, unless it was refused and no screen has said why.
    fn forget_stored(&self, entry: OutboxEntry) {
        let id = entry.envelope.id;
        if !self.is_to_be_shown(&id) {
            self.give(Job::Forget(id));
        }
    }

    pub(crate) async fn read_shelf(
        &self,
        vault: &Rc<H::Vault>,
        shelf: Shelf,
    ) -> Result<Vec<(String, String)>, NotKept> {
        let vault = Rc::clone(vault);
        let work = async move { vault.all(shelf).await };
        self.within(ANSWERS_WITHIN_MS, work).await
    }
}
