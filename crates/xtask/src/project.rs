//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folders of one checkout.
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project this program belongs to.
    pub fn find() -> Result<Self> {
        // `cargo run` says where the package is; a program that was moved still knows where it was compiled.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.join("../..");
        let root = root
            .canonicalize()
            .with_context(|| format!("there is no project at {}", root.display()))?;
        Ok(Self { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `cargo xtask build` leaves.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's folder for native builds.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// Cargo's folder for wasm builds: apart, because another compiler may make them, and because a native and a wasm
    /// build then never wait for each other.
    pub fn wasm_target(&self) -> PathBuf {
        self.root.join("target/wasm")
    }

    /// The parts of `dist/` before they are put together, each with a note of what it was made from.
    pub fn web_parts(&self) -> PathBuf {
        self.root.join("target/web")
    }

    /// What the steps print, a file for each.
    pub fn logs(&self) -> PathBuf {
        self.root.join("target/xtask")
    }

    /// The demo's channels as `cargo xtask run` builds them.
    pub fn channel_simulator(&self) -> PathBuf {
        self.target().join("server/recado-channel-simulator")
    }

    /// The backend as `cargo xtask run` builds it.
    pub fn backend(&self) -> PathBuf {
        self.target().join("server/recado-backend")
    }
}
