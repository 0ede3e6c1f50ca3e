//! Carries the outbox to the backend.

use std::rc::Rc;

use recado_client::{Backend, Clock, Failure};
use recado_protocol::{CommandEnvelope, Timestamp};
use recado_store::Changes;

use crate::host::Host;
use crate::tabs::Said;
use crate::{Engine, Phase};

impl<H: Host> Engine<H> {
    /// Sends everything that is due, once it is known what storage holds.
    pub(crate) fn pump(self: &Rc<Self>) {
        if self.phase.get() != Phase::Ready || !self.leads() || !self.knows_stored_work.get() {
            return;
        }
        let now = self.host.clock().now();
        let due = self.store.borrow().outbox().due(now);
        let any = !due.is_empty();
        for id in due {
            let envelope = self.store.borrow_mut().begin_sending(&id);
            if let Some(envelope) = envelope {
                self.host.spawn(Rc::clone(self).deliver(envelope));
            }
        }
        if any {
            let outbox = true;
            self.change(Changes {
                outbox,
                ..Changes::default()
            });
        }
        let wake = self.store.borrow().outbox().next_wake();
        if let Some(wake) = wake {
            self.pump_at(wake, now);
        }
    }

    /// Pumps again at a time, unless an earlier time is set already.
    fn pump_at(self: &Rc<Self>, wake: Timestamp, now: Timestamp) {
        let set = &self.flow.pump_at;
        if set
            .get()
            .is_some_and(|earlier| now < earlier && earlier <= wake)
        {
            return;
        }
        set.set(Some(wake));
        let this = Rc::clone(self);
        let millis = wake.millis_since(now).unsigned_abs();
        self.host.spawn(async move {
            let millis = u32::try_from(millis).unwrap_or(u32::MAX);
            this.host.clock().sleep(millis).await;
            if this.flow.pump_at.get() == Some(wake) {
                this.flow.pump_at.set(None);
                this.pump();
            }
        });
    }

    async fn deliver(self: Rc<Self>, envelope: CommandEnvelope) {
        let life = self.life.get();
        let person = self.store.borrow().me().id.clone();
        let answer = self.host.backend().send(&envelope).await;
        let id = envelope.id;
        // Also when the session ended meanwhile, but never in another person's replica: there the
        // command stays in storage, and the backend knows its key.
        if self.store.borrow().me().id != person {
            return;
        }
        match answer {
            Ok(answer) => {
                self.tell_tabs(&Said::Confirmed(id.clone(), Box::new(answer.clone())));
                self.step(|store| store.confirm(&id, answer));
            }
            Err(Failure::Refused(problem)) => {
                self.tell_tabs(&Said::Refused(id.clone(), problem.clone()));
                self.step(|store| store.refuse(&id, problem));
                self.keep_state(id);
            }
            // In another life of this tab it is sent anew, by whoever leads then.
            Err(_) if self.life.get() != life => {}
            Err(failure) => {
                let (now, chance) = (self.host.clock().now(), self.host.clock().chance());
                self.step(|store| store.postpone(&id, now, chance));
                if matches!(failure, Failure::SignedOut(_)) {
                    self.expire();
                }
            }
        }
    }
}
