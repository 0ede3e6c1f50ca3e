//! What a socket missed, from the event log, a piece at a time.

use axum::extract::ws::Utf8Bytes;
use recado_protocol::event::MessageChange;

use super::hub::{event_frame, visitor_data};
use crate::refusal::Outcome;
use crate::storage::Storage;
use crate::storage::event_log::{self, Audience, Bounds, LoggedEvent};

/// How many events are read at a time.
const PIECE: u32 = 256;

/// A walk through the log in `(after, up_to]`.
pub struct Replay {
    after: u64,
    up_to: u64,
    /// `None` for agents.
    visitor: Option<String>,
}

/// Which cursors can be continued from now.
///
/// # Errors
/// Only when the database fails.
pub async fn bounds(storage: &Storage) -> Outcome<Bounds> {
    storage.read(|sql| Ok(event_log::bounds(sql)?)).await
}

impl Replay {
    pub fn new(after: u64, up_to: u64, visitor: Option<String>) -> Self {
        Self {
            after,
            up_to,
            visitor,
        }
    }

    /// The next frames in order; empty when the walk is over.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn next(&mut self, storage: &Storage) -> Outcome<Vec<Utf8Bytes>> {
        let (after, up_to, visitor) = (self.after, self.up_to, self.visitor.clone());
        let (last, frames) = storage
            .read(move |sql| {
                let audience = visitor
                    .as_deref()
                    .map_or(Audience::Agents, Audience::Visitor);
                let events = event_log::read(sql, audience, after, up_to, PIECE)?;
                let last = events.last().map(|event| event.seq);
                let frames = events
                    .iter()
                    .map(|event| frame(event, visitor.is_some()))
                    .collect::<Outcome<Vec<_>>>()?;
                Ok((last, frames))
            })
            .await?;
        self.after = last.unwrap_or(self.up_to);
        Ok(frames)
    }
}

fn frame(event: &LoggedEvent, for_visitor: bool) -> Outcome<Utf8Bytes> {
    if for_visitor {
        let change: MessageChange = serde_json::from_str(&event.data)?;
        let data = visitor_data(&change.message)?;
        return Ok(event_frame(&event.event_type, event.seq, event.at, &data));
    }
    Ok(event_frame(
        &event.event_type,
        event.seq,
        event.at,
        &event.data,
    ))
}
