//! What came of each step, a line for each, and the sum.

use std::fmt;
use std::ops::AddAssign;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::counts;
use crate::project::Project;
use crate::step::{self, Finished, Step};

/// What a check has found.
pub enum Verdict {
    Passed,
    /// What is wrong, a line for each.
    Failed(Vec<String>),
}

impl Verdict {
    /// Passed when there are none.
    pub fn from_problems(problems: Vec<String>) -> Self {
        if problems.is_empty() {
            Self::Passed
        } else {
            Self::Failed(problems)
        }
    }
}

/// How many tests and steps ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl Tally {
    const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(formatter, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// The list of steps while it is being worked through.
pub struct Report<'project> {
    project: &'project Project,
    tally: Tally,
    started: Instant,
}

impl<'project> Report<'project> {
    pub fn new(project: &'project Project) -> Self {
        Self {
            project,
            tally: Tally::default(),
            started: Instant::now(),
        }
    }

    pub fn project(&self) -> &'project Project {
        self.project
    }

    /// A step that is a program, and passes when the program succeeds.
    pub fn program(&mut self, name: &str, command: Command) -> Result<()> {
        let finished = Step::new(name, command).finish(self.project)?;
        let succeeded = finished.succeeded;
        self.conclude(&finished, succeeded)
    }

    /// A step that runs tests, each of which counts.
    pub fn tests(&mut self, name: &str, command: Command) -> Result<()> {
        let finished = Step::new(name, command).finish(self.project)?;
        let mut tally = counts::tests(&finished.output()?);
        // A test that does not compile, or a crash, has no count; no test at all is a mistake in this list.
        if tally.failed == 0 && (!finished.succeeded || tally.passed == 0) {
            tally += Tally::FAILED;
        }
        let outcome = if tally.failed == 0 {
            Outcome::Passed
        } else {
            Outcome::Failed
        };
        self.line(name, outcome, finished.duration, &tally.to_string());
        if outcome == Outcome::Failed {
            finished.show_failure()?;
        }
        self.tally += tally;
        Ok(())
    }

    /// A check that is part of this program.
    pub fn check(&mut self, name: &str, check: impl FnOnce() -> Result<Verdict>) -> Result<()> {
        let started = Instant::now();
        let problems = match check() {
            Ok(Verdict::Passed) => {
                self.line(name, Outcome::Passed, started.elapsed(), "");
                self.tally += Tally::PASSED;
                return Ok(());
            }
            Ok(Verdict::Failed(problems)) => problems,
            Err(error) => vec![format!("{error:#}")],
        };
        self.line(name, Outcome::Failed, started.elapsed(), "");
        for problem in problems {
            println!("    {problem}");
        }
        self.tally += Tally::FAILED;
        Ok(())
    }

    /// A step that others need; `None` when it failed.
    pub fn value<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let started = Instant::now();
        match work() {
            Ok(value) => {
                self.line(name, Outcome::Passed, started.elapsed(), "");
                self.tally += Tally::PASSED;
                Some(value)
            }
            Err(error) => {
                self.line(
                    name,
                    Outcome::Failed,
                    started.elapsed(),
                    &format!("{error:#}"),
                );
                self.tally += Tally::FAILED;
                None
            }
        }
    }

    pub fn skip(&mut self, name: &str, why: &str) {
        self.tally.skipped += 1;
        self.line(name, Outcome::Skipped, Duration::ZERO, why);
    }

    /// The sum, alone on the last line.
    pub fn finish(self) -> ExitCode {
        println!("\nafter {}:", step::seconds(self.started.elapsed()));
        println!("{}", self.tally);
        if self.tally.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn conclude(&mut self, finished: &Finished, passed: bool) -> Result<()> {
        let (outcome, tally) = if passed {
            (Outcome::Passed, Tally::PASSED)
        } else {
            (Outcome::Failed, Tally::FAILED)
        };
        self.tally += tally;
        self.line(&finished.name, outcome, finished.duration, "");
        if !passed {
            finished.show_failure()?;
        }
        Ok(())
    }

    fn line(&self, name: &str, outcome: Outcome, duration: Duration, remark: &str) {
        let duration = if outcome == Outcome::Skipped {
            String::new()
        } else {
            step::seconds(duration)
        };
        let line = format!("{:<8} {name:<22} {duration:>12}  {remark}", outcome.word());
        step::say(line.trim_end());
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_one_plain_line_and_speaks_of_skipped_ones_only_when_there_are_some() {
        let mut tally = Tally {
            passed: 40,
            failed: 0,
            skipped: 0,
        };
        assert_eq!(tally.to_string(), "40 passed, 0 failed");
        tally += Tally {
            passed: 1,
            failed: 2,
            skipped: 3,
        };
        assert_eq!(tally.to_string(), "41 passed, 2 failed, 3 skipped");
    }
}
