//! Puts commands and drafts into storage, in order, before or as they take effect.

use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use futures_util::{StreamExt, pin_mut};
use recado_client::Clock;
use recado_protocol::{AgentId, CommandEnvelope, CommandId};
use recado_store::{Changes, DraftKey, Mode, OutboxEntry, ordered};

use crate::host::Host;
use crate::tabs::Said;
use crate::vault::{NotKept, Shelf, Vault, Write};
use crate::{Engine, Notice};

/// A device that did not store a command in this time is not waited for, in milliseconds.
const WRITE_WITHIN_MS: u32 = 500;
/// What was not stored is tried again after this time, in milliseconds.
const WRITE_AGAIN_MS: u32 = 5_000;
/// A device that did not open or read its storage in this time has none, in milliseconds.
const OPEN_WITHIN_MS: u32 = 5_000;

/// One thing to do with the storage.
pub(crate) enum Job {
    /// Store the command, then let it take effect.
    Issue(CommandEnvelope),
    /// It failed, or a person wants it tried again, or it was not stored at first.
    Restate(CommandId),
    /// It left the outbox.
    Forget(CommandId),
    /// The text is in `drafts_due`: of many key presses only the last one is written.
    Draft(DraftKey),
    /// A piece of the replica; who waits is told whether it was kept.
    Replica(Vec<Write>, oneshot::Sender<bool>),
    /// A newcomer among the tabs reads the storage next.
    Welcome,
    /// Take what another tab has left, or what could not be read before.
    Recall,
    /// Nothing of this person may stay on this device.
    Wipe,
}

impl Job {
    /// What to do when storage did not take it.
    fn again(&self) -> Option<Self> {
        match self {
            // It has taken effect: it is stored as it stands then.
            Self::Issue(envelope) => Some(Self::Restate(envelope.id.clone())),
            Self::Restate(id) => Some(Self::Restate(id.clone())),
            Self::Forget(id) => Some(Self::Forget(id.clone())),
            Self::Draft(key) => Some(Self::Draft(key.clone())),
            Self::Replica(..) | Self::Welcome | Self::Recall | Self::Wipe => None,
        }
    }
}

impl<H: Host> Engine<H> {
    /// Stores a command and then lets it take effect. The commands of a person stay in order.
    pub(crate) fn keep_and_issue(&self, envelope: CommandEnvelope) {
        self.give(Job::Issue(envelope));
    }

    pub(crate) fn keep_draft(&self, key: DraftKey, text: String) {
        let waits = self
            .drafts_due
            .borrow_mut()
            .insert(key.clone(), text)
            .is_some();
        if !waits {
            self.give(Job::Draft(key));
        }
    }

    /// What was taken back is forgotten once a screen has said why: see [`Engine::take_changes`].
    pub(crate) fn forget_settled(&self, changes: &Changes) {
        for id in &changes.settled {
            self.give(Job::Forget(id.clone()));
        }
    }

    /// Stores what has become of a command: a refused message stays refused after a reload.
    pub(crate) fn keep_state(&self, id: CommandId) {
        self.give(Job::Restate(id));
    }

    pub(crate) fn give(&self, job: Job) {
        if let Some(jobs) = &*self.jobs.borrow() {
            // The receiver lives as long as the sender.
            let _ = jobs.unbounded_send(job);
        }
    }

