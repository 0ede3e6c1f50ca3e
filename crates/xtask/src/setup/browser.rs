//! The browser of the browser tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{debian, program};
use crate::project::Project;

/// Debian's packages of both parts, which are always of the same version.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// The browser and the program that drives it.
pub const PARTS: [Part; 2] = [
    Part {
        name: "Chromium",
        programs: &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
    },
    Part {
        name: "its driver",
        programs: &["chromedriver", "chromium-driver"],
    },
];

/// One of two programs that are needed together.
pub struct Part {
    pub name: &'static str,
    programs: &'static [&'static str],
}

impl Part {
    pub fn find(&self) -> Option<PathBuf> {
        self.programs.iter().find_map(|name| program::find(name))
    }
}

/// Installs the browser when it is missing and this machine can.
pub fn require(project: &Project) -> Result<()> {
    if PARTS.iter().all(|part| part.find().is_some()) {
        return Ok(());
    }
    if !debian::is_here() {
        bail!("the browser tests need {}", hint());
    }
    debian::install(project, &PACKAGES)
}

/// How a person would install it.
pub fn hint() -> String {
    if debian::is_here() {
        format!("apt-get install {}", PACKAGES.join(" "))
    } else {
        "Chromium (or Chrome) and the chromedriver of the same version on PATH".to_owned()
    }
}
