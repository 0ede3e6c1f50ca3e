//! Files that people send: where their bytes are, how they come in, what they are found to be, and
//! the signed links under which they go out. What is known of them stands in the database
//! (`storage::files`); here are the bytes.

pub mod inspection;
pub mod intake;
pub mod keeping;
pub mod link;
pub mod name;
mod picture;
pub mod sniffing;
pub mod sweep;
mod waveform;

use std::path::{Path, PathBuf};

use recado_protocol::FileId;
use tokio::sync::Semaphore;

use self::intake::Writers;

/// The folder inside the data folder.
const FOLDER: &str = "files";
/// What is behind the name of a picture's smaller copy.
const THUMBNAIL: &str = "small";
/// How many files are looked into at the same time. Reading a picture takes memory: see `picture`.
const INSPECTIONS_AT_ONCE: usize = 1;

/// The way to the bytes.
pub struct Files {
    folder: PathBuf,
    pub writers: Writers,
    pub inspecting: Semaphore,
}

impl Files {
    /// The files beside the database in the data folder. Nothing is made before the first one comes.
    pub fn beside(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
            writers: Writers::default(),
            inspecting: Semaphore::new(INSPECTIONS_AT_ONCE),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the bytes of a file are. Ids are made here, so none leads out of the folder.
    pub fn path(&self, id: &FileId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Where the smaller copy of a picture is, when there is one.
    pub fn thumbnail(&self, id: &FileId) -> PathBuf {
        self.path(id).with_extension(THUMBNAIL)
    }

    /// Makes an empty file unless it is there, and the folder where that is missing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn begin(&self, id: &FileId) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let mut options = tokio::fs::OpenOptions::new();
        options.create(true).write(true).truncate(false);
        options.open(self.path(id)).await.map(drop)
    }

    /// How many bytes of a file are here; none when it never began.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn length(&self, id: &FileId) -> std::io::Result<u64> {
        match tokio::fs::metadata(self.path(id)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Takes the bytes away. What is not there need not be.
    pub async fn remove(&self, id: &FileId) {
        for path in [self.path(id), self.thumbnail(id)] {
            if let Err(error) = tokio::fs::remove_file(path).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!("a file could not be taken away: {error}");
            }
        }
    }
}
