//! `cargo xtask test`: everything that has to be true, as a list of named steps. A step that fails does not stop those
//! that don't need it.

mod counts;
mod documents;
mod locales;
mod report;

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::bench;
use crate::build::{self, Kind};
use crate::project::Project;
use crate::setup::{self, Toolbox, find_program};
use report::{Report, Verdict};

/// What a person can say about it.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Leave out what needs a browser or WebAssembly.
    native: bool,
}

impl Options {
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                lexopt::Arg::Long("native") => options.native = true,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

pub fn command(project: &Project, options: Options) -> Result<ExitCode> {
    let mut report = Report::new(project);
    native_steps(&mut report, project)?;
    if !options.native {
        browser_steps(&mut report, project)?;
    }
    Ok(report.finish())
}

fn native_steps(report: &mut Report<'_>, project: &Project) -> Result<()> {
    report.program("format", cargo(project, "fmt --all --check"))?;
    report.program(
        "lints",
        cargo(
            project,
            "clippy --workspace --all-targets --features recado-tests/browser --no-deps -- --deny warnings",
        ),
    )?;
    report.tests(
        "native tests",
        cargo(project, "test --workspace --no-fail-fast"),
    )?;
    report.check("links in documents", || documents::check(project))?;
    report.check("locale files", || locales::check(project))?;
    report.optional("spelling", "typos", "", "cargo install typos-cli")?;
    report.optional(
        "licences and sources",
        "cargo-deny",
        "--offline check --hide-inclusion-graph bans licenses sources",
        "cargo install cargo-deny",
    )
}

fn browser_steps(report: &mut Report<'_>, project: &Project) -> Result<()> {
    let built = report.value("build", || {
        let toolbox = Toolbox::prepare(project)?;
        build::web(project, &toolbox, Kind::Shipped, build::ROOT_URL)?;
        build::backend(project)
    });
    if built.is_none() {
        for name in [
            "warnings for wasm",
            "size budgets",
            "paths in what ships",
            "browser tests",
        ] {
            report.skip(name, "the build failed");
        }
        return Ok(());
    }
    // The lints above see the native half of the code that only a browser runs.
    report.check("warnings for wasm", || {
        build::warnings(project).map(Verdict::from_problems)
    })?;
    report.check("size budgets", || {
        let loads = bench::measure(project)?;
        Ok(Verdict::from_problems(bench::over_budget(&loads)))
    })?;
    report.check("paths in what ships", || {
        build::machine_paths::told_in(project, &project.dist()).map(Verdict::from_problems)
    })?;
    let browser = report.value("browser", || {
        setup::require_browser(project)?;
        setup::require_axe(project)
    });
    let Some(axe) = browser else {
        report.skip("browser tests", "there is no browser");
        return Ok(());
    };
    let mut tests = cargo(
        project,
        "test --package recado-tests --features browser --test * --no-fail-fast",
    );
    tests
        .env("RECADO_BACKEND_BIN", project.backend())
        .env("RECADO_DIST", project.dist())
        .env("RECADO_AXE", axe);
    report.tests("browser tests", tests)
}

fn cargo(project: &Project, words: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .args(words.split_whitespace());
    command
}

impl Report<'_> {
    /// A check by a program that not every machine has.
    fn optional(&mut self, name: &str, program: &str, words: &str, hint: &str) -> Result<()> {
        match find_program(program) {
            Some(program) => {
                let mut command = Command::new(program);
                command
                    .current_dir(self.project().root())
                    .args(words.split_whitespace());
                self.program(name, command)
            }
            None => {
                self.skip(name, &format!("{program} is not installed: {hint}"));
                Ok(())
            }
        }
    }
}
