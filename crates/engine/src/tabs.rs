//! The tabs of one person: one of them leads, and what it hears and does the others hear too.
//!
//! The leader has the live link and carries the outbox. It tells the others every frame of the
//! link, with the `seq` that came before it, so that a tab which missed one knows. Every tab has a
//! replica of its own, and every tab puts its commands into the shared storage before it tells
//! them: whoever leads next finds them there.

#![expect(
    async_fn_in_trait,
    reason = "one thread everywhere: the futures need not be Send"
)]

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use futures_util::pin_mut;
use recado_client::{Clock, LiveOrder};
use recado_protocol::{CommandId, Problem, ServerFrame, WriteAnswer};
use recado_store::{EntryState, OutboxEntry};
use serde::{Deserialize, Serialize};

use crate::keeping::Job;
use crate::{Engine, Farewell, Host, LinkState};

/// A leader that does not answer a newcomer in this time is busy, in milliseconds: the newcomer
/// begins with what is stored.
const LEADER_WITHIN_MS: u32 = 1_000;

/// A tab that does not know how the leader's link stands asks this often, in milliseconds.
const ASK_AGAIN_MS: u32 = 5_000;

/// The other tabs of a person, and the right to lead them.
pub trait Tabs: 'static {
    /// Tells all other tabs.
    fn post(&self, text: &str);

    /// The next thing that another tab told; `None` once this tab has left.
    async fn hear(&self) -> Option<String>;

    /// Waits until this tab leads, which it then does until it leaves. May be asked again.
    async fn lead(&self);

    /// Hears and leads no more.
    fn leave(&self);
}

/// What tabs tell one another.
#[derive(Serialize, Deserialize)]
pub(crate) enum Said {
    /// A newcomer asks the leader to store what it has.
    Hello,
    /// How the leader's link stands, and how far it got.
    Here(LinkState, Option<u64>),
    /// A frame of the link, and the cursor before it.
    Frame {
        after: Option<u64>,
        text: String,
    },
    /// Events were lost: everybody takes a fresh snapshot.
    Resync,
    Issued(OutboxEntry),
    /// A newcomer's outbox, as it found it in storage: who knows better says so.
    Took(Vec<OutboxEntry>),
    Confirmed(CommandId, Box<WriteAnswer>),
    Refused(CommandId, Problem),
    /// It has left the outbox: somebody gave it up, or it was settled before a newcomer came.
    Discarded(CommandId),
    Retried(CommandId),
    Order(LiveOrder),
    Left(Farewell),
    /// Somebody signed out, and nothing of the person may stay on this device.
    Cleared,
}

impl Said {
    /// Frames come by the thousand, so they are not quoted: `12 {...}`, or `- {...}` without a
    /// cursor. Everything else is JSON.
    fn encode(&self) -> Option<String> {
        match self {
            Self::Frame {
                after: Some(after),
                text,
            } => Some(format!("{after} {text}")),
            Self::Frame { after: None, text } => Some(format!("- {text}")),
            other => recado_json::to_string(other).ok(),
        }
    }

    /// `None` for what a tab of another version says.
    fn decode(text: &str) -> Option<Self> {
        if let Some((after, frame)) = text.split_once(' ')
            && (after == "-" || after.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return Some(Self::Frame {
                after: after.parse().ok(),
                text: frame.to_owned(),
            });
        }
        recado_json::from_str(text).ok()
    }
}

impl<H: Host> Engine<H> {
    /// Whether this tab leads.
    pub fn leads(&self) -> bool {
        self.leads.get()
    }

    pub(crate) fn tell_tabs(&self, said: &Said) {
        if let Some(tabs) = &*self.tabs.borrow()
            && let Some(text) = said.encode()
        {
            tabs.post(&text);
        }
    }

