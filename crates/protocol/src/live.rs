//! Frames of the live sockets `/api/v1/live` (agents) and `/api/v1/visitor/live` (customers).
//!
//! Every frame is one JSON text message `{type, seq?, at?, data?}`. A frame with a `seq` is an
//! event; all others are ephemeral and never replayed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    AgentId, AgentStatus, Author, ConversationId, Event, EventBody, Problem, SessionId, Timestamp,
};

/// Each side sends a ping this often, in milliseconds.
pub const PING_EVERY_MS: u32 = 15_000;
/// A link that said nothing for this long is dead, in milliseconds.
pub const DEAD_AFTER_MS: u32 = 35_000;
/// A socket that has not said hello after this long is closed, in milliseconds.
pub const HELLO_WITHIN_MS: u32 = 10_000;

/// A notice that somebody looks at a conversation ends after this long unless it is repeated, in
/// milliseconds.
pub const VIEWING_ENDS_MS: u32 = 45_000;

/// Reasons for which a backend closes a live socket, as WebSocket close codes.
pub mod close_code {
    /// The token is missing, wrong, expired or revoked: sign in again or refresh.
    pub const UNAUTHENTICATED: u16 = 4001;
    /// The first frame was not a `hello`, or a frame could not be read.
    pub const PROTOCOL_ERROR: u16 = 4002;
    /// No `hello` came in time.
    pub const NO_HELLO: u16 = 4003;
    /// The reader was too slow: reconnect and catch up from the cursor.
    pub const SLOW_READER: u16 = 4008;
}

/// What a client says on a live socket.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame: who I am and what I have.
    Hello(Hello),
    /// I am still there. The backend answers at once with a ping of its own.
    Ping,
    /// I began or stopped writing. In a note, only colleagues are told.
    Typing(Typing),
    /// I look at a conversation, or look away. Said again while I look.
    Viewing(Viewing),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Hello {
    /// The access token (agents) or the visitor token (customers).
    pub token: String,
    /// The `seq` of the last event that this client has; absent to start from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<u64>,
    /// Tells apart the tabs of one session, for logs only.
    #[serde(default)]
    pub tab: String,
    /// Whether this client reads `events`: several events in one frame.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub batches: bool,
    /// Whether this client is content with what is newest of each conversation among the events that it missed: of
    /// older ones, the message comes without the conversation, and a change of the conversation alone does not come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brief: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Typing {
    pub conversation: ConversationId,
    pub on: bool,
    #[serde(default)]
    pub note: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Viewing {
    pub conversation: ConversationId,
    pub on: bool,
}

/// What a backend says on a live socket.
#[derive(Clone, PartialEq, Debug)]
pub enum ServerFrame {
    /// The answer to `hello`: every event after the client's cursor follows, in order, and the
    /// newest of them has this `cursor`.
    Welcome(Welcome),
    /// The cursor is too old (or from another life of the backend): take a fresh snapshot.
    Resync,
    Ping,
    Typing(TypingNotice),
    /// A colleague looks at a conversation, or looks away.
    Viewing(TypingNotice),
    Presence(Presence),
    /// Something that the client said was refused; the socket stays open.
    Problem(Problem),
    Event(Event),
    /// Several events in their order, for who said that it reads `batches`.
    Events(Vec<Event>),
    /// A frame of a newer backend: skipped.
    Unknown {
        frame_type: String,
    },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Welcome {
    pub session: SessionId,
    pub cursor: u64,
}

/// Somebody else began or stopped writing in a conversation, or looking at it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TypingNotice {
    pub conversation: ConversationId,
    pub who: Author,
    pub on: bool,
    #[serde(default)]
    pub note: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Presence {
    pub agent: AgentId,
    pub status: AgentStatus,
}

/// A frame that is no JSON object with a `type`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadableFrame;

/// What a frame of several events begins with; their list and a brace follow.
const BATCH: &str = r#"{"type":"events","data":"#;

/// The outermost shape of every frame. Data stays text until its type is known.
#[derive(Serialize, Deserialize)]
pub struct FrameEnvelope<'a> {
    #[serde(rename = "type", borrow)]
    pub frame_type: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub data: Option<&'a RawValue>,
}

impl FrameEnvelope<'_> {
    /// The event, if it is one.
    fn event(&self) -> Option<Event> {
        Some(Event {
            seq: self.seq?,
            at: self.at.unwrap_or_default(),
            body: EventBody::decode(&self.frame_type, self.data.unwrap_or(RawValue::NULL)),
        })
    }
}

impl ServerFrame {
    /// The events that it brings, in their order.
    pub fn events(&self) -> &[Event] {
        match self {
            Self::Event(event) => std::slice::from_ref(event),
            Self::Events(events) => events,
            _ => &[],
        }
    }

    /// Reads one text message of the socket.
    ///
    /// # Errors
    /// Only for text that is no JSON object with a `type`. Anything else decodes, at worst to
    /// `Unknown`.
    pub fn decode(text: &str) -> Result<Self, UnreadableFrame> {
        match Self::in_one_go(text) {
            Some(frame) => Ok(frame),
            None => Self::by_its_parts(text),
        }
    }

