//! A program that a test starts and that never outlives it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::waiting::until;

/// Killed, by its own number, when it is dropped.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
    /// Where this one's output begins in the log, which an earlier one may have begun.
    begins: usize,
}

impl Process {
    /// Starts a program; what it prints goes to the end of `log`.
    ///
    /// # Panics
    /// When there is no such program.
    pub fn start(name: &str, mut command: Command, log: &Path) -> Self {
        let open = || -> io::Result<(File, File, usize)> {
            let out = File::options().create(true).append(true).open(log)?;
            let begins = usize::try_from(out.metadata()?.len()).unwrap_or(usize::MAX);
            Ok((out.try_clone()?, out, begins))
        };
        let (out, err, begins) =
            open().unwrap_or_else(|error| panic!("can't write {}: {error}", log.display()));
        let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        let child = child.unwrap_or_else(|error| panic!("can't start {command:?}: {error}"));
        Self {
            name: name.to_owned(),
            child,
            log: log.to_owned(),
            begins,
        }
    }

    /// Waits for a line that `read` understands.
    ///
    /// # Panics
    /// When the program ends or says nothing of the kind in time.
    pub async fn says<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> T {
        let said = self.says_unless_it_ends(read).await;
        said.unwrap_or_else(|| panic!("{} ended by itself:\n{}", self.name, self.printed()))
    }

    /// Waits for a line that `read` understands; `None` when the program ends before.
    ///
    /// # Panics
    /// When it says nothing of the kind in time.
    pub async fn says_unless_it_ends<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let name = self.name.clone();
        until(format!("{name} to be ready"), async || {
            let printed = self.printed();
            if let Some(found) = printed.lines().find_map(&read) {
                return Ok(Some(found));
            }
            if let Ok(Some(_)) = self.child.try_wait() {
                return Ok(None);
            }
            Err(format!("{printed:?}"))
        })
        .await
    }

    /// Kills it without a warning and waits until it is gone.
    pub fn kill(&mut self) {
        // Refused only for one that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn printed(&self) -> String {
        let all = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(all.get(self.begins..).unwrap_or_default()).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The first of these programs on PATH.
///
/// # Panics
/// When there is none.
pub fn program(names: &[&str]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("none of {names:?} is on PATH: `cargo xtask doctor` says more"))
}
