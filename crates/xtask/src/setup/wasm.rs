//! A compiler that can make WebAssembly. Where rustup may fetch, its target is all; where it may not, Debian has a whole
//! compiler with its sources, and the library for WebAssembly is built once from them.

use std::fmt;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

use anyhow::{Context as _, Result, bail};

use super::cache::{self, Unfinished};
use super::{debian, program};
use crate::build::machine_paths;
use crate::project::Project;
use crate::step::{self, Step};

const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler, whatever else is first on PATH.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
/// Debian's compiler for building browsers, which is a recent one even in a stable release. The linker comes in the
/// version of the compiler's LLVM.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
/// The oldest compiler that the project accepts, as in Cargo.toml.
const OLDEST: &str = "1.95.0";

/// Counts the ways in which the library has been built, so that a library from before is not taken.
const LIBRARY: u32 = 2;

/// Where the compiler for WebAssembly comes from.
#[derive(Debug)]
pub enum WasmCompiler {
    /// The one on PATH has the library itself.
    OnPath,
    /// Debian's has the library itself.
    Debian,
    /// Debian's, called by a script in the cache that adds the library.
    DebianWithLibrary { script: PathBuf },
}

impl fmt::Display for WasmCompiler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnPath => formatter.write_str("the rustc on PATH"),
            Self::Debian => formatter.write_str(DEBIAN_RUSTC),
            Self::DebianWithLibrary { script } => write!(formatter, "{}", script.display()),
        }
    }
}

impl WasmCompiler {
    pub fn find() -> Result<Option<Self>> {
        if has_library("rustc") {
            return Ok(Some(Self::OnPath));
        }
        let Some(name) = debian_compiler() else {
            return Ok(None);
        };
        if has_library(DEBIAN_RUSTC) {
            return Ok(Some(Self::Debian));
        }
        let script = script_in(&cache::folder()?.join(name));
        Ok(script
            .is_file()
            .then_some(Self::DebianWithLibrary { script }))
    }

    /// Installs it: from rustup where rustup may fetch, from Debian otherwise.
    pub fn install(project: &Project) -> Result<Self> {
        step::say("the compiler has no library for WebAssembly (installed once):");
        if rustup_may_fetch() {
            let mut command = Command::new("rustup");
            command.args(["target", "add", TARGET]);
            let fetched = Step::new("rustup target add", command).finish(project)?;
            if fetched.succeeded && has_library("rustc") {
                return Ok(Self::OnPath);
            }
            fetched.show_failure()?;
            step::say("  rustup could not add the target; trying Debian's compiler instead");
        }
        if !debian::is_here() {
            bail!("please install Rust's target {TARGET}: {}", Self::hint());
        }
        debian::install(project, &DEBIAN_PACKAGES)?;
        let name = debian_compiler().with_context(|| {
            format!("Debian's compiler is too old (this needs {OLDEST}); please install Rust with the target {TARGET}")
        })?;
        debian::install(project, &[&linker_package()?])?;
        let folder = cache::folder()?.join(name);
        build_library(project, &folder)?;
        Ok(Self::DebianWithLibrary {
            script: script_in(&folder),
        })
    }

    /// The compiler that Cargo has to be told of, when it is not the one that it finds.
    pub fn rustc(&self) -> Option<&Path> {
        match self {
            Self::OnPath => None,
            Self::Debian => Some(Path::new(DEBIAN_RUSTC)),
            Self::DebianWithLibrary { script } => Some(script),
        }
    }

    /// How a person would install it.
    pub fn hint() -> String {
        if rustup_may_fetch() || !debian::is_here() {
            format!("rustup target add {TARGET}")
        } else {
            format!(
                "apt-get install {} lld, and the library built from Debian's source",
                DEBIAN_PACKAGES.join(" ")
            )
        }
    }
}

/// A machine without rustup's servers says so in this variable.
fn rustup_may_fetch() -> bool {
    program::find("rustup").is_some() && env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0")
}

fn has_library(rustc: &str) -> bool {
    program::ask(rustc, &["--print", "target-libdir", "--target", TARGET]).is_ok_and(|folder| {
        fs::read_dir(folder.trim()).is_ok_and(|mut entries| entries.next().is_some())
    })
}

/// The name of the folder that Debian's compiler and its library have in the cache; `None` without such a compiler.
fn debian_compiler() -> Option<String> {
    if !Path::new(DEBIAN_RUSTC).is_file() || !Path::new(DEBIAN_CARGO).is_file() {
        return None;
    }
    let verbose = program::ask(DEBIAN_RUSTC, &["-vV"]).ok()?;
    let release = line_of(&verbose, "release")?;
    let commit: String = line_of(&verbose, "commit-hash")?.chars().take(9).collect();
    super::version::does_for(release, OLDEST)
        .then(|| format!("rust-wasm-{release}-{commit}-{LIBRARY}"))
}