    /// Reads a frame of events that is as backends write it, which are nearly all: each byte once.
    fn in_one_go(text: &str) -> Option<Self> {
        let list = text.strip_prefix(BATCH).and_then(|it| it.strip_suffix('}'));
        match list {
            Some(list) => recado_json::from_str(list).map(Self::Events).ok(),
            None => recado_json::from_str(text).map(Self::Event).ok(),
        }
    }

    /// Reads any frame. What can't be read of it costs nothing but itself.
    fn by_its_parts(text: &str) -> Result<Self, UnreadableFrame> {
        let envelope: FrameEnvelope<'_> =
            recado_json::from_str(text).map_err(|_| UnreadableFrame)?;
        if let Some(event) = envelope.event() {
            return Ok(Self::Event(event));
        }
        let frame_type = envelope.frame_type.as_ref();
        let data = envelope.data.unwrap_or(RawValue::NULL).get();
        let known = match frame_type {
            "events" => recado_json::from_str::<Vec<FrameEnvelope<'_>>>(data).map(|envelopes| {
                Self::Events(envelopes.iter().filter_map(FrameEnvelope::event).collect())
            }),
            "welcome" => recado_json::from_str(data).map(Self::Welcome),
            "resync" => Ok(Self::Resync),
            "ping" => Ok(Self::Ping),
            "typing" => recado_json::from_str(data).map(Self::Typing),
            "viewing" => recado_json::from_str(data).map(Self::Viewing),
            "presence" => recado_json::from_str(data).map(Self::Presence),
            "problem" => recado_json::from_str(data).map(Self::Problem),
            _ => {
                return Ok(Self::Unknown {
                    frame_type: frame_type.to_owned(),
                });
            }
        };
        Ok(known.unwrap_or_else(|_| Self::Unknown {
            frame_type: frame_type.to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An event on the wire, or something that is nearly one.
    fn written_event() -> impl Strategy<Value = String> {
        let event_type = prop::sample::select(vec![
            r#""contact.updated""#,
            r#""conversation.updated""#,
            r#""moon.landed""#,
            "7",
        ]);
        let contact =
            r#"{"id":"p","name":"B\u0065a","created_at":"2026-11-21T09:30:00Z","revision":3}"#;
        let data = prop::sample::select(vec![contact, "{}", "[1,{}]", "null"]);
        let part = (0..5_usize, event_type, data).prop_map(|(part, event_type, data)| match part {
            0 => format!(r#""type":{event_type}"#),
            1 => r#""seq":7"#.to_owned(),
            2 => r#""at":"2026-11-21T09:30:00.000Z""#.to_owned(),
            3 => format!(r#""data":{data}"#),
            _ => r#""new":[null]"#.to_owned(),
        });
        let any_parts = prop::collection::vec(part, 0..6).prop_map(|parts| parts.join(","));
        let usual = (0..2_u8).prop_map(move |known| {
            let event_type = ["contact.updated", "moon.landed"][usize::from(known)];
            format!(r#""type":"{event_type}","seq":7,"at":"2026-11-21T09:30:00Z","data":{contact}"#)
        });
        prop_oneof![usual, any_parts].prop_map(|parts| format!("{{{parts}}}"))
    }

    #[test]
    fn what_a_backend_writes_is_read_in_one_go() {
        let event = r#"{"type":"channel.updated","seq":8,"at":"2026-11-21T09:30:00.000Z","data":{"id":"c","kind":"api","name":"x","state":{"state":"active"}}}"#;
        let alone = ServerFrame::in_one_go(event);
        assert!(
            matches!(
                &alone,
                Some(ServerFrame::Event(Event {
                    body: EventBody::Channel(_),
                    ..
                }))
            ),
            "{alone:?}"
        );
        let both = ServerFrame::in_one_go(&format!("{BATCH}[{event},{event}]}}"));
        assert_eq!(both.map(|frame| frame.events().len()), Some(2));
        assert_eq!(ServerFrame::in_one_go(r#"{"type":"ping"}"#), None);
    }

    #[test]
    fn an_unknown_event_type_keeps_its_seq() {
        let frame = ServerFrame::decode(
            r#"{"type":"moon.landed","seq":7,"at":"2026-11-21T09:30:00Z","data":{"a":1}}"#,
        );
        let Ok(ServerFrame::Event(event)) = frame else {
            panic!("not an event: {frame:?}")
        };
        assert_eq!(event.seq, 7);
        assert_eq!(
            event.body,
            EventBody::Unknown {
                event_type: "moon.landed".into()
            }
        );
    }

    #[test]
    fn a_known_type_with_unreadable_data_is_skipped_not_fatal() {
        let frame = ServerFrame::decode(r#"{"type":"message.created","seq":8,"data":{"no":1}}"#);
        let Ok(ServerFrame::Event(event)) = frame else {
            panic!("not an event: {frame:?}")
        };
        assert_eq!(
            event.body,
            EventBody::Unknown {
                event_type: "message.created".into()
            }
        );
    }

    #[test]
    fn events_in_one_frame_are_those_of_frames_of_their_own() {
        let one = r#"{"type":"moon.landed","seq":7,"at":"2026-11-21T09:30:00Z","data":{"a":1}}"#;
        let two = r#"{"type":"sun.set","seq":9}"#;
        let frame = ServerFrame::decode(&format!(r#"{{"type":"events","data":[{one},{two}]}}"#));
        let Ok(ServerFrame::Events(events)) = frame else {
            panic!("no events: {frame:?}")
        };
        let alone = [one, two].map(|text| ServerFrame::decode(text).unwrap());
        assert_eq!(
            events,
            alone.each_ref().map(|frame| frame.events()[0].clone())
        );
    }

    #[test]
    fn frames_without_data_decode() {
        assert_eq!(
            ServerFrame::decode(r#"{"type":"ping"}"#),
            Ok(ServerFrame::Ping)
        );
        assert_eq!(
            ServerFrame::decode(r#"{"type":"resync"}"#),
            Ok(ServerFrame::Resync)
        );
        assert_eq!(ServerFrame::decode("[]"), Err(UnreadableFrame));
    }

    /// A message as a backend tells of it.
    const MESSAGE: &str = r#"{"type":"message.created","seq":7,"at":"2026-11-21T09:30:00.123Z","data":{
        "message":{"id":"m1","conversation":"c1","position":4,"at":"2026-11-21T09:30:00+02:00",
            "author":{"kind":"agent","id":"a1","name":"L\u00edvia \ud83e\udd50"},
            "content":{"kind":"text","text":"good \"morning\"\n"},
            "delivery":{"state":"failed","code":"x","reason":"y","retryable":true},"revision":2},
        "record":{"conversation":{"id":"c1","channel":"ch","contact":"p","status":"open","archived":false,
                "priority":"high","labels":["vip","-1e9"],"created_at":"2026-11-21T09:30:00Z",
                "last_activity_at":"2026-11-21T09:30:00Z","last_position":4,"unread_count":1,"revision":9},
            "contact":{"id":"p","name":"Beatriz","created_at":"2026-11-21T09:30:00Z","revision":1}}}}"#;

    #[test]
    fn a_message_is_read_from_what_is_broken_below() {
        let frame = ServerFrame::decode(MESSAGE).unwrap();
        assert!(matches!(
            &frame.events()[0].body,
            EventBody::Message(change) if change.message.id.as_str() == "m1"
        ));
    }

    proptest! {
        /// The bytes of the socket are text by then: what is no UTF-8 does not get so far.
        #[test]
        fn a_frame_with_any_bytes_broken_or_cut_off_is_read_or_refused_without_a_panic(
            broken in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            end in any::<prop::sample::Index>(),
            is_cut in any::<bool>(),
            in_batch in any::<bool>(),
        ) {
            let text = if in_batch {
                format!(r#"{{"type":"events","data":[{MESSAGE},{MESSAGE}]}}"#)
            } else {
                MESSAGE.to_owned()
            };
            let mut bytes = text.into_bytes();
            for (at, byte) in broken {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if is_cut {
                bytes.truncate(end.index(bytes.len()));
            }
            let _ = ServerFrame::decode(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn any_bytes_decode_or_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let text = String::from_utf8_lossy(&bytes);
            let _ = ServerFrame::decode(&text);
            let _ = recado_json::from_str::<Problem>(&text);
            let _ = recado_json::from_str::<crate::http::Snapshot>(&text);
        }

        #[test]
        fn any_text_decodes_or_is_refused_without_a_panic(text in ".{0,200}") {
            let _ = ServerFrame::decode(&text);
        }

        /// Whatever the order, the types and the data of its parts.
        #[test]
        fn a_frame_that_is_read_in_one_go_is_what_its_parts_say(
            events in prop::collection::vec(written_event(), 0..4),
            is_batch in any::<bool>(),
            tail in prop_oneof![4 => Just(""), 1 => Just(r#","more":{}"#)],
        ) {
            let text = match events.as_slice() {
                [event] if !is_batch => event.clone(),
                _ => format!("{BATCH}[{}]{tail}}}", events.join(",")),
            };
            if let Some(frame) = ServerFrame::in_one_go(&text) {
                prop_assert_eq!(Ok(frame), ServerFrame::by_its_parts(&text));
            }
        }

        #[test]
        fn any_type_and_any_data_decode(frame_type in "[a-z.]{0,20}", data in "[1-9][0-9]{0,2}|\"[a-z]{0,4}\"|\\[\\]|\\{\\}|null") {
            let text = format!(r#"{{"type":"{frame_type}","seq":1,"data":{data}}}"#);
            prop_assert!(ServerFrame::decode(&text).is_ok());
        }
    }
}
