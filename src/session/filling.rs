//! Gets the replica full: a snapshot, then page after page.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{Set, set_timeout};
use leptos::task::spawn_local;
use recado_client::browser::Browser;
use recado_client::{Backend, Clock, Failure};
use recado_protocol::http::MessageWindow;
use recado_store::Fill;

use super::{Inner, Intent, Phase};

/// The shortest longest wait before asking again, in milliseconds; doubled each time.
const FIRST_WAIT_MS: u32 = 500;
/// The longest wait before asking again, in milliseconds.
const LONGEST_WAIT_MS: u32 = 15_000;
/// The backend's counts are asked for at most this often.
const COUNTS_EVERY: Duration = Duration::from_secs(2);

impl Inner {
    /// Takes a fresh snapshot, asking until there is one. `false` when this life ended meanwhile.
    pub(super) async fn take_snapshot(self: &Rc<Self>, life: u32) -> bool {
        let Some(capabilities) = self.ask(life, || self.backend.capabilities()).await else {
            return false;
        };
        self.capabilities.set(capabilities);
        let Some(snapshot) = self.ask(life, || self.backend.snapshot()).await else {
            return false;
        };
        self.step(|store| store.load_snapshot(snapshot));
        // Pages that were asked for before it are not mixed with those asked for after it.
        self.flow.snapshots.set(self.flow.snapshots.get() + 1);
        self.histories.borrow_mut().clear();
        spawn_local(Rc::clone(self).fill(life));
        self.reload_open();
        true
    }

    /// Fetches the pages that the snapshot did not hold.
    pub(super) async fn fill(self: Rc<Self>, life: u32) {
        loop {
            let Fill::Loading { next } = self.store.borrow().fill().clone() else {
                self.look_up_open();
                return;
            };
            let Some(page) = self.ask(life, || self.backend.conversations(&next)).await else {
                return;
            };
            // A newer snapshot meanwhile has begun a filling of its own.
            if *self.store.borrow().fill() != (Fill::Loading { next }) {
                return;
            }
            self.step(|store| store.add_conversations(page));
        }
    }

    /// Asks until there is an answer. `None` when this life ended meanwhile, or ends with the answer.
    pub(super) async fn ask<T, F>(self: &Rc<Self>, life: u32, question: impl Fn() -> F) -> Option<T>
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
                    self.flow.says_down(self);
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "between 0 and 15000"
                    )]
                    let wait = (f64::from(longest) * Browser.chance()) as u32;
                    self.flow.wait_or_wake(wait).await;
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

    /// Asks for the backend's counts soon; many calls make one question.
    pub(super) fn refresh_counts(self: &Rc<Self>) {
        if self.flow.counts_are_due.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        let life = self.life.get();
        let ask = move || {
            spawn_local(async move {
                this.flow.counts_are_due.set(false);
                if let Ok(counts) = this.backend.counts().await
                    && this.life.get() == life
                {
                    this.step(|store| store.set_backend_counts(counts));
                }
            });
        };
        set_timeout(ask, COUNTS_EVERY);
    }

    /// Tries again to come back, after a while or as soon as the browser is online.
    pub(super) fn try_again_later(self: Rc<Self>) {
        spawn_local(async move {
            self.flow.wait_or_wake(LONGEST_WAIT_MS).await;
            if self.phase_is(Phase::Unreachable) {
                self.come_back().await;
            }
        });
    }
}
