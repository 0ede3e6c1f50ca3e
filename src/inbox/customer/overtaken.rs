//! What was written about a person and the backend has not taken: on its way, or overtaken by a colleague.

use recado_protocol::{Command, CommandId, ConversationId};
use recado_store::{EntryState, Store};
use serde::de::DeserializeOwned;

/// One write in the outbox, with its body.
#[derive(Clone, PartialEq, Debug)]
pub struct Pending<B, R> {
    pub id: CommandId,
    /// The conversation in which it was made.
    pub conversation: ConversationId,
    pub body: B,
    /// What somebody else made of it first; then it waits for a choice.
    pub theirs: Option<R>,
}

/// The writes of the resources that are wanted, the oldest first.
pub fn pending<B: DeserializeOwned, R: DeserializeOwned>(
    store: &Store,
    is_wanted: impl Fn(&ConversationId, &str) -> bool,
) -> Vec<Pending<B, R>> {
    let entries = store.outbox().iter();
    entries
        .filter_map(|entry| {
            let Command::Write {
                conversation,
                resource,
                body: Some(body),
                ..
            } = &entry.envelope.command
            else {
                return None;
            };
            if !is_wanted(conversation, resource) {
                return None;
            }
            let theirs = match &entry.state {
                EntryState::Failed { problem } => Some(problem.current.as_ref()?.read()?),
                _ => None,
            };
            Some(Pending {
                id: entry.envelope.id.clone(),
                conversation: conversation.clone(),
                body: body.read()?,
                theirs,
            })
        })
        .collect()
}
