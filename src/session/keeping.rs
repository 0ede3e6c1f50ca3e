//! Puts commands and drafts into storage, in order, before or as they take effect.

use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::future::{Either, select};
use futures_util::{StreamExt, pin_mut};
use leptos::task::spawn_local;
use recado_client::Clock;
use recado_client::browser::Browser;
use recado_protocol::{CommandEnvelope, CommandId};
use recado_store::{Changes, DraftKey};

use super::vault::{NotKept, Vault};
use super::{Inner, Notice};

/// A browser that did not store a command in this time is not waited for, in milliseconds.
const WRITE_WITHIN_MS: u32 = 500;
/// A browser that did not open or read its storage in this time has none, in milliseconds.
const OPEN_WITHIN_MS: u32 = 5_000;

/// One write.
pub enum Job {
    /// Store the command, then let it take effect.
    Issue(CommandEnvelope),
    /// It failed, or a person wants it tried again.
    Restate(CommandId),
    /// It left the outbox.
    Forget(CommandId),
    /// The text is in `drafts_due`: of many key presses only the last one is written.
    Draft(DraftKey),
}

impl Inner {
    /// Opens the storage of the signed-in person, takes back what it holds, and keeps it until this
    /// life ends.
    pub(super) fn start_keeping(self: &Rc<Self>) {
        let (sender, jobs) = unbounded();
        self.jobs.replace(Some(sender));
        spawn_local(Rc::clone(self).keep(jobs));
    }

    /// Stores a command and then lets it take effect. The commands of a person stay in order.
    pub(super) fn keep_and_issue(&self, envelope: CommandEnvelope) {
        self.give(Job::Issue(envelope));
    }

    pub(super) fn keep_draft(&self, key: DraftKey, text: String) {
        let waits = self
            .drafts_due
            .borrow_mut()
            .insert(key.clone(), text)
            .is_some();
        if !waits {
            self.give(Job::Draft(key));
        }
    }

    pub(super) fn forget_settled(&self, changes: &Changes) {
        for id in &changes.settled {
            self.give(Job::Forget(id.clone()));
        }
    }

    /// Stores what has become of a command: a refused message stays refused after a reload.
    pub(super) fn keep_state(&self, id: CommandId) {
        self.give(Job::Restate(id));
    }

    fn give(&self, job: Job) {
        if let Some(jobs) = &*self.jobs.borrow() {
            // The receiver lives as long as the sender.
            let _ = jobs.unbounded_send(job);
        }
    }

    async fn keep(self: Rc<Self>, mut jobs: UnboundedReceiver<Job>) {
        let life = self.life.get();
        let person = self.store.borrow().me().id.clone();
        let opening = Vault::open(&self.config.backend, person.as_str());
        let vault = within(OPEN_WITHIN_MS, opening).await.ok();
        if let Some(vault) = &vault {
            self.take_back(vault, life).await;
        }
        let mut told = false;
        while let Some(job) = jobs.next().await {
            let kept = match job {
                Job::Issue(envelope) => {
                    let entry = self.store.borrow().entry_for(envelope);
                    let kept = match &vault {
                        Some(vault) => in_time(vault.put_entry(&entry)).await,
                        None => Err(NotKept),
                    };
                    // Also when the session ended meanwhile: what this person did is not lost.
                    if self.store.borrow().me().id == person {
                        self.step(|store| store.issue(entry));
                    }
                    kept
                }
                Job::Restate(id) => {
                    let entry = self.store.borrow().outbox().get(&id).cloned();
                    match (&vault, entry) {
                        (Some(vault), Some(entry)) => in_time(vault.put_entry(&entry)).await,
                        _ => Ok(()),
                    }
                }
                Job::Forget(id) => match &vault {
                    Some(vault) => in_time(vault.remove_entry(&id)).await,
                    // What was not stored need not be forgotten.
                    None => Ok(()),
                },
                Job::Draft(key) => {
                    let text = self
                        .drafts_due
                        .borrow_mut()
                        .remove(&key)
                        .unwrap_or_default();
                    match &vault {
                        Some(vault) => in_time(vault.put_draft(&key, &text)).await,
                        None => Err(NotKept),
                    }
                }
            };
            if kept.is_err() && !told {
                told = true;
                self.tell(Notice::NotKept);
            }
        }
    }

    async fn take_back(self: &Rc<Self>, vault: &Vault, life: u32) {
        let drafts = within(OPEN_WITHIN_MS, vault.drafts())
            .await
            .unwrap_or_default();
        let entries = within(OPEN_WITHIN_MS, vault.outbox())
            .await
            .unwrap_or_default();
        if self.life.get() != life {
            return;
        }
        self.step(|store| {
            let mut changes = Changes::default();
            for (key, text) in drafts {
                // What was typed since is newer.
                if store.draft(&key).is_empty() {
                    changes.fold(store.set_draft(key, text));
                }
            }
            for entry in entries {
                changes.fold(store.issue(entry));
            }
            changes
        });
    }
}

async fn in_time<T>(write: impl Future<Output = Result<T, NotKept>>) -> Result<T, NotKept> {
    within(WRITE_WITHIN_MS, write).await
}

/// Waits for the browser's storage, but not for ever.
async fn within<T>(
    millis: u32,
    work: impl Future<Output = Result<T, NotKept>>,
) -> Result<T, NotKept> {
    let patience = Browser.sleep(millis);
    pin_mut!(work, patience);
    match select(work, patience).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(NotKept),
    }
}
