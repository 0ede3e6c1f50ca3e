//! Several actions as one step: all of them or none, and back again.

use recado_protocol::command::{
    NewAssignment, NewMessage, NewStatus, OutgoingContent, WriteAnswer,
};
use recado_protocol::event::event_type;
use recado_protocol::prepared::variables::{Facts, Filled};
use recado_protocol::prepared::{Macro, MacroAction, NewLabels, NewPriority, NewSnooze, RunMacro};
use recado_protocol::{
    Agent, ChannelKind, ConversationId, ConversationRecord, ConversationStatus, MacroId, Message,
    MessageId, Problem, ProblemKind, Rich, RichContent, RunId,
};

use super::{assignment, labels, load, once, priority, publish_message};
use super::{snooze, status, store_record, team_message, way_back};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::prepared::{self, KnownRun, MacroRun, Standing};
use crate::storage::writer::Change;
use crate::storage::{messages, people};

const MINUTE_MS: i64 = 60 * 1_000;

/// Runs every action in order. Where one is refused nothing is done, and the refusal names it in its
/// field: `actions[2]` is the third.
///
/// # Errors
/// `NotFound`, `KeyReused` for a run that is known, or what an action refuses with.
pub fn run(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    id: &MacroId,
    new: &RunMacro,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    let what = prepared::macro_of(change.sql, id)?.ok_or_else(|| Refusal::not_found("macro"))?;
    if prepared::run_of(change.sql, conversation, &new.run)?.is_some() {
        return Err(once::key_reused());
    }
    let before = Standing::of(&load(change, conversation)?.conversation);
    let mut replies = Vec::new();
    let mut message = None;
    for (index, action) in what.actions.iter().enumerate() {
        let answer = act(change, conversation, action, agent)
            .map_err(|refusal| at_action(&what, index, &refusal))?;
        if matches!(action, MacroAction::Reply { .. }) {
            replies.extend(answer.message.as_ref().map(|reply| reply.id.clone()));
        }
        message = answer.message.or(message);
    }
    let record = load(change, conversation)?;
    let run = MacroRun {
        before,
        after: Standing::of(&record.conversation),
        replies,
    };
    prepared::add_run(change.sql, conversation, &new.run, &run, change.now)?;
    Ok(WriteAnswer { record, message })
}

/// Takes a run back: what is still as the macro left it becomes what it was, and a reply is taken
/// back where the channel can. Nothing happens when that has been done.
///
/// # Errors
/// `NotFound` when there was no such run here.
pub fn take_back(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    id: &RunId,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    let known = prepared::run_of(change.sql, conversation, id)?;
    let run = match known.ok_or_else(|| Refusal::not_found("run of a macro"))? {
        KnownRun::Done(run) => run,
        KnownRun::TakenBack => {
            let record = load(change, conversation)?;
            return Ok(WriteAnswer {
                record,
                message: None,
            });
        }
    };
    let (before, after) = (run.before, run.after);
    way_back::put_back(change, conversation, &before, &after, agent)?;
    let mut message = None;
    let mut unsaid = true;
    for reply in &run.replies {
        let taken_back = unsay(change, conversation, reply, agent)?;
        unsaid &= taken_back.is_some();
        message = taken_back.or(message);
    }
    if unsaid {
        way_back::wait_again(change, conversation, &before)?;
    }
    prepared::take_run_back(change.sql, id)?;
    Ok(WriteAnswer {
        record: load(change, conversation)?,
        message,
    })
}

