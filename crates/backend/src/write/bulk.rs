//! One change of everything that a filter shows. It is done a piece at a time, so that other writes find their
//! way in between, and each piece is whole: a command that was interrupted is gone on with when it is
//! asked for again.

use std::collections::HashSet;

use recado_protocol::command::{NewAssignment, NewStatus, ReadMark, WriteAnswer};
use recado_protocol::deed::{Bulk, BulkAction, BulkAnswer, NewUnread};
use recado_protocol::prepared::{NewLabels, NewSnooze};
use recado_protocol::{Agent, AgentId, CommandId, ConversationId, ProblemKind};
use rusqlite::Connection;

use super::{
    answered, archive, assignment, labels, load, once, read, snooze, status, unread, way_back,
};
use crate::app::App;
use crate::refusal::{Outcome, Refusal};
use crate::storage::bulk::{self, Passage, Progress};
use crate::storage::conversations::{self, PageCursor};
use crate::storage::prepared::Standing;
use crate::storage::writer::Change;

/// How many conversations are changed in one write: a few dozen milliseconds.
const PIECE: u32 = 100;
/// How many are looked up at a time.
const PAGE: u32 = 1_000;
/// Longest id of a command, in bytes.
const ID_BYTES: usize = 64;

/// Does it, or goes on with it.
///
/// # Errors
/// `InvalidField`, or `KeyReused` when the id is that of another command. What a single conversation
/// refuses stands in the answer.
pub async fn run(app: App, bulk: Bulk, agent: Agent) -> Outcome<BulkAnswer> {
    check(&bulk)?;
    let (id, me) = (bulk.id.clone(), agent.id.clone());
    let known = app.storage.read(move |sql| Ok(bulk::command(sql, &id)?));
    match known.await? {
        Some((by, before)) if by != me || before != bulk => return Err(once::key_reused()),
        Some(_) => {}
        None => {
            let (asked, me) = (bulk.clone(), agent.id.clone());
            let all = app
                .storage
                .read(move |sql| all_of(sql, &asked, &me))
                .await?;
            let (asked, me) = (bulk.clone(), agent.id.clone());
            let begun = app.storage.write(move |change| {
                bulk::prune(change.sql, change.now)?;
                Ok(bulk::begin(change.sql, &asked, &me, &all, change.now)?)
            });
            begun.await?;
        }
    }
    loop {
        let (bulk, agent) = (bulk.clone(), agent.clone());
        let piece = app
            .storage
            .write(move |change| piece(change, &bulk, &agent));
        if piece.await? == 0 {
            break;
        }
    }
    let id = bulk.id;
    let answer = move |sql: &Connection| Ok(bulk::answer(sql, &id, Progress::Changed)?);
    app.storage.read(answer).await
}

/// Takes a command back: what is still as it left it becomes what it was. Nothing happens when that has been
/// done.
///
/// # Errors
/// `NotFound` when this agent gave no such command, or it is too long ago.
pub async fn take_back(app: App, id: CommandId, agent: Agent) -> Outcome<BulkAnswer> {
    let of = id.clone();
    let known = app.storage.read(move |sql| Ok(bulk::command(sql, &of)?));
    if known.await?.is_none_or(|(by, _)| by != agent.id) {
        return Err(Refusal::not_found("command that can be taken back"));
    }
    loop {
        let (of, agent) = (id.clone(), agent.clone());
        let piece = app.storage.write(move |change| back(change, &of, &agent));
        if piece.await? == 0 {
            break;
        }
    }
    let answer = move |sql: &Connection| Ok(bulk::answer(sql, &id, Progress::TakenBack)?);
    app.storage.read(answer).await
}

fn check(bulk: &Bulk) -> Outcome<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let id = bulk.id.as_str();
    if id.is_empty() || id.len() > ID_BYTES || !id.bytes().all(allowed) {
        return Err(Refusal::field(
            "id",
            format!("An id is 1 to {ID_BYTES} letters, digits, hyphens or underscores."),
        ));
    }
    Ok(())
}

