//! What a customer's message does besides being one, whatever way it came.

use recado_protocol::event::event_type;
use recado_protocol::{
    Author, ChannelId, Contact, Content, Conversation, ConversationRecord, ConversationStatus,
    Fields, Message, MessageId, SystemEvent, Timestamp,
};

use super::{Draft, consent, place, publish_record, store_new};
use crate::live::hub::Published;
use crate::random;
use crate::refusal::Outcome;
use crate::storage::blocks::{self, Blocked};
use crate::storage::conversations;
use crate::storage::writer::Change;

/// A customer's message before it has its place.
pub struct Incoming {
    pub id: MessageId,
    pub content: Content,
    pub more: Option<Fields>,
}

/// Adds it: it is unread, the customer waits, a resolved conversation opens again and an archived
/// one comes back.
///
/// # Errors
/// Only when the database fails.
pub fn take(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    incoming: Incoming,
) -> Outcome<Message> {
    let now = change.now;
    // Whoever writes is not put off any longer.
    if matches!(
        record.conversation.status,
        ConversationStatus::Resolved | ConversationStatus::Snoozed
    ) {
        record.conversation.status = ConversationStatus::Open;
        record.conversation.snoozed_until = None;
        let event = SystemEvent::Reopened { by: None };
        let line = place(record, Draft::system(now, event), now);
        store_new(change, record, &line)?;
    }
    let said = incoming.content.clone();
    let mut draft = Draft {
        id: incoming.id,
        author: Author::Contact {
            id: record.contact.id.clone(),
        },
        content: incoming.content,
        delivery: None,
        more: incoming.more,
    };
    draft.take_in(change, &record.conversation.id)?;
    let message = place(record, draft, now);
    receive(&mut record.conversation, now);
    store_new(change, record, &message)?;
    consent::hear(change, record, &said)?;
    change.publish(Published::CustomerWrote(message.conversation.clone()));
    Ok(message)
}

/// What a customer's message changes beside the history.
fn receive(conversation: &mut Conversation, now: Timestamp) {
    conversation.waiting_since = conversation.waiting_since.or(Some(now));
    conversation.customer_wrote_at = Some(now);
    conversation.answered = false;
    conversation.unread_count = conversation.unread_count.saturating_add(1);
    conversation.archived = false;
    // Whoever writes to us has not blocked us.
    conversation.blocked_by_customer = false;
}

/// Begins a conversation with a contact who is stored already.
///
/// # Errors
/// Only when the database fails.
pub fn begin(
    change: &mut Change<'_>,
    channel: &ChannelId,
    contact: Contact,
) -> Outcome<ConversationRecord> {
    let now = change.now;
    let conversation = Conversation {
        id: random::id(now),
        channel: channel.clone(),
        contact: contact.id.clone(),
        status: ConversationStatus::Open,
        snoozed_until: None,
        archived: false,
        answered: false,
        priority: None,
        assignee: None,
        team: None,
        labels: Vec::new(),
        waiting_since: None,
        customer_wrote_at: None,
        created_at: now,
        last_activity_at: now,
        last_message: None,
        last_position: 0,
        read_position: 0,
        unread_count: 0,
        resolution: None,
        blocked_by_customer: false,
        blocked: blocks::holds(change.sql, &contact.id, Blocked::Customer)?,
        erased: false,
        deleted: false,
        mentions: Vec::new(),
        scheduled: None,
        pinned: None,
        revision: 1,
    };
    conversations::save(change.sql, &conversation)?;
    let record = ConversationRecord {
        conversation,
        contact,
    };
    publish_record(change, event_type::CONVERSATION_CREATED, &record)?;
    Ok(record)
}