fn act(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    action: &MacroAction,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    match action {
        MacroAction::Reply { text } => {
            let text = filled(change, conversation, text, agent, false)?;
            say(change, conversation, OutgoingContent::Text { text }, agent)
        }
        MacroAction::Note { text } => {
            let text = filled(change, conversation, text, agent, true)?;
            say(change, conversation, OutgoingContent::Note { text }, agent)
        }
        MacroAction::AddLabel { label } => {
            let mut labels = load(change, conversation)?.conversation.labels;
            labels.push(label.clone());
            labels::write(change, conversation, &NewLabels { labels }, agent)
        }
        MacroAction::RemoveLabel { label } => {
            let mut labels = load(change, conversation)?.conversation.labels;
            labels.retain(|known| known != label);
            labels::write(change, conversation, &NewLabels { labels }, agent)
        }
        MacroAction::Take => {
            let assignee = Some(agent.id.clone());
            assignment::write(change, conversation, NewAssignment { assignee }, agent)
        }
        MacroAction::Assign { assignee } => {
            let assignee = Some(assignee.clone());
            assignment::write(change, conversation, NewAssignment { assignee }, agent)
        }
        MacroAction::SetPriority { priority } => {
            let priority = *priority;
            priority::write(change, conversation, NewPriority { priority }, agent)
        }
        MacroAction::Resolve => {
            let status = ConversationStatus::Resolved;
            status::write(change, conversation, NewStatus { status }, agent)
        }
        MacroAction::Snooze { minutes } => {
            let until = Some(change.now.plus_millis(i64::from(*minutes) * MINUTE_MS));
            snooze::write(change, conversation, NewSnooze { until }, agent)
        }
        MacroAction::Unknown => Err(Refusal::field(
            "do",
            "This backend does not know this action.",
        )),
    }
}

fn say(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    content: OutgoingContent,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    let new = NewMessage {
        id: random::id::<MessageId>(change.now),
        content,
        more: None,
    };
    team_message::write(change, conversation, new, agent)
}

/// The text with its variables filled in.
fn filled(
    change: &Change<'_>,
    conversation: &ConversationId,
    text: &str,
    agent: &Agent,
    for_team: bool,
) -> Outcome<String> {
    let ConversationRecord {
        conversation,
        contact,
    } = load(change, conversation)?;
    let channel = people::channel(change.sql, &conversation.channel)?;
    let company = match &contact.company {
        Some(id) => people::company(change.sql, id)?,
        None => None,
    };
    let facts = Facts {
        contact: &contact,
        company: company.as_ref().map(|company| company.name.as_str()),
        agent,
        conversation: Some(&conversation),
        channel: channel.as_ref().map(|channel| channel.name.as_str()),
        for_team,
    };
    let Filled { text, missing } = facts.fill(text);
    match missing.first() {
        None => Ok(text),
        Some(name) => Err(Refusal::field(
            "text",
            format!("Nobody knows what {{{{{name}}}}} is here."),
        )),
    }
}

fn at_action(what: &Macro, index: usize, refusal: &Refusal) -> Refusal {
    let Problem { kind, detail, .. } = refusal.problem();
    // A broken database stays what it is.
    if *kind == ProblemKind::Internal {
        return refusal.clone();
    }
    let detail = format!(
        "Step {} of \"{}\" can't be done: {detail} Nothing was changed.",
        index + 1,
        what.name
    );
    Refusal::problem_of(Problem::new(kind.clone(), detail).at_field(format!("actions[{index}]")))
}

/// Takes a message back from a customer who reads it through us alone. Elsewhere it has left the
/// house.
fn unsay(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    id: &MessageId,
    agent: &Agent,
) -> Outcome<Option<Message>> {
    let mut record = load(change, conversation)?;
    let channel = people::channel(change.sql, &record.conversation.channel)?;
    let is_ours = channel.is_some_and(|channel| channel.kind == ChannelKind::LiveChat);
    let Some(mut message) = messages::one(change.sql, conversation, id)?.filter(|_| is_ours) else {
        return Ok(None);
    };
    let deleted = RichContent::Deleted {
        by: Some(agent.name.clone()),
        at: change.now,
    };
    message.content = recado_protocol::Content::Rich(Rich::of(&deleted));
    message.revision = message.revision.saturating_add(1);
    messages::save(change.sql, &message)?;
    let preview = &mut record.conversation.last_message;
    if preview.as_ref().is_some_and(|last| last.message == *id) {
        *preview = super::preview::of(&message);
    }
    store_record(change, &mut record)?;
    publish_message(change, event_type::MESSAGE_UPDATED, &record, &message)?;
    Ok(Some(message))
}
