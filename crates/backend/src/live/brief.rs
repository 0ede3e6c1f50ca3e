//! Leaves out of missed events what a later one says anew. A client that was away for an hour missed many messages of few
//! conversations, and each event of a message holds the whole conversation: more than half of what it would read.

use std::collections::HashSet;

use recado_protocol::event::event_type;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::storage::event_log::LoggedEvent;

/// The part of a message's event that stays.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    message: &'a RawValue,
}

/// The event without its conversation's record if one of `newest` tells that anew, or nothing if nothing is left of it.
/// Later events are newer, because the log is written together with the conversations.
pub fn shortened(event: LoggedEvent, newest: &HashSet<u64>) -> Option<LoggedEvent> {
    if !event.tells_conversation || newest.contains(&event.seq) {
        return Some(event);
    }
    match event.event_type.as_str() {
        event_type::MESSAGE_CREATED | event_type::MESSAGE_UPDATED => {
            let Ok(Told { message }) = serde_json::from_str(&event.data) else {
                return Some(event);
            };
            let data = format!(r#"{{"message":{}}}"#, message.get());
            Some(LoggedEvent { data, ..event })
        }
        event_type::CONVERSATION_CREATED | event_type::CONVERSATION_UPDATED => None,
        _ => Some(event),
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;

    fn event(seq: u64, event_type: &str, data: &str) -> LoggedEvent {
        LoggedEvent {
            seq,
            at: Timestamp::from_millis(0),
            event_type: event_type.to_owned(),
            data: data.to_owned(),
            tells_conversation: data.contains("conversation"),
        }
    }

    fn message(seq: u64) -> LoggedEvent {
        let data = format!(
            r#"{{"message":{{"id":"m{seq}"}},"record":{{"conversation":{{"id":"a"}},"contact":{{}}}}}}"#
        );
        event(seq, event_type::MESSAGE_CREATED, &data)
    }

    #[test]
    fn a_conversation_is_told_where_it_is_newest_and_every_message_stays() {
        let updated = r#"{"conversation":{"id":"a"},"contact":{}}"#;
        let kept: Vec<_> = [
            event(1, event_type::CONVERSATION_UPDATED, updated),
            message(2),
            message(3),
            event(4, event_type::CONTACT_UPDATED, "{}"),
            event(5, event_type::CONVERSATION_UPDATED, updated),
            event(6, event_type::MESSAGE_UPDATED, "no conversation, no JSON"),
        ]
        .into_iter()
        .filter_map(|event| shortened(event, &HashSet::from([3, 5])))
        .collect();
        let said: Vec<_> = kept
            .iter()
            .map(|event| (event.seq, event.data.contains("\"conversation\"")))
            .collect();
        assert_eq!(
            said,
            [(2, false), (3, true), (4, false), (5, true), (6, false)]
        );
        assert_eq!(kept[0].data, r#"{"message":{"id":"m2"}}"#);
    }
}
