//! What is installed from npm: programs and scripts that no other registry has in a recent version.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::cache::{self, Unfinished};
use super::{debian, program};
use crate::project::Project;
use crate::step::Step;

/// The checks of accessibility that the browser tests run in the page.
const AXE: &str = "4.14.1";
/// The names of the emoji, in many languages, and what Unicode calls them in all others.
const EMOJIBASE: &str = "17.0.0";
const ANNOTATIONS: &str = "48.2.0";

/// Installs npm itself when it is missing and this machine can.
pub fn require(project: &Project) -> Result<()> {
    if program::find("npm").is_some() {
        return Ok(());
    }
    debian::install(project, &["npm"])
}

/// The command that installs one package into a folder, where it is in `node_modules/`.
pub fn install_into(folder: &Path, package: &str, version: &str) -> Command {
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder)
        .arg(format!("{package}@{version}"));
    command
}

/// The file `axe.min.js`, installed when it is missing.
pub fn require_axe(project: &Project) -> Result<PathBuf> {
    let package = require_package(project, "axe-core", AXE)?;
    Ok(package.join("axe.min.js"))
}

/// The folder of emojibase's data, installed when it is missing.
pub fn require_emojibase(project: &Project) -> Result<PathBuf> {
    require_package(project, "emojibase-data", EMOJIBASE)
}

/// The folders of Unicode's names of single emoji and of those that are put together, installed when they are missing.
pub fn require_annotations(project: &Project) -> Result<[PathBuf; 2]> {
    Ok([
        require_package(project, "cldr-annotations-full", ANNOTATIONS)?,
        require_package(project, "cldr-annotations-derived-full", ANNOTATIONS)?,
    ])
}

/// The folder of a package that is no program.
fn require_package(project: &Project, package: &str, version: &str) -> Result<PathBuf> {
    let folder = cache::folder()?.join(format!("{package}-{version}"));
    let installed = folder.join("node_modules").join(package);
    if !installed.is_dir() {
        require(project)?;
        let unfinished = Unfinished::create(&folder)?;
        let command = install_into(unfinished.path(), package, version);
        Step::new(format!("installing {package} {version}"), command).run(project)?;
        unfinished.finish()?;
    }
    Ok(installed)
}
