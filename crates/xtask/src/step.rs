//! Running named steps: what is happening, for how long, and what came of it.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;

/// How often a child process is asked whether it has ended.
const POLL: Duration = Duration::from_millis(50);
/// How often a line says that a step is still going on, where lines can't be overwritten.
const REMINDER: Duration = Duration::from_secs(15);
/// Lines of a failed step's log that are shown; the whole is in the file.
const SHOWN_LINES: usize = 60;
/// Columns of a terminal that a progress line fills at the most.
const PROGRESS_COLUMNS: usize = 100;

/// One thing to do, by a program of its own.
pub struct Step {
    name: String,
    command: Command,
}

impl Step {
    /// `name` says what is done, in words that follow "is": "building the agent app".
    pub fn new(name: impl Into<String>, command: Command) -> Self {
        Self {
            name: name.into(),
            command,
        }
    }

    /// Does it, shows how it goes, and fails when the program fails.
    pub fn run(self, project: &Project) -> Result<()> {
        run_together(project, vec![self])
    }

    /// Does it and shows how it goes; the caller judges the outcome and reads the output.
    pub fn finish(self, project: &Project) -> Result<Finished> {
        let mut finished = finish_together(project, vec![self])?;
        Ok(finished.remove(0))
    }
}

/// A step that has come to its end.
pub struct Finished {
    pub name: String,
    pub succeeded: bool,
    pub duration: Duration,
    log: PathBuf,
}

impl Finished {
    /// Everything that the step printed.
    pub fn output(&self) -> Result<String> {
        let bytes =
            fs::read(&self.log).with_context(|| format!("can't read {}", self.log.display()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Says how it ended, and fails when it failed.
    pub fn or_fail(&self) -> Result<()> {
        let duration = seconds(self.duration);
        if self.succeeded {
            say(&format!("  {:<44} {duration:>12}", self.name));
            return Ok(());
        }
        say(&format!("  {:<44} {duration:>12}  FAILED", self.name));
        self.show_failure()?;
        bail!("failed: {}", self.name)
    }

    /// The end of what it printed, and where the rest is.
    pub fn show_failure(&self) -> Result<()> {
        let output = self.output()?;
        let lines: Vec<&str> = output.lines().collect();
        let first = lines.len().saturating_sub(SHOWN_LINES);
        println!();
        for line in &lines[first..] {
            println!("    {line}");
        }
        if first > 0 {
            println!(
                "    (the end of {} lines; all of them are in {})",
                lines.len(),
                self.log.display()
            );
        }
        println!();
        Ok(())
    }
}

/// Does several steps at the same time and fails when one of them fails.
pub fn run_together(project: &Project, steps: Vec<Step>) -> Result<()> {
    let finished = finish_together(project, steps)?;
    let outcomes: Vec<Result<()>> = finished.iter().map(Finished::or_fail).collect();
    outcomes.into_iter().collect()
}

/// A line that stays, in place of the progress line.
pub fn say(line: &str) {
    if io::stdout().is_terminal() {
        print!("\r\x1b[K");
    }
    println!("{line}");
}

/// A time as people say it: `0.4 s`, `12.0 s`, `3 min 20 s`.
pub fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

fn finish_together(project: &Project, steps: Vec<Step>) -> Result<Vec<Finished>> {
    fs::create_dir_all(project.logs())?;
    let mut running: Vec<Running> = Vec::new();
    let mut finished = Vec::new();
    for step in steps {
        running.push(Running::start(project, step)?);
    }
    let mut progress = Progress::new();
    while !running.is_empty() {
        let mut still_running = Vec::new();
        for mut step in running {
            match step.child.try_wait()? {
                Some(status) => finished.push(Finished {
                    name: step.name,
                    succeeded: status.success(),
                    duration: step.started.elapsed(),
                    log: step.log,
                }),
                None => still_running.push(step),
            }
        }
        running = still_running;
        if !running.is_empty() {
            progress.show(&running);
            thread::sleep(POLL);
        }
    }
    progress.clear();
    Ok(finished)
}

struct Running {
    name: String,
    child: Child,
    started: Instant,
    log: PathBuf,
}

impl Running {
    fn start(project: &Project, mut step: Step) -> Result<Self> {
        let log = project.logs().join(file_name(&step.name));
        let output =
            File::create(&log).with_context(|| format!("can't write {}", log.display()))?;
        let program = step.command.get_program().to_string_lossy().into_owned();
        let child = step
            .command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("can't start {program}"))?;
        Ok(Self {
            name: step.name,
            child,
            started: Instant::now(),
            log,
        })
    }
}

/// The one line at the foot of the terminal, or a reminder now and then where there is no terminal.
struct Progress {
    terminal: bool,
    last: Instant,
}

impl Progress {
    fn new() -> Self {
        Self {
            terminal: io::stdout().is_terminal(),
            last: Instant::now(),
        }
    }

    fn show(&mut self, running: &[Running]) {
        let pause = if self.terminal {
            Duration::from_millis(200)
        } else {
            REMINDER
        };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        let mut line = String::from("  ");
        for step in running {
            line.push_str(&format!(
                "{} {}; ",
                step.name,
                seconds(step.started.elapsed())
            ));
        }
        if let Some(last) = running.iter().rev().find_map(|step| last_line(&step.log)) {
            line.push_str(&last);
        }
        let line: String = line.chars().take(PROGRESS_COLUMNS).collect();
        if self.terminal {
            print!("\r\x1b[K{line}");
            // A progress line that can't be shown is no reason to stop.
            let _ = io::stdout().flush();
        } else {
            println!("{line}");
        }
    }

    fn clear(&self) {
        if self.terminal {
            print!("\r\x1b[K");
            let _ = io::stdout().flush();
        }
    }
}

fn last_line(log: &Path) -> Option<String> {
    const TAIL: u64 = 400; // bytes
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).ok()?;
    let tail = String::from_utf8_lossy(&tail);
    let line = tail
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())?;
    Some(without_colours(line))
}

/// The text without the terminal's escape sequences, which would change the line that it is shown in.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            characters.find(char::is_ascii_alphabetic);
        } else if !character.is_control() {
            plain.push(character);
        }
    }
    plain
}

fn file_name(step: &str) -> String {
    let name: String = step
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect();
    format!("{}.log", name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let said =
            [400, 12_000, 200_500].map(|milliseconds| seconds(Duration::from_millis(milliseconds)));
        assert_eq!(said, ["0.4 s", "12.0 s", "3 min 20 s"]);
    }

    #[test]
    fn a_step_has_a_log_with_its_name() {
        assert_eq!(
            file_name("building the agent app (release)"),
            "building-the-agent-app--release-.log"
        );
    }

    #[test]
    fn escape_sequences_are_left_out_of_the_progress_line() {
        assert_eq!(
            without_colours("\x1b[1m\x1b[32m   Compiling\x1b[0m leptos"),
            "   Compiling leptos"
        );
    }
}
