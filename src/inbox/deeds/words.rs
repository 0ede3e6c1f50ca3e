//! What was done, in words.

use recado_protocol::ConversationStatus;

use super::Deed;
use crate::locale::{Key, full_date_time, t, t_count_with, t_with};
use crate::session::Session;

/// What was done to one.
pub fn said(session: Session, deed: &Deed) -> String {
    t(match deed {
        Deed::Read => Key::DeedRead,
        Deed::Unread => Key::DeedUnread,
        Deed::Answered(true) => Key::DeedAnswered,
        Deed::Answered(false) => Key::DeedUnanswered,
        Deed::Status(ConversationStatus::Resolved) => Key::ToastResolved,
        Deed::Status(_) => Key::ToastReopened,
        Deed::Archived(true) => Key::DeedArchived,
        Deed::Archived(false) => Key::DeedUnarchived,
        Deed::Assign(None) => Key::ToastUnassigned,
        Deed::Assign(Some(agent)) => {
            let name = session.peek(|store| store.agent(agent).map(|it| it.name.clone()));
            let name = name.unwrap_or_else(|| t(Key::ChatSomebody));
            return t_with(Key::ToastAssigned, &[("name", &name)]);
        }
        Deed::Label(label) => return t_with(Key::DeedLabelled, &[("label", label)]),
        Deed::Snooze(Some(until)) => {
            return t_with(Key::DeedSnoozed, &[("time", &full_date_time(*until))]);
        }
        Deed::Snooze(None) => Key::DeedWoken,
        Deed::Deleted(true) => Key::DeedDeleted,
        Deed::Deleted(false) => Key::DeedRestored,
    })
}

/// What was done to several.
pub fn said_of_many(session: Session, deed: &Deed, count: u64) -> String {
    let what = match deed {
        Deed::Status(ConversationStatus::Resolved) => t(Key::DeedResolvedMany),
        Deed::Status(_) => t(Key::DeedReopenedMany),
        _ => said(session, deed),
    };
    t_count_with(Key::DeedMany, count, &[("what", &what)])
}