fn all_of(sql: &Connection, bulk: &Bulk, me: &AgentId) -> Outcome<Vec<ConversationId>> {
    let except: HashSet<&ConversationId> = bulk.except.iter().collect();
    let mut all = Vec::new();
    let mut after: Option<PageCursor> = None;
    loop {
        let page = conversations::page(sql, &bulk.filter, me, after.as_ref(), PAGE)?;
        let ids = page.items.into_iter().map(|record| record.conversation.id);
        all.extend(ids.filter(|id| !except.contains(id)));
        after = page.next.and_then(|next| PageCursor::parse(&next));
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Changes some of what is left; gives how many those were.
fn piece(change: &mut Change<'_>, bulk: &Bulk, agent: &Agent) -> Outcome<usize> {
    let some = bulk::some(change.sql, &bulk.id, Progress::ToDo, PIECE)?;
    for (conversation, _) in &some {
        let done = change.attempt(|change| one(change, conversation, &bulk.action, agent));
        let (progress, detail) = match done {
            Ok(Some(passage)) => (Progress::Changed, serde_json::to_string(&passage)?),
            Ok(None) => (Progress::Same, String::new()),
            Err(refusal) if refusal.problem().kind == ProblemKind::Internal => return Err(refusal),
            Err(refusal) => (Progress::Failed, refusal.problem().detail.clone()),
        };
        let detail = Some(detail).filter(|detail| !detail.is_empty());
        bulk::note(change.sql, &bulk.id, conversation, progress, detail)?;
    }
    Ok(some.len())
}

/// Changes one; `None` when it was so already.
fn one(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    action: &BulkAction,
    agent: &Agent,
) -> Outcome<Option<Passage>> {
    let before = load(change, conversation)?.conversation;
    let after = act(change, conversation, action, agent)?
        .record
        .conversation;
    let passage = Passage {
        before: Standing::of(&before),
        after: Standing::of(&after),
        read: (before.read_position, after.read_position),
    };
    Ok((before.revision != after.revision).then_some(passage))
}

fn act(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    action: &BulkAction,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    match action {
        BulkAction::Read => {
            let position = u64::MAX;
            read::write(change, conversation, ReadMark { position }, None)
        }
        BulkAction::Unread => unread::write(change, conversation, NewUnread::default()),
        BulkAction::SetStatus { status } => {
            let status = *status;
            status::write(change, conversation, NewStatus { status }, agent)
        }
        BulkAction::Archive { on } => archive::write(change, conversation, *on),
        BulkAction::Answered { on } => answered::write(change, conversation, *on),
        BulkAction::Assign { assignee } => {
            let assignee = assignee.clone();
            assignment::write(change, conversation, NewAssignment { assignee }, agent)
        }
        BulkAction::Label { label } => {
            let mut labels = load(change, conversation)?.conversation.labels;
            if !labels.contains(label) {
                labels.push(label.clone());
            }
            labels::write(change, conversation, &NewLabels { labels }, agent)
        }
        BulkAction::Snooze { until } => {
            let until = *until;
            snooze::write(change, conversation, NewSnooze { until }, agent)
        }
    }
}

/// Takes some of it back; gives how many those were.
fn back(change: &mut Change<'_>, id: &CommandId, agent: &Agent) -> Outcome<usize> {
    let some = bulk::some(change.sql, id, Progress::Changed, PIECE)?;
    for (conversation, passage) in &some {
        let Some(passage) = passage else { continue };
        let done = change.attempt(|change| one_back(change, conversation, passage, agent));
        let (progress, detail) = match done {
            Ok(()) => (Progress::TakenBack, None),
            Err(refusal) if refusal.problem().kind == ProblemKind::Internal => return Err(refusal),
            Err(refusal) => (Progress::Failed, Some(refusal.problem().detail.clone())),
        };
        bulk::note(change.sql, id, conversation, progress, detail)?;
    }
    Ok(some.len())
}

fn one_back(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    passage: &Passage,
    agent: &Agent,
) -> Outcome<()> {
    let Passage {
        before,
        after,
        read: (was_read, read),
    } = passage;
    let now = load(change, conversation)?.conversation;
    let is_as_left = (now.answered, now.waiting_since) == (after.answered, after.waiting_since);
    way_back::put_back(change, conversation, before, after, agent)?;
    if is_as_left {
        way_back::wait_again(change, conversation, before)?;
    }
    if now.read_position == *read && was_read < read {
        let from = Some(was_read.saturating_add(1));
        unread::write(change, conversation, NewUnread { from })?;
    } else if now.read_position == *read && was_read > read {
        let position = *was_read;
        read::write(change, conversation, ReadMark { position }, None)?;
    }
    Ok(())
}
