//! Gets the replica full: a snapshot, then page after page.

use std::rc::Rc;

use recado_client::{Backend, Clock, Failure};
use recado_protocol::http::MessageWindow;
use recado_store::Fill;

use crate::host::{Host, News};
use crate::{Engine, Intent, LinkState, Phase};

/// The shortest longest wait before asking again, in milliseconds; doubled each time.
const FIRST_WAIT_MS: u32 = 500;
/// The longest wait before asking again, in milliseconds.
const LONGEST_WAIT_MS: u32 = 15_000;
/// The backend's counts are asked for at most this often, in milliseconds.
const COUNTS_EVERY_MS: u32 = 2_000;

impl<H: Host> Engine<H> {
    /// Makes the replica whole: a snapshot where there is none or it has lost its place, then every
    /// page that is missing.
    pub(crate) async fn fill_up(self: Rc<Self>, life: u32) {
        if self.take_snapshot(life).await {
            self.fill(life).await;
        }
    }

    /// Takes a snapshot if there is none, asking until there is one. Two who want one share it.
    /// `false` when this life ended meanwhile.
    pub(crate) async fn take_snapshot(self: &Rc<Self>, life: u32) -> bool {
        let _alone = self.flow.snapshotting.lock().await;
        if self.life.get() != life {
            return false;
        }
        if self.store.borrow().cursor().is_some() {
            return true;
        }
        let backend = self.host.backend();
        let Some(capabilities) = self.ask(life, || backend.capabilities()).await else {
            return false;
        };
        self.host.show(News::Capabilities(capabilities.clone()));
        self.unkept.borrow_mut().capabilities = Some(capabilities);
        loop {
            self.flow.missed.set(false);
            let Some(snapshot) = self.ask(life, || backend.snapshot()).await else {
                return false;
            };
            // Events were missed while it was on its way: it may be older than these.
            if self.flow.missed.get() {
                continue;
            }
            self.step(|store| store.load_snapshot(snapshot));
            break;
        }
        // What the link told since it was asked for is in already.
        self.store.borrow_mut().reach(self.expected.get());
        // Pages that were asked for before it are not mixed with those asked for after it.
        self.flow.snapshots.set(self.flow.snapshots.get() + 1);
        self.histories.borrow_mut().clear();
        self.reload_open();
        self.check_with_leader();
        true
    }

    /// Fetches the pages that the snapshot did not hold.
    pub(crate) async fn fill(self: Rc<Self>, life: u32) {
        if self.flow.filling.replace(Some(life)) == Some(life) {
            return;
        }
        loop {
            let Fill::Loading { next } = self.store.borrow().fill().clone() else {
                break;
            };
            let backend = self.host.backend();
            let Some(page) = self.ask(life, || backend.conversations(&next)).await else {
                return;
            };
            // After a newer snapshot its own pages are asked for.
            if *self.store.borrow().fill() == (Fill::Loading { next }) {
                self.step(|store| store.add_conversations(page));
            }
        }
        self.flow.filling.set(None);
        self.look_up_open();
        self.look_up_what_was_written_for();
    }

    /// Asks until there is an answer. `None` when this life ended meanwhile, or ends with the answer.
    pub(crate) async fn ask<T, F>(self: &Rc<Self>, life: u32, question: impl Fn() -> F) -> Option<T>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut longest = FIRST_WAIT_MS;
        loop {
            let answer = question().await;
            if self.life.get() != life {
                return None;
            }
            match answer {
                Ok(answer) => return Some(answer),
                Err(Failure::SignedOut(_)) => {
                    self.expire();
                    return None;
                }
                Err(_) => {
                    if self.link.get() == LinkState::Connecting {
                        self.set_link(LinkState::Down);
                    }
                    let clock = self.host.clock();
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "between 0 and 15000"
                    )]
                    let wait = (f64::from(longest) * clock.chance()) as u32;
                    self.flow.wait_or_wake(clock, wait).await;
                    if self.life.get() != life {
                        return None;
                    }
                    longest = (longest * 2).min(LONGEST_WAIT_MS);
                }
            }
        }
    }

    /// After a snapshot the open conversation's messages may have gaps: its newest ones are fetched
    /// anew.
    fn reload_open(self: &Rc<Self>) {
        let Some(conversation) = self.open.borrow().clone() else {
            return;
        };
        let stale = self
            .store
            .borrow()
            .timeline(&conversation)
            .is_some_and(|known| known.is_stale());
        if stale {
            self.load_messages(conversation, MessageWindow::Latest);
        } else {
            self.carry_out(Intent::Open(conversation));
        }
    }

    /// The open conversation may be one that no view holds any more, such as an archived one.
    fn look_up_open(self: &Rc<Self>) {
        let Some(open) = self.open.borrow().clone() else {
            return;
        };
        let known = self.store.borrow().conversation(&open).is_some();
        if !known {
            self.carry_out(Intent::Open(open));
        }
    }

    /// Somebody may have been erased while this device was away for long: what was written for them leaves it with their
    /// record, which no page holds. Where there is no answer the next start asks again.
    fn look_up_what_was_written_for(self: &Rc<Self>) {
        let unknown = self.store.borrow().written_for_and_not_here();
        for id in unknown {
            self.fetch_record(id, false);
        }
    }

    /// Asks for the backend's counts soon; many calls make one question.
    pub(crate) fn refresh_counts(self: &Rc<Self>) {
        if self.phase.get() != Phase::Ready || self.flow.counts_are_due.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        let life = self.life.get();
        self.host.spawn(async move {
            this.host.clock().sleep(COUNTS_EVERY_MS).await;
            this.flow.counts_are_due.set(false);
            if this.life.get() != life {
                return;
            }
            if let Ok(counts) = this.host.backend().counts().await
                && this.life.get() == life
            {
                this.step(|store| store.set_backend_counts(counts));
            }
        });
    }
}
