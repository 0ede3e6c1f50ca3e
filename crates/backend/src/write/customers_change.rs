//! The customer of a channel that is connected from outside changes a message of theirs, or takes it back. What it
//! was stays in the audit log, as when agents do it.

use recado_protocol::connector::{CustomersDeletion, CustomersEdit, Told};
use recado_protocol::{
    Author, ChannelId, Content, ConversationRecord, Fields, Message, MessageWrite, Rich,
    RichContent,
};

use super::{inbound, load, rewritten};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{audit_log, blocks, connectors, files, masking, messages};

/// Takes a new text in.
///
/// # Errors
/// `InvalidField` for a text that can't be, and for a message that the customer can't change.
pub fn edit(change: &mut Change<'_>, channel: &ChannelId, new: CustomersEdit) -> Outcome<Told> {
    inbound::check_length(&new.text, "text")?;
    let Some((mut record, before)) = customers(change, channel, &new.message)? else {
        return Ok(Told::default());
    };
    let told = about(&before);
    let edited_at = before.read_more().edited_at;
    let at = new.at.map_or(change.now, |at| at.min(change.now));
    let is_older = edited_at.is_some_and(|edited_at| at < edited_at);
    if is_older || before.content.kind() == "deleted" {
        return Ok(told);
    }
    let mut said = before.clone();
    masking::unmask(change.sql, &mut said)?;
    let mut after = said.clone();
    after.content = rewritten_content(&said.content, new.text)?;
    if after.content == said.content {
        return Ok(told);
    }
    let mut more = after.read_more();
    more.edited_at = Some(at);
    after.more = Some(Fields::of(&more));
    rewritten::store(change, &mut record, &before, &mut after)?;
    audit_log::add_customers(change.sql, change.now, "message.edited", &before)?;
    Ok(told)
}

/// Takes a message away.
///
/// # Errors
/// `InvalidField` for a message that is not the customer's.
pub fn delete(
    change: &mut Change<'_>,
    channel: &ChannelId,
    gone: &CustomersDeletion,
) -> Outcome<Told> {
    let Some((mut record, before)) = customers(change, channel, &gone.message)? else {
        return Ok(Told::default());
    };
    let told = about(&before);
    if before.content.kind() == "deleted" {
        return Ok(told);
    }
    let mut after = before.clone();
    MessageWrite::Delete.lay_over(&mut after, &before.author, change.now);
    files::withdraw(change.sql, &after.conversation, &after.id)?;
    rewritten::store(change, &mut record, &before, &mut after)?;
    audit_log::add_customers(change.sql, change.now, "message.deleted", &before)?;
    Ok(told)
}

/// A message of the customer's; none when it is not known, or nobody hears them.
fn customers(
    change: &Change<'_>,
    channel: &ChannelId,
    id: &str,
) -> Outcome<Option<(ConversationRecord, Message)>> {
    let Some(known) = connectors::message(change.sql, channel, id)? else {
        return Ok(None);
    };
    let message = messages::one(change.sql, &known.conversation, &known.message)?;
    let Some(message) = message else {
        return Ok(None);
    };
    if !matches!(message.author, Author::Contact { .. }) {
        let detail = "The customer changes messages of their own alone.";
        return Err(Refusal::field("message", detail));
    }
    if blocks::silence(change.sql, &known.conversation)? {
        return Ok(None);
    }
    Ok(Some((load(change, &known.conversation)?, message)))
}

fn rewritten_content(before: &Content, text: String) -> Outcome<Content> {
    let is_empty = crate::limits::says_nothing(&text);
    match before {
        Content::Text { .. } if is_empty => Err(Refusal::field("text", "The text is empty.")),
        Content::Text { .. } => Ok(Content::Text { text }),
        Content::Rich(rich) => match rich.read() {
            RichContent::Media { attachments, .. } => {
                Ok(Content::Rich(Rich::of(&RichContent::Media {
                    text: (!is_empty).then_some(text),
                    attachments,
                })))
            }
            _ => Err(Refusal::field("message", "This message has no text.")),
        },
        Content::Note { .. } | Content::System { .. } => {
            Err(Refusal::field("message", "This message has no text."))
        }
    }
}

fn about(message: &Message) -> Told {
    Told {
        message: Some(message.id.clone()),
    }
}
