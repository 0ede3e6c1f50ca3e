//! Asking for a proposal, and how far it is.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::assist::{AskAssist, AssistLine, AssistTask, AssistTrouble};
use recado_protocol::{Author, ConversationId, Fields, MessageId, ProblemKind};

use super::{Assist, Wish};
use crate::inbox::composer::length::outgoing;
use crate::locale::{Key, language};
use crate::reactive::{RwSignal, StoredValue};
use crate::session::Session;

/// Where the backend helps.
const RESOURCE: &str = "assist";

/// How far a proposal is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// More of it comes.
    Coming,
    Whole,
    /// The person has ended it; what came can be used.
    Stopped,
    /// It ended by itself before it was whole, for this reason; what came can be used.
    Broken(Key),
}

impl State {
    /// What is said of it.
    pub fn key(self) -> Key {
        match self {
            Self::Coming => Key::AssistComing,
            Self::Whole => Key::AssistWhole,
            Self::Stopped => Key::AssistStopped,
            Self::Broken(why) => why,
        }
    }
}

/// A text that comes piece by piece.
#[derive(Clone, Copy)]
pub struct Proposal {
    pub text: RwSignal<String>,
    pub state: RwSignal<State>,
    /// Ends the request.
    stopping: StoredValue<AbortHandle>,
}

impl Proposal {
    /// Asks at once. What is not waited for any more is ended.
    pub fn begin(assist: Assist, wish: Wish) -> Self {
        let session = assist.desk.writing.session();
        let body = Fields::of(&question(assist, wish));
        let (text, state) = (RwSignal::new(String::new()), RwSignal::new(State::Coming));
        let (asking, handle) = abortable(async move {
            let mut end = None;
            let mut take = |line: &str| {
                let Ok(line) = recado_json::from_str::<AssistLine>(line) else {
                    return;
                };
                if let Some(more) = line.text {
                    text.update(|text| text.push_str(&more));
                }
                if line.done {
                    end = Some(State::Whole);
                } else if line.problem.is_some() || line.trouble.is_some() {
                    end = Some(State::Broken(trouble_key(line.trouble)));
                }
            };
            let answer = session.stream(RESOURCE, &body, &mut take).await;
            let has_come = text.with_untracked(|text| !outgoing(text).is_empty());
            let end = match answer {
                Ok(()) => end.unwrap_or(State::Broken(Key::AssistCut)),
                Err(_) if has_come => State::Broken(Key::AssistCut),
                Err(failure) => State::Broken(failure_key(&failure)),
            };
            state.set(match end {
                State::Whole if !has_come => State::Broken(Key::AssistUnreadable),
                end => end,
            });
        });
        spawn_local(async move {
            // Nobody waits for what was stopped.
            let _ = asking.await;
        });
        on_cleanup({
            let handle = handle.clone();
            move || handle.abort()
        });
        Self {
            text,
            state,
            stopping: StoredValue::new(handle),
        }
    }

    /// Ends it where it is.
    pub fn stop(self) {
        self.stopping.get_value().abort();
        self.state.set(State::Stopped);
    }
}

fn question(assist: Assist, wish: Wish) -> AskAssist {
    let writing = assist.desk.writing;
    let draft = untrack(|| writing.text());
    // What only the team reads is in the language of this page.
    let is_for_team = wish.of_message || wish.task == AssistTask::Summarise;
    let ours = is_for_team.then(|| language().tag());
    let conversation = writing.conversation();
    let message = wish
        .of_message
        .then(|| last_said(writing.session(), &conversation));
    AskAssist {
        task: wish.task,
        text: wish.is_about_draft().then(|| outgoing(&draft).to_owned()),
        message: message.flatten(),
        language: wish.language.or(ours).map(str::to_owned),
        conversation,
    }
}

/// The newest message of the customer that has a text.
fn last_said(session: Session, conversation: &ConversationId) -> Option<MessageId> {
    session.peek(|store| {
        let said = store.timeline(conversation)?.messages().filter(|message| {
            matches!(message.author, Author::Contact { .. }) && message.content.text().is_some()
        });
        said.last().map(|message| message.id.clone())
    })
}

fn trouble_key(trouble: Option<AssistTrouble>) -> Key {
    match trouble {
        Some(AssistTrouble::Slow) => Key::AssistSlow,
        Some(AssistTrouble::Unreadable) => Key::AssistUnreadable,
        Some(AssistTrouble::TooLong) => Key::AssistTooLong,
        Some(AssistTrouble::Cut | AssistTrouble::Unknown) | None => Key::AssistCut,
    }
}

/// Why there is no answer.
pub fn failure_key(failure: &Failure) -> Key {
    match failure {
        Failure::Unreachable => Key::AssistUnreachable,
        Failure::Busy(problem) if problem.kind == ProblemKind::TooManyRequests => Key::AssistBusy,
        Failure::Busy(_) | Failure::Unreadable { .. } => Key::AssistUnavailable,
        Failure::SignedOut(_) | Failure::Refused(_) => Key::AssistRefused,
    }
}