    /// Opens the storage of the signed-in person, takes back what it holds, joins the other tabs and
    /// keeps what comes, until this life ends.
    pub(crate) async fn keep(self: Rc<Self>, mut jobs: UnboundedReceiver<Job>, life: u32) {
        let person = self.store.borrow().me().id.clone();
        let opening = self.host.open_vault(&person);
        let vault = self.within(OPEN_WITHIN_MS, opening).await.ok();
        if self.life.get() == life {
            let tabs = Rc::new(self.host.join_tabs(&person));
            self.tabs.replace(Some(Rc::clone(&tabs)));
            self.host
                .spawn(Rc::clone(&self).listen(Rc::clone(&tabs), life));
            let leads = self.find_leader(&tabs).await;
            if let Some(vault) = &vault
                && self.take_back(vault, life).await.is_err()
            {
                self.host
                    .spawn(Rc::clone(&self).try_again(Job::Recall, life));
            }
            if self.life.get() == life {
                self.stop_waiting();
            }
            // Another tab may have signed out meanwhile.
            if self.life.get() == life {
                self.open_what_is_open();
                if !leads {
                    self.compare_outboxes();
                }
                self.host
                    .spawn(Rc::clone(&self).follow_and_lead(tabs, leads, life));
            }
        }
        let mut told = false;
        let mut was_late = false;
        while let Some(job) = jobs.next().await {
            // What is to be cleared need not be written first.
            if self.clears.get() == Some(life) && !matches!(job, Job::Wipe) {
                continue;
            }
            let again = job.again();
            let kept = self.carry_out_job(job, vault.as_ref(), &person, life).await;
            self.unstored.set(self.unstored.get() || kept.is_err());
            let is_late = kept == Err(NotKept::Late);
            // A device that is late once may only be busy, and keeps it yet.
            if kept == Err(NotKept::Refused) || (is_late && was_late) {
                // What another tab has wiped can't be kept, and need not be.
                if !told && self.life.get() == life {
                    self.tell(Notice::NotKept);
                }
                told = true;
            }
            was_late = is_late;
            if let Some(Job::Draft(key)) = &again {
                let mut unkept = self.drafts_unkept.borrow_mut();
                if kept.is_ok() {
                    unkept.remove(key);
                } else {
                    unkept.insert(key.clone());
                }
            }
            if kept.is_err()
                && vault.is_some()
                && let Some(again) = again
            {
                self.host.spawn(Rc::clone(&self).try_again(again, life));
            }
        }
    }

    async fn carry_out_job(
        self: &Rc<Self>,
        job: Job,
        vault: Option<&H::Vault>,
        person: &AgentId,
        life: u32,
    ) -> Result<(), NotKept> {
        match job {
            Job::Issue(envelope) => {
                let entry = self.store.borrow().entry_for(envelope);
                self.host.guard_storage();
                let kept = self.keep_entry(vault, &entry).await;
                // Also when the session ended meanwhile: what this person did is not lost.
                if self.store.borrow().me().id == *person {
                    self.tell_tabs(&Said::Issued(entry.clone()));
                    self.step(|store| store.issue(entry));
                }
                kept
            }
            Job::Restate(id) => {
                let entry = self.store.borrow().outbox().get(&id).cloned();
                match entry {
                    Some(entry) => self.keep_entry(vault, &entry).await,
                    None => Ok(()),
                }
            }
            // What was not stored need not be forgotten.
            Job::Forget(id) => match vault {
                Some(vault) => self.write(vault, Shelf::Outbox, id.to_string(), None).await,
                None => Ok(()),
            },
            Job::Draft(key) => {
                let text = self.drafts_due.borrow_mut().remove(&key);
                let text = text.filter(|text| !text.is_empty());
                match vault {
                    Some(vault) => {
                        self.write(vault, Shelf::Drafts, draft_name(&key), text)
                            .await
                    }
                    None => Err(NotKept::Refused),
                }
            }
            Job::Replica(writes, told) => {
                let kept = match vault {
                    Some(vault) => self.within(OPEN_WITHIN_MS, vault.write(writes)).await,
                    None => Err(NotKept::Refused),
                };
                // Nobody may wait any more.
                let _ = told.send(kept.is_ok());
                // The backend has it all: nothing is lost.
                Ok(())
            }
            Job::Welcome => {
                self.host.spawn(Rc::clone(self).welcome(life));
                Ok(())
            }
            Job::Recall => {
                if let Some(vault) = vault
                    && self.take_work(vault, life).await.is_err()
                {
                    self.host
                        .spawn(Rc::clone(self).try_again(Job::Recall, life));
                }
                Ok(())
            }
            // Who has signed in again since has begun anew.
            Job::Wipe if self.host.remembered().is_some_and(|me| me.id == *person) => Ok(()),
            Job::Wipe => match vault {
                Some(vault) => self.within(OPEN_WITHIN_MS, vault.erase()).await,
                None => Ok(()),
            },
        }
    }

    /// Storage did not take it: perhaps it does later.
    async fn try_again(self: Rc<Self>, job: Job, life: u32) {
        self.host.clock().sleep(WRITE_AGAIN_MS).await;
        if self.life.get() != life {
            return;
        }
        match job {
            Job::Draft(key) => {
                // What was typed since is on its way by itself.
                if !self.drafts_due.borrow().contains_key(&key) {
                    let text = self.store.borrow().draft(&key).to_owned();
                    self.keep_draft(key, text);
                }
            }
            other => self.give(other),
        }
    }

