//! Puts commands and drafts into storage, in order, before or as they take effect.

use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_channel::oneshot;
use futures_util::StreamExt;
use recado_client::Clock;
use recado_protocol::{AgentId, CommandEnvelope, CommandId, ConversationId};
use recado_store::{Changes, DraftKey, OutboxEntry};

use crate::door::{ANSWERS_WITHIN_MS, Door};
use crate::draft::{conversation_of, draft_behind, draft_name};
use crate::host::Host;
use crate::tabs::Said;
use crate::vault::{NotKept, Shelf, Vault, Write};
use crate::{Engine, Notice};

/// A device that did not store a command in this time is not waited for, in milliseconds.
const WRITE_WITHIN_MS: u32 = 500;
/// What was not stored is tried again after this time, in milliseconds.
const WRITE_AGAIN_MS: u32 = 5_000;

/// One thing to do with the storage.
pub(crate) enum Job {
    /// Store the command, then let it take effect.
    Issue(CommandEnvelope),
    /// It failed, or a person wants it tried again, or it was not stored at first; then the draft
    /// that it was made of goes with it.
    Restate(CommandId, Option<DraftKey>),
    /// It left the outbox.
    Forget(CommandId),
    /// The text is in `drafts_due`: of many key presses only the last one is written.
    Draft(DraftKey),
    /// Nothing that was written in these conversations may stay.
    ForgetDrafts(Vec<ConversationId>),
    /// A piece of the replica; who waits is told whether it was kept.
    Replica(Vec<Write>, oneshot::Sender<bool>),
    /// A newcomer among the tabs reads the storage next.
    Welcome,
    /// Take what another tab has left, or what could not be read before.
    Recall,
    /// Look for commands that another tab has stored and told nobody of.
    LookAgain,
    /// Nothing of this person may stay on this device.
    Wipe,
}

impl Job {
    /// What to do when storage did not take it.
    fn again(&self) -> Option<Self> {
        match self {
            // It has taken effect: it is stored as it stands then.
            Self::Issue(envelope) => Some(Self::Restate(
                envelope.id.clone(),
                draft_behind(&envelope.command),
            )),
            Self::Restate(id, draft) => Some(Self::Restate(id.clone(), draft.clone())),
            Self::Forget(id) => Some(Self::Forget(id.clone())),
            Self::Draft(key) => Some(Self::Draft(key.clone())),
            Self::ForgetDrafts(of) => Some(Self::ForgetDrafts(of.clone())),
            Self::Replica(..) | Self::Welcome | Self::Recall | Self::LookAgain | Self::Wipe => None,
        }
    }
}

impl<H: Host> Engine<H> {
    /// Stores a command and then lets it take effect. The commands of a person stay in order.
    pub(crate) fn keep_and_issue(&self, envelope: CommandEnvelope) {
        if let Some(draft) = draft_behind(&envelope.command) {
            self.sends_due.borrow_mut().push(draft);
        }
        self.give(Job::Issue(envelope));
    }

    /// Keeps what is typed. Where a message is about to be stored, it takes along what has become of
    /// its draft: a text is never both sent and still to be sent.
    pub(crate) fn keep_draft(&self, key: DraftKey, text: String) {
        let mut due = self.drafts_due.borrow_mut();
        let waits = due.insert(key.clone(), text).is_some();
        if !waits && !self.sends_due.borrow().contains(&key) {
            self.give(Job::Draft(key));
        }
    }

    /// What was taken back is forgotten once a screen has said why: see [`Engine::take_changes`].
    pub(crate) fn forget_settled(&self, changes: &Changes) {
        for id in &changes.settled {
            self.give(Job::Forget(id.clone()));
        }
    }

    /// What was written for somebody who is erased is kept no longer.
    pub(crate) fn forget_erased(&self, changes: &Changes) {
        let erased = &changes.erased;
        if !erased.is_empty() {
            let mut due = self.drafts_due.borrow_mut();
            due.retain(|key, _| !erased.contains(&key.conversation));
            self.give(Job::ForgetDrafts(erased.clone()));
        }
    }

    /// Stores what has become of a command: a refused message stays refused after a reload.
    pub(crate) fn keep_state(&self, id: CommandId) {
        self.give(Job::Restate(id, None));
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
        let door = self.open_door(&person, life).await;
        if self.life.get() == life {
            let tabs = Rc::new(self.host.join_tabs(&person));
            self.tabs.replace(Some(Rc::clone(&tabs)));
            self.host
                .spawn(Rc::clone(&self).listen(Rc::clone(&tabs), life));
            let leads = self.find_leader(&tabs).await;
            self.take_back(&door, life).await;
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
            let kept = self.carry_out_job(job, &door, &person, life).await;
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
            if kept.is_err()
                && !door.is_shut()
                && let Some(again) = again
            {
                self.host.spawn(Rc::clone(&self).try_again(again, life));
            }
        }
    }

