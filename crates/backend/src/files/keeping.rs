//! How a file becomes whole: what its bytes are is found out, whatever way they came.

use std::path::PathBuf;

use recado_protocol::{Attachment, FileId};

use super::inspection::{Inspected, JUST_BYTES, clean_type, inspect};
use super::name;
use crate::app::App;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::files::{self, NewFile};

/// How long an upload may take from its creation, in milliseconds: a day.
pub const UNFINISHED_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long a file waits for its message, in milliseconds: a week.
pub const UNUSED_MS: i64 = 7 * UNFINISHED_MS;

/// A file that is nobody's upload, before its bytes are here: of a mail, or fetched for a connector.
pub struct Kept {
    said: Attachment,
    pub path: PathBuf,
}

impl Kept {
    /// Makes an empty file that is called this by its sender.
    ///
    /// # Errors
    /// When the disk or the database refuses.
    pub async fn begin(app: &App, owner: String, called: &str, media_type: &str) -> Outcome<Self> {
        let said = Attachment {
            file: random::id::<FileId>(app.now()),
            name: name::clean(called),
            media_type: clean_type(media_type),
            size: 0,
            width: None,
            height: None,
            colour: None,
            voice: false,
            duration_ms: None,
            waveform: Vec::new(),
        };
        let new = said.clone();
        let noted = app.storage.write(move |change| {
            let new = NewFile {
                attachment: &new,
                owner: &owner,
                key: None,
                now: change.now,
                expires_at: change.now.plus_millis(UNFINISHED_MS),
            };
            Ok(files::add(change.sql, &new)?)
        });
        noted.await?;
        app.files
            .begin(&said.file)
            .await
            .map_err(Refusal::internal)?;
        let path = app.files.path(&said.file);
        Ok(Self { said, path })
    }

    /// All its bytes are in [`Self::path`].
    ///
    /// # Errors
    /// When the disk or the database refuses.
    pub async fn complete(mut self, app: &App, voice: bool) -> Outcome<Attachment> {
        let length = app.files.length(&self.said.file).await;
        self.said.size = length.map_err(Refusal::internal)?;
        self.said.voice = voice;
        complete(app, self.said).await
    }

    /// The bytes did not come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(self, app: &App) -> Outcome<()> {
        let gone = self.said.file.clone();
        let removed = app
            .storage
            .write(move |change| Ok(files::remove(change.sql, &gone)?));
        removed.await?;
        app.files.remove(&self.said.file).await;
        Ok(())
    }
}

/// Looks into a file whose bytes are all here, and keeps what it is found to be.
///
/// # Errors
/// When the disk or the database refuses.
pub async fn complete(app: &App, said: Attachment) -> Outcome<Attachment> {
    let permit = app.files.inspecting.acquire().await;
    let permit = permit.map_err(|_| Refusal::unavailable())?;
    let (path, thumbnail) = (app.files.path(&said.file), app.files.thumbnail(&said.file));
    let fallback = said.clone();
    let inspected = tokio::task::spawn_blocking(move || inspect(&path, &thumbnail, said)).await;
    drop(permit);
    let Inspected {
        attachment,
        has_thumbnail,
    } = match inspected {
        Ok(inspected) => inspected.map_err(Refusal::internal)?,
        // A decoder that gave up on hostile bytes takes nothing with it: it is a file like any other.
        Err(error) => {
            tracing::warn!("a file could not be looked into: {error}");
            Inspected {
                attachment: Attachment {
                    media_type: JUST_BYTES.to_owned(),
                    ..fallback
                },
                has_thumbnail: false,
            }
        }
    };
    let found = attachment.clone();
    let completed = app.storage.write(move |change| {
        let expires_at = change.now.plus_millis(UNUSED_MS);
        Ok(files::complete(
            change.sql,
            &found,
            has_thumbnail,
            expires_at,
        )?)
    });
    completed.await?;
    Ok(attachment)
}
