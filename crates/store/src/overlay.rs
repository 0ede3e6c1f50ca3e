//! The effect that commands will have, shown before the backend confirms it.

use recado_protocol::person::CUSTOMER_BLOCKED;
use recado_protocol::{
    Agent, Author, Command, CommandEnvelope, Conversation, ConversationId, ConversationStatus,
    Delivery, Fields, Message, Preview, Priority, Resolution, Timestamp, deed, schedule,
};
use serde::Deserialize;

use crate::{EntryState, OutboxEntry, Store, Timeline};

/// The position of a message that the backend has not placed yet: after all others.
pub const PENDING_POSITION: u64 = u64::MAX;

impl Store {
    /// Keeps what is shown of a conversation beside the backend's record, where that differs.
    pub(crate) fn lay_over(&mut self, id: &ConversationId) {
        match self.foreseen(id) {
            Some(conversation) => self.shown.insert(id.clone(), conversation),
            None => self.shown.remove(id),
        };
    }

    /// Computes what is shown of a conversation: the backend's record with every command of the
    /// outbox on top, in order. Refused commands have no effect. `None` when there is nothing on top.
    pub(crate) fn foreseen(&self, id: &ConversationId) -> Option<Conversation> {
        let mut pending = self
            .outbox
            .of(id)
            .filter(|entry| !matches!(entry.state, EntryState::Failed { .. }))
            .peekable();
        pending.peek()?;
        let mut conversation = (*self.base.get(id)?.conversation).clone();
        let timeline = self.timelines.get(id);
        for entry in pending {
            foresee(&mut conversation, entry, &self.me, timeline);
        }
        Some(conversation)
    }
}

/// Changes a conversation as the backend will when it gets the command.
fn foresee(
    conversation: &mut Conversation,
    entry: &OutboxEntry,
    me: &Agent,
    timeline: Option<&Timeline>,
) {
    let CommandEnvelope {
        command, issued_at, ..
    } = &entry.envelope;
    match command {
        // It changes nothing before its time.
        Command::SendMessage { more, .. } if schedule::send_at(more.as_ref()).is_some() => {}
        Command::SendMessage { content, .. } => {
            if let Some(message) = pending_message(entry, me) {
                conversation.last_message = Preview::of(&message);
            }
            conversation.last_activity_at = conversation.last_activity_at.max(*issued_at);
            conversation.read_position = conversation.last_position;
            conversation.unread_count = 0;
            if !content.is_note() {
                conversation.answered = true;
                conversation.waiting_since = None;
                conversation.archived = false;
            }
        }
        Command::Assign { assignee, .. } => conversation.assignee.clone_from(assignee),
        Command::SetStatus { status, .. } => {
            conversation.status = *status;
            if *status == ConversationStatus::Resolved {
                let times = conversation
                    .resolution
                    .as_ref()
                    .map_or(0, |before| before.times);
                conversation.resolution = Some(Resolution {
                    by: me.id.clone(),
                    at: *issued_at,
                    times: times + 1,
                });
            }
            if *status != ConversationStatus::Snoozed {
                conversation.snoozed_until = None;
            }
        }
        Command::MarkRead { position, .. } => {
            if *position > conversation.read_position {
                conversation.read_position = *position;
                let left = timeline.map_or_else(
                    || (*position >= conversation.last_position).then_some(0),
                    |known| known.unread_after(*position, conversation.last_position),
                );
                if let Some(left) = left {
                    conversation.unread_count = left.min(conversation.unread_count);
                }
            }
        }
        Command::Write { resource, body, .. } => {
            foresee_write(conversation, resource, body.as_ref(), timeline);
        }
    }
}

/// What the record itself will say. All else is foreseen by whoever draws the resource: its entries are in
/// `Outbox::of`.
fn foresee_write(
    conversation: &mut Conversation,
    resource: &str,
    body: Option<&Fields>,
    timeline: Option<&Timeline>,
) {
    let on = deed::is_on(body);
    let wanted = || body.and_then(|body| body.read()).unwrap_or_default();
    match resource {
        deed::ARCHIVED => conversation.archived = on,
        deed::DELETED => {
            conversation.archived = on;
            conversation.deleted = on;
        }
        CUSTOMER_BLOCKED => conversation.blocked = on,
        deed::ANSWERED => {
            conversation.answered = on;
            conversation.waiting_since = conversation.customer_wrote_at.filter(|_| !on);
        }
        deed::UNREAD if conversation.last_position > 0 => {
            let Wanted { from, .. } = wanted();
            let last = conversation.last_position;
            let read = from.unwrap_or(last).clamp(1, last) - 1;
            let unread = timeline.and_then(|known| known.unread_after(read, last));
            conversation.read_position = read;
            conversation.unread_count = unread.unwrap_or(1).max(1);
        }
        "labels" => conversation.labels = wanted().labels,
        "priority" => conversation.priority = wanted().priority,
        "snooze" => {
            let Wanted { until, .. } = wanted();
            conversation.snoozed_until = until;
            conversation.status = match until {
                Some(_) => ConversationStatus::Snoozed,
                None if conversation.status == ConversationStatus::Snoozed => {
                    ConversationStatus::Open
                }
                None => conversation.status,
            };
        }
        _ => {}
    }
}

/// The bodies of these resources, as one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    from: Option<u64>,
    labels: Vec<String>,
    priority: Option<Priority>,
    until: Option<Timestamp>,
}

/// The message that an entry will make, as the thread shows it meanwhile; none for one that goes out
/// later.
pub(crate) fn pending_message(entry: &OutboxEntry, me: &Agent) -> Option<Message> {
    let Command::SendMessage {
        conversation,
        message,
        content,
        more,
    } = &entry.envelope.command
    else {
        return None;
    };
    if schedule::send_at(more.as_ref()).is_some() {
        return None;
    }
    let delivery = match &entry.state {
        EntryState::Failed { problem } => Delivery::Failed {
            code: "refused".to_owned(),
            reason: problem.detail.clone(),
            retryable: true,
        },
        _ => Delivery::Queued,
    };
    Some(Message {
        id: message.clone(),
        conversation: conversation.clone(),
        position: PENDING_POSITION,
        at: entry.envelope.issued_at,
        author: Author::Agent {
            id: me.id.clone(),
            name: me.name.clone(),
        },
        content: content.clone().into(),
        delivery: Some(delivery),
        more: more.clone(),
        revision: 0,
    })
}
