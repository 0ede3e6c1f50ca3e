//! How far our messages got on the visitor's side.

use recado_protocol::event::event_type;
use recado_protocol::visitor::Receipts;
use recado_protocol::{ConversationId, ConversationRecord, Delivery, Message};

use super::{load, publish_message, store_record, track};
use crate::refusal::{Outcome, Refusal};
use crate::storage::visits::VisitRecord;
use crate::storage::writer::Change;
use crate::storage::{messages, visits};

/// Moves the delivery of every message up to the stated positions forward.
///
/// # Errors
/// `NotFound` when the conversation is not this visitor's.
pub fn write(
    change: &mut Change<'_>,
    visitor: &str,
    conversation: &ConversationId,
    receipts: Receipts,
) -> Outcome<()> {
    let visit = visits::of_visitor(change.sql, visitor)?
        .filter(|visit| visit.conversation == *conversation)
        .ok_or_else(|| Refusal::not_found("conversation"))?;
    let mut record = load(change, conversation)?;
    let last = record.conversation.last_position;
    let read = receipts.read.min(last).max(visit.read_position);
    // What was read has been delivered.
    let delivered = receipts
        .delivered
        .min(last)
        .max(visit.delivered_position)
        .max(read);
    if (delivered, read) == (visit.delivered_position, visit.read_position) {
        return Ok(());
    }
    // Nothing at or before the older of the two marks can still move.
    for mut message in
        messages::deliverable(change.sql, conversation, visit.read_position, delivered)?
    {
        let delivery = if message.position <= read {
            Delivery::Read
        } else {
            Delivery::Delivered
        };
        if message
            .delivery
            .as_ref()
            .is_some_and(|before| delivery.follows(before))
        {
            store_delivery(change, &mut record, &mut message, delivery)?;
        }
    }
    let visit = VisitRecord {
        delivered_position: delivered,
        read_position: read,
        ..visit
    };
    Ok(visits::save(change.sql, &visit)?)
}

fn store_delivery(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    message: &mut Message,
    delivery: Delivery,
) -> Outcome<()> {
    message.delivery = Some(delivery.clone());
    track::note(message, change.now);
    message.revision = message.revision.saturating_add(1);
    messages::save(change.sql, message)?;
    if let Some(preview) = &mut record.conversation.last_message
        && preview.message == message.id
    {
        preview.delivery = Some(delivery);
        store_record(change, record)?;
    }
    publish_message(change, event_type::MESSAGE_UPDATED, record, message)
}
