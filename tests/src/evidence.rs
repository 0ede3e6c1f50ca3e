//! What a failed test leaves behind for whoever looks into it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::backend::project;
use crate::stage::Stage;

/// Forgets what an earlier run of this test left.
pub fn clear(test: &str) {
    // There is nothing to remove after a run that passed.
    let _ = fs::remove_dir_all(folder(test));
}

/// A screenshot and the console of every browser, the backend's log and the steps.
pub async fn collect(test: &str, stage: &Stage) -> PathBuf {
    let folder = folder(test);
    if let Err(error) = fs::create_dir_all(&folder) {
        eprintln!("no evidence can be kept in {}: {error}", folder.display());
        return folder;
    }
    for page in stage.pages() {
        let name = page
            .who()
            .replace(|letter: char| !letter.is_alphanumeric(), "-");
        match page.screenshot().await {
            Ok(png) => keep(&folder.join(format!("{name}.png")), &png),
            Err(error) => keep(&folder.join(format!("{name}.png.txt")), error.as_bytes()),
        }
        keep(
            &folder.join(format!("{name}.console.txt")),
            page.console().await.as_bytes(),
        );
        keep(
            &folder.join(format!("{name}.html")),
            page.source().await.as_bytes(),
        );
    }
    keep(&folder.join("steps.txt"), stage.steps.text().as_bytes());
    let log = fs::read(stage.backend.log()).unwrap_or_default();
    keep(&folder.join("backend.log"), &log);
    folder
}

fn folder(test: &str) -> PathBuf {
    project()
        .join("target/browser-failures")
        .join(test.replace("::", "/"))
}

fn keep(file: &Path, content: &[u8]) {
    if let Err(error) = fs::write(file, content) {
        eprintln!("can't write {}: {error}", file.display());
    }
}
