//! Whom notes mention, until they have seen it.

use recado_formatting::mentioned;
use recado_protocol::command::WriteAnswer;
use recado_protocol::event::event_type;
use recado_protocol::{Agent, AgentId, Author, Conversation, ConversationId};

use super::{load, publish_record, store_record};
use crate::refusal::Outcome;
use crate::storage::writer::Change;
use crate::storage::{messages, people};

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
    for id in named_in(change, text, author)? {
        if !conversation.mentions.contains(&id) {
            conversation.mentions.push(id);
        }
    }
    Ok(())
}

/// The agents whom a text mentions, but for its author.
fn named_in(change: &Change<'_>, text: &str, author: &Author) -> Outcome<Vec<String>> {
    if !text.contains('@') {
        return Ok(Vec::new());
    }
    let agents = people::agents(change.sql)?;
    let mut names: Vec<_> = agents.iter().map(|agent| agent.name.clone()).collect();
    // The name of a team may begin with that of an agent.
    names.extend(people::teams(change.sql)?.into_iter().map(|team| team.name));
    let found = mentioned(text, &names);
    let is_named = |agent: &Agent| {
        let is_author = matches!(author, Author::Agent { id, .. } if *id == agent.id);
        !is_author && found.contains(&&*agent.name)
    };
    let named = agents.iter().filter(|agent| is_named(agent));
    Ok(named.map(|agent| agent.id.to_string()).collect())
}

/// Takes out whom notes mentioned that are taken back, but for those whom other notes after a position mention too.
///
/// # Errors
/// `NotFound`, or only when the database fails.
pub fn take_back(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    mentioned: &[String],
    after: u64,
) -> Outcome<()> {
    if mentioned.is_empty() {
        return Ok(());
    }
    let mut record = load(change, conversation)?;
    let notes = messages::selected(
        change.sql,
        "conversation = ? AND position > ? AND json_extract(content, '$.kind') = 'note'",
        rusqlite::params![conversation.as_str(), after],
    )?;
    let mut still = Vec::new();
    for note in notes {
        let text = note.content.text().unwrap_or_default();
        still.extend(named_in(change, text, &note.author)?);
    }
    let mentions = &mut record.conversation.mentions;
    let before = mentions.len();
    mentions.retain(|id| !mentioned.contains(id) || still.contains(id));
    if mentions.len() < before {
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
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
