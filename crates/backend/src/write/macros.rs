//! Several actions as one step: all of them or none, and back again.

use recado_protocol::command::{
    NewAssignment, NewMessage, NewStatus, OutgoingContent, WriteAnswer,
};
use recado_protocol::prepared::variables::{Facts, Filled};
use recado_protocol::prepared::{Macro, MacroAction, NewLabels, NewPriority, NewSnooze, RunMacro};
use recado_protocol::schedule::NewTime;
use recado_protocol::{
    Agent, ChannelKind, Content, Conversation, ConversationId, ConversationRecord,
    ConversationStatus, Delivery, Fields, MacroId, Message, MessageId, MessageWrite, Problem,
    ProblemKind, RunId, Timestamp,
};

use super::{assignment, labels, load, mentions, message, once, priority};
use super::{scheduled, snooze, status, team_message, way_back};
use crate::limits;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::prepared::{self, KnownRun, MacroRun, Standing};
use crate::storage::writer::Change;
use crate::storage::{messages, people};

const MINUTE_MS: i64 = 60 * 1_000;
/// How long the word that calls a reply off may be on its way.
const ON_ITS_WAY_MS: i64 = 1_000;

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
    let before_run = load(change, conversation)?.conversation;
    let before = Standing::of(&before_run);
    let undo_ms = undo_ms(change, &before_run, new)?;
    let mut said = Vec::new();
    let mut message = None;
    for (index, action) in what.actions.iter().enumerate() {
        let answer = act(change, conversation, action, agent, undo_ms, &mut said)
            .map_err(|refusal| at_action(&what, index, &refusal))?;
        message = answer.message.or(message);
    }
    let record = load(change, conversation)?;
    let mut mentioned = record.conversation.mentions.clone();
    mentioned.retain(|id| !before_run.mentions.contains(id));
    let run = MacroRun {
        before,
        after: Standing::of(&record.conversation),
        said,
        position: before_run.last_position,
        mentioned,
    };
    prepared::add_run(change.sql, conversation, &new.run, &run, change.now)?;
    Ok(WriteAnswer { record, message })
}

/// Takes a run back: what is still as the macro left it becomes what it was, notes go with whom they mentioned, and so
/// does a reply that waits or that the customer reads through us. Nothing happens when that has been done.
///
/// # Errors
/// `NotFound` when there was no such run here, as when the person was erased; `ChannelClosed` while the conversation is
/// deleted: the run can be taken back once it is restored.
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
    let mut unsaid = is_as_left(change, conversation, &run)?;
    way_back::put_back(change, conversation, &run.before, &run.after, agent)?;
    let mut message = None;
    for id in &run.said {
        let (is_unsaid, taken_back) = unsay(change, conversation, id, agent)?;
        unsaid &= is_unsaid;
        message = taken_back.or(message);
    }
    if unsaid {
        way_back::wait_again(change, conversation, &run.before)?;
    }
    mentions::take_back(change, conversation, &run.mentioned, run.position)?;
    prepared::take_run_back(change.sql, id)?;
    Ok(WriteAnswer {
        record: load(change, conversation)?,
        message,
    })
}

/// Whether since a run nobody else has answered the customer, and the customer has written nothing. A reply that was held
/// back at first is an answer of the run all the same.
fn is_as_left(change: &Change<'_>, conversation: &ConversationId, run: &MacroRun) -> Outcome<bool> {
    let now = load(change, conversation)?.conversation;
    let mut answers = messages::selected(
        change.sql,
        "conversation = ? AND position > ? AND from_customer = 0 AND internal = 0",
        rusqlite::params![conversation.as_str(), run.position],
    )?;
    answers.retain(|message| {
        let has_failed = matches!(message.delivery, Some(Delivery::Failed { .. }));
        !has_failed && message.content.kind() != "deleted"
    });
    let is_own = |message: &Message| run.said.contains(&message.id);
    let left = if answers.is_empty() {
        (run.after.answered, run.after.waiting_since)
    } else {
        (true, None)
    };
    Ok(answers.iter().all(is_own) && (now.answered, now.waiting_since) == left)
}

fn act(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    action: &MacroAction,
    agent: &Agent,
    undo_ms: i64,
    said: &mut Vec<MessageId>,
) -> Outcome<WriteAnswer> {
    match action {
        MacroAction::Reply { text } => {
            let text = filled(change, conversation, text, agent, false)?;
            let content = OutgoingContent::Text { text };
            // Those of one run keep their order.
            let place = i64::try_from(said.len()).unwrap_or(0);
            let send_at = (undo_ms > 0).then(|| change.now.plus_millis(undo_ms + place));
            say(change, conversation, content, send_at, agent, said)
        }
        MacroAction::Note { text } => {
            let text = filled(change, conversation, text, agent, true)?;
            let content = OutgoingContent::Note { text };
            say(change, conversation, content, None, agent, said)
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

/// How long a reply waits: as long as any other message of its channel can be called back after Send,
/// where that is wanted, and a little longer, as the word that calls it off comes over the network.
fn undo_ms(change: &Change<'_>, conversation: &Conversation, new: &RunMacro) -> Outcome<i64> {
    let channel = people::channel(change.sql, &conversation.channel)?;
    let stated = channel.map_or(0, |channel| limits::undo_seconds(&channel.kind));
    Ok(match new.undo_seconds.unwrap_or(0).min(stated) {
        0 => 0,
        seconds => i64::from(seconds) * 1_000 + ON_ITS_WAY_MS,
    })
}

fn say(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    content: OutgoingContent,
    send_at: Option<Timestamp>,
    agent: &Agent,
    said: &mut Vec<MessageId>,
) -> Outcome<WriteAnswer> {
    let id = random::id::<MessageId>(change.now);
    said.push(id.clone());
    let new = NewMessage {
        id,
        content,
        more: send_at.map(|send_at| Fields::of(&NewTime { send_at })),
    };
    team_message::hold(change, conversation, new, agent)
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

/// Takes back what a run has said, and says whether that could be done: a note, a reply that waits for
/// its moment, and one to a customer who reads it through us alone. Elsewhere it has left the house.
fn unsay(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    id: &MessageId,
    agent: &Agent,
) -> Outcome<(bool, Option<Message>)> {
    if scheduled::is_known(change, id)? {
        scheduled::call_off(change, conversation, id)?;
        return Ok((true, None));
    }
    let record = load(change, conversation)?;
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    // Whoever called a reply off by hand has unsaid it already.
    let Some(said) = messages::one(change.sql, conversation, id)? else {
        return Ok((true, None));
    };
    let is_note = matches!(said.content, Content::Note { .. });
    if !is_note && channel.kind != ChannelKind::LiveChat {
        return Ok((false, None));
    }
    let done = MessageWrite::Delete;
    let answer = message::lay_over(change, record, &channel, said, &done, agent)?;
    Ok((true, answer.message))
}
