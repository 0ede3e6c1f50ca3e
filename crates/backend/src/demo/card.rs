//! A customer of the demo who writes more than they should, and what is hidden of it.

use recado_protocol::{Author, Content};
use rusqlite::Connection;

use super::dialogue::Language;
use super::history::History;
use crate::masking::{self as finding, Rules};
use crate::storage::masking;
use crate::write::preview;

/// Puts the number of a card into the last text that the customer wrote.
pub fn say(history: &mut History, language: Language) {
    let said = history.messages.iter_mut().rev().find_map(|message| {
        let is_theirs = matches!(message.author, Author::Contact { .. });
        match &mut message.content {
            Content::Text { text } if is_theirs => Some(text),
            _ => None,
        }
    });
    if let Some(text) = said {
        match language {
            Language::Portuguese => "Pode cobrar no meu cartão 5555 5555 5555 4444, por favor.",
            Language::Spanish => "Puede cobrar a mi tarjeta 5555 5555 5555 4444, por favor.",
            Language::English | Language::Elsewhere => "Please charge my card 5555 5555 5555 4444.",
        }
        .clone_into(text);
    }
}

/// Hides what is to be hidden in a conversation that is about to be stored.
pub fn hide(sql: &Connection, history: &mut History) -> rusqlite::Result<()> {
    let rules = Rules::default();
    let conversation = &mut history.record.conversation;
    for message in &mut history.messages {
        if let Some(original) = finding::hide(&rules, &mut message.content, &mut message.more) {
            masking::keep(sql, &conversation.id, &message.id, &original)?;
        }
    }
    if let Some(last) = history.messages.iter().rev().find_map(preview::of) {
        conversation.last_message = Some(last);
    }
    Ok(())
}