    /// Stores an outbox entry, at the replica's cost if there is no room: that the backend has too.
    /// A device that is only slow loses nothing.
    async fn keep_entry(
        &self,
        vault: Option<&H::Vault>,
        entry: &OutboxEntry,
    ) -> Result<(), NotKept> {
        let vault = vault.ok_or(NotKept::Refused)?;
        let json = recado_json::to_string(entry).map_err(|_| NotKept::Refused)?;
        let id = entry.envelope.id.to_string();
        let kept = self
            .write(vault, Shelf::Outbox, id.clone(), Some(json.clone()))
            .await;
        if kept != Err(NotKept::Refused) {
            return kept;
        }
        self.unkept.borrow_mut().give_up();
        self.within(WRITE_WITHIN_MS, vault.clear(&Shelf::REPLICA))
            .await?;
        self.write(vault, Shelf::Outbox, id, Some(json)).await
    }

    async fn write(
        &self,
        vault: &H::Vault,
        shelf: Shelf,
        key: String,
        text: Option<String>,
    ) -> Result<(), NotKept> {
        let write = Write { shelf, key, text };
        self.within(WRITE_WITHIN_MS, vault.write(vec![write])).await
    }

    async fn take_back(self: &Rc<Self>, vault: &H::Vault, life: u32) -> Result<(), NotKept> {
        self.take_replica(vault, life).await;
        self.take_work(vault, life).await
    }

    /// Takes what the backend does not have: drafts and the outbox.
    async fn take_work(self: &Rc<Self>, vault: &H::Vault, life: u32) -> Result<(), NotKept> {
        let drafts = self.read_shelf(vault, Shelf::Drafts).await?;
        if self.life.get() == life {
            self.step(|store| {
                let mut changes = Changes::default();
                for (name, text) in drafts {
                    // What was typed since is newer.
                    if let Some(key) = draft_key(&name)
                        && store.draft(&key).is_empty()
                        && !self.drafts_due.borrow().contains_key(&key)
                    {
                        changes.fold(store.set_draft(key, text));
                    }
                }
                changes
            });
        }
        self.take_outbox(vault, life).await
    }

    /// Takes the stored outbox, in the order of the commands. What can't be read is left where it is.
    async fn take_outbox(self: &Rc<Self>, vault: &H::Vault, life: u32) -> Result<(), NotKept> {
        let stored = self.read_shelf(vault, Shelf::Outbox).await?;
        if self.life.get() != life {
            return Ok(());
        }
        let entries = stored
            .into_iter()
            .filter_map(|(_, json)| recado_json::from_str::<OutboxEntry>(&json).ok());
        // It may have been settled between two sign-ins, when nothing could be forgotten.
        let (settled, entries): (Vec<_>, Vec<_>) =
            entries.partition(|entry| self.store.borrow().outbox().is_settled(&entry.envelope.id));
        for entry in settled {
            self.give(Job::Forget(entry.envelope.id));
        }
        let entries = ordered(entries, |a, b| {
            (a.ordinal, &a.envelope.id).cmp(&(b.ordinal, &b.envelope.id))
        });
        self.step(|store| {
            let mut changes = Changes::default();
            for entry in entries {
                changes.fold(store.issue(entry));
            }
            changes
        });
        Ok(())
    }

    pub(crate) async fn read_shelf(
        &self,
        vault: &H::Vault,
        shelf: Shelf,
    ) -> Result<Vec<(String, String)>, NotKept> {
        self.within(OPEN_WITHIN_MS, vault.all(shelf)).await
    }

    /// Waits for the device's storage, but not for ever.
    async fn within<T>(
        &self,
        millis: u32,
        work: impl Future<Output = Result<T, NotKept>>,
    ) -> Result<T, NotKept> {
        let patience = self.host.clock().sleep(millis);
        pin_mut!(work, patience);
        match select(work, patience).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(NotKept::Late),
        }
    }
}

fn draft_name(key: &DraftKey) -> String {
    let mode = match key.mode {
        Mode::Reply => "reply",
        Mode::Note => "note",
    };
    format!("{mode} {}", key.conversation)
}

fn draft_key(name: &str) -> Option<DraftKey> {
    let (mode, conversation) = name.split_once(' ')?;
    let mode = match mode {
        "reply" => Mode::Reply,
        "note" => Mode::Note,
        _ => return None,
    };
    Some(DraftKey {
        conversation: conversation.into(),
        mode,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_find_their_conversation_again() {
        for mode in [Mode::Reply, Mode::Note] {
            let key = DraftKey {
                conversation: "a b".into(),
                mode,
            };
            assert_eq!(draft_key(&draft_name(&key)), Some(key));
        }
        assert_eq!(draft_key("poem x"), None);
    }
}
