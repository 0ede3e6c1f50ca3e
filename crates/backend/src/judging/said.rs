//! What a customer has said lately.

use std::hash::{DefaultHasher, Hash, Hasher};

use recado_protocol::http::MessageWindow;
use recado_protocol::insight::Insights;
use recado_protocol::{Author, ConversationId, Message};
use rusqlite::Connection;

use super::Version;
use crate::storage::messages::{self, Reader};

/// The customer's messages are looked for among so many of the latest.
const LOOKED_AT: u32 = 120;

/// One of their messages.
pub struct Said {
    pub message: Message,
    pub text: String,
}

impl Said {
    /// One that says something else now is another one.
    pub fn version(&self) -> Version {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        (self.message.id.clone(), hasher.finish())
    }
}

/// Their latest messages with texts, the newest first.
pub fn latest(sql: &Connection, id: &ConversationId) -> rusqlite::Result<Vec<Said>> {
    let page = messages::window(sql, id, MessageWindow::Latest, LOOKED_AT, Reader::Customer)?;
    Ok(page
        .items
        .into_iter()
        .rev()
        .filter(|message| matches!(message.author, Author::Contact { .. }))
        .filter_map(|message| {
            let text = message.content.text()?.to_owned();
            (!text.trim().is_empty()).then_some(Said { message, text })
        })
        .take(Insights::MESSAGES as usize)
        .collect())
}
