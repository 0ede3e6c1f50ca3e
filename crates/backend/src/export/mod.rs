//! Everything that is held of a person, as one archive: readable JSON, the files, and an index of it all.

mod gathering;

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use recado_protocol::{ContactId, FileId};
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, result::ZipResult};

use crate::app::App;
use crate::refusal::{Outcome, Refusal};
pub use gathering::gather;

/// What goes into an archive, gathered at one moment.
pub struct Holdings {
    pub documents: Vec<Document>,
    pub files: Vec<(FileId, String)>,
}

/// A part of the archive that is JSON.
pub struct Document {
    pub path: String,
    /// What it is, in words.
    pub about: &'static str,
    pub content: Value,
}

/// Who wants the archive, and how.
pub struct Wanted {
    pub contact: ContactId,
    pub by: String,
    /// Whether numbers of cards and of people are hidden.
    pub masked: bool,
    pub at: String,
}

/// Makes the archive in a file that has no name and goes when it is closed.
///
/// # Errors
/// `NotFound`, or when the disk or the database refuses.
pub async fn archive(app: &App, wanted: Wanted) -> Outcome<File> {
    let (contact, masked) = (wanted.contact.clone(), wanted.masked);
    let holdings = app
        .storage
        .read(move |sql| gather(sql, &contact, masked))
        .await?;
    let paths: Vec<(PathBuf, String)> = holdings
        .files
        .iter()
        .map(|(id, name)| (app.files.path(id), name.clone()))
        .collect();
    let folder = app.files.folder().to_owned();
    let packed =
        tokio::task::spawn_blocking(move || pack(&folder, &wanted, &holdings.documents, &paths));
    packed
        .await
        .map_err(Refusal::internal)?
        .map_err(Refusal::internal)
}

fn pack(
    folder: &Path,
    wanted: &Wanted,
    documents: &[Document],
    files: &[(PathBuf, String)],
) -> ZipResult<File> {
    std::fs::create_dir_all(folder)?;
    let mut archive = ZipWriter::new(tempfile::tempfile_in(folder)?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    let mut entries = Vec::new();
    for document in documents {
        archive.start_file(&document.path, options)?;
        write_json(&mut archive, &document.content)?;
        entries.push(json!({ "path": document.path, "about": document.about }));
    }
    for (path, name) in files {
        // What was never whole, or is gone from the disk, is said to be missing.
        let Ok(mut bytes) = File::open(path) else {
            entries.push(json!({ "path": name, "about": "A file whose bytes are not here." }));
            continue;
        };
        archive.start_file(name, options)?;
        io::copy(&mut bytes, &mut archive)?;
        entries.push(json!({ "path": name, "about": "A file of a message." }));
    }
    let index = json!({
        "contact": wanted.contact,
        "exported_at": wanted.at,
        "exported_by": wanted.by,
        "numbers": if wanted.masked { "hidden" } else { "as they were written" },
        "entries": entries,
    });
    archive.start_file("index.json", options)?;
    write_json(&mut archive, &index)?;
    let mut file = archive.finish()?;
    file.rewind()?;
    Ok(file)
}

fn write_json(into: &mut impl Write, content: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *into, content)?;
    into.write_all(b"\n")
}