    async fn carry_out_job(
        self: &Rc<Self>,
        job: Job,
        door: &Door<H::Vault>,
        person: &AgentId,
        life: u32,
    ) -> Result<(), NotKept> {
        match job {
            Job::Issue(envelope) => {
                let draft = draft_behind(&envelope.command);
                if let Some(key) = &draft {
                    self.one_send_less(key);
                }
                let mut entry = self.store.borrow().entry_for(envelope);
                entry.held_until = self.held_until(&entry.envelope);
                self.host.guard_storage();
                let kept = self.keep_entry(door, &entry, draft).await;
                // Also when the session ended meanwhile: what this person did is not lost.
                if self.store.borrow().me().id == *person {
                    self.tell_tabs(&Said::Issued(entry.clone()));
                    self.step(|store| store.issue(entry));
                }
                kept
            }
            Job::Restate(id, draft) => {
                let entry = self.store.borrow().outbox().get(&id).cloned();
                match (entry, draft) {
                    (Some(entry), draft) => self.keep_entry(door, &entry, draft).await,
                    // It is through, and needs no storage any more; its draft still does.
                    (None, Some(key)) => self.write_draft(door, key).await,
                    (None, None) => Ok(()),
                }
            }
            // What was not stored need not be forgotten.
            Job::Forget(id) => match door.vault() {
                Some(_) => {
                    let write = Write {
                        shelf: Shelf::Outbox,
                        key: id.to_string(),
                        text: None,
                    };
                    self.write(door, vec![write]).await
                }
                None => Ok(()),
            },
            // It goes with the message that comes next.
            Job::Draft(key) if self.sends_due.borrow().contains(&key) => Ok(()),
            Job::Draft(key) => self.write_draft(door, key).await,
            Job::ForgetDrafts(of) => self.clear_drafts(door, &of).await,
            Job::Replica(writes, told) => {
                let kept = match door.vault() {
                    Some(vault) => {
                        let work = async move { vault.write(writes).await };
                        self.within(ANSWERS_WITHIN_MS, work).await
                    }
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
                self.recall(door, life).await;
                Ok(())
            }
            Job::LookAgain => {
                self.look_again(door, life).await;
                Ok(())
            }
            // Who has signed in again since has begun anew.
            Job::Wipe if self.host.remembered().is_some_and(|me| me.id == *person) => Ok(()),
            Job::Wipe => match door.vault() {
                Some(vault) => {
                    let work = async move { vault.erase().await };
                    self.within(ANSWERS_WITHIN_MS, work).await
                }
                None => Ok(()),
            },
        }
    }

    /// Storage did not take it: perhaps it does later.
    pub(crate) async fn try_again(self: Rc<Self>, job: Job, life: u32) {
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

    /// The message that waited to be stored is being stored.
    fn one_send_less(&self, draft: &DraftKey) {
        let mut due = self.sends_due.borrow_mut();
        if let Some(at) = due.iter().position(|key| key == draft) {
            due.remove(at);
        }
    }

    /// Stores an outbox entry and what has become of its draft, both or neither.
    async fn keep_entry(
        &self,
        door: &Door<H::Vault>,
        entry: &OutboxEntry,
        draft: Option<DraftKey>,
    ) -> Result<(), NotKept> {
        let json = recado_json::to_string(entry).map_err(|_| NotKept::Refused)?;
        let mut writes = vec![Write {
            shelf: Shelf::Outbox,
            key: entry.envelope.id.to_string(),
            text: Some(json),
        }];
        let written = draft.and_then(|key| Some((self.take_draft(&key)?, key)));
        let draft = written.map(|(write, key)| {
            writes.push(write);
            key
        });
        let kept = self.write_at_any_cost(door, writes).await;
        if let Some(key) = draft {
            self.note_draft(key, kept);
        }
        kept
    }

    /// Writes what the backend does not have, at the replica's cost if there is no room: that the
    /// backend has too. A device that is only slow loses nothing.
    async fn write_at_any_cost(
        &self,
        door: &Door<H::Vault>,
        writes: Vec<Write>,
    ) -> Result<(), NotKept> {
        let kept = self.write(door, writes.clone()).await;
        let Some(vault) = door.vault().filter(|_| kept == Err(NotKept::Refused)) else {
            return kept;
        };
        self.unkept.borrow_mut().give_up();
        let work = async move { vault.clear(&Shelf::REPLICA).await };
        self.within(WRITE_WITHIN_MS, work).await?;
        self.write(door, writes).await
    }

    async fn write_draft(&self, door: &Door<H::Vault>, key: DraftKey) -> Result<(), NotKept> {
        let Some(write) = self.take_draft(&key) else {
            return Ok(());
        };
        let kept = self.write(door, vec![write]).await;
        self.note_draft(key, kept);
        kept
    }

    /// Takes away every draft of these conversations, and what views have kept beside them.
    async fn clear_drafts(
        &self,
        door: &Door<H::Vault>,
        of: &[ConversationId],
    ) -> Result<(), NotKept> {
        let Some(vault) = door.vault() else {
            return Ok(());
        };
        let kept = self.read_shelf(&vault, Shelf::Drafts).await?;
        let names = kept.into_iter().map(|(name, _)| name);
        let gone = names.filter(|name| conversation_of(name).is_some_and(|id| of.contains(&id)));
        let writes: Vec<_> = gone
            .map(|key| Write {
                shelf: Shelf::Drafts,
                key,
                text: None,
            })
            .collect();
        if writes.is_empty() {
            return Ok(());
        }
        self.write(door, writes).await
    }

    /// What storage does not have of a draft.
    fn take_draft(&self, key: &DraftKey) -> Option<Write> {
        let due = self.drafts_due.borrow_mut().remove(key);
        let is_unkept = || self.drafts_unkept.borrow().contains(key);
        let known = || self.store.borrow().draft(key).to_owned();
        let text = due.or_else(|| is_unkept().then(known))?;
        Some(Write {
            shelf: Shelf::Drafts,
            key: draft_name(key),
            text: Some(text).filter(|text| !text.is_empty()),
        })
    }

    fn note_draft(&self, key: DraftKey, kept: Result<(), NotKept>) {
        let mut unkept = self.drafts_unkept.borrow_mut();
        unkept.retain(|other| *other != key);
        if kept.is_err() {
            unkept.push(key);
        }
    }

    async fn write(&self, door: &Door<H::Vault>, writes: Vec<Write>) -> Result<(), NotKept> {
        let vault = door.vault().ok_or(NotKept::Refused)?;
        let work = async move { vault.write(writes).await };
        self.within(WRITE_WITHIN_MS, work).await
    }
}
