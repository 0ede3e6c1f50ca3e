//! SQLite in one file: one connection that writes, a few that read.

pub mod answers;
pub mod attributes;
pub mod audit_log;
pub mod blocks;
pub mod bulk;
pub mod column;
pub mod connectors;
pub mod consents;
pub mod conversations;
pub mod deletions;
pub mod emails;
pub mod erasing;
pub mod event_log;
pub mod exchanged;
pub mod file;
pub mod files;
pub mod filter;
pub mod masking;
pub mod merges;
pub mod messages;
pub mod outgoing;
pub mod people;
pub mod prepared;
pub mod queues;
pub mod resolutions;
pub mod scheduled;
pub mod schema;
pub mod search;
pub mod sessions;
pub mod similar;
pub mod tickets;
pub mod visit_facts;
pub mod visits;
pub mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use self::file::DatabaseFile;
use self::writer::{Change, Writer};
use crate::clock::Clock;
use crate::live::hub::Hub;
use crate::refusal::{Outcome, Refusal};

/// How many reads run at the same time.
const READERS: usize = 4;

/// The way to the records. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    writer: Writer,
    readers: Arc<Mutex<Vec<Connection>>>,
    /// As many permits as there are readers.
    permits: Arc<Semaphore>,
    /// In a rehearsal reads run where they are asked for, and take this long.
    rehearsed: Option<Pace>,
}

/// How long the next piece of work takes in a rehearsal.
pub type Pace = Arc<dyn Fn() -> Duration + Send + Sync>;

/// A reader that goes back to the others when it is dropped.
struct Lease {
    connection: Option<Connection>,
    readers: Arc<Mutex<Vec<Connection>>>,
}

impl Storage {
    /// Starts the writer thread, which ends when the last clone of the storage is gone.
    ///
    /// # Errors
    /// When the readers can't open the file or there is no thread to be had.
    pub fn start(
        database: DatabaseFile,
        hub: Hub,
        clock: Clock,
        events_kept: u64,
    ) -> Result<(Self, JoinHandle<()>), Box<dyn std::error::Error + Send + Sync>> {
        let readers = (0..READERS)
            .map(|_| database.reader())
            .collect::<Result<Vec<_>, _>>()?;
        let (writer, thread) = Writer::start(database, hub, clock, events_kept)?;
        let storage = Self {
            writer,
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(READERS)),
            rehearsed: None,
        };
        Ok((storage, thread))
    }

    /// The storage without threads; see [`Writer::rehearse`].
    ///
    /// # Errors
    /// When the reader can't open the file.
    #[cfg(feature = "rehearsal")]
    pub fn rehearse(
        database: DatabaseFile,
        hub: Hub,
        clock: Clock,
        pace: Pace,
    ) -> rusqlite::Result<(Self, impl Future<Output = ()>)> {
        let readers = vec![database.reader()?];
        let (writer, work) = Writer::rehearse(database, hub, clock, Arc::clone(&pace));
        let storage = Self {
            writer,
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(1)),
            rehearsed: Some(pace),
        };
        Ok((storage, work))
    }

    /// Runs `read` on a state of the database that does not move meanwhile.
    ///
    /// # Errors
    /// What `read` refuses with.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| Refusal::unavailable())?;
        let readers = Arc::clone(&self.readers);
        if let Some(pace) = &self.rehearsed {
            tokio::time::sleep(pace()).await;
            return Lease::take(readers).read(read);
        }
        let done = tokio::task::spawn_blocking(move || {
            let mut lease = Lease::take(readers);
            let outcome = lease.read(read);
            drop(lease);
            drop(permit);
            outcome
        });
        done.await
            .map_err(|error| Refusal::internal(format_args!("a read failed: {error}")))?
    }

    /// Runs `write` in a transaction; see [`Writer::write`].
    ///
    /// # Errors
    /// What `write` refuses with.
    pub async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut Change<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.writer.write(write).await
    }
}

impl Lease {
    fn take(readers: Arc<Mutex<Vec<Connection>>>) -> Self {
        let connection = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self {
            connection,
            readers,
        }
    }

    fn read<T>(&mut self, read: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let connection = self.connection.as_mut().ok_or_else(Refusal::unavailable)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        read(&transaction)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.extend(self.connection.take());
    }
}
