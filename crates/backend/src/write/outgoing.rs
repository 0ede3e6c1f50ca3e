//! What becomes of a message for the customer: it goes to its channel, waits for it, or fails.

use recado_protocol::connector::{NotTaken, Taken};
use recado_protocol::event::event_type;
use recado_protocol::{
    Channel, ChannelKind, ChannelState, Conversation, ConversationId, ConversationRecord, Delivery,
    Fields, Message, MessageId, ProblemKind, Timestamp, WriteAnswer,
};

use super::{changes, deletion, load, publish_message, store_record, track};
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors::{self, Known};
use crate::storage::outgoing::{self, Outgoing};
use crate::storage::writer::Change;
use crate::storage::{messages, people};

/// The code of a failure when the customer has blocked us.
pub const BLOCKED: &str = "blocked_by_customer";
/// The code of a failure when nobody answered for a day.
const UNREACHABLE: &str = "unreachable";
/// The code of a failure when a scheduled message found its channel closed.
const CLOSED: &str = "channel_closed";

/// A connector that did not take a message for this long does not get it any more, in milliseconds:
/// a day.
const GIVE_UP_AFTER_MS: i64 = 24 * 60 * 60 * 1_000;
/// So often a change is tried that the channel hears and does not carry out, about a minute: what was written after it
/// waits for it.
const MOST_TRIES_OF_CHANGE: u32 = 6;

/// Refuses when nothing can be sent through a channel.
///
/// # Errors
/// `ChannelClosed`.
pub fn check_open(channel: &Channel) -> Outcome<()> {
    let why = match channel.state {
        ChannelState::Disabled => "it is disabled",
        ChannelState::TokenExpired => "its connection has expired and has to be renewed",
        ChannelState::Active | ChannelState::Limited { .. } | ChannelState::Unknown => {
            return Ok(());
        }
    };
    Err(Refusal::new(
        ProblemKind::ChannelClosed,
        format!(
            "Nothing can be sent through {}: {why}. Notes still can be written.",
            channel.name
        ),
    ))
}

/// How a new message stands at first. One that is queued has to be [`enqueue`]d once it has its place.
pub fn first_delivery(
    change: &Change<'_>,
    channel: &Channel,
    conversation: &Conversation,
) -> Outcome<Delivery> {
    if conversation.blocked_by_customer {
        return Ok(blocked());
    }
    if check_open(channel).is_err() {
        return Ok(Delivery::Failed {
            code: CLOSED.to_owned(),
            reason: format!("{} was closed when it was to be sent.", channel.name),
            retryable: true,
        });
    }
    if channel.kind == ChannelKind::LiveChat {
        return Ok(Delivery::Sent);
    }
    let is_connected = connectors::of_channel(change.sql, &channel.id)?.is_some();
    let has_to_wait = matches!(channel.state, ChannelState::Limited { .. });
    Ok(if is_connected || has_to_wait {
        Delivery::Queued
    } else {
        // A channel that nobody has connected leads nowhere: it is kept here.
        Delivery::Sent
    })
}

/// Puts a message that is queued into the line of its channel.
pub fn enqueue(change: &mut Change<'_>, channel: &Channel, message: &Message) -> Outcome<()> {
    if message.delivery == Some(Delivery::Queued) {
        outgoing::add(change.sql, &channel.id, message, change.now)?;
        change.wake_dispatcher();
    }
    Ok(())
}

/// The channel has taken a message, or a change of one.
pub fn taken(change: &mut Change<'_>, outgoing: &Outgoing, taken: Taken) -> Outcome<()> {
    if outgoing.change.is_some() {
        return changes::taken(change, outgoing, taken);
    }
    let Some(mut message) = settle(change, outgoing)? else {
        return Ok(());
    };
    let mut record = load(change, &outgoing.conversation)?;
    if let Some(external) = taken.external_id {
        let known = Known {
            conversation: outgoing.conversation.clone(),
            message: message.id.clone(),
        };
        connectors::name_message(change.sql, &outgoing.channel, &external, &known)?;
        let mut more = message.read_more();
        more.external_id = Some(external);
        message.more = Some(Fields::of(&more));
    }
    // A receipt may have been faster than this answer.
    if let Some(before) = &message.delivery
        && Delivery::Sent.follows(before)
    {
        message.delivery = Some(Delivery::Sent);
        track::note(&mut message, change.now);
    }
    store_changed(change, &mut record, &mut message)
}

/// The channel will not take a message, or a change of one.
pub fn refused(change: &mut Change<'_>, outgoing: &Outgoing, why: NotTaken) -> Outcome<()> {
    if outgoing.change.is_some() {
        return changes::refused(change, outgoing, why);
    }
    let Some(mut message) = settle(change, outgoing)? else {
        return Ok(());
    };
    let mut record = load(change, &outgoing.conversation)?;
    let delivery = Delivery::Failed {
        code: why.code,
        reason: why.reason,
        retryable: why.retryable,
    };
    receive_receipt(change, &mut record, &mut message, delivery)
}

