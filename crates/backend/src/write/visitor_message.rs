//! A visitor of a live chat writes. The first message makes the contact and the conversation.

use recado_protocol::prepared::variables::made_up_name;
use recado_protocol::visitor::{NewVisitorMessage, VisitorMessage};
use recado_protocol::{
    Channel, ChannelState, Contact, ContactId, Content, ConversationRecord, FileId, ProblemKind,
};
use rusqlite::Connection;

use super::incoming::{self, Incoming};
use super::{attachments, block, load, once};
use crate::auth::tokens::VisitorToken;
use crate::limits;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::visits::VisitRecord;
use crate::storage::writer::Change;
use crate::storage::{masking, messages, people, visits};

/// Adds the visitor's message: it is unread, the customer waits, a resolved conversation opens
/// again and an archived one comes back.
///
/// # Errors
/// `InvalidField` (empty, too long), `ChannelClosed`, `NotFound` when the channel is gone, or
/// `KeyReused` when the id is that of another message.
pub fn write(
    change: &mut Change<'_>,
    visitor: &VisitorToken,
    new: NewVisitorMessage,
) -> Outcome<VisitorMessage> {
    let (channel, visit) = who_may_write(change.sql, visitor)?;
    let owner = attachments::owner_of_visitor(&visitor.visitor);
    let may_see = |id: &FileId| attachments::visitor_may_see(change.sql, &visitor.visitor, id);
    let kind = Some(&channel.kind);
    let files = attachments::take(
        change,
        &new.attachments,
        &owner,
        may_see,
        kind,
        "attachments",
    )?;
    let content = if files.is_empty() {
        limits::check_message(&new.text, &channel.kind, "text")?;
        Content::Text { text: new.text }
    } else {
        attachments::media(Some(new.text), &files, &channel.kind)?
    };
    if messages::exists(change.sql, &new.id)? {
        return Err(once::key_reused());
    }
    let mut record = match visit {
        Some(visit) => load(change, &visit.conversation)?,
        None => begin_conversation(change, visitor)?,
    };
    let mut message = incoming::take(
        change,
        &mut record,
        Incoming {
            id: new.id,
            content,
            more: None,
        },
    )?;
    attachments::hold(change, &message, &files)?;
    masking::restore(change.sql, &mut message)?;
    Ok(VisitorMessage { message })
}

/// The channel of a visitor, and their visit where they have written before. Whoever may not write may not upload either.
///
/// # Errors
/// `ChannelClosed`, also for who is blocked, or `NotFound` when the channel is gone.
pub fn who_may_write(
    sql: &Connection,
    visitor: &VisitorToken,
) -> Outcome<(Channel, Option<VisitRecord>)> {
    let channel =
        people::channel(sql, &visitor.channel)?.ok_or_else(|| Refusal::not_found("channel"))?;
    check_open(&channel)?;
    let visit = visits::of_visitor(sql, &visitor.visitor)?;
    if let Some(visit) = &visit {
        block::check(sql, &visit.conversation)?;
    }
    Ok((channel, visit))
}

/// Refuses when the channel is switched off.
///
/// # Errors
/// `ChannelClosed`.
pub fn check_open(channel: &Channel) -> Outcome<()> {
    if channel.state == ChannelState::Disabled {
        return Err(Refusal::new(
            ProblemKind::ChannelClosed,
            "This chat is closed at the moment.",
        ));
    }
    Ok(())
}

fn begin_conversation(
    change: &mut Change<'_>,
    visitor: &VisitorToken,
) -> Outcome<ConversationRecord> {
    let now = change.now;
    let contact = Contact {
        id: random::id::<ContactId>(now),
        name: made_up_name(&visitor.visitor),
        handle: None,
        company: None,
        phone: None,
        email: None,
        avatar_url: None,
        comment: None,
        created_at: now,
        revision: 1,
    };
    people::add_contact(change.sql, &contact)?;
    let record = incoming::begin(change, &visitor.channel, contact)?;
    visits::save(
        change.sql,
        &VisitRecord {
            visitor: visitor.visitor.clone(),
            channel: visitor.channel.clone(),
            contact: record.contact.id.clone(),
            conversation: record.conversation.id.clone(),
            delivered_position: 0,
            read_position: 0,
        },
    )?;
    Ok(record)
}
