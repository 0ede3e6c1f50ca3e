//! `cargo xtask build`: leaves `dist/` complete, and leaves the old one when something fails.

mod assembly;
pub mod compression;
mod freshness;
pub mod machine_paths;
mod part;
mod shipping;
pub mod split;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::setup::Toolbox;
use crate::step::Step;
use part::Part;

/// The path from which a backend serves its files.
pub const ROOT_URL: &str = "/";

/// What a person can say about a build.
pub struct Options {
    /// The path under which the files will be served; it ends in a slash.
    public_url: String,
    kind: Kind,
}

impl Options {
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options = Self {
            public_url: ROOT_URL.to_owned(),
            kind: Kind::Shipped,
        };
        while let Some(argument) = arguments.next()? {
            match argument {
                lexopt::Arg::Long("public-url") => {
                    options.public_url = public_url(&arguments.value()?.to_string_lossy())?;
                }
                lexopt::Arg::Long("quick") => options.kind = Kind::Quick,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

/// What the files are for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// As small as they can be, with compressed copies, in `dist/`.
    Shipped,
    /// There soon after a change, for the person who makes it, in a folder of their own: nobody should ship them.
    Quick,
}

impl Kind {
    /// The folder of the finished files.
    pub fn folder(self, project: &Project) -> PathBuf {
        match self {
            Self::Shipped => project.dist(),
            Self::Quick => self.parts(project).join("dist"),
        }
    }

    /// The folder of the parts before they are put together.
    fn parts(self, project: &Project) -> PathBuf {
        project.web_parts().join(match self {
            Self::Shipped => "shipped",
            Self::Quick => "quick",
        })
    }
}

pub fn command(project: &Project, options: &Options) -> Result<ExitCode> {
    let toolbox = Toolbox::prepare(project)?;
    web(project, &toolbox, options.kind, &options.public_url)?;
    println!(
        "{} is ready for {} at {}",
        options.kind.folder(project).display(),
        match options.kind {
            Kind::Shipped => "any static host",
            Kind::Quick => "trying",
        },
        options.public_url
    );
    Ok(ExitCode::SUCCESS)
}

/// Everything that a browser loads.
pub fn web(project: &Project, toolbox: &Toolbox, kind: Kind, public_url: &str) -> Result<()> {
    let parts = [
        Part::app(kind, public_url),
        Part::widget(kind),
        Part::loader(kind),
    ];
    let mut stale = Vec::new();
    for part in &parts {
        let fingerprint = part.fingerprint(project, toolbox)?;
        if !part.is_fresh(project, &fingerprint) {
            stale.push((part, fingerprint));
        }
    }
    if !stale.is_empty() {
        Step::new("fetching dependencies", fetch(project)).run(project)?;
        forget_other_compiler(project, toolbox)?;
    }
    for (part, fingerprint) in stale {
        part.build(project, toolbox, &fingerprint)?;
    }
    assembly::assemble(project, toolbox, kind)
}

/// Cargo tells compilers apart by their versions. What was built with another library of the same version can't be used
/// with this one, so it goes.
fn forget_other_compiler(project: &Project, toolbox: &Toolbox) -> Result<()> {
    let folder = project.wasm_target();
    let note = folder.join("compiler");
    let compiler = toolbox.compiler();
    if fs::read_to_string(&note).is_ok_and(|noted| noted == compiler) {
        return Ok(());
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("can't remove {}", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(&note, compiler).context("can't note the compiler")
}

/// The backend, as a release of it is built.
pub fn backend(project: &Project) -> Result<()> {
    server_program(project, "building the backend", "recado-backend")
}

/// What plays the demo's channels. Apart from the backend, whose needs would make this one larger.
pub fn channel_simulator(project: &Project) -> Result<()> {
    server_program(
        project,
        "building the demo's channels",
        "recado-channel-simulator",
    )
}

fn server_program(project: &Project, what: &str, name: &str) -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(project.root());
    command.args([
        "build",
        "--profile",
        "server",
        "--package",
        name,
        "--bin",
        name,
    ]);
    Step::new(what, command).run(project)
}

/// What the compiler warned of when it built what is in `dist/`, a line for each package.
pub fn warnings(project: &Project) -> Result<Vec<String>> {
    let mut warnings = Part::app(Kind::Shipped, ROOT_URL).warnings(project)?;
    warnings.extend(Part::widget(Kind::Shipped).warnings(project)?);
    Ok(warnings)
}

/// Trunk works offline, so what the lock file names has to be here before it starts.
fn fetch(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .args(["fetch", "--target", "wasm32-unknown-unknown"]);
    command
}

fn public_url(text: &str) -> Result<String> {
    if !text.starts_with('/') && !text.starts_with("https://") && !text.starts_with("http://") {
        bail!("--public-url is a path such as /inbox/ or a whole address, not {text:?}");
    }
    Ok(if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_a_path_or_an_address_and_ends_in_a_slash() -> Result<()> {
        assert_eq!(public_url("/")?, "/");
        assert_eq!(public_url("/inbox")?, "/inbox/");
        assert_eq!(
            public_url("https://example.com/inbox/")?,
            "https://example.com/inbox/"
        );
        assert!(
            public_url("inbox").is_err(),
            "the inbox has addresses such as /c/1, so a relative path can't work"
        );
        Ok(())
    }

    #[test]
    fn a_quick_build_is_never_where_the_shipped_one_is() -> Result<()> {
        let project = Project::find()?;
        assert_eq!(Kind::Shipped.folder(&project), project.dist());
        assert!(!Kind::Quick.folder(&project).starts_with(project.dist()));
        Ok(())
    }
}
