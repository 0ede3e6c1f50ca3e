//! The account that is measured: made once, copied for each run.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use recado_tests::{copy_folder, program, project};
use tempfile::TempDir;

pub const CONVERSATIONS: u32 = 100_000;
/// Messages of the longest conversation.
pub const LONGEST: u32 = 50_000;
const READY: &str = "recado-backend listening";

/// A copy of the account that the run may change.
pub fn prepare() -> TempDir {
    let made = project()
        .join("target/speed")
        .join(format!("account-{CONVERSATIONS}-{LONGEST}"));
    if !made.is_dir() {
        make(&made);
    }
    let copy = TempDir::with_prefix("recado-speed-").expect("the temporary folder is writable");
    copy_folder(&made, copy.path());
    copy
}

fn make(folder: &Path) {
    eprintln!("making {CONVERSATIONS} conversations, once");
    let unfinished = folder.with_extension("unfinished");
    if unfinished.is_dir() {
        fs::remove_dir_all(&unfinished).expect("what was not finished can be removed");
    }
    let mut backend = Command::new(program())
        .args(["--port", "0", "--data"])
        .arg(&unfinished)
        .args(["--demo-size", &CONVERSATIONS.to_string()])
        .args(["--demo-longest", &LONGEST.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the backend is built");
    let output = backend.stdout.take().expect("it is piped");
    let is_ready = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .any(|line| line.starts_with(READY));
    backend.kill().expect("it is ours");
    backend.wait().expect("it is ours");
    assert!(is_ready, "the backend did not make the account");
    fs::rename(&unfinished, folder).expect("both are in one folder");
}