/// The package of the linker for the compiler's LLVM: the object files of both have to fit.
fn linker_package() -> Result<String> {
    let verbose = program::ask(DEBIAN_RUSTC, &["-vV"])?;
    let llvm =
        line_of(&verbose, "LLVM version").context("the compiler does not say which LLVM it has")?;
    let major = llvm.split('.').next().unwrap_or(llvm);
    Ok(format!("lld-{major}"))
}

/// The value of one line of `rustc -vV`.
fn line_of<'text>(verbose: &'text str, name: &str) -> Option<&'text str> {
    verbose
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn script_in(folder: &Path) -> PathBuf {
    folder.join("bin/rustc")
}

/// Builds the library and puts it into a folder that looks like the compiler's own, with links to the parts that it has.
fn build_library(project: &Project, folder: &Path) -> Result<()> {
    let built = build_standard_library(project)?;
    let unfinished = Unfinished::create(folder)?;
    let libraries = unfinished.path().join("lib/rustlib");
    let library = libraries.join(TARGET).join("lib");
    fs::create_dir_all(&library)?;
    for entry in fs::read_dir(&built)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(entry.path(), library.join(name))?;
        }
    }
    let sysroot = program::ask(DEBIAN_RUSTC, &["--print", "sysroot"])?;
    for entry in fs::read_dir(Path::new(sysroot.trim()).join("lib/rustlib"))? {
        let entry = entry?;
        if entry.file_name() != TARGET {
            symlink(entry.path(), libraries.join(entry.file_name()))?;
        }
    }
    write_script(unfinished.path(), folder)
        .context("can't write the script that calls the compiler")?;
    unfinished.finish()?;
    cache::remove(&build_folder()?)
}

/// Builds Rust's standard library from Debian's source, and gives the folder with its parts.
fn build_standard_library(project: &Project) -> Result<PathBuf> {
    let folder = build_folder()?;
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[profile.release]\ncodegen-units = \
         1\n\n[workspace]\n",
    )?;
    let target = folder.join("target");
    let mut command = Command::new(DEBIAN_CARGO);
    command.current_dir(&folder);
    command.args(["build", "--release", "--target", TARGET]);
    command.arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test");
    let mut flags = vec!["-Cembed-bitcode=yes".to_owned()];
    flags.extend(machine_paths::account_flags()?);
    let sysroot = program::ask(DEBIAN_RUSTC, &["--print", "sysroot"])?;
    let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    flags.extend(machine_paths::renamed(&sources, "rust"));
    // Building the library is an unstable option of Cargo, and these are the library's own sources, which are unstable
    // by nature. With bitcode inside, a release build can optimise across it.
    command
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", machine_paths::encoded(&flags));
    command.env("CARGO_TARGET_DIR", &target);
    command.env_remove("LD_LIBRARY_PATH");
    Step::new("building Rust's library for wasm", command).run(project)?;
    Ok(target.join(TARGET).join("release/deps"))
}

fn build_folder() -> Result<PathBuf> {
    Ok(cache::folder()?.join("build/rust-wasm"))
}

fn write_script(folder: &Path, final_folder: &Path) -> io::Result<()> {
    let script = script_in(folder);
    fs::create_dir_all(folder.join("bin"))?;
    fs::write(
        &script,
        format!(
            "#!/bin/sh\n# Debian's compiler with the library for WebAssembly.\nexec {DEBIAN_RUSTC} --sysroot '{}' \
             \"$@\"\n",
            final_folder.display()
        ),
    )?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_a_compiler_prints_of_itself_are_read() {
        let verbose = "rustc 1.96.0 (ac68faa20 2026-05-25)\ncommit-hash: ac68faa20c58\nrelease: 1.96.0\nLLVM version: \
                       22.1.8\n";
        let read = ["release", "LLVM version", "host"].map(|name| line_of(verbose, name));
        assert_eq!(read, [Some("1.96.0"), Some("22.1.8"), None]);
    }

    #[test]
    fn the_oldest_compiler_is_the_one_in_the_manifest() -> Result<()> {
        let manifest = fs::read_to_string(Project::find()?.root().join("Cargo.toml"))?;
        let version = OLDEST.trim_end_matches(".0");
        assert!(
            manifest.contains(&format!("rust-version = \"{version}\"")),
            "{version}"
        );
        Ok(())
    }
}
