//! Debian's packages.

use std::process::Command;

use anyhow::{Result, bail};

use super::program;
use crate::project::Project;
use crate::step::Step;

/// Whether this machine has Debian's packages at all.
pub fn is_here() -> bool {
    program::find("apt-get").is_some()
}

/// Installs those packages that are missing, or says which ones a person has to install.
pub fn install(project: &Project, packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !is_here() {
        bail!("these programs are missing, under the names of Debian's packages: {list}");
    }
    let Some(become_root) = become_root() else {
        bail!(
            "some of Debian's packages are missing, and installing them needs root. Please run this, and then the same \
             command again:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}"
        );
    };
    let apt = |arguments: &[&str]| {
        let mut words =
            become_root
                .iter()
                .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        let mut command = Command::new(words.next().expect("the list has three words of its own"));
        command.args(words).args(arguments);
        command
    };
    Step::new("asking Debian for its packages", apt(&["update"])).run(project)?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(&missing);
    Step::new(format!("installing {list}"), apt(&install)).run(project)
}

fn is_installed(package: &str) -> bool {
    program::ask("dpkg-query", &["-W", "-f=${db:Status-Status}", package])
        .is_ok_and(|status| status == "installed")
}

/// The words before a command that needs root; none when we are root, `None` when we can't be.
fn become_root() -> Option<Vec<&'static str>> {
    if program::ask("id", &["-u"]).is_ok_and(|id| id.trim() == "0") {
        return Some(Vec::new());
    }
    program::ask("sudo", &["-n", "true"])
        .is_ok()
        .then(|| vec!["sudo", "-n"])
}
