//! Leaves out of missed events what a later one says anew. A client that was away for an hour missed many messages of few
//! conversations, and each event of a message holds the whole conversation: more than half of what it would read.

use std::borrow::Cow;
use std::collections::HashSet;

use recado_protocol::event::event_type;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::storage::event_log::LoggedEvent;

/// The data of a message's event.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    message: &'a RawValue,
    #[serde(borrow)]
    record: Whose<'a>,
}

/// What of a conversation's record says which one it is.
#[derive(Deserialize)]
struct Whose<'a> {
    #[serde(borrow)]
    conversation: Id<'a>,
}

#[derive(Deserialize)]
struct Id<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// The events with each conversation only once, where it is newest: later events are newer, because the log is written
/// together with the conversations. What can't be read stays as it is.
pub fn newest_of_each(events: Vec<LoggedEvent>) -> Vec<LoggedEvent> {
    let mut told = HashSet::new();
    let mut kept: Vec<_> = events
        .into_iter()
        .rev()
        .filter_map(|event| shortened(event, &mut told))
        .collect();
    kept.reverse();
    kept
}

/// The event without the conversation if that was told, or nothing if nothing is left of it.
fn shortened(event: LoggedEvent, told: &mut HashSet<String>) -> Option<LoggedEvent> {
    let (id, rest) = match event.event_type.as_str() {
        event_type::MESSAGE_CREATED | event_type::MESSAGE_UPDATED => {
            let Ok(Told { message, record }) = serde_json::from_str(&event.data) else {
                return Some(event);
            };
            (record.conversation.id, Some(message))
        }
        event_type::CONVERSATION_CREATED | event_type::CONVERSATION_UPDATED => {
            let Ok(Whose { conversation }) = serde_json::from_str(&event.data) else {
                return Some(event);
            };
            (conversation.id, None)
        }
        _ => return Some(event),
    };
    if !told.contains(&*id) {
        told.insert(id.into_owned());
        return Some(event);
    }
    let data = format!(r#"{{"message":{}}}"#, rest?.get());
    Some(LoggedEvent { data, ..event })
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
        }
    }

    fn message(seq: u64, conversation: &str) -> LoggedEvent {
        let record =
            format!(r#"{{"conversation":{{"id":"{conversation}","x":[{seq}]}},"contact":{{}}}}"#);
        let data = format!(r#"{{"message":{{"id":"m{seq}"}},"record":{record}}}"#);
        event(seq, event_type::MESSAGE_CREATED, &data)
    }

    #[test]
    fn a_conversation_is_told_once_where_it_is_newest_and_every_message_stays() {
        let updated = r#"{"conversation":{"id":"a"},"contact":{}}"#;
        let kept = newest_of_each(vec![
            event(1, event_type::CONVERSATION_UPDATED, updated),
            message(2, "a"),
            message(3, "b"),
            event(4, event_type::CONTACT_UPDATED, "{}"),
            message(5, "a"),
            event(6, event_type::CONVERSATION_UPDATED, "not what it should be"),
        ]);
        let said: Vec<_> = kept
            .iter()
            .map(|event| (event.seq, event.data.contains("record")))
            .collect();
        assert_eq!(
            said,
            [(2, false), (3, true), (4, false), (5, true), (6, false)]
        );
        assert_eq!(kept[0].data, r#"{"message":{"id":"m2"}}"#);
    }
}