    /// Hears the other tabs until this life ends. Until the replica is read from storage, what they
    /// say waits.
    pub(crate) async fn listen(self: Rc<Self>, tabs: Rc<H::Tabs>, life: u32) {
        while let Some(text) = tabs.hear().await {
            if self.life.get() != life {
                return;
            }
            match Said::decode(&text) {
                Some(Said::Here(link, cursor)) => {
                    if let Some(asker) = self.asker.take() {
                        // One that has stopped waiting has begun already.
                        let _ = asker.send(());
                    }
                    if !self.leads() {
                        self.set_link(link);
                        if link == LinkState::Live {
                            self.leader_at.set(cursor);
                            self.check_with_leader();
                        }
                    }
                }
                Some(said) => {
                    let early = self.early.borrow_mut().as_mut().map_or_else(
                        || Some(said),
                        |early| {
                            early.push(text);
                            None
                        },
                    );
                    if let Some(said) = early {
                        self.heard(said);
                    }
                }
                None => {}
            }
        }
    }

    /// Finds out whether this tab leads; if another does, it stores what it has first.
    pub(crate) async fn find_leader(self: &Rc<Self>, tabs: &H::Tabs) -> bool {
        let (asker, answered) = oneshot::channel();
        self.asker.replace(Some(asker));
        self.tell_tabs(&Said::Hello);
        let lead = tabs.lead();
        let answered = async {
            let patience = self.host.clock().sleep(LEADER_WITHIN_MS);
            pin_mut!(patience);
            select(answered, patience).await;
        };
        pin_mut!(lead, answered);
        matches!(select(lead, answered).await, Either::Left(_))
    }

    /// The replica is there: what was said meanwhile comes in.
    pub(crate) fn stop_waiting(self: &Rc<Self>) {
        self.expected.set(self.store.borrow().cursor());
        for text in self.early.take().unwrap_or_default() {
            if let Some(said) = Said::decode(&text) {
                self.heard(said);
            }
        }
        self.check_with_leader();
    }

    /// Leads, at once or when the one that does is gone.
    pub(crate) async fn follow_and_lead(self: Rc<Self>, tabs: Rc<H::Tabs>, leads: bool, life: u32) {
        if !leads {
            self.host.spawn(Rc::clone(&self).fill_up(life));
            self.wait_to_lead(&tabs).await;
        }
        // One whose life ended meanwhile must not go on as a leader in its next life.
        if self.life.get() != life {
            return;
        }
        if !leads {
            // What the one before had begun is begun again: the backend knows its keys.
            self.wait_for_stored_work(life);
            self.give(Job::Recall);
        }
        self.leads.set(true);
        self.host.spawn(Rc::clone(&self).keep_looking(life));
        self.start_link(life);
        // What is stored does not wait for the link.
        self.pump();
        self.keep_replica_soon();
    }

    /// Waits until this tab leads. One that never heard how the link stands asks again.
    async fn wait_to_lead(&self, tabs: &H::Tabs) {
        loop {
            let lead = tabs.lead();
            let patience = self.host.clock().sleep(ASK_AGAIN_MS);
            pin_mut!(lead, patience);
            if matches!(select(lead, patience).await, Either::Left(_)) {
                return;
            }
            if self.link.get() == LinkState::Connecting {
                self.tell_tabs(&Said::Hello);
            }
        }
    }

    fn heard(self: &Rc<Self>, said: Said) {
        match said {
            Said::Hello => {
                if self.leads() {
                    self.give(Job::Welcome);
                }
            }
            Said::Here(..) => {}
            Said::Frame { after, text } => self.follow(after, &text),
            Said::Resync => self.start_over(),
            Said::Issued(entry) => self.step(|store| store.issue(entry)),
            Said::Took(entries) => self.answer_newcomer(entries),
            Said::Confirmed(id, answer) => self.step(|store| store.confirm(&id, *answer)),
            Said::Refused(id, problem) => {
                // Who leads asks the backend and knows it first.
                if !self.leads() {
                    self.step(|store| store.refuse(&id, problem));
                }
            }
            Said::Discarded(id) => self.step(|store| store.discard(&id)),
            Said::Retried(id) => self.step(|store| store.retry(&id)),
            Said::Order(order) => {
                if self.leads() {
                    match order {
                        LiveOrder::Wake => self.wake(),
                        other => self.order(other),
                    }
                }
            }
            // Who told it has forgotten the sign-in, and there may be a newer one.
            Said::Left(farewell) => self.end_life(farewell),
            Said::Cleared => self.clear(),
        }
    }

