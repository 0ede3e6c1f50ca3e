//! The one thread that writes. Writes wait in a bounded queue; those that wait together share one
//! commit, each inside a savepoint of its own, so that a refused one takes nothing back but itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};

use recado_protocol::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::{answers, event_log, sessions};
use crate::clock::Clock;
use crate::live::hub::{Hub, Published};
use crate::refusal::{Outcome, Refusal};

/// How many writes may wait before callers have to.
const QUEUE: usize = 256;
/// How many waiting writes share a commit at the most.
const BATCH: usize = 64;
/// After this many commits what is too old is forgotten.
const COMMITS_PER_PRUNING: u32 = 1_000;

/// What a write sees: the database inside its transaction, and the time. What it publishes goes
/// out after the commit, and only if there is one.
pub struct Change<'a> {
    pub sql: &'a Connection,
    pub now: Timestamp,
    published: Vec<Published>,
}

/// Puts writes into the queue. Cheap to clone; the thread ends when the last one is gone.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
}

/// A write that runs inside the transaction and gives what is to happen after the commit.
type Job = Box<dyn FnOnce(&mut Transaction<'_>, Timestamp) -> AfterCommit + Send>;
/// Told whether the commit was made.
type AfterCommit = Box<dyn FnOnce(bool, &Hub)>;

impl<'a> Change<'a> {
    /// A change that nobody is told of.
    #[cfg(test)]
    pub fn untold(sql: &'a Connection, now: Timestamp) -> Self {
        Self {
            sql,
            now,
            published: Vec::new(),
        }
    }
}

impl Change<'_> {
    /// Sends this to the live sockets once the write is committed.
    pub fn publish(&mut self, published: Published) {
        self.published.push(published);
    }

    /// Does a part of the write that is taken back by itself when it is refused.
    ///
    /// # Errors
    /// What `part` refuses with.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let told = self.published.len();
        self.sql.execute_batch("SAVEPOINT part")?;
        let outcome = part(self);
        if outcome.is_err() {
            self.sql.execute_batch("ROLLBACK TO part")?;
            self.published.truncate(told);
        }
        self.sql.execute_batch("RELEASE part")?;
        outcome
    }

    /// Something may have to go to a channel once the write is committed.
    pub fn wake_dispatcher(&mut self) {
        self.published.push(Published::ToDispatch);
    }
}

impl Writer {
    /// Starts the thread on `connection`. It hands the connection back when it ends.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start<D: AsMut<Connection> + Send + 'static>(
        mut database: D,
        hub: Hub,
        clock: Clock,
        events_kept: u64,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                run(database.as_mut(), jobs, &hub, &clock, events_kept);
                drop(database);
            })?;
        Ok((Self { queue }, thread))
    }

    /// The thread's work as a future, for a rehearsal: every piece of it takes as long as `pace`
    /// says, and it ends wherever it is dropped.
    #[cfg(feature = "rehearsal")]
    pub fn rehearse<D: AsMut<Connection>>(
        mut database: D,
        hub: Hub,
        clock: Clock,
        pace: super::Pace,
    ) -> (Self, impl Future<Output = ()>) {
        let (queue, mut jobs) = mpsc::channel(QUEUE);
        let work = async move {
            while let Some(first) = jobs.recv().await {
                tokio::time::sleep(pace()).await;
                let batch = gather(first, &mut jobs);
                let (after, committed) = run_batch(database.as_mut(), batch, clock.now());
                // Committed, and nobody knows yet: a moment like any other.
                tokio::time::sleep(pace()).await;
                for after in after {
                    after(committed, &hub);
                }
            }
        };
        (Self { queue }, work)
    }

    /// Runs `write` in a transaction; gives its answer when that is committed.
    ///
    /// # Errors
    /// What `write` refuses with, after taking back what it did; `Internal` when it panics or the
    /// commit fails.
    pub async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut Change<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |transaction, now| {
            let outcome = in_savepoint(transaction, now, write);
            Box::new(move |committed, hub| {
                let outcome = match (outcome, committed) {
                    (Ok((value, published)), true) => {
                        hub.publish(published);
                        Ok(value)
                    }
                    (Ok(_), false) => Err(Refusal::internal("a commit failed")),
                    (Err(refusal), _) => Err(refusal),
                };
                // The caller may have gone away meanwhile; the write stands all the same.
                let _gone = answer.send(outcome);
            })
        });
        self.queue
            .send(job)
            .await
            .map_err(|_| Refusal::unavailable())?;
        answered.await.map_err(|_| Refusal::unavailable())?
    }
}

fn run(
    connection: &mut Connection,
    mut jobs: mpsc::Receiver<Job>,
    hub: &Hub,
    clock: &Clock,
    events_kept: u64,
) {
    let mut commits = 0_u32;
    while let Some(first) = jobs.blocking_recv() {
        let batch = gather(first, &mut jobs);
        let (after, committed) = run_batch(connection, batch, clock.now());
        for after in after {
            after(committed, hub);
        }
        commits = commits.wrapping_add(1);
        if commits.is_multiple_of(COMMITS_PER_PRUNING) {
            prune(connection, clock.now(), events_kept);
        }
    }
    prune(connection, clock.now(), events_kept);
}

/// Those that wait now, as many as share a commit.
fn gather(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut batch = vec![first];
    while batch.len() < BATCH
        && let Ok(next) = jobs.try_recv()
    {
        batch.push(next);
    }
    batch
}

fn run_batch(
    connection: &mut Connection,
    batch: Vec<Job>,
    now: Timestamp,
) -> (Vec<AfterCommit>, bool) {
    let mut transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate)
    {
        Ok(transaction) => transaction,
        Err(error) => {
            // The callers' ends of their channels close unanswered, which says "unavailable".
            tracing::error!("no transaction could be begun: {error}");
            return (Vec::new(), false);
        }
    };
    let after = batch
        .into_iter()
        .map(|job| job(&mut transaction, now))
        .collect();
    let committed = match transaction.commit() {
        Ok(()) => true,
        Err(error) => {
            tracing::error!("a commit failed: {error}");
            false
        }
    };
    (after, committed)
}

fn in_savepoint<T>(
    transaction: &mut Transaction<'_>,
    now: Timestamp,
    write: impl FnOnce(&mut Change<'_>) -> Outcome<T>,
) -> Outcome<(T, Vec<Published>)> {
    // Dropped without a commit, a savepoint takes everything since it back.
    let savepoint = transaction.savepoint()?;
    let mut change = Change {
        sql: &savepoint,
        now,
        published: Vec::new(),
    };
    let value = catch_unwind(AssertUnwindSafe(|| write(&mut change)))
        .map_err(|_| Refusal::internal("a write panicked"))??;
    let published = change.published;
    savepoint.commit()?;
    Ok((value, published))
}

fn prune(connection: &Connection, now: Timestamp, events_kept: u64) {
    let pruned = event_log::prune(connection, events_kept)
        .and_then(|_| answers::prune(connection, now))
        .and_then(|_| sessions::prune(connection, now));
    if let Err(error) = pruned {
        tracing::warn!("what is too old could not be forgotten: {error}");
    }
}
