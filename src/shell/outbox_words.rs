//! What a command does, in words.

use recado_protocol::{Command, ConversationId, ConversationStatus};
use recado_store::{EntryState, Store};

use crate::locale::{Key, refusal_sentence, t, t_with};
use crate::session::Session;

/// What a command does, and to whom.
pub fn command_words(store: &Store, command: &Command) -> String {
    let name = customer_name(store, command.conversation());
    let name = ("name", name.as_str());
    match command {
        Command::SendMessage { content, .. } => {
            let key = if content.is_note() {
                Key::OutboxNoteAbout
            } else {
                Key::OutboxMessageTo
            };
            t_with(key, &[name])
        }
        Command::Assign {
            assignee: Some(agent),
            ..
        } => {
            let agent = store
                .agent(agent)
                .map_or_else(|| t(Key::ChatSomebody), |a| a.name.clone());
            t_with(Key::OutboxAssign, &[name, ("agent", &agent)])
        }
        Command::Assign { assignee: None, .. } => t_with(Key::OutboxUnassign, &[name]),
        Command::SetStatus {
            status: ConversationStatus::Resolved,
            ..
        } => t_with(Key::OutboxResolve, &[name]),
        Command::SetStatus {
            status: ConversationStatus::Open,
            ..
        } => t_with(Key::OutboxReopen, &[name]),
        Command::SetStatus { .. } => t_with(Key::OutboxStatus, &[name]),
        Command::MarkRead { .. } => t_with(Key::OutboxMarkRead, &[name]),
        Command::Write { .. } => t_with(Key::OutboxChange, &[name]),
    }
}

/// Where an entry stands.
pub fn state_words(state: &EntryState) -> String {
    match state {
        EntryState::Queued | EntryState::Waiting { .. } => t(Key::OutboxWaiting),
        EntryState::Sending => t(Key::OutboxSending),
        EntryState::Failed { problem } => t_with(
            Key::OutboxRefused,
            &[("reason", &refusal_sentence(problem))],
        ),
    }
}

/// What was done, with whose conversation it was: by the time that it is read another one may be on the screen.
pub fn done_with(session: Session, conversation: &ConversationId, what: &str) -> String {
    let name = session.peek(|store| customer_name(store, conversation));
    t_with(Key::RowColleague, &[("name", &name), ("text", what)])
}

/// The customer of a conversation; one that this device does not know is just a customer.
pub fn customer_name(store: &Store, conversation: &ConversationId) -> String {
    store
        .conversation(conversation)
        .and_then(|conversation| store.contact(&conversation.contact))
        .map_or_else(|| t(Key::ChatCustomer), |contact| contact.name.clone())
}