    /// What this tab found in storage may be older than what the others know: it may have been read
    /// just before it was forgotten, or a full device could not note what became of it.
    pub(crate) fn compare_outboxes(&self) {
        let entries = self.store.borrow().outbox().iter().cloned().collect();
        self.tell_tabs(&Said::Took(entries));
    }

    /// Tells a newcomer what has become of its entries, and takes those that only it found: their
    /// tab may have crashed after storing them.
    fn answer_newcomer(self: &Rc<Self>, entries: Vec<OutboxEntry>) {
        let mut answers = Vec::new();
        {
            let store = self.store.borrow();
            let outbox = store.outbox();
            for theirs in &entries {
                let id = &theirs.envelope.id;
                if outbox.is_settled(id) {
                    answers.push(Said::Discarded(id.clone()));
                    continue;
                }
                match (outbox.get(id).map(|ours| &ours.state), &theirs.state) {
                    (Some(EntryState::Failed { .. }), EntryState::Failed { .. }) | (None, _) => {}
                    (Some(EntryState::Failed { problem }), _) => {
                        answers.push(Said::Refused(id.clone(), problem.clone()));
                    }
                    (Some(_), EntryState::Failed { .. }) if self.leads() => {
                        answers.push(Said::Retried(id.clone()));
                    }
                    (Some(_), _) => {}
                }
            }
            if self.leads() {
                let is_known =
                    |id: &CommandId| entries.iter().any(|theirs| theirs.envelope.id == *id);
                let unstored = outbox.iter().filter(|ours| !is_known(&ours.envelope.id));
                answers.extend(unstored.cloned().map(Said::Issued));
            }
        }
        for answer in answers {
            self.tell_tabs(&answer);
        }
        for entry in entries {
            self.step(|store| store.issue(entry));
        }
    }

    /// Takes a frame that the leader heard.
    fn follow(self: &Rc<Self>, after: Option<u64>, text: &str) {
        let Ok(frame) = ServerFrame::decode(text) else {
            return;
        };
        if self.leads() {
            return;
        }
        if !frame.events().is_empty() {
            let expected = self.expected.get();
            self.expect(&frame);
            // A leader that has lost its place can't say what came before. One who has lost it too
            // was told so, and every time that there was a gap since.
            let has_place = self.store.borrow().cursor().is_some();
            let is_gap = expected.is_some() && after > expected;
            if is_gap || (after.is_none() && has_place) {
                self.start_over();
            }
        }
        self.take_frame(frame);
    }

    /// The leader's link may have begun after this tab's snapshot: what is between was never told.
    pub(crate) fn check_with_leader(self: &Rc<Self>) {
        let (here, leader) = (self.store.borrow().cursor(), self.leader_at.get());
        if self.early.borrow().is_none() && here.is_some() && here < leader {
            self.start_over();
        }
    }

    /// Something was missed: a fresh snapshot is taken, by this tab for itself.
    fn start_over(self: &Rc<Self>) {
        if self.leads() {
            return;
        }
        self.flow.missed.set(true);
        self.store.borrow_mut().lose_place();
        self.host.spawn(Rc::clone(self).fill_up(self.life.get()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_travel_unquoted_and_the_rest_as_json() {
        let frame = Said::Frame {
            after: Some(12),
            text: r#"{"type":"x y"}"#.to_owned(),
        };
        let text = frame.encode().unwrap();
        assert_eq!(text, r#"12 {"type":"x y"}"#);
        let Some(Said::Frame { after, text }) = Said::decode(&text) else {
            panic!("no frame: {text}");
        };
        assert_eq!((after, text.as_str()), (Some(12), r#"{"type":"x y"}"#));
        let without = Said::decode("- {}");
        assert!(matches!(without, Some(Said::Frame { after: None, .. })));
        let refused = Said::Refused(
            "a b".into(),
            Problem::new(recado_protocol::ProblemKind::ChannelClosed, "1 2 3"),
        );
        let text = refused.encode().unwrap();
        assert!(matches!(Said::decode(&text), Some(Said::Refused(id, _)) if id.as_str() == "a b"));
        assert!(Said::decode("from a newer version").is_none());
    }
}
