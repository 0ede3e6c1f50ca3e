//! From the writer to every live socket: one ring of frames, serialised once. A socket's memory is
//! its place in the ring; one that falls behind by a whole ring has to come back by its cursor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::Utf8Bytes;
use recado_protocol::message::Message;
use recado_protocol::visitor::VisitorMessage;
use recado_protocol::{ConversationId, SessionId, Timestamp};
use rusqlite::Connection;
use serde::Serialize;
use tokio::sync::{Notify, broadcast};

use crate::refusal::Outcome;
use crate::storage::masking;
use crate::storage::messages::for_customer;

/// How many messages of customers may wait for whoever judges them.
const CUSTOMERS: usize = 256;

/// Something that live sockets are to know.
#[derive(Clone, Debug)]
pub enum Published {
    Frame(Frame),
    /// The session was ended: its sockets are closed.
    SessionEnded(SessionId),
    /// For the dispatcher alone: there may be something to do.
    ToDispatch,
    /// For whoever judges how customers feel.
    CustomerWrote(ConversationId),
}

impl Published {
    pub fn is_event(&self) -> bool {
        matches!(self, Self::Frame(frame) if frame.seq.is_some())
    }
}

/// A frame as it goes over the wire, and who gets it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The event's number; `None` for what is never replayed.
    pub seq: Option<u64>,
    /// The socket that said it and need not hear it.
    pub from: Option<SocketId>,
    pub agents: Option<Utf8Bytes>,
    pub visitor: Option<VisitorFrame>,
}

/// A frame for one visitor.
#[derive(Clone, Debug)]
pub struct VisitorFrame {
    pub visitor: String,
    pub text: Utf8Bytes,
}

/// Tells one live socket from another for as long as the process lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SocketId(u64);

/// The ring. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    ring: broadcast::Sender<Arc<Published>>,
    sockets: Arc<AtomicU64>,
    to_dispatch: Arc<Notify>,
    customers: broadcast::Sender<ConversationId>,
}

impl Hub {
    /// A ring that holds `capacity` frames.
    pub fn new(capacity: usize) -> Self {
        Self {
            ring: broadcast::Sender::new(capacity),
            sockets: Arc::default(),
            to_dispatch: Arc::default(),
            customers: broadcast::Sender::new(CUSTOMERS),
        }
    }

    pub fn publish(&self, published: impl IntoIterator<Item = Published>) {
        for published in published {
            // An error only says that nobody listens.
            match published {
                Published::ToDispatch => self.to_dispatch.notify_one(),
                Published::CustomerWrote(conversation) => {
                    let _nobody = self.customers.send(conversation);
                }
                published => {
                    let _nobody = self.ring.send(Arc::new(published));
                }
            }
        }
    }

    /// Waits until there may be something for a channel.
    pub async fn dispatch_wanted(&self) {
        self.to_dispatch.notified().await;
    }

    /// The conversations in which customers write from now on.
    pub fn customers(&self) -> broadcast::Receiver<ConversationId> {
        self.customers.subscribe()
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Published>> {
        self.ring.subscribe()
    }

    pub fn new_socket(&self) -> SocketId {
        SocketId(self.sockets.fetch_add(1, Ordering::Relaxed))
    }
}

/// The text of an event's frame. `data` is JSON already.
pub fn event_frame(event_type: &str, seq: u64, at: Timestamp, data: &str) -> Utf8Bytes {
    let at = at.to_rfc3339();
    format!(r#"{{"type":"{event_type}","seq":{seq},"at":"{at}","data":{data}}}"#).into()
}

/// The text of one frame with several events, whose frames these are.
pub fn events_frame(events: &[Utf8Bytes]) -> Utf8Bytes {
    let events: Vec<&str> = events.iter().map(Utf8Bytes::as_str).collect();
    format!(r#"{{"type":"events","data":[{}]}}"#, events.join(",")).into()
}

/// The text of a frame that is no event.
///
/// # Errors
/// When `data` is nothing that JSON can hold.
pub fn plain_frame(frame_type: &str, data: &impl Serialize) -> serde_json::Result<Utf8Bytes> {
    let data = serde_json::to_string(data)?;
    Ok(format!(r#"{{"type":"{frame_type}","data":{data}}}"#).into())
}

/// The data of a message's event as its visitor may see it, with what was really said.
///
/// # Errors
/// Only when the database fails.
pub fn visitor_data(sql: &Connection, message: &Message) -> Outcome<String> {
    let mut message = message.clone();
    masking::restore(sql, &mut message)?;
    Ok(serde_json::to_string(&VisitorMessage {
        message: for_customer(message),
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::{EventBody, ServerFrame};

    #[test]
    fn an_event_frame_is_read_by_the_protocol() {
        let text = event_frame("moon.landed", 7, Timestamp::from_millis(1_000), "{}");
        let Ok(ServerFrame::Event(event)) = ServerFrame::decode(&text) else {
            panic!("no event: {text}")
        };
        assert_eq!((event.seq, event.at.millis()), (7, 1_000));
        assert_eq!(
            event.body,
            EventBody::Unknown {
                event_type: "moon.landed".into()
            }
        );
    }
}
