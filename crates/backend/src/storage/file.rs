//! The database file: found or made, locked, brought to the newest schema.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use recado_protocol::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use rusqlite_migration::{Error as MigrationError, MigrationDefinitionError};

use super::{event_log, schema};
use crate::random;

/// The name of the database inside the data folder.
const DATABASE: &str = "recado.sqlite3";
/// The file whose lock says that a backend is at work on the folder.
const LOCK: &str = "recado.lock";
/// How long a statement waits for another connection's lock.
const BUSY: Duration = Duration::from_secs(10);
/// Page cache of a connection, as SQLite counts it: 16 MiB.
pub const CACHE: i64 = -16 * 1_024;
/// How much of the file is read without copying, in bytes.
const MAPPED: i64 = 256 << 20;
/// Statements kept prepared per connection.
const PREPARED_STATEMENTS: usize = 128;

/// Why the data folder can't be used, as a sentence that says what to do.
#[derive(Debug)]
pub enum OpenError {
    /// The folder can't be made or written to.
    Unwritable { folder: PathBuf, reason: String },
    /// Another backend is at work on it.
    InUse { folder: PathBuf },
    /// A newer version of the backend has changed the schema.
    NewerSchema { file: PathBuf },
    /// SQLite refuses the file.
    Unreadable { file: PathBuf, reason: String },
}

/// An open database and the lock that keeps others away from it.
pub struct DatabaseFile {
    path: PathBuf,
    /// Held for as long as this lives.
    _lock: File,
    writer: Connection,
    secret: [u8; 32],
}

impl DatabaseFile {
    /// Opens the database in `folder`, made when it is missing.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, OpenError> {
        let lock = lock_folder(folder)?;
        let path = folder.join(DATABASE);
        let unreadable = |error: rusqlite::Error| OpenError::Unreadable {
            file: path.clone(),
            reason: error.to_string(),
        };
        let mut writer = Connection::open(&path).map_err(unreadable)?;
        set_up(&writer).map_err(unreadable)?;
        // FULL, not NORMAL: a message that was answered with "sent" survives a power cut too. What
        // it costs is one flush per commit, which the writer shares among all writes that wait.
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
            )
            .map_err(unreadable)?;
        schema::migrations()
            .to_latest(&mut writer)
            .map_err(|error| match error {
                MigrationError::MigrationDefinition(
                    MigrationDefinitionError::DatabaseTooFarAhead,
                ) => OpenError::NewerSchema { file: path.clone() },
                other => OpenError::Unreadable {
                    file: path.clone(),
                    reason: other.to_string(),
                },
            })?;
        event_log::begin(&writer, now).map_err(unreadable)?;
        let secret = secret(&writer).map_err(unreadable)?;
        Ok(Self {
            path,
            _lock: lock,
            writer,
            secret,
        })
    }

    /// The secret under which tokens are signed. Made once per database.
    pub fn secret(&self) -> [u8; 32] {
        self.secret
    }

    /// One more connection, which can't write.
    pub fn reader(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        set_up(&reader)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }
}

impl AsMut<Connection> for DatabaseFile {
    fn as_mut(&mut self) -> &mut Connection {
        &mut self.writer
    }
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unwritable { folder, reason } => write!(
                f,
                "The data folder {} can't be written to ({reason}). \
                 Give this user the right to write there, or name another folder with --data.",
                folder.display()
            ),
            Self::InUse { folder } => write!(
                f,
                "Another recado-backend is using the data folder {}. \
                 Stop it first, or name another folder with --data.",
                folder.display()
            ),
            Self::NewerSchema { file } => write!(
                f,
                "The database {} was made by a newer version of recado-backend. \
                 Run that version, or name another folder with --data.",
                file.display()
            ),
            Self::Unreadable { file, reason } => write!(
                f,
                "The database {} can't be opened ({reason}). \
                 Put back a copy of it, or name another folder with --data.",
                file.display()
            ),
        }
    }
}

impl std::error::Error for OpenError {}

fn lock_folder(folder: &Path) -> Result<File, OpenError> {
    let unwritable = |error: std::io::Error| OpenError::Unwritable {
        folder: folder.to_owned(),
        reason: error.to_string(),
    };
    make_private(folder).map_err(unwritable)?;
    let lock = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(folder.join(LOCK))
        .map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(unwritable(error)),
    }
}

/// Makes the folder, readable by its owner alone: it holds customers' words and the secret.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    connection.pragma_update(None, "mmap_size", MAPPED)?;
    connection.pragma_update(None, "cache_size", CACHE)
}

fn secret(connection: &Connection) -> rusqlite::Result<[u8; 32]> {
    let known = connection
        .query_one("SELECT value FROM meta WHERE key = 'secret'", [], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(secret) = known {
        return Ok(secret);
    }
    let secret: [u8; 32] = random::bytes();
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('secret', ?)",
        [secret],
    )?;
    Ok(secret)
}
