//! Puts the parts together in a folder of its own and then in the place of the old ones.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};

use super::{Kind, compression, shipping};
use crate::project::Project;
use crate::setup::Toolbox;
use crate::step;

/// The finished files from the parts that have been built.
pub fn assemble(project: &Project, toolbox: &Toolbox, kind: Kind) -> Result<()> {
    let started = Instant::now();
    let parts = kind.parts(project);
    let next = parts.join("next");
    remove(&next)?;
    copy(&parts.join("app"), &next)?;
    copy(&parts.join("widget"), &next.join("widget"))?;
    fs::copy(
        parts.join("loader/widget.js"),
        next.join("widget/widget.js"),
    )
    .context("Trunk left no widget.js")?;
    copy(
        &project.root().join("crates/widget/demo-site"),
        &next.join("demo-site"),
    )?;
    if kind == Kind::Shipped {
        shipping::finish(project, toolbox, &next, parts.join("scripts"))?;
    }
    // Static hosts show this page for addresses that are no file, and /c/1 is one of them.
    fs::copy(next.join("index.html"), next.join("404.html")).context("Trunk left no index.html")?;
    if kind == Kind::Shipped {
        compression::compress_folder(&next, &parts.join("compressed"))?;
    }

    // A backend that serves this folder sees the old files or the new ones, with a gap of two renamings.
    let (finished, old) = (kind.folder(project), parts.join("old"));
    remove(&old)?;
    match fs::rename(&finished, &old) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("can't replace {}", finished.display()));
        }
        _ => {}
    }
    fs::rename(&next, &finished).with_context(|| format!("can't create {}", finished.display()))?;
    remove(&old)?;
    step::say(&format!(
        "  {:<44} {:>12}",
        "putting the files together",
        step::seconds(started.elapsed())
    ));
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("can't write {}", target.display()))?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("can't remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
