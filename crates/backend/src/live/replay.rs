//! What a socket missed, from the event log, a piece at a time.

use std::collections::HashSet;

use axum::extract::ws::Utf8Bytes;
use recado_protocol::event::MessageChange;
use rusqlite::Connection;

use super::brief::shortened;
use super::hub::{event_frame, visitor_data};
use crate::refusal::Outcome;
use crate::storage::Storage;
use crate::storage::event_log::{self, Audience, Bounds, LoggedEvent};

/// How many events are read at a time, and go in one frame to who reads batches: some megabyte, which a
/// client reads and shows within a frame or two.
const PIECE: u32 = 1_024;

/// A walk through the log in `(after, up_to]`.
pub struct Replay {
    after: u64,
    up_to: u64,
    /// `None` for agents.
    visitor: Option<String>,
    brief: Brief,
}

/// Whether each conversation's record is told only where it is newest: see [`recado_protocol::live::Hello::brief`].
#[derive(Default)]
enum Brief {
    #[default]
    No,
    NotBegun,
    /// The `seq` of the events that are newest, over the whole walk.
    Newest(HashSet<u64>),
}

impl Brief {
    fn begun(self, sql: &Connection, after: u64, up_to: u64) -> rusqlite::Result<Self> {
        if let Self::NotBegun = self {
            return event_log::newest_of_each(sql, after, up_to).map(Self::Newest);
        }
        Ok(self)
    }
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
            brief: Brief::No,
        }
    }

    /// The same walk for an agent's client that is content with what is newest of each conversation.
    pub fn brief(self, brief: bool) -> Self {
        let brief = if brief && self.visitor.is_none() {
            Brief::NotBegun
        } else {
            Brief::No
        };
        Self { brief, ..self }
    }

    /// The next frames in order; empty when the walk is over. `None` when the log was pruned under the
    /// walk, so that some of them are gone.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn next(&mut self, storage: &Storage) -> Outcome<Option<Vec<Utf8Bytes>>> {
        let (after, up_to, visitor) = (self.after, self.up_to, self.visitor.clone());
        let brief = std::mem::take(&mut self.brief);
        let (oldest_cursor, last, frames, brief) = storage
            .read(move |sql| {
                let audience = visitor
                    .as_deref()
                    .map_or(Audience::Agents, Audience::Visitor);
                let mut events = event_log::read(sql, audience, after, up_to, PIECE)?;
                let last = events.last().map(|event| event.seq);
                let brief = brief.begun(sql, after, up_to)?;
                if let Brief::Newest(newest) = &brief {
                    events = events
                        .into_iter()
                        .filter_map(|event| shortened(event, newest))
                        .collect();
                }
                let frames = events
                    .iter()
                    .map(|event| frame(sql, event, visitor.is_some()))
                    .collect::<Outcome<Vec<_>>>()?;
                let oldest_cursor = event_log::bounds(sql)?.oldest_cursor;
                Ok((oldest_cursor, last, frames, brief))
            })
            .await?;
        if after < oldest_cursor.min(up_to) {
            return Ok(None);
        }
        self.after = last.unwrap_or(self.up_to);
        self.brief = brief;
        Ok(Some(frames))
    }
}

fn frame(sql: &Connection, event: &LoggedEvent, for_visitor: bool) -> Outcome<Utf8Bytes> {
    if for_visitor {
        let change: MessageChange = serde_json::from_str(&event.data)?;
        let data = visitor_data(sql, &change.message)?;
        return Ok(event_frame(&event.event_type, event.seq, event.at, &data));
    }
    Ok(event_frame(
        &event.event_type,
        event.seq,
        event.at,
        &event.data,
    ))
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;
    use crate::clock::Clock;
    use crate::live::hub::Hub;
    use crate::storage::file::DatabaseFile;

    async fn append(storage: &Storage, count: u64) {
        let written = storage
            .write(move |change| {
                for _ in 0..count {
                    event_log::append(
                        change.sql,
                        change.now,
                        "conversation.updated",
                        "{}",
                        None,
                        None,
                    )?;
                }
                Ok(())
            })
            .await;
        assert!(written.is_ok());
    }

    async fn prune(storage: &Storage, keep: u64) {
        let pruned = storage
            .write(move |change| Ok(event_log::prune(change.sql, keep)?))
            .await;
        assert!(pruned.is_ok());
    }

    /// How many frames come next; `None` when some are gone.
    async fn count(walk: &mut Replay, storage: &Storage) -> Option<usize> {
        let Ok(frames) = walk.next(storage).await else {
            panic!("the log can be read");
        };
        frames.map(|frames| frames.len())
    }

    #[tokio::test]
    async fn a_walk_whose_next_events_were_pruned_meanwhile_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_millis(1_000);
        let database = DatabaseFile::open(folder.path(), now).unwrap();
        let clock = Clock::new(move || now);
        let (storage, _writer) = Storage::start(database, Hub::new(8), clock, 10_000).unwrap();
        let bounds = async || {
            bounds(&storage)
                .await
                .unwrap_or_else(|_| panic!("readable"))
        };
        let begin = bounds().await.newest;
        append(&storage, u64::from(PIECE) + 10).await;
        let newest = bounds().await.newest;

        let mut whole = Replay::new(begin, newest, None);
        let mut cut = Replay::new(begin, newest, None);
        assert_eq!(count(&mut whole, &storage).await, Some(PIECE as usize));
        assert_eq!(count(&mut cut, &storage).await, Some(PIECE as usize));
        assert_eq!(count(&mut whole, &storage).await, Some(10));
        assert_eq!(count(&mut whole, &storage).await, Some(0));
        // What is left begins after the place where this walk stands.
        prune(&storage, 5).await;
        assert_eq!(count(&mut cut, &storage).await, None);
        // A walk that needs nothing of what is gone goes on.
        let mut late = Replay::new(newest - 5, newest, None);
        assert_eq!(count(&mut late, &storage).await, Some(5));
    }
}
