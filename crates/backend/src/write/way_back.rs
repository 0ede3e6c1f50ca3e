//! What was changed in several ways at once becomes what it was.

use recado_protocol::command::{NewAssignment, NewStatus};
use recado_protocol::event::event_type;
use recado_protocol::prepared::{NewLabels, NewPriority, NewSnooze};
use recado_protocol::{Agent, Conversation, ConversationId, ConversationStatus};

use super::store_record;
use super::{
    archive, assignment, deletion, labels, load, priority, publish_record, snooze, status,
};
use crate::refusal::Outcome;
use crate::storage::prepared::Standing;
use crate::storage::writer::Change;

impl Standing {
    pub fn of(conversation: &Conversation) -> Self {
        Self {
            status: conversation.status,
            snoozed_until: conversation.snoozed_until,
            assignee: conversation.assignee.clone(),
            priority: conversation.priority,
            labels: conversation.labels.clone(),
            answered: conversation.answered,
            waiting_since: conversation.waiting_since,
            archived: conversation.archived,
        }
    }
}

/// What is still as it was left becomes what it was before.
///
/// # Errors
/// `NotFound`, or `ChannelClosed` where the conversation was deleted or erased since: then nothing of it is put back.
pub fn put_back(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    before: &Standing,
    after: &Standing,
    agent: &Agent,
) -> Outcome<()> {
    let now = load(change, conversation)?.conversation;
    deletion::check(&now)?;
    let now = Standing::of(&now);
    if now.labels == after.labels && after.labels != before.labels {
        let labels = before.labels.clone();
        labels::write(change, conversation, &NewLabels { labels }, agent)?;
    }
    if now.priority == after.priority {
        let priority = before.priority;
        priority::write(change, conversation, NewPriority { priority }, agent)?;
    }
    if now.assignee == after.assignee {
        let assignee = before.assignee.clone();
        assignment::write(change, conversation, NewAssignment { assignee }, agent)?;
    }
    if now.archived == after.archived && after.archived != before.archived {
        archive::write(change, conversation, before.archived)?;
    }
    if (now.status, now.snoozed_until) == (after.status, after.snoozed_until) {
        let until = before.snoozed_until.filter(|until| *until > change.now);
        match (before.status, until) {
            (ConversationStatus::Snoozed, Some(_)) => {
                snooze::write(change, conversation, NewSnooze { until }, agent)?;
            }
            // What was put off until a time that has passed would be back by now.
            (ConversationStatus::Snoozed, None) => {
                let status = ConversationStatus::Open;
                status::write(change, conversation, NewStatus { status }, agent)?;
            }
            (status, _) => {
                status::write(change, conversation, NewStatus { status }, agent)?;
            }
        }
    }
    Ok(())
}

/// The customer waits as before, where they have neither written nor been answered since.
///
/// # Errors
/// `NotFound`, or only when the database fails.
pub fn wait_again(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    before: &Standing,
) -> Outcome<()> {
    let mut record = load(change, conversation)?;
    let now = &mut record.conversation;
    let was = (before.answered, before.waiting_since);
    if (now.answered, now.waiting_since) == was {
        return Ok(());
    }
    (now.answered, now.waiting_since) = was;
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)
}
