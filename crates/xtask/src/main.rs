//! The project's own commands. Each one is a module; each is a list of named steps.

mod bench;
mod build;
mod emoji;
mod page;
mod project;
#[cfg(test)]
mod promises;
mod run;
mod setup;
mod simulate;
mod step;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;

const USAGE: &str = "\
The project's own commands:

  cargo xtask run      install what is missing, build, and start a backend with demo data
                         --port N        (8080)
                         --data DIR      where the data is kept (data)
                         --demo-size N   conversations in the demo data
                         --empty         no demo data
                         --no-build      start what was built last
                         --release       the small files that ship, which take longer to build
  cargo xtask test     everything that has to be true: format, lints, tests, documents, sizes, browsers
                         --native        only what needs no browser and no wasm
  cargo xtask build    leave dist/ ready for any static host
                         --public-url P  the path it will be served from (/)
                         --quick         what `run` builds, in a folder of its own, for trying
  cargo xtask bench    the sizes of what a browser loads, against the budgets
                         --speed         how fast the store and the page are instead, into docs/performance.md
  cargo xtask simulate agents, visitors and the backend over a made-up network and clock: docs/simulation.md
                         --schedules N   how many (300)
                         --seed S        the seed of the first (1)
                         --trace         print everything that happens
                         --survey        go on after failures
                         --sabotage W    break idempotency, ordering or replay on purpose
  cargo xtask emoji    write the data of the emoji picker, public/emoji, from npm's emojibase-data
  cargo xtask doctor   what is installed and what is missing; changes nothing
  cargo xtask env      the variables under which `trunk serve` finds the tools: eval \"$(cargo xtask env)\"
";

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let project = Project::find()?;
    let Some(lexopt::Arg::Value(command)) = arguments.next()? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    match command.to_string_lossy().as_ref() {
        "run" => run::command(&project, &run::Options::parse(arguments)?),
        "test" => test::command(&project, test::Options::parse(arguments)?),
        "build" => build::command(&project, &build::Options::parse(arguments)?),
        "bench" => bench::command(&project, bench::Options::parse(arguments)?),
        "simulate" => simulate::command(&project, arguments),
        "emoji" => emoji::command(&project),
        "doctor" => setup::doctor(&project),
        "env" => setup::print_environment(&project),
        build::split::COMMAND => build::split::command(arguments.raw_args()?.collect()),
        other => bail!("there is no command {other:?}\n\n{USAGE}"),
    }
}
