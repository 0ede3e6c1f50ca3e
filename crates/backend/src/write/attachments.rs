//! Files become part of messages.

use recado_protocol::{
    AgentId, Attachment, ChannelId, ChannelKind, Content, ConversationId, FileId, Message,
    MessageId, Rich, RichContent,
};
use rusqlite::Connection;

use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages::is_internal;
use crate::storage::writer::Change;
use crate::storage::{files, visits};

/// The owner of what an agent uploads.
pub fn owner_of_agent(agent: &AgentId) -> String {
    format!("agent:{agent}")
}

/// The owner of what a visitor uploads.
pub fn owner_of_visitor(visitor: &str) -> String {
    format!("visitor:{visitor}")
}

/// The owner of what comes by a channel.
pub fn owner_of_channel(channel: &ChannelId) -> String {
    format!("channel:{channel}")
}

/// Whether a visitor's conversation shows a file.
///
/// # Errors
/// Only when the database fails.
pub fn visitor_may_see(sql: &Connection, visitor: &str, file: &FileId) -> Outcome<bool> {
    Ok(match visits::of_visitor(sql, visitor)? {
        Some(visit) => files::is_shown_to_customer(sql, file, &visit.conversation)?,
        None => false,
    })
}

/// The content of a message that holds files, as they are known here.
///
/// # Errors
/// `InvalidField` for a text that is too long.
pub fn media(text: Option<String>, files: &[Attachment], kind: &ChannelKind) -> Outcome<Content> {
    let text = text.filter(|text| !text.trim().is_empty());
    if let Some(text) = &text {
        limits::check_message(text, kind, "content.text")?;
    }
    let content = RichContent::Media {
        text,
        attachments: files.to_vec(),
    };
    Ok(Content::Rich(Rich::of(&content)))
}

/// The files that a new message is to hold. `may_see` says which of others' files the writer may
/// pass on; `kind` is the channel's, and none for a note.
///
/// # Errors
/// `InvalidField` at `field` for a file that is not there, not the writer's or not whole yet, and
/// for what the channel does not take.
pub fn take(
    change: &Change<'_>,
    ids: &[FileId],
    owner: &str,
    may_see: impl Fn(&FileId) -> Outcome<bool>,
    kind: Option<&ChannelKind>,
    field: &str,
) -> Outcome<Vec<Attachment>> {
    let mut taken = Vec::with_capacity(ids.len());
    for id in ids {
        let file = files::one(change.sql, id)?;
        let file = match file {
            Some(file) if file.owner == owner || may_see(id)? => file,
            _ => return Err(Refusal::field(field, "A file is not there any more.")),
        };
        if !file.is_whole {
            return Err(Refusal::field(field, "A file has not been uploaded yet."));
        }
        if taken.contains(&file.attachment) {
            return Err(Refusal::field(field, "A file is named twice."));
        }
        taken.push(file.attachment);
    }
    limits::attachments::check_message(&taken, kind, field)?;
    Ok(taken)
}

/// Keeps the files of a new message for as long as the message.
///
/// # Errors
/// Only when the database fails.
pub fn hold(change: &Change<'_>, message: &Message, files: &[Attachment]) -> Outcome<()> {
    for file in files {
        files::hold(
            change.sql,
            &file.file,
            &message.id,
            &message.conversation,
            is_internal(message),
        )?;
    }
    Ok(())
}

/// Keeps the files of a message that is sent later; until then its customer sees none of them.
///
/// # Errors
/// Only when the database fails.
pub fn hold_until_sent(
    change: &Change<'_>,
    message: &MessageId,
    conversation: &ConversationId,
    files: &[Attachment],
) -> Outcome<()> {
    for file in files {
        files::hold(change.sql, &file.file, message, conversation, true)?;
    }
    Ok(())
}

/// The files that a content holds.
pub fn held_by(content: &Content) -> Vec<Attachment> {
    match content {
        Content::Rich(rich) => match rich.read() {
            RichContent::Media { attachments, .. } => attachments,
            RichContent::Email(email) => email.attachments,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
