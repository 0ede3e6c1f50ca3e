//! `cargo xtask build`: leaves `dist/` complete, and leaves the old one when something fails.

mod assembly;
pub mod compression;
mod freshness;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::setup::Toolbox;
use crate::step::Step;

/// What a person can say about a build.
pub struct Options {
    /// The path under which the files will be served; it ends in a slash.
    public_url: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            public_url: "/".to_owned(),
        }
    }
}

impl Options {
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                lexopt::Arg::Long("public-url") => {
                    options.public_url = public_url(&arguments.value()?.to_string_lossy())?;
                }
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

pub fn command(project: &Project, options: &Options) -> Result<ExitCode> {
    let toolbox = Toolbox::prepare(project)?;
    web(project, &toolbox, options)?;
    println!(
        "dist/ is ready for any static host at {}",
        options.public_url
    );
    Ok(ExitCode::SUCCESS)
}

/// Everything that a browser loads.
pub fn web(project: &Project, toolbox: &Toolbox, options: &Options) -> Result<()> {
    let parts = [Part::app(options), Part::widget(), Part::loader()];
    let fingerprints = parts
        .iter()
        .map(|part| part.fingerprint(project, toolbox))
        .collect::<Result<Vec<_>>>()?;
    let stale: Vec<_> = parts
        .iter()
        .zip(&fingerprints)
        .filter(|(part, fingerprint)| !part.is_fresh(project, fingerprint))
        .collect();
    if !stale.is_empty() {
        Step::new("fetching dependencies", fetch(project)).run(project)?;
    }
    for (part, fingerprint) in stale {
        part.build(project, toolbox)?;
        part.remember(project, fingerprint)?;
    }
    assembly::assemble(project)
}

/// The backend, as a release of it is built.
pub fn backend(project: &Project) -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(project.root());
    command.args([
        "build",
        "--profile",
        "server",
        "--package",
        "recado-backend",
        "--bin",
        "recado-backend",
    ]);
    Step::new("building the backend", command).run(project)
}

/// What the compiler warned of when it built what is in `dist/`, a line for each package.
pub fn warnings(project: &Project) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    for part in [Part::app(&Options::default()), Part::widget()] {
        let log = part.log(project);
        let output =
            fs::read_to_string(&log).with_context(|| format!("can't read {}", log.display()))?;
        warnings.extend(warnings_in(&output).map(str::to_owned));
    }
    Ok(warnings)
}

/// The lines that Cargo prints for packages with warnings, also for those that it need not compile again.
fn warnings_in(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter(|line| {
        line.starts_with("warning: `") && line.contains("` (") && line.contains(" generated ")
    })
}

/// One of the things that Trunk makes.
struct Part {
    /// Its name here and its folder in `target/web/`.
    folder: &'static str,
    title: &'static str,
    /// Trunk's settings for it.
    settings: &'static str,
    public_url: Option<String>,
    /// What in the project can't change it. Everything else is taken to change it, so that a forgotten name here costs
    /// time and never a stale page.
    unrelated: &'static [&'static str],
}

impl Part {
    fn app(options: &Options) -> Self {
        Self {
            folder: "app",
            title: "the agent app",
            settings: "Trunk.toml",
            public_url: Some(options.public_url.clone()),
            unrelated: &[
                "crates/backend",
                "crates/widget",
                "crates/xtask/src",
                "tests",
            ],
        }
    }

    fn widget() -> Self {
        Self {
            folder: "widget",
            title: "the widget",
            settings: "crates/widget/Trunk.toml",
            public_url: None,
            unrelated: &[
                "crates/backend",
                "crates/client",
                "crates/store",
                "crates/widget/demo-site",
                "crates/widget/loader",
                "crates/xtask/src",
                "public/locales",
                "src",
                "style",
                "tests",
            ],
        }
    }

    fn loader() -> Self {
        Self {
            folder: "loader",
            title: "the widget's loader",
            settings: "crates/xtask/trunk/loader.toml",
            public_url: None,
            unrelated: &[
                "Cargo.lock",
                "crates/backend",
                "crates/client",
                "crates/protocol",
                "crates/store",
                "crates/widget/demo-site",
                "crates/widget/src",
                "crates/widget/style",
                "crates/xtask/src",
                "public",
                "src",
                "style",
                "tests",
            ],
        }
    }

    fn fingerprint(&self, project: &Project, toolbox: &Toolbox) -> Result<String> {
        let settings = format!("{} {:?}", toolbox.description(), self.public_url);
        freshness::fingerprint(project.root(), self.unrelated, &settings)
    }

    fn is_fresh(&self, project: &Project, fingerprint: &str) -> bool {
        self.made(project).is_dir()
            && fs::read_to_string(self.memory(project)).is_ok_and(|made| made == fingerprint)
    }

    fn remember(&self, project: &Project, fingerprint: &str) -> Result<()> {
        fs::write(self.memory(project), fingerprint).context("can't note what was built")
    }

    fn build(&self, project: &Project, toolbox: &Toolbox) -> Result<()> {
        let made = self.made(project);
        fs::create_dir_all(&made)?;
        let mut command = Command::new("trunk");
        toolbox.equip(project, &mut command)?;
        // Where in Trunk's own code an error was seen helps nobody.
        command
            .current_dir(project.root())
            .env_remove("RUST_BACKTRACE");
        // Everything that Trunk would download is there: an attempt to do so is a mistake that should be seen.
        command.args([
            "build",
            "--release",
            "--offline",
            "--skip-version-check",
            "--config",
            self.settings,
            "--dist",
        ]);
        command.arg(made);
        if let Some(public_url) = &self.public_url {
            command.args(["--public-url", public_url]);
        }
        let finished = Step::new(format!("building {}", self.title), command).finish(project)?;
        // Kept as long as what was built, and so longer than the step's own log.
        fs::write(self.log(project), finished.output()?)?;
        finished.or_fail()
    }

    fn log(&self, project: &Project) -> PathBuf {
        project.web_parts().join(format!("{}.log", self.folder))
    }

    fn made(&self, project: &Project) -> PathBuf {
        project.web_parts().join(self.folder)
    }

    fn memory(&self, project: &Project) -> PathBuf {
        project
            .web_parts()
            .join(format!("{}.made-from", self.folder))
    }
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
    fn a_warning_is_seen_in_what_cargo_says_at_the_end_of_a_package() {
        let warned = "warning: unused variable: `x`\nwarning: `recado` (bin \"recado\") generated 1 warning\n";
        assert_eq!(warnings_in(warned).count(), 1);
        let clean = "warning: be sure to add `/bin` to your PATH\n    Finished `release` profile\n";
        assert_eq!(warnings_in(clean).count(), 0);
    }

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
    fn every_name_in_the_lists_of_what_does_not_matter_is_a_path() -> Result<()> {
        let project = Project::find()?;
        for part in [
            Part::app(&Options::default()),
            Part::widget(),
            Part::loader(),
        ] {
            for path in part.unrelated {
                assert!(
                    project.root().join(path).exists(),
                    "{path} in the list of {}",
                    part.title
                );
            }
        }
        Ok(())
    }
}
