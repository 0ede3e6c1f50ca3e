//! The things that Trunk makes, each of which is made again only when it would come out different.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::Kind;
use super::freshness;
use super::machine_paths;
use super::split;
use crate::project::Project;
use crate::setup::Toolbox;
use crate::step::Step;

/// One of the things that Trunk makes.
pub struct Part {
    kind: Kind,
    /// Its folder among the parts.
    pub folder: &'static str,
    title: &'static str,
    /// Trunk's settings for it.
    settings: &'static str,
    public_url: Option<String>,
    /// What in the project can't change it. Everything else is taken to change it, so that a forgotten name here costs
    /// time and never a stale page.
    unrelated: &'static [&'static str],
}

impl Part {
    /// The agent app, to be served from a path that ends in a slash.
    pub fn app(kind: Kind, public_url: &str) -> Self {
        Self {
            kind,
            folder: "app",
            title: "the agent app",
            settings: "Trunk.toml",
            public_url: Some(public_url.to_owned()),
            unrelated: &[
                "crates/backend",
                "crates/widget",
                "crates/xtask/src",
                "tests",
            ],
        }
    }

    /// The widget's window.
    pub fn widget(kind: Kind) -> Self {
        Self {
            kind,
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
                "index.html",
                "public/locales",
                "src",
                "style",
                "tests",
            ],
        }
    }

    /// The widget's loader.
    pub fn loader(kind: Kind) -> Self {
        Self {
            kind,
            folder: "loader",
            title: "the widget's loader",
            settings: "crates/xtask/trunk/loader.toml",
            public_url: None,
            unrelated: &[
                "Cargo.lock",
                "Cargo.toml",
                "crates/backend",
                "crates/client",
                "crates/formatting",
                "crates/json",
                "crates/protocol",
                "crates/store",
                "crates/widget/demo-site",
                "crates/widget/locales",
                "crates/widget/src",
                "crates/widget/style",
                "crates/xtask/src",
                "index.html",
                "public",
                "src",
                "style",
                "tests",
            ],
        }
    }

    /// What it would be made from now.
    pub fn fingerprint(&self, project: &Project, toolbox: &Toolbox) -> Result<String> {
        let mut settings = format!("{} {:?}", toolbox.description(), self.public_url);
        if self.is_cut() {
            settings.push_str(split::SOURCE);
        }
        freshness::fingerprint(project.root(), self.unrelated, &settings)
    }

    /// Whether it was made from just that.
    pub fn is_fresh(&self, project: &Project, fingerprint: &str) -> bool {
        self.made(project).is_dir()
            && fs::read_to_string(self.memory(project)).is_ok_and(|made| made == fingerprint)
    }

    /// Makes it, and notes what it was made from.
    pub fn build(&self, project: &Project, toolbox: &Toolbox, fingerprint: &str) -> Result<()> {
        let command = self.trunk(project, toolbox)?;
        let finished = Step::new(format!("building {}", self.title), command).finish(project)?;
        // Kept as long as what was built, and so longer than the step's own log.
        fs::write(self.log(project), finished.output()?)?;
        finished.or_fail()?;
        fs::write(self.memory(project), fingerprint).context("can't note what was built")
    }

    /// What the compiler warned of when it was made, a line for each package.
    pub fn warnings(&self, project: &Project) -> Result<Vec<String>> {
        let log = self.log(project);
        let output =
            fs::read_to_string(&log).with_context(|| format!("can't read {}", log.display()))?;
        Ok(warnings_in(&output).map(str::to_owned).collect())
    }

    fn trunk(&self, project: &Project, toolbox: &Toolbox) -> Result<Command> {
        let made = self.made(project);
        fs::create_dir_all(&made)?;
        let mut command = Command::new("trunk");
        toolbox.equip(project, &mut command)?;
        // Where in Trunk's own code an error was seen helps nobody.
        command
            .current_dir(project.root())
            .env_remove("RUST_BACKTRACE");
        // The page's policy is the same in every build of ours.
        command.env("RECADO_STRICT_POLICY", "1");
        if self.kind == Kind::Shipped {
            command.env("RECADO_SHIPPED", "1");
            command.env(
                "CARGO_ENCODED_RUSTFLAGS",
                machine_paths::flags_without(project)?,
            );
        }
        // Everything that Trunk would download is there: an attempt to do so is a mistake that should be seen.
        command.args([
            "build",
            "--offline",
            "--skip-version-check",
            "--config",
            self.settings,
        ]);
        match self.kind {
            Kind::Shipped => command.arg("--release"),
            Kind::Quick => command.args(["--cargo-profile", "quick"]),
        };
        command.arg("--dist").arg(made);
        if self.is_cut() {
            let lock = fs::read_to_string(project.root().join("Cargo.lock"))
                .context("can't read Cargo.lock")?;
            let later = format!("{}-later", self.folder);
            split::equip(&mut command, &self.kind.parts(project).join(later), &lock)?;
        }
        if let Some(public_url) = &self.public_url {
            command.args(["--public-url", public_url]);
        }
        Ok(command)
    }

    /// Whether what its start does not need is in files of its own.
    fn is_cut(&self) -> bool {
        self.kind == Kind::Shipped && self.folder != "loader"
    }

    fn made(&self, project: &Project) -> PathBuf {
        self.kind.parts(project).join(self.folder)
    }

    fn memory(&self, project: &Project) -> PathBuf {
        self.kind
            .parts(project)
            .join(format!("{}.made-from", self.folder))
    }

    fn log(&self, project: &Project) -> PathBuf {
        self.kind
            .parts(project)
            .join(format!("{}.log", self.folder))
    }
}

/// The lines that Cargo prints for packages with warnings, also for those that it need not compile again.
fn warnings_in(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter(|line| {
        line.starts_with("warning: `") && line.contains("` (") && line.contains(" generated ")
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
    fn every_name_in_the_lists_of_what_does_not_matter_is_a_path() -> Result<()> {
        let project = Project::find()?;
        for part in [
            Part::app(Kind::Quick, "/"),
            Part::widget(Kind::Quick),
            Part::loader(Kind::Quick),
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
