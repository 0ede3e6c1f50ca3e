//! `cargo xtask simulate`: agents, visitors and the backend over a made-up network and clock.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::project::Project;

/// Compiles the simulation for speed and runs it with everything that was said.
pub fn command(project: &Project, mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let status = Command::new("cargo")
        .current_dir(project.root())
        .args(["run", "--quiet", "--profile", "simulation"])
        .args(["--package", "recado-simulation", "--"])
        .args(arguments.raw_args()?)
        .status()
        .context("can't start cargo")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
