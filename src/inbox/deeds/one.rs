//! What is done to one conversation, by the outbox, and back again.

use recado_protocol::deed::{self, NewUnread};
use recado_protocol::prepared::{NewLabels, NewSnooze};
use recado_protocol::{Conversation, ConversationId, Fields, Verb};

use super::Deed;
use crate::inbox::status::put_status;
use crate::session::{Intent, Session};

/// Whether it is not so already. One that is over can only be restored.
pub fn changes(known: &Conversation, deed: &Deed) -> bool {
    if known.is_over() {
        return known.deleted && *deed == Deed::Deleted(false);
    }
    match deed {
        Deed::Read => known.unread_count > 0,
        Deed::Unread => known.unread_count == 0 && known.last_position > 0,
        Deed::Answered(on) => known.answered != *on,
        Deed::Status(status) => known.status != *status,
        Deed::Archived(on) => known.archived != *on,
        Deed::Assign(assignee) => known.assignee != *assignee,
        Deed::Label(label) => !known.labels.contains(label),
        Deed::Snooze(until) => known.snoozed_until != *until,
        Deed::Deleted(on) => *on,
    }
}

pub fn act(session: Session, known: &Conversation, deed: &Deed) {
    let id = known.id.clone();
    match deed {
        Deed::Read => mark_read(session, id, known.last_position),
        Deed::Unread => mark_unread(session, id, NewUnread::default()),
        Deed::Answered(on) => switch(session, id, deed::ANSWERED, *on),
        Deed::Status(status) => put_status(session, id, *status, None),
        Deed::Archived(on) => switch(session, id, deed::ARCHIVED, *on),
        Deed::Assign(assignee) => session.dispatch(Intent::Assign {
            conversation: id,
            assignee: assignee.clone(),
        }),
        Deed::Label(label) => {
            let mut labels = known.labels.clone();
            labels.push(label.clone());
            put(session, id, "labels", Fields::of(&NewLabels { labels }));
        }
        Deed::Snooze(until) => {
            put(
                session,
                id,
                "snooze",
                Fields::of(&NewSnooze { until: *until }),
            );
        }
        Deed::Deleted(on) => switch(session, id, deed::DELETED, *on),
    }
}

/// It becomes what it was.
pub fn take_back(session: Session, known: &Conversation, deed: &Deed) {
    let id = known.id.clone();
    match deed {
        Deed::Read => {
            let from = Some(known.read_position + 1);
            mark_unread(session, id, NewUnread { from });
        }
        Deed::Unread => mark_read(session, id, known.read_position),
        Deed::Answered(_) => switch(session, id, deed::ANSWERED, known.answered),
        Deed::Status(_) | Deed::Snooze(_) => {
            put_status(session, id, known.status, known.snoozed_until);
        }
        Deed::Archived(_) => switch(session, id, deed::ARCHIVED, known.archived),
        Deed::Assign(_) => session.dispatch(Intent::Assign {
            conversation: id,
            assignee: known.assignee.clone(),
        }),
        Deed::Label(_) => {
            let labels = known.labels.clone();
            put(session, id, "labels", Fields::of(&NewLabels { labels }));
        }
        Deed::Deleted(on) => switch(session, id, deed::DELETED, !on),
    }
}

fn mark_read(session: Session, conversation: ConversationId, position: u64) {
    session.dispatch(Intent::MarkRead {
        conversation,
        position,
    });
}

fn mark_unread(session: Session, conversation: ConversationId, new: NewUnread) {
    put(session, conversation, deed::UNREAD, Fields::of(&new));
}

fn switch(session: Session, conversation: ConversationId, resource: &str, on: bool) {
    put(session, conversation, resource, deed::switch(on));
}

fn put(session: Session, conversation: ConversationId, resource: &str, body: Fields) {
    session.dispatch(Intent::Write {
        conversation,
        verb: Verb::Put,
        resource: resource.to_owned(),
        body: Some(body),
    });
}
