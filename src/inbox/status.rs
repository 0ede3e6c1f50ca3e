//! Resolving a conversation, and opening it again.

use recado_protocol::prepared::NewSnooze;
use recado_protocol::{ConversationId, ConversationStatus, Fields, Timestamp, Verb};

use crate::browser::clock;
use crate::locale::{Key, t};
use crate::session::{Intent, Session};
use crate::shell::done_with;
use crate::ui::Toaster;

/// Resolves it, or opens it again where it is resolved, and offers the way back.
pub fn change_status(session: Session, toaster: Toaster, conversation: ConversationId) {
    let before = session.peek(|store| {
        let known = store.conversation(&conversation)?;
        Some((known.status, known.snoozed_until))
    });
    let Some((before, until)) = before else {
        return;
    };
    let (status, done) = if before == ConversationStatus::Resolved {
        (ConversationStatus::Open, Key::ToastReopened)
    } else {
        (ConversationStatus::Resolved, Key::ToastResolved)
    };
    put_status(session, conversation.clone(), status, None);
    let said = done_with(session, &conversation, &t(done));
    toaster.offer(said, t(Key::ActionUndo), move || {
        put_status(session, conversation.clone(), before, until);
    });
}

/// Gives it a status, and where it was put off until a time, that time too. What has been due meanwhile is back.
pub fn put_status(
    session: Session,
    conversation: ConversationId,
    status: ConversationStatus,
    until: Option<Timestamp>,
) {
    session.dispatch(match until {
        Some(at) if at <= clock::now() => Intent::SetStatus {
            conversation,
            status: ConversationStatus::Open,
        },
        Some(_) => Intent::Write {
            conversation,
            verb: Verb::Put,
            resource: "snooze".to_owned(),
            body: Some(Fields::of(&NewSnooze { until })),
        },
        None => Intent::SetStatus {
            conversation,
            status,
        },
    });
}
