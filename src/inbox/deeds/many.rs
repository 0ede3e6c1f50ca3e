//! What is done to everything that a filter shows: one command, which the backend carries out however many they
//! are.

use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::deed::{Bulk, BulkAction, BulkAnswer};
use recado_protocol::{CommandId, ConversationId, Fields, Filter};

use super::words::{said, said_of_many};
use super::{Deed, Doer};
use crate::browser::clock;
use crate::locale::{Key, failure_sentence, listed, t, t_count, t_with};

/// Under this name what becomes of it is one topic of the news.
const TOPIC: &str = "bulk";

pub fn run(doer: Doer, filter: Filter, except: Vec<ConversationId>, count: u64, deed: Deed) {
    let Some(action) = action_of(&deed) else {
        return;
    };
    let bulk = Bulk {
        id: CommandId::make(clock::now(), doer.session.random()),
        filter,
        except,
        action,
    };
    send(doer, bulk, count, deed);
}

/// Asked for again with the same id, the backend goes on with what is left.
fn send(doer: Doer, bulk: Bulk, count: u64, deed: Deed) {
    let (toaster, session) = (doer.toaster, doer.session);
    toaster.notice_about(TOPIC, t_count(Key::DeedWorking, count));
    spawn_local(async move {
        match ask(doer, "bulk", &Fields::of(&bulk)).await {
            Ok(answer) => {
                tell_failures(doer, &answer);
                if answer.changed == 0 {
                    toaster.notice_about(TOPIC, t(Key::DeedNothing));
                    return;
                }
                let words = match answer.changed {
                    1 => said(session, &deed),
                    many => said_of_many(session, &deed, many),
                };
                let (undo, id) = (t(Key::ActionUndo), bulk.id);
                toaster.offer_about(TOPIC, words, undo, move || take_back(doer, id.clone()));
            }
            Err(failure) => {
                toaster.withdraw(TOPIC);
                let words = t_with(
                    Key::DeedNotDone,
                    &[("reason", &failure_sentence(&failure, Key::DeedOffline))],
                );
                if failure.may_pass() {
                    toaster.keep_offering(words, t(Key::ActionRetry), move || {
                        send(doer, bulk.clone(), count, deed.clone());
                    });
                } else {
                    toaster.alert(words);
                }
            }
        }
    });
}

fn take_back(doer: Doer, id: CommandId) {
    doer.toaster.notice_about(TOPIC, t(Key::DeedTakingBack));
    spawn_local(async move {
        let resource = format!("bulk/{id}/undo");
        match ask(doer, &resource, &Fields::from_json("{}")).await {
            Ok(answer) => {
                tell_failures(doer, &answer);
                let words = t_count(Key::DeedTakenBack, answer.changed);
                doer.toaster.notice_about(TOPIC, words);
            }
            Err(failure) => {
                doer.toaster.withdraw(TOPIC);
                let words = t_with(
                    Key::DeedNotDone,
                    &[("reason", &failure_sentence(&failure, Key::DeedOffline))],
                );
                doer.toaster.alert(words);
            }
        }
    });
}

async fn ask(doer: Doer, resource: &str, body: &Fields) -> Result<BulkAnswer, Failure> {
    let fields = doer.session.call(resource, body).await?;
    Ok(fields.read().unwrap_or_default())
}

fn tell_failures(doer: Doer, answer: &BulkAnswer) {
    let Some(first) = answer.failed.first() else {
        return;
    };
    let names: Vec<&str> = answer.failed.iter().map(|it| it.name.as_str()).collect();
    let names = listed(&names);
    let values = [("names", &*names), ("reason", &first.reason)];
    doer.toaster.alert(t_with(Key::DeedFailed, &values));
}

fn action_of(deed: &Deed) -> Option<BulkAction> {
    Some(match deed {
        Deed::Read => BulkAction::Read,
        Deed::Unread => BulkAction::Unread,
        Deed::Answered(on) => BulkAction::Answered { on: *on },
        Deed::Status(status) => BulkAction::SetStatus { status: *status },
        Deed::Archived(on) => BulkAction::Archive { on: *on },
        Deed::Assign(assignee) => BulkAction::Assign {
            assignee: assignee.clone(),
        },
        Deed::Label(label) => BulkAction::Label {
            label: label.clone(),
        },
        Deed::Snooze(until) => BulkAction::Snooze { until: *until },
        // Nobody deletes more than they have looked at.
        Deed::Deleted(_) => return None,
    })
}
