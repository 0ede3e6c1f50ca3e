//! Where installed tools are kept: outside the project, a folder for each tool and version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// `$RECADO_TOOLS`, or a folder in the user's cache.
pub fn folder() -> Result<PathBuf> {
    let variable = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = variable("RECADO_TOOLS") {
        return Ok(folder);
    }
    if let Some(cache) = variable("XDG_CACHE_HOME") {
        return Ok(cache.join("recado/tools"));
    }
    match variable("HOME") {
        Some(home) => Ok(home.join(".cache/recado/tools")),
        None => bail!("HOME is not set: say in RECADO_TOOLS where the tools may be kept"),
    }
}

/// A folder that is filled first and gets its name last, so that an interrupted installation is never taken for a whole
/// one.
pub struct Unfinished {
    path: PathBuf,
    name: PathBuf,
}

impl Unfinished {
    pub fn create(name: &Path) -> Result<Self> {
        let mut path = name.as_os_str().to_owned();
        path.push(".unfinished");
        let path = PathBuf::from(path);
        remove(&path)?;
        fs::create_dir_all(&path).with_context(|| format!("can't create {}", path.display()))?;
        Ok(Self {
            path,
            name: name.to_owned(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn finish(self) -> Result<()> {
        remove(&self.name)?;
        fs::rename(&self.path, &self.name)
            .with_context(|| format!("can't create {}", self.name.display()))
    }
}

/// Removes a folder that may not be there.
pub fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("can't remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
