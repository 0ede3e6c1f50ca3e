//! Resolving a conversation, and opening it again.

use recado_protocol::{ConversationId, ConversationStatus};

use crate::locale::{Key, t};
use crate::session::{Intent, Session};
use crate::shell::done_with;
use crate::ui::Toaster;

/// Resolves it, or opens it again where it is resolved, and offers the way back.
pub fn change_status(session: Session, toaster: Toaster, conversation: ConversationId) {
    let before = session.peek(|store| Some(store.conversation(&conversation)?.status));
    let Some(before) = before else {
        return;
    };
    let (status, done) = if before == ConversationStatus::Resolved {
        (ConversationStatus::Open, Key::ToastReopened)
    } else {
        (ConversationStatus::Resolved, Key::ToastResolved)
    };
    let set = move |conversation, status| {
        session.dispatch(Intent::SetStatus {
            conversation,
            status,
        });
    };
    set(conversation.clone(), status);
    let said = done_with(session, &conversation, &t(done));
    toaster.offer(said, t(Key::ActionUndo), move || {
        set(conversation.clone(), before);
    });
}
