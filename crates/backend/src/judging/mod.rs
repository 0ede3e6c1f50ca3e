//! Mood and urgency by the server that helps with texts, where one is set: asked in the background when a customer has
//! written, or when somebody looks. Bounded in number and time; where it has no good answer, lists of words judge.

mod question;
pub mod said;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use recado_protocol::{ConversationId, MessageId};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::said::Said;
use crate::app::{App, stopped};
use crate::assist::Assist;
use crate::insights::Reading;
use crate::storage::masking;

/// How many answers are waited for at the same time.
const AT_ONCE: usize = 2;
/// How many conversations may wait. Of more the ones that wait longest are forgotten until somebody looks.
const WAITING: usize = 200;
/// Of so many conversations it is kept how they were judged.
const KEPT: usize = 2_000;
/// How long an answer may take, whatever the server's own patience is.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const MINUTE: Duration = Duration::from_secs(60);
/// A server that had no good answer is asked again by who looks after this time.
const AGAIN_AFTER: Duration = Duration::from_mins(5);

/// What is to be judged, and what was.
#[derive(Default)]
pub struct Judge {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<ConversationId>,
    busy: HashSet<ConversationId>,
    known: HashMap<ConversationId, Known>,
    /// Those that are known, the oldest first.
    order: VecDeque<ConversationId>,
    /// When it was asked in the last minute.
    asked: VecDeque<Instant>,
}

/// How a conversation was judged when these were the customer's messages.
struct Known {
    of: Vec<Version>,
    /// Nothing when there was no good answer.
    readings: Option<Arc<[Reading]>>,
    at: Instant,
}

impl Known {
    fn is_to_be_asked_again(&self) -> bool {
        self.readings.is_none() && self.at.elapsed() >= AGAIN_AFTER
    }
}

/// A message, and a number that stands for its text.
pub type Version = (MessageId, u64);

/// What is known of a conversation as it is.
pub enum Judged {
    As(Arc<[Reading]>),
    /// The server had no good answer.
    Not,
    /// It is asked.
    NotYet,
}

/// What to do next.
enum Next {
    Ask(ConversationId),
    WaitUntil(Instant),
    Nothing,
}

impl Judge {
    /// How the customer's messages were judged; if they were not, they will be.
    pub fn look(&self, conversation: &ConversationId, of: &[Version]) -> Judged {
        let known = {
            let state = self.lock();
            let known = state.known.get(conversation).filter(|known| known.of == of);
            known.map(|known| (known.readings.clone(), known.is_to_be_asked_again()))
        };
        match known {
            Some((Some(readings), _)) => Judged::As(readings),
            Some((None, asks_again)) => {
                if asks_again {
                    self.want(conversation.clone());
                }
                Judged::Not
            }
            None => {
                // What is asked now and was said since is wanted already.
                let is_asked = self.lock().busy.contains(conversation);
                if !is_asked {
                    self.want(conversation.clone());
                }
                Judged::NotYet
            }
        }
    }

    /// Only how a conversation is when its turn comes is judged, however often it is wanted until then.
    fn want(&self, conversation: ConversationId) {
        let mut state = self.lock();
        if !state.waiting.contains(&conversation) {
            state.waiting.push_back(conversation);
            if state.waiting.len() > WAITING {
                state.waiting.pop_front();
            }
        }
        drop(state);
        self.wake.notify_one();
    }

    fn next(&self, per_minute: u32, now: Instant) -> Next {
        let mut state = self.lock();
        let free = state.waiting.iter().position(|it| !state.busy.contains(it));
        let Some(place) = free.filter(|_| state.busy.len() < AT_ONCE) else {
            return Next::Nothing;
        };
        while state.asked.front().is_some_and(|at| *at + MINUTE <= now) {
            state.asked.pop_front();
        }
        if state.asked.len() >= per_minute as usize {
            let first = state.asked.front().copied();
            return Next::WaitUntil(first.map_or(now, |at| at) + MINUTE);
        }
        let Some(conversation) = state.waiting.remove(place) else {
            return Next::Nothing;
        };
        state.asked.push_back(now);
        state.busy.insert(conversation.clone());
        Next::Ask(conversation)
    }

    fn keep(&self, conversation: ConversationId, known: Known) {
        let mut state = self.lock();
        if state.known.insert(conversation.clone(), known).is_none() {
            state.order.push_back(conversation);
            if state.order.len() > KEPT
                && let Some(oldest) = state.order.pop_front()
            {
                state.known.remove(&oldest);
            }
        }
    }

