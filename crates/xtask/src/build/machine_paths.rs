//! Paths of the machine that builds: the compiler writes them into what it makes, and what ships must not tell them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::project::Project;

/// What `.cargo/config.toml` gives the compiler for WebAssembly. The flags here take the place of those.
const CONFIGURED: &str = "--cfg=erase_components";
/// Stands between two flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// The value of `CARGO_ENCODED_RUSTFLAGS` under which no path of this machine is compiled into the page.
pub fn flags_without(project: &Project) -> Result<String> {
    let mut flags = vec![CONFIGURED.to_owned()];
    flags.extend(account_flags()?);
    flags.extend(renamed(project.root(), "recado"));
    Ok(encoded(&flags))
}

/// The flags under which no path of this account is compiled in. Where several fit, the compiler takes the last.
pub fn account_flags() -> Result<Vec<String>> {
    let mut flags = Vec::new();
    flags.extend(home().and_then(|home| renamed(&home, "home")));
    if let Some(cargo) = cargo_home() {
        flags.extend(renamed(&cargo, "cargo"));
        let registries = cargo.join("registry/src");
        if registries.is_dir() {
            for registry in fs::read_dir(&registries)
                .with_context(|| format!("can't read {}", registries.display()))?
            {
                flags.extend(renamed(&registry?.path(), "crates"));
            }
        }
    }
    Ok(flags)
}

/// The flag that has the compiler write a name in place of a path.
pub fn renamed(path: &Path, name: &str) -> Option<String> {
    is_telling(path).then(|| format!("--remap-path-prefix={}={name}", path.display()))
}

/// Flags as the value of `CARGO_ENCODED_RUSTFLAGS`, in which a path may have spaces.
pub fn encoded(flags: &[String]) -> String {
    flags.join(SEPARATOR)
}

/// A sentence for each file in a folder that tells a path of this machine. Compressed copies are left out.
pub fn told_in(project: &Project, folder: &Path) -> Result<Vec<String>> {
    let paths: Vec<String> = [Some(project.root().to_owned()), home(), cargo_home()]
        .into_iter()
        .flatten()
        .filter(|path| is_telling(path))
        .map(|path| format!("{}/", path.display()))
        .collect();
    let mut problems = Vec::new();
    search(folder, &paths, &mut problems)?;
    Ok(problems)
}

fn search(folder: &Path, paths: &[String], problems: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))? {
        let file = entry?.path();
        if file.is_dir() {
            search(&file, paths, problems)?;
            continue;
        }
        let content = fs::read(&file)?;
        // A module is no text, and the paths in it are.
        let content = String::from_utf8_lossy(&content);
        if let Some(path) = paths.iter().find(|path| content.contains(*path)) {
            problems.push(format!(
                "{} tells {path}, a path of the machine that built it",
                file.display()
            ));
        }
    }
    Ok(())
}

/// Whether a path says something: `/`, which some accounts have for a home, is in every path.
fn is_telling(path: &Path) -> bool {
    path.components().count() > 1
}

fn home() -> Option<PathBuf> {
    variable("HOME")
}

fn cargo_home() -> Option<PathBuf> {
    variable("CARGO_HOME").or_else(|| Some(home()?.join(".cargo")))
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_keep_what_is_configured_and_name_the_projects_folder() -> Result<()> {
        let project = Project::find()?;
        let configured = fs::read_to_string(project.root().join(".cargo/config.toml"))?;
        assert!(
            configured.contains(&format!("\nrustflags = [\"{CONFIGURED}\"]\n")),
            "other flags than those here: {configured}"
        );
        let flags = flags_without(&project)?;
        let flags: Vec<_> = flags.split(SEPARATOR).collect();
        assert_eq!(flags[0], CONFIGURED);
        let own = format!("--remap-path-prefix={}=recado", project.root().display());
        assert_eq!(flags.last(), Some(&&*own));
        Ok(())
    }

    #[test]
    fn a_path_of_this_machine_is_found_wherever_it_stands() -> Result<()> {
        let project = Project::find()?;
        let folder = env::temp_dir().join(format!("recado-paths-{}", std::process::id()));
        fs::create_dir_all(folder.join("widget"))?;
        fs::write(
            folder.join("app.wasm"),
            b"\0asm\xff crates/leptos-0.8/src/lib.rs",
        )?;
        assert!(told_in(&project, &folder)?.is_empty());

        let told = format!("\0asm\u{ff}{}/src/main.rs", project.root().display());
        fs::write(folder.join("widget/app.wasm"), told)?;
        assert_eq!(told_in(&project, &folder)?.len(), 1);
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
