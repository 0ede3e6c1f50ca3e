//! Runs schedules and says what came of them.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use recado_simulation::{Outcome, Plan, Sabotage, Violation, run, shrink};

const USAGE: &str = "\
recado-simulation [--schedules N] [--seed S] [--sabotage idempotency|ordering|replay] [--trace]

  --schedules N   how many, with the seeds S, S+1, ... (300)
  --seed S        the first seed (1)
  --sabotage W    break something on purpose
  --trace         print everything that happens
  --survey        one line for each failure, and go on
";

/// What was asked for.
struct Options {
    schedules: u64,
    seed: u64,
    sabotage: Sabotage,
    trace: bool,
    survey: bool,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let begun = Instant::now();
    let mut sum = Sum::default();
    for seed in options.seed..options.seed.saturating_add(options.schedules) {
        let plan = Plan::of_seed(seed);
        let outcome = run(&plan, options.sabotage, options.trace);
        for line in &outcome.log {
            println!("{line}");
        }
        sum.add(&plan, &outcome);
        let Some(violation) = &outcome.violation else {
            continue;
        };
        sum.failed += 1;
        if options.survey {
            println!("seed {seed}: {}: {}", violation.promise, violation.detail);
        } else {
            report(&plan, &options, violation);
            break;
        }
    }
    sum.print(begun);
    let passed = sum.schedules - sum.failed;
    if sum.failed > 0 {
        println!(
            "test result: FAILED. {passed} passed; {} failed;",
            sum.failed
        );
        return ExitCode::FAILURE;
    }
    println!("test result: ok. {passed} passed; 0 failed;");
    ExitCode::SUCCESS
}

fn options() -> Result<Options, lexopt::Error> {
    use lexopt::ValueExt;
    let mut options = Options {
        schedules: 300,
        seed: 1,
        sabotage: Sabotage::Nothing,
        trace: false,
        survey: false,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long("schedules") => options.schedules = arguments.value()?.parse()?,
            lexopt::Arg::Long("seed") => options.seed = arguments.value()?.parse()?,
            lexopt::Arg::Long("trace") => options.trace = true,
            lexopt::Arg::Long("survey") => options.survey = true,
            lexopt::Arg::Long("sabotage") => {
                options.sabotage = match arguments.value()?.string()?.as_str() {
                    "idempotency" => Sabotage::Idempotency,
                    "ordering" => Sabotage::Ordering,
                    "replay" => Sabotage::Replay,
                    other => return Err(format!("nothing is called {other:?}").into()),
                }
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

/// What all schedules came to.
#[derive(Default)]
struct Sum {
    schedules: u64,
    failed: u64,
    steps: usize,
    commands: u64,
    faults: BTreeMap<&'static str, u64>,
    virtual_ms: i64,
}

impl Sum {
    fn add(&mut self, plan: &Plan, outcome: &Outcome) {
        self.schedules += 1;
        self.steps += plan.steps.len();
        self.commands += outcome.commands;
        self.virtual_ms += outcome.virtual_ms;
        for (what, count) in &outcome.faults {
            *self.faults.entry(what).or_default() += count;
        }
    }

    fn print(&self, begun: Instant) {
        println!(
            "{} schedules, {} steps, {} commands, {:.1} hours of made-up time in {:.1} s",
            self.schedules,
            self.steps,
            self.commands,
            self.virtual_ms as f64 / 3_600_000.0,
            begun.elapsed().as_secs_f64()
        );
        let faults: Vec<String> = self
            .faults
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        println!("{}", faults.join(", "));
    }
}

/// A failure: the promise, the shortest trace, and how to see it again.
fn report(plan: &Plan, options: &Options, violation: &Violation) {
    println!(
        "\nseed {} breaks a promise: {}",
        plan.seed, violation.promise
    );
    println!("  {}", violation.detail);
    let shortest = shrink(plan, options.sabotage, violation);
    let again = run(&shortest, options.sabotage, true);
    println!(
        "\n{} of {} steps are enough:",
        shortest.steps.len(),
        plan.steps.len()
    );
    for step in &shortest.steps {
        println!("  after {:>5} ms: {}", step.after_ms, step.act);
    }
    println!("\nwhat happens in them:");
    for line in &again.log {
        println!("  {line}");
    }
    if let Some(found) = again.violation {
        println!("\n{}: {}", found.promise, found.detail);
    }
    println!(
        "\nto see the whole again: cargo xtask simulate --schedules 1 --seed {} --trace\n",
        plan.seed
    );
}