    fn is_known(&self, conversation: &ConversationId, of: &[Version]) -> bool {
        let state = self.lock();
        let known = state.known.get(conversation);
        known.is_some_and(|known| known.of == of && !known.is_to_be_asked_again())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until the backend stops; does nothing where no server is set.
pub async fn run(app: App) {
    let Some(assist) = app.assist.clone() else {
        return;
    };
    let mut wrote = app.hub.customers();
    let mut asking = JoinSet::new();
    loop {
        let mut until = None;
        loop {
            match app.judge.next(assist.insights_per_minute(), Instant::now()) {
                Next::Ask(conversation) => {
                    let (app, assist) = (App::clone(&app), Arc::clone(&assist));
                    asking.spawn(async move {
                        judge(&app, &assist, conversation.clone()).await;
                        conversation
                    });
                }
                Next::WaitUntil(at) => {
                    until = Some(at);
                    break;
                }
                Next::Nothing => break,
            }
        }
        let wait = async {
            match until {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopped(app.stopping.clone()) => return,
            () = app.judge.wake.notified() => {}
            () = wait => {}
            conversation = wrote.recv() => match conversation {
                Ok(conversation) => app.judge.want(conversation),
                // Those that were missed are judged when somebody looks.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            Some(done) = asking.join_next() => {
                let mut state = app.judge.lock();
                match done {
                    Ok(conversation) => { state.busy.remove(&conversation); }
                    // One panicked, and nobody knows which: none may be held up for ever.
                    Err(_) => state.busy.clear(),
                }
            }
        }
    }
}

async fn judge(app: &App, assist: &Assist, conversation: ConversationId) {
    let of = conversation.clone();
    let read = app.storage.read(move |sql| {
        let said = said::latest(sql, &of)?;
        Ok((said, masking::rules(sql)?))
    });
    let Ok((said, rules)) = read.await else {
        return;
    };
    let versions: Vec<Version> = said.iter().map(Said::version).collect();
    if said.is_empty() || app.judge.is_known(&conversation, &versions) {
        // Nothing is asked after all.
        app.judge.lock().asked.pop_back();
        return;
    }
    let texts = said.iter().map(|said| said.text.as_str());
    let question = question::of(texts, &rules);
    let answer = assist
        .ask_whole(&question, question::LONGEST_ANSWER, ANSWER_WITHIN)
        .await;
    let readings = answer.and_then(|answer| question::read(&answer, said.len()));
    if readings.is_none() {
        tracing::info!("the server that helps with texts did not judge a conversation");
    }
    let known = Known {
        of: versions,
        readings: readings.map(Arc::from),
        at: Instant::now(),
    };
    app.judge.keep(conversation, known);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_of_each_and_so_many_in_a_minute() {
        let (judge, now) = (Judge::default(), Instant::now());
        for id in ["a", "a", "b", "c"] {
            judge.want(id.into());
        }
        let asked = |next: Next| match next {
            Next::Ask(id) => id.to_string(),
            Next::WaitUntil(_) => "wait".to_owned(),
            Next::Nothing => "nothing".to_owned(),
        };
        assert_eq!(asked(judge.next(3, now)), "a");
        // It is wanted again meanwhile: after this time.
        judge.want("a".into());
        assert_eq!(asked(judge.next(3, now)), "b");
        assert_eq!(
            asked(judge.next(3, now)),
            "nothing",
            "two are asked already"
        );
        judge.lock().busy.remove(&"b".into());
        assert_eq!(asked(judge.next(3, now)), "c");
        judge.lock().busy.clear();
        assert_eq!(asked(judge.next(3, now)), "wait");
        let now = now + MINUTE;
        assert_eq!(asked(judge.next(3, now)), "a");
    }

    #[test]
    fn what_waits_and_what_is_kept_is_bounded() {
        let judge = Judge::default();
        for n in 0..KEPT + 5 {
            let id = ConversationId::new(n.to_string());
            judge.want(id.clone());
            let known = Known {
                of: Vec::new(),
                readings: None,
                at: Instant::now(),
            };
            judge.keep(id, known);
        }
        let state = judge.lock();
        assert_eq!((state.waiting.len(), state.known.len()), (WAITING, KEPT));
    }

    #[test]
    fn a_server_that_had_no_answer_is_asked_again_after_a_while() {
        let judge = Judge::default();
        let keep = |at: Instant| {
            let (of, readings) = (Vec::new(), None);
            judge.keep("a".into(), Known { of, readings, at });
        };
        let waiting = || judge.lock().waiting.len();
        keep(Instant::now());
        assert!(matches!(judge.look(&"a".into(), &[]), Judged::Not));
        assert!(judge.is_known(&"a".into(), &[]) && waiting() == 0);
        keep(Instant::now().checked_sub(AGAIN_AFTER).unwrap());
        assert!(matches!(judge.look(&"a".into(), &[]), Judged::Not));
        assert!(!judge.is_known(&"a".into(), &[]) && waiting() == 1);
    }
}
