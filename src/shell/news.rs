//! What a person is told without having asked: refused changes, and the connection.

use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::{Command, MessageWrite, ProblemKind};

use super::outbox_words::{command_words, customer_name};
use super::refusals::{explained, is_gathered};
use crate::later;
use crate::locale::{Key, refusal_sentence, t, t_with};
use crate::notification::{News, Notifications};
use crate::reactive::{StoredValue, effect, memo};
use crate::session::{LinkState, Notice, Session, use_session};
use crate::ui::{Toaster, use_toaster};

/// A connection that is back sooner than this is not worth a sentence; the chip shows it anyway.
const LOST_AFTER: Duration = Duration::from_secs(2);
/// Under this name the connection is one topic: its newest news replaces the older.
const CONNECTION: &str = "connection";

/// What is said of a change that somebody else's overtook: it is withdrawn by the choice between both.
pub const OVERTAKEN: &str = "overtaken";

/// Tells the news for as long as the current owner lives.
pub fn tell_news(notifications: Notifications) {
    let session = use_session();
    let toaster = use_toaster();
    effect(move || {
        let mut news = Vec::new();
        for notice in session.take_notices() {
            match notice {
                Notice::Arrived {
                    conversation,
                    message,
                } => news.push(News::Arrived {
                    conversation,
                    message,
                }),
                Notice::Told(message) => news.push(News::Told(message)),
                Notice::Erased => news.push(News::Erased),
                Notice::Refused { command, problem } => {
                    // What a person wrote is kept among what has happened.
                    if is_of_a_message(&command) {
                        let (command, problem) = (command.clone(), problem.clone());
                        news.push(News::Refused { command, problem });
                    }
                    tell(session, toaster, Notice::Refused { command, problem });
                }
                other => tell(session, toaster, other),
            }
        }
        notifications.tell(news);
    });
    tell_connection(session, toaster);
}

/// Whether it is a message, or a new text of one.
fn is_of_a_message(command: &Command) -> bool {
    matches!(command, Command::SendMessage { .. }) || MessageWrite::is_edit(command)
}

fn tell(session: Session, toaster: Toaster, notice: Notice) {
    match notice {
        Notice::Refused { command, problem } => {
            if is_gathered(&command, &problem) {
                return;
            }
            if let Some(text) = explained(&command, &problem) {
                toaster.alert_briefly(None, text);
                return;
            }
            let reason = refusal_sentence(&problem);
            // It waits for a choice in the customer's panel, and its news leaves with that.
            let waits = problem.kind == ProblemKind::StaleRevision && !is_of_a_message(&command);
            let text = session.peek(|store| match &command {
                Command::SendMessage { conversation, .. } => {
                    let name = customer_name(store, conversation);
                    t_with(
                        Key::ToastSendFailed,
                        &[("name", &name), ("reason", &reason)],
                    )
                }
                _ if waits => {
                    let name = customer_name(store, command.conversation());
                    t_with(Key::ConflictToast, &[("name", &name)])
                }
                _ => {
                    let change = command_words(store, &command);
                    t_with(
                        Key::ToastChangeTakenBack,
                        &[("change", &change), ("reason", &reason)],
                    )
                }
            });
            toaster.alert_briefly(waits.then_some(OVERTAKEN), text);
        }
        Notice::NotKept => toaster.alert(t(Key::ConnectionNotKept)),
        Notice::StatusNotSet => toaster.alert(t(Key::ToastStatusNotSet)),
        // It has been told otherwise; the open chat reads its own news out.
        Notice::Arrived { .. } | Notice::Told(_) | Notice::Erased => {}
    }
}

/// What has been said about the connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    /// It has never been up: the chip says so, and it is no news.
    Nothing,
    Up,
    Lost,
}

fn tell_connection(session: Session, toaster: Toaster) {
    let said = StoredValue::new(Said::Nothing);
    let is_live = memo(move || session.link() == LinkState::Live);
    effect(move || {
        if is_live.get() {
            later::fetch_failed();
            if said.get_value() == Said::Lost {
                toaster.notice_about(CONNECTION, t(Key::ConnectionBack));
            }
            said.set_value(Said::Up);
        } else if said.get_value() == Said::Up {
            // "It is back" may still stand there.
            toaster.withdraw(CONNECTION);
            set_timeout(
                move || {
                    // Nothing is said when it is back, or when the person has left meanwhile.
                    let is_still_lost = is_live.try_get_untracked() == Some(false);
                    if is_still_lost && said.try_get_value() == Some(Said::Up) {
                        said.set_value(Said::Lost);
                        toaster.notice_about(CONNECTION, t(Key::ConnectionLost));
                    }
                },
                LOST_AFTER,
            );
        }
    });
}
