//! What has to be on the machine: looks for it, and installs what is missing into a folder that `cargo clean` does not
//! touch. A second run finds everything and does nothing.

mod browser;
mod cache;
mod debian;
mod npm;
mod program;
mod tool;
mod version;
mod wasm;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::project::Project;

pub use browser::require as require_browser;
pub use npm::{require_annotations, require_axe, require_emojibase};
pub use program::find as find_program;

use tool::Tool;
use wasm::WasmCompiler;

/// Everything that a build for the browser needs.
pub struct Toolbox {
    folders: Vec<PathBuf>,
    compiler: WasmCompiler,
}

impl Toolbox {
    /// Finds the tools and installs those that are missing.
    pub fn prepare(project: &Project) -> Result<Self> {
        let tools = Tool::all(project)?;
        let compiler = match WasmCompiler::find()? {
            Some(compiler) => compiler,
            None => WasmCompiler::install(project)?,
        };
        let missing: Vec<&Tool> = tools.iter().filter(|tool| tool.find().is_none()).collect();
        if !missing.is_empty() {
            tool::install(project, &missing)?;
        }
        let folders = tools
            .iter()
            .map(|tool| {
                tool.find()
                    .with_context(|| format!("{} was installed but can't be found", tool.program))
            })
            .collect::<Result<_>>()?;
        Ok(Self { folders, compiler })
    }

    /// What a fingerprint of a build must know of its tools.
    pub fn description(&self) -> String {
        format!("{:?} {:?}", self.folders, self.compiler)
    }

    /// Which compiler and library for WebAssembly these are.
    pub fn compiler(&self) -> String {
        self.compiler.to_string()
    }

    /// Makes a command find these tools and no others.
    pub fn equip(&self, project: &Project, command: &mut Command) -> Result<()> {
        command.env("PATH", self.path()?);
        command.env("CARGO_TARGET_DIR", project.wasm_target());
        if let Some(rustc) = self.compiler.rustc() {
            command.env("RUSTC", rustc);
            // Cargo makes a program that it runs find rustup's libraries, which are not those of this compiler.
            command.env_remove("LD_LIBRARY_PATH");
        }
        Ok(())
    }

    fn path(&self) -> Result<OsString> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        env::join_paths(folders).context("a folder on PATH has a name that PATH can't hold")
    }
}

/// `cargo xtask doctor`: what is there and what is missing.
pub fn doctor(project: &Project) -> Result<ExitCode> {
    let mut missing = 0;
    let mut line = |name: &str, found: Option<String>, hint: &str| {
        let state = found.unwrap_or_else(|| {
            missing += 1;
            format!("missing: {hint}")
        });
        println!("  {name:<28} {state}");
    };
    println!("for the builds (cargo xtask build installs what is missing):");
    line(
        "compiler for wasm",
        WasmCompiler::find()?.map(|compiler| compiler.to_string()),
        &WasmCompiler::hint(),
    );
    for tool in Tool::all(project)? {
        let found = tool.find().map(|folder| folder.display().to_string());
        line(
            &format!("{} {}", tool.program, tool.version),
            found,
            &tool.hint(),
        );
    }
    println!("for the browser tests (cargo xtask test installs what is missing):");
    for part in browser::PARTS {
        line(
            part.name,
            part.find().map(|path| path.display().to_string()),
            &browser::hint(),
        );
    }
    println!("for checks that are skipped without it:");
    for (name, hint) in [
        ("typos", "cargo install typos-cli"),
        ("cargo-deny", "cargo install cargo-deny"),
    ] {
        line(
            name,
            find_program(name).map(|path| path.display().to_string()),
            hint,
        );
    }
    println!("\nthe tools' cache is {}", cache::folder()?.display());
    match missing {
        0 => println!("nothing is missing"),
        _ => println!("{missing} missing"),
    }
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask env`: the same for a shell.
pub fn print_environment(project: &Project) -> Result<ExitCode> {
    let tools = Tool::all(project)?;
    let folders: Vec<String> = tools
        .iter()
        .filter_map(Tool::find)
        .map(|folder| folder.display().to_string())
        .collect();
    println!("export PATH='{}':\"$PATH\"", folders.join(":"));
    println!(
        "export CARGO_TARGET_DIR='{}'",
        project.wasm_target().display()
    );
    if let Some(rustc) = WasmCompiler::find()?.as_ref().and_then(WasmCompiler::rustc) {
        println!("export RUSTC='{}'", rustc.display());
    }
    Ok(ExitCode::SUCCESS)
}
