//! What changes a conversation. Each write loads the record, changes it, and stores the record, the
//! messages it made and the events in the transaction that it was given.

pub mod answer;
pub mod answered;
pub mod archive;
pub mod assignment;
pub mod attachments;
pub mod attribute_definitions;
pub mod attributes;
pub mod block;
pub mod bulk;
pub mod changes;
pub mod channel_state;
pub mod consent;
pub mod contact;
pub mod customers_change;
pub mod deletion;
pub mod erasure;
pub mod first_message;
pub mod inbound;
pub mod inbound_email;
pub mod incoming;
pub mod labels;
pub mod macros;
pub mod masked;
pub mod mentions;
pub mod merge;
pub mod message;
pub mod once;
pub mod outgoing;
pub mod preview;
pub mod priority;
pub mod read;
pub mod receipts;
pub mod remasking;
pub mod reveal;
pub mod rewritten;
pub mod rich_message;
pub mod said_besides;
pub mod scheduled;
pub mod snooze;
pub mod status;
pub mod team_message;
pub mod template;
pub mod tickets;
pub mod track;
pub mod unread;
pub mod visit_facts;
pub mod visitor_message;
pub mod way_back;

use recado_protocol::event::{MessageChange, event_type};
use recado_protocol::{
    Author, Content, ConversationId, ConversationRecord, Delivery, Fields, Message, MessageId,
    SystemEvent, Timestamp,
};

use crate::live::hub::{self, Frame, Published, VisitorFrame};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{conversations, event_log, masking, messages, visits};

/// A message before it has its place in a conversation.
pub struct Draft {
    pub id: MessageId,
    pub author: Author,
    pub content: Content,
    pub delivery: Option<Delivery>,
    pub more: Option<Fields>,
}

impl Draft {
    /// A line that says what happened.
    pub fn system(now: Timestamp, event: SystemEvent) -> Self {
        Self {
            id: random::id(now),
            author: Author::System,
            content: Content::System { event },
            delivery: None,
            more: None,
        }
    }

    /// Hides what is to be hidden of it, and keeps what it was.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn take_in(&mut self, change: &Change<'_>, conversation: &ConversationId) -> Outcome<()> {
        let Self {
            id, content, more, ..
        } = self;
        masking::take_in(change.sql, conversation, id, content, more)
    }
}

/// The record that a write is about.
///
/// # Errors
/// `NotFound` when there is none.
pub fn load(change: &Change<'_>, id: &ConversationId) -> Outcome<ConversationRecord> {
    conversations::one(change.sql, id)?.ok_or_else(|| Refusal::not_found("conversation"))
}

/// Gives a draft the next place of its conversation. System lines are no activity and no last
/// message. Nothing is stored yet, so that the caller can change the record further.
pub fn place(record: &mut ConversationRecord, draft: Draft, now: Timestamp) -> Message {
    let conversation = &mut record.conversation;
    conversation.last_position = conversation.last_position.saturating_add(1);
    let message = Message {
        id: draft.id,
        conversation: conversation.id.clone(),
        position: conversation.last_position,
        at: now,
        author: draft.author,
        content: draft.content,
        delivery: draft.delivery,
        more: draft.more,
        revision: 1,
    };
    if let Some(preview) = preview::of(&message) {
        conversation.last_message = Some(preview);
        conversation.last_activity_at = conversation.last_activity_at.max(now);
    }
    message
}

/// Stores a new message and the record after it, and tells everybody.
///
/// # Errors
/// Only when the database fails.
pub fn store_new(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    message: &Message,
) -> Outcome<()> {
    messages::add(change.sql, message)?;
    store_record(change, record)?;
    publish_message(change, event_type::MESSAGE_CREATED, record, message)
}

/// Stores the record under its next revision, without telling anybody.
///
/// # Errors
/// Only when the database fails.
pub fn store_record(change: &Change<'_>, record: &mut ConversationRecord) -> Outcome<()> {
    record.conversation.revision = record.conversation.revision.saturating_add(1);
    Ok(conversations::save(change.sql, &record.conversation)?)
}

/// Tells the agents that a conversation is new or changed.
///
/// # Errors
/// Only when the database fails.
pub fn publish_record(
    change: &mut Change<'_>,
    event_type: &str,
    record: &ConversationRecord,
) -> Outcome<()> {
    let data = serde_json::to_string(record)?;
    tell_agents(change, event_type, &data, Some(&record.conversation.id))
}

/// Tells the agents something that no visitor may know.
///
/// # Errors
/// Only when the database fails.
pub fn publish_to_agents(change: &mut Change<'_>, event_type: &str, data: &str) -> Outcome<()> {
    tell_agents(change, event_type, data, None)
}

fn tell_agents(
    change: &mut Change<'_>,
    event_type: &str,
    data: &str,
    conversation: Option<&ConversationId>,
) -> Outcome<()> {
    let seq = event_log::append(change.sql, change.now, event_type, data, conversation, None)?;
    let agents = Some(hub::event_frame(event_type, seq, change.now, data));
    change.publish(Published::Frame(Frame {
        seq: Some(seq),
        from: None,
        agents,
        visitor: None,
    }));
    Ok(())
}

/// Tells the agents, and the visitor unless it is internal, that a message is new or changed.
///
/// # Errors
/// Only when the database fails.
pub fn publish_message(
    change: &mut Change<'_>,
    event_type: &str,
    record: &ConversationRecord,
    message: &Message,
) -> Outcome<()> {
    let told = MessageChange {
        message: message.clone(),
        record: Some(record.clone()),
    };
    publish_change(change, event_type, &told)
}

/// As [`publish_message`].
///
/// # Errors
/// Only when the database fails.
pub fn publish_change(
    change: &mut Change<'_>,
    event_type: &str,
    told: &MessageChange,
) -> Outcome<()> {
    let message = &told.message;
    let visitor = if messages::is_internal(message) {
        None
    } else {
        visits::visitor_of(change.sql, &message.conversation)?
    };
    let data = serde_json::to_string(told)?;
    let seq = event_log::append(
        change.sql,
        change.now,
        event_type,
        &data,
        told.record.as_ref().map(|record| &record.conversation.id),
        visitor.as_deref(),
    )?;
    let visitor = match visitor {
        Some(visitor) => {
            let data = hub::visitor_data(change.sql, message)?;
            Some(VisitorFrame {
                visitor,
                text: hub::event_frame(event_type, seq, change.now, &data),
            })
        }
        None => None,
    };
    let agents = Some(hub::event_frame(event_type, seq, change.now, &data));
    change.publish(Published::Frame(Frame {
        seq: Some(seq),
        from: None,
        agents,
        visitor,
    }));
    Ok(())
}
