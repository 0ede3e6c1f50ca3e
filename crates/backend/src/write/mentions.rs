//! Whom notes mention, until they have seen it.

use recado_formatting::mentioned;
use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::{AgentId, Author, Conversation, ConversationId};

use super::{load, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::people;
use crate::storage::writer::Change;

/// Notes in the record whom a text mentions, but for its author.
///
/// # Errors
/// Only when the database fails.
pub fn note(
    change: &Change<'_>,
    conversation: &mut Conversation,
    text: &str,
    author: &Author,
) -> Outcome<()> {
    if !text.contains('@') {
        return Ok(());
    }
    let agents = people::agents(change.sql)?;
    let mut names: Vec<_> = agents.iter().map(|agent| agent.name.clone()).collect();
    // The name of a team may begin with that of an agent.
    names.extend(people::teams(change.sql)?.into_iter().map(|team| team.name));
    let found = mentioned(text, &names);
    for agent in agents {
        let is_author = matches!(author, Author::Agent { id, .. } if *id == agent.id);
        let id = agent.id.to_string();
        if !is_author && found.contains(&&*agent.name) && !conversation.mentions.contains(&id) {
            conversation.mentions.push(id);
        }
    }
    Ok(())
}

/// Takes an agent out who has seen it. Whether they were mentioned.
pub fn take_out(conversation: &mut Conversation, agent: &AgentId) -> bool {
    let before = conversation.mentions.len();
    conversation.mentions.retain(|id| id != agent.as_str());
    conversation.mentions.len() < before
}

/// An agent has seen where they are mentioned.
///
/// # Errors
/// `NotFound`.
pub fn seen(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    agent: &AgentId,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    if take_out(&mut record.conversation, agent) {
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(WriteAnswer {
        record,
        message: None,
    })
}
