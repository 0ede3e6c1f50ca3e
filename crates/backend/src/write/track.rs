//! When a message reached each state, kept with it.

use recado_protocol::message::more::Step;
use recado_protocol::{Delivery, Fields, Message, MessageId, More, Timestamp};

/// A client's clock that is further off than this says nothing about when a message was written.
const BELIEVED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Notes that a message has just reached what its delivery says.
pub fn note(message: &mut Message, now: Timestamp) {
    let mut more = message.read_more();
    add(&mut more, message.delivery.as_ref(), now);
    message.more = (more != More::default()).then(|| Fields::of(&more));
}

/// Adds when a new message was written, by the time that its writer put into the id, and the state
/// that it has at once.
pub fn begin(more: &mut More, id: &MessageId, delivery: Option<&Delivery>, now: Timestamp) {
    if delivery.is_none() {
        return;
    }
    let is_believed =
        |written: &Timestamp| *written <= now && now.millis_since(*written) < BELIEVED_MS;
    if let Some(written) = time_of(id).filter(is_believed) {
        more.track.push(Step {
            state: "queued".to_owned(),
            at: written,
        });
    }
    add(more, delivery, now);
}

fn add(more: &mut More, delivery: Option<&Delivery>, now: Timestamp) {
    let state = match delivery {
        Some(Delivery::Sent) => "sent",
        Some(Delivery::Delivered) => "delivered",
        Some(Delivery::Read) => "read",
        Some(Delivery::Failed { .. }) => "failed",
        Some(Delivery::Queued | Delivery::Unknown) | None => return,
    };
    more.track.push(Step {
        state: state.to_owned(),
        at: now,
    });
}

/// The time in a UUID of version 7; `None` for any other id.
fn time_of(id: &MessageId) -> Option<Timestamp> {
    let hex: String = id.as_str().chars().filter(|c| *c != '-').collect();
    let is_uuid_7 = hex.len() == 32 && hex.is_ascii() && hex.as_bytes()[12] == b'7';
    let millis = i64::from_str_radix(is_uuid_7.then(|| hex.get(..12))??, 16).ok()?;
    Some(Timestamp::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_writing_is_the_ids_unless_it_is_no_time() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let states = |id: MessageId| {
            let mut more = More::default();
            begin(&mut more, &id, Some(&Delivery::Sent), now);
            let step = |step: Step| (step.state, now.millis_since(step.at));
            more.track.into_iter().map(step).collect::<Vec<_>>()
        };
        let sent = ("sent".to_owned(), 0);
        let written = MessageId::make(now.plus_millis(-7_000), [3; 10]);
        assert_eq!(
            states(written),
            [("queued".to_owned(), 7_000), sent.clone()]
        );
        for odd in [
            MessageId::make(now.plus_millis(60_000), [3; 10]),
            MessageId::make(now.plus_millis(-BELIEVED_MS - 1), [3; 10]),
            MessageId::new("demo-7"),
            MessageId::new("7é77777777777777777777777777777"),
        ] {
            assert_eq!(states(odd), std::slice::from_ref(&sent));
        }
    }
}
