//! Undo after Send: a message that is still held on this device never goes out.

use recado_protocol::{Command, CommandId, ConversationId, Timestamp};
use recado_store::{OutboxEntry, Store};

use crate::browser::clock;
use crate::locale::{Key, t};
use crate::session::{Intent, Session};
use crate::ui::Toaster;

use super::calls::ChatCalls;

/// What is given in one press is this close together, in milliseconds.
const ONE_PRESS_MS: i64 = 500;
/// Undo ends so long before the message goes out, in milliseconds: the tab that sends it may be
/// another one.
const LAST_MOMENT_MS: i64 = 200;

/// Until when a message can be called back; `None` when it can't any more, or never could.
pub fn held_until(store: &Store, id: &CommandId, now: Timestamp) -> Option<Timestamp> {
    let entry = store.outbox().get(id)?;
    let until = entry.held_until?.plus_millis(-LAST_MOMENT_MS);
    (entry.is_held(now) && now < until).then_some(until)
}

/// The message of a conversation that was sent last and can be called back.
pub fn last_held(
    store: &Store,
    conversation: &ConversationId,
    now: Timestamp,
) -> Option<CommandId> {
    let ids = store
        .outbox()
        .of(conversation)
        .map(|entry| &entry.envelope.id);
    ids.filter(|id| held_until(store, id, now).is_some())
        .last()
        .cloned()
}

/// Takes a message out of the outbox, with what was done in the same press, and puts it back.
pub fn call_back(session: Session, id: &CommandId, calls: ChatCalls, toaster: Toaster) {
    let now = clock::now();
    let taken = session.peek(|store| {
        held_until(store, id, now)?;
        let entry = store.outbox().get(id)?;
        let Command::SendMessage { content, .. } = &entry.envelope.command else {
            return None;
        };
        Some((content.clone(), with_it(store, entry)))
    });
    let Some((content, with_it)) = taken else {
        toaster.announce(t(Key::HeldTooLate));
        return;
    };
    for id in with_it {
        session.dispatch(Intent::Discard(id));
    }
    calls.put_back.set(Some(content));
    toaster.announce(t(Key::HeldUndone));
}

/// The message and the resolving that was asked for together with it.
fn with_it(store: &Store, message: &OutboxEntry) -> Vec<CommandId> {
    let given = message.envelope.issued_at;
    let conversation = message.envelope.command.conversation();
    let later = store.outbox().of(conversation).filter(|entry| {
        entry.ordinal > message.ordinal
            && matches!(entry.envelope.command, Command::SetStatus { .. })
            && entry.envelope.issued_at.millis_since(given) < ONE_PRESS_MS
    });
    // The later first: what the message held up must not go out alone.
    let mut ids: Vec<_> = later.map(|entry| entry.envelope.id.clone()).collect();
    ids.push(message.envelope.id.clone());
    ids
}