/// Nobody answered, or not now: it is tried again, and given up after a day. `jitter` is a random
/// number in `0.0..1.0`.
pub fn not_now(
    change: &mut Change<'_>,
    outgoing: &Outgoing,
    has_come: bool,
    jitter: f64,
) -> Outcome<()> {
    let attempts = outgoing.attempts.saturating_add(1);
    let holds_up = outgoing.change.is_some() && has_come && attempts >= MOST_TRIES_OF_CHANGE;
    let reason = if holds_up {
        "The channel did not carry it out."
    } else {
        "The channel did not answer for a day."
    };
    if holds_up || change.now.millis_since(outgoing.queued_at) > GIVE_UP_AFTER_MS {
        let why = NotTaken {
            code: UNREACHABLE.to_owned(),
            reason: reason.to_owned(),
            retryable: true,
        };
        return refused(change, outgoing, why);
    }
    let due_at = next_try(change.now, attempts, jitter);
    outgoing::postpone(change.sql, &outgoing.key, attempts, due_at, has_come)?;
    Ok(())
}

/// When a message is tried again that was tried so often: after one second at first, after five
/// minutes at last, and never all at the same moment.
fn next_try(now: Timestamp, attempts: u32, jitter: f64) -> Timestamp {
    const FIRST_MS: i64 = 1_000;
    const LONGEST_MS: i64 = 5 * 60 * 1_000;
    let longest = FIRST_MS
        .saturating_mul(1 << attempts.saturating_sub(1).min(20))
        .min(LONGEST_MS);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "at most 300000, exact in both types"
    )]
    let part = (longest as f64 * jitter.clamp(0.0, 1.0) / 2.0) as i64;
    now.plus_millis(longest / 2 + part)
}

/// Notes how far a message got. It only ever gets further.
pub fn receive_receipt(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    message: &mut Message,
    delivery: Delivery,
) -> Outcome<()> {
    let is_news = message
        .delivery
        .as_ref()
        .is_some_and(|before| delivery.follows(before));
    if !is_news {
        return Ok(());
    }
    let is_blocked = matches!(&delivery, Delivery::Failed { code, .. } if code == BLOCKED);
    record.conversation.blocked_by_customer |= is_blocked;
    if matches!(delivery, Delivery::Failed { .. }) {
        // What never came to the customer can't be changed for them.
        outgoing::remove_all(change.sql, &message.id)?;
    } else {
        outgoing::remove(change.sql, message.id.as_str())?;
    }
    let has_vanished =
        message.content.kind() == "deleted" && matches!(delivery, Delivery::Failed { .. });
    // What was taken back before it failed is where it was to be.
    message.delivery = (!has_vanished).then_some(delivery);
    track::note(message, change.now);
    store_changed(change, record, message)
}

/// Tries a message again that failed and may be tried again.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` for one that has not failed or never will get
/// through.
pub fn try_again(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    message: &MessageId,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let mut message = messages::one(change.sql, conversation, message)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    match &message.delivery {
        Some(Delivery::Failed {
            retryable: true, ..
        }) => {}
        Some(Delivery::Failed { .. }) => {
            return Err(Refusal::field(
                "message",
                "Trying this message again would fail again.",
            ));
        }
        // It is on its way again already, or has arrived after all.
        _ => {
            return Ok(WriteAnswer {
                record,
                message: Some(message),
            });
        }
    }
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    check_open(&channel)?;
    let delivery = first_delivery(change, &channel, &record.conversation)?;
    message.delivery = Some(delivery);
    track::note(&mut message, change.now);
    enqueue(change, &channel, &message)?;
    store_changed(change, &mut record, &mut message)?;
    Ok(WriteAnswer {
        record,
        message: Some(message),
    })
}

fn blocked() -> Delivery {
    Delivery::Failed {
        code: BLOCKED.to_owned(),
        reason: "The customer has blocked messages from this channel.".to_owned(),
        retryable: false,
    }
}

/// Takes a message out of the line. `None` when it is gone already: somebody else was faster.
fn settle(change: &Change<'_>, settled: &Outgoing) -> Outcome<Option<Message>> {
    if outgoing::one(change.sql, &settled.key)?.is_none() {
        return Ok(None);
    }
    outgoing::remove(change.sql, &settled.key)?;
    Ok(messages::one(
        change.sql,
        &settled.conversation,
        &settled.message,
    )?)
}

/// Stores a changed message, and the record where it shows the message, and tells everybody.
pub fn store_changed(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    message: &mut Message,
) -> Outcome<()> {
    message.revision = message.revision.saturating_add(1);
    messages::save(change.sql, message)?;
    if let Some(preview) = &mut record.conversation.last_message
        && preview.message == message.id
    {
        preview.delivery.clone_from(&message.delivery);
    }
    store_record(change, record)?;
    publish_message(change, event_type::MESSAGE_UPDATED, record, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_get_rarer_up_to_every_five_minutes_and_are_spread() {
        let now = Timestamp::from_millis(0);
        let at = |attempts, jitter| next_try(now, attempts, jitter).millis();
        assert_eq!((at(1, 0.0), at(1, 1.0)), (500, 1_000));
        assert_eq!((at(4, 0.0), at(4, 1.0)), (4_000, 8_000));
        assert_eq!((at(60, 0.0), at(60, 1.0)), (150_000, 300_000));
    }
}
