//! How the bytes of an upload come in: one sender at a time, straight into the file, so that what
//! came before a connection broke is kept and memory stays small whatever the size.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;
use recado_protocol::FileId;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{OwnedMutexGuard, watch};

/// A sender who is silent for this long has gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a newer sender waits until the one before has stopped.
const HAND_OVER: Duration = Duration::from_secs(10);
/// Pieces are gathered up to this many bytes before they are written.
const GATHERED_BYTES: usize = 256 * 1024;

/// Who writes to which file.
#[derive(Default)]
pub struct Writers {
    seats: Arc<Mutex<HashMap<FileId, Seat>>>,
}

/// The place of the one who writes to a file.
#[derive(Clone)]
struct Seat {
    taken: Arc<tokio::sync::Mutex<()>>,
    /// Grows whenever somebody newer wants the place.
    wanted: Arc<watch::Sender<u64>>,
}

/// The right to write to a file, until it is dropped or [`Turn::wanted`] by another.
pub struct Turn {
    held: Option<OwnedMutexGuard<()>>,
    wanted: watch::Receiver<u64>,
    id: FileId,
    seats: Arc<Mutex<HashMap<FileId, Seat>>>,
}

impl Writers {
    /// Waits for the turn to write to a file. Whoever has it now is told to stop: a sender whose
    /// connection broke is often noticed later than the next try arrives. `None` when that one does
    /// not stop.
    pub async fn turn(&self, id: &FileId) -> Option<Turn> {
        let seat = {
            let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
            let seat = seats.entry(id.clone()).or_insert_with(|| Seat {
                taken: Arc::default(),
                wanted: Arc::new(watch::Sender::new(0)),
            });
            seat.clone()
        };
        seat.wanted.send_modify(|wanted| *wanted += 1);
        let mut turn = Turn {
            held: None,
            wanted: seat.wanted.subscribe(),
            id: id.clone(),
            seats: Arc::clone(&self.seats),
        };
        let held = tokio::time::timeout(HAND_OVER, seat.taken.lock_owned());
        turn.held = Some(held.await.ok()?);
        Some(turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held.take();
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody else holds or awaits it: forget the place.
        if let Some(seat) = seats.get(&self.id)
            && Arc::strong_count(&seat.taken) == 1
        {
            seats.remove(&self.id);
        }
    }
}

/// How receiving ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// The sender said that this is all for now.
    Everything,
    /// The connection broke, fell silent, or a newer one came. What came is kept.
    Cut,
    /// More came than was announced. What was announced is kept.
    TooMuch,
}

/// Writes what comes to the end of a file that is `offset` bytes long and may become `size` long.
/// Runs on when the request is given up, so that nobody else can begin before the last write is
/// done; `turn` is handed back at the end.
///
/// # Errors
/// When the disk refuses.
pub async fn receive(
    body: Body,
    path: PathBuf,
    offset: u64,
    size: u64,
    mut turn: Turn,
) -> std::io::Result<(Received, u64, Turn)> {
    let work = tokio::spawn(async move {
        let mut file = OpenOptions::new().write(true).open(path).await?;
        // What a write that was interrupted by the machine's end may have left half done is
        // written again: the length is what counts.
        file.seek(std::io::SeekFrom::Start(offset)).await?;
        let (received, length) = copy(body, &mut file, offset, size, &mut turn.wanted).await?;
        file.flush().await?;
        if length == size {
            file.sync_data().await?;
        }
        Ok((received, length, turn))
    });
    work.await.map_err(std::io::Error::other)?
}

async fn copy(
    body: Body,
    file: &mut File,
    offset: u64,
    size: u64,
    wanted: &mut watch::Receiver<u64>,
) -> std::io::Result<(Received, u64)> {
    let mut pieces = body.into_data_stream();
    let mut gathered = Vec::with_capacity(GATHERED_BYTES);
    let mut length = offset;
    let received = loop {
        let piece = tokio::select! {
            piece = tokio::time::timeout(SILENCE, pieces.next()) => piece,
            _ = wanted.changed() => break Received::Cut,
        };
        let piece = match piece {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => break Received::Everything,
            Ok(Some(Err(_))) | Err(_) => break Received::Cut,
        };
        let room = usize::try_from(size - length).unwrap_or(usize::MAX);
        let taken = &piece[..piece.len().min(room)];
        gathered.extend_from_slice(taken);
        length += taken.len() as u64;
        if taken.len() < piece.len() {
            break Received::TooMuch;
        }
        if gathered.len() >= GATHERED_BYTES {
            file.write_all(&gathered).await?;
            gathered.clear();
        }
    };
    file.write_all(&gathered).await?;
    Ok((received, length))
}
