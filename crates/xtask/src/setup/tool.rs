//! Trunk, the two programs that it calls, and the one that is called after it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::cache::{self, Unfinished};
use super::{npm, program, version};
use crate::project::Project;
use crate::step::{self, Step};

/// The last Trunk that the project's oldest compiler can build.
const TRUNK: &str = "0.21.14";
/// `wasm-opt` of an older Binaryen does not know what today's compilers write. Trunk.toml names the same number.
const BINARYEN: &str = "132";
/// Makes JavaScript small; the minifier in Trunk can't read what wasm-bindgen writes.
const TERSER: &str = "5.51.2";

/// A program that a build for the browser calls.
pub struct Tool {
    /// Its name on PATH.
    pub program: &'static str,
    pub version: String,
    /// What it is called where it is installed from.
    package: &'static str,
    source: Source,
    /// Its own folder in the cache.
    folder: PathBuf,
}

enum Source {
    /// `cargo install --locked`
    CargoLocked,
    /// `cargo install` with the newest dependencies: the package's own lock file can name what a registry no longer has.
    Cargo,
    /// `npm install`: the only registry that has a recent Binaryen, compiled to WebAssembly; and where scripts are from.
    Npm,
}

impl Tool {
    /// The tools, in the versions that this checkout needs.
    pub fn all(project: &Project) -> Result<Vec<Self>> {
        let lock = fs::read_to_string(project.root().join("Cargo.lock"))
            .context("can't read Cargo.lock")?;
        let wasm_bindgen = version::locked(&lock, "wasm-bindgen")?;
        Ok(vec![
            Self::new("trunk", TRUNK, "trunk", Source::CargoLocked)?,
            Self::new(
                "wasm-bindgen",
                wasm_bindgen,
                "wasm-bindgen-cli",
                Source::Cargo,
            )?,
            Self::new("wasm-opt", BINARYEN, "binaryen", Source::Npm)?,
            Self::new("terser", TERSER, "terser", Source::Npm)?,
        ])
    }

    fn new(
        program: &'static str,
        version: &str,
        package: &'static str,
        source: Source,
    ) -> Result<Self> {
        let folder = cache::folder()?.join(format!("{package}-{}", full(version)));
        Ok(Self {
            program,
            version: version.to_owned(),
            package,
            source,
            folder,
        })
    }

    /// The folder to put on PATH: the cache's, or the one where the machine has the right version already.
    pub fn find(&self) -> Option<PathBuf> {
        let cached = self.programs(&self.folder);
        if cached.join(self.program).exists() {
            return Some(cached);
        }
        let found = program::find(self.program)?;
        let printed = program::ask(&found, &["--version"]).ok()?;
        let there = version::printed(&printed)?;
        // Trunk itself compares the other two, and takes nothing but the same.
        let fits = match self.program {
            "trunk" => version::does_for(there, &self.version),
            _ => there == self.version,
        };
        if fits {
            found.parent().map(Path::to_owned)
        } else {
            None
        }
    }

    /// How a person would install it.
    pub fn hint(&self) -> String {
        match self.source {
            Source::CargoLocked => {
                format!("cargo install {}@{} --locked", self.package, self.version)
            }
            Source::Cargo => format!("cargo install {}@{}", self.package, self.version),
            Source::Npm => format!("npm install {}@{}", self.package, full(&self.version)),
        }
    }

    fn programs(&self, folder: &Path) -> PathBuf {
        match self.source {
            Source::CargoLocked | Source::Cargo => folder.join("bin"),
            Source::Npm => folder.join("node_modules/.bin"),
        }
    }

    fn install_into(&self, folder: &Path) -> Result<Command> {
        let mut command;
        match self.source {
            Source::CargoLocked | Source::Cargo => {
                command = Command::new("cargo");
                command
                    .arg("install")
                    .arg(format!("{}@{}", self.package, self.version))
                    .arg("--root")
                    .arg(folder);
                // What is compiled stays when the installation is interrupted, and goes when it has succeeded.
                command.arg("--target-dir").arg(self.build_folder()?);
                if matches!(self.source, Source::CargoLocked) {
                    command.arg("--locked");
                }
                // A tool that runs for seconds need not be the fastest, and without link-time optimisation it is
                // there sooner.
                command
                    .env("CARGO_PROFILE_RELEASE_LTO", "off")
                    .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
                command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTC");
            }
            Source::Npm => command = npm::install_into(folder, self.package, &full(&self.version)),
        }
        // Not in the project, whose own settings are not meant for it.
        command.current_dir(cache::folder()?);
        Ok(command)
    }

    fn build_folder(&self) -> Result<PathBuf> {
        Ok(cache::folder()?.join("build").join(self.package))
    }
}

/// Installs tools into the cache, at the same time.
pub fn install(project: &Project, tools: &[&Tool]) -> Result<()> {
    step::say(&format!(
        "installing into {} (once):",
        cache::folder()?.display()
    ));
    if tools.iter().any(|tool| matches!(tool.source, Source::Npm)) {
        npm::require(project)?;
    }
    let mut folders = Vec::new();
    let mut steps = Vec::new();
    for tool in tools {
        let folder = Unfinished::create(&tool.folder)?;
        let command = tool.install_into(folder.path())?;
        steps.push(Step::new(
            format!("installing {} {}", tool.program, tool.version),
            command,
        ));
        folders.push(folder);
    }
    step::run_together(project, steps)?;
    for (tool, folder) in tools.iter().zip(folders) {
        folder.finish()?;
        cache::remove(&tool.build_folder()?)?;
    }
    Ok(())
}

/// The version with its three numbers: Binaryen calls itself 132, and its package is 132.0.0.
fn full(version: &str) -> String {
    if version.contains('.') {
        version.to_owned()
    } else {
        format!("{version}.0.0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_is_told_of_the_same_binaryen_that_is_installed() -> Result<()> {
        let project = Project::find()?;
        for file in ["Trunk.toml", "crates/widget/Trunk.toml"] {
            let settings = fs::read_to_string(project.root().join(file))?;
            assert!(
                settings.contains(&format!("wasm_opt = \"version_{BINARYEN}\"")),
                "{file}"
            );
        }
        Ok(())
    }

    #[test]
    fn the_tools_for_the_locked_dependencies_are_known() -> Result<()> {
        let hints: Vec<String> = Tool::all(&Project::find()?)?
            .iter()
            .map(Tool::hint)
            .collect();
        assert_eq!(hints[0], "cargo install trunk@0.21.14 --locked");
        assert!(
            hints[1].starts_with("cargo install wasm-bindgen-cli@0.2."),
            "{}",
            hints[1]
        );
        Ok(())
    }
}
