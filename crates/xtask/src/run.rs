//! `cargo xtask run`: a whole system on this machine, with demo data, in one command.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::build::{self, Kind};
use crate::project::Project;
use crate::setup::Toolbox;
use crate::step;

const DEFAULT_PORT: u16 = 8080;
/// How often the backend is asked whether it has ended, and how soon Ctrl-C is passed on.
const POLL: Duration = Duration::from_millis(50);
/// What the backend prints when it answers requests, followed by its address.
const LISTENING: &str = "recado-backend listening on ";
/// The sign-ins of the demo data.
const DEMO_SIGN_INS: [&str; 4] = [
    "agent@demo.recado.test",
    "agent2@demo.recado.test",
    "supervisor@demo.recado.test",
    "admin@demo.recado.test",
];
const DEMO_PASSWORD: &str = "recado-demo";

/// What a person can say about it.
#[derive(Debug, PartialEq)]
pub struct Options {
    port: u16,
    data: PathBuf,
    demo: Demo,
    build: bool,
    kind: Kind,
}

/// What is in a new data folder.
#[derive(Debug, PartialEq)]
enum Demo {
    /// As many conversations as the backend thinks right.
    Usual,
    /// This many conversations.
    Size(u32),
    /// Nothing.
    Empty,
}

impl Options {
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        use lexopt::{Arg::Long, ValueExt as _};
        let mut options = Self {
            port: DEFAULT_PORT,
            data: "data".into(),
            demo: Demo::Usual,
            build: true,
            kind: Kind::Quick,
        };
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("port") => options.port = arguments.value()?.parse()?,
                Long("data") => options.data = arguments.value()?.into(),
                Long("demo-size") => options.demo = Demo::Size(arguments.value()?.parse()?),
                Long("empty") => options.demo = Demo::Empty,
                Long("no-build") => options.build = false,
                Long("release") => options.kind = Kind::Shipped,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

pub fn command(project: &Project, options: &Options) -> Result<ExitCode> {
    // Said now and not after ten minutes of building.
    check_port(options.port)?;
    if options.build {
        let toolbox = Toolbox::prepare(project)?;
        build::web(project, &toolbox, options.kind, build::ROOT_URL)?;
        build::backend(project)?;
        if options.demo != Demo::Empty {
            build::channel_simulator(project)?;
        }
    } else if !project.backend().is_file()
        || !options.kind.folder(project).join("index.html").is_file()
    {
        bail!("nothing has been built yet: leave --no-build out once");
    }
    let status = serve(project, options)?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => {
            bail!(
                "port {port} can't be used ({error}); choose another one: cargo xtask run --port {}",
                port + 1
            )
        }
    }
}

/// Runs the backend until it ends by itself or is told to.
fn serve(project: &Project, options: &Options) -> Result<ExitStatus> {
    let told_to_stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&told_to_stop))
            .context("can't listen for Ctrl-C")?;
    }
    let mut backend = start(project, options)?;
    let output = backend.stdout.take().context("the backend has no output")?;
    let started = Instant::now();
    let shows_demo = options.demo != Demo::Empty;
    let (listens, listening) = mpsc::channel();
    let reader = thread::spawn(move || show_output(output, started, shows_demo, &listens));
    let mut passed_on = false;
    let mut channels = None;
    let status = loop {
        if shows_demo && let Ok(address) = listening.try_recv() {
            channels = play_channels(project, &address);
        }
        if let Some(status) = backend.try_wait()? {
            break status;
        }
        if told_to_stop.load(Ordering::Relaxed) && !passed_on {
            passed_on = true;
            step::say("stopping the backend");
            stop(&backend)?;
        }
        thread::sleep(POLL);
    };
    if let Some(mut channels) = channels {
        // One that has ended by itself can't be ended, and is as well.
        let _ = channels.kill();
        let _ = channels.wait();
    }
    // The output ends when the backend does; what it said last is still to be read.
    let _ = reader.join();
    Ok(status)
}

fn start(project: &Project, options: &Options) -> Result<Child> {
    let mut command = Command::new(project.backend());
    command.current_dir(project.root());
    command.arg("--port").arg(options.port.to_string());
    command.arg("--data").arg(&options.data);
    command.arg("--dist").arg(options.kind.folder(project));
    match options.demo {
        Demo::Usual => command.arg("--demo"),
        Demo::Size(conversations) => command
            .arg("--demo")
            .arg("--demo-size")
            .arg(conversations.to_string()),
        Demo::Empty => command.arg("--empty"),
    };
    // In a group of its own, so that Ctrl-C in the terminal reaches it once, through us.
    command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    step::say("starting the backend");
    command
        .spawn()
        .with_context(|| format!("can't start {}", project.backend().display()))
}

/// Starts what plays the demo's channels. Without it everything else works.
fn play_channels(project: &Project, address: &str) -> Option<Child> {
    let program = project.channel_simulator();
    if !program.is_file() {
        return None;
    }
    let mut command = Command::new(program);
    command
        .arg("--backend")
        .arg(address)
        .arg("--end-with-input")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    match command.spawn() {
        Ok(channels) => Some(channels),
        Err(error) => {
            step::say(&format!("the demo's channels can't be played: {error}"));
            None
        }
    }
}

fn stop(backend: &Child) -> Result<()> {
    let id = backend.id().to_string();
    let status = Command::new("kill")
        .args(["-INT", &id])
        .status()
        .context("can't stop the backend")?;
    if !status.success() {
        bail!("can't stop the backend, process {id}");
    }
    Ok(())
}

fn show_output(
    output: ChildStdout,
    started: Instant,
    shows_demo: bool,
    listens: &mpsc::Sender<String>,
) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        match line.strip_prefix(LISTENING) {
            Some(address) => {
                println!("{}", welcome(address.trim(), started.elapsed(), shows_demo));
                // Nobody wants to know any more once it stops.
                let _ = listens.send(address.trim().to_owned());
            }
            None => println!("{line}"),
        }
    }
}

/// What a person who has just started it wants to know.
fn welcome(address: &str, after: Duration, shows_demo: bool) -> String {
    let mut text = format!(
        "\nready after {}\n\n  inbox          {address}/\n",
        step::seconds(after)
    );
    if shows_demo {
        let _ = writeln!(
            text,
            "  customer site  {address}/demo-site/\n\n  sign in as     {}",
            DEMO_SIGN_INS[0]
        );
        for sign_in in &DEMO_SIGN_INS[1..] {
            let _ = writeln!(text, "                 {sign_in}");
        }
        let _ = writeln!(text, "  password       {DEMO_PASSWORD}");
    }
    text.push_str("\nCtrl-C stops it.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options> {
        Options::parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn without_options_it_runs_at_the_usual_port_with_demo_data() -> Result<()> {
        assert_eq!(
            parse(&[])?,
            Options {
                port: 8080,
                data: "data".into(),
                demo: Demo::Usual,
                build: true,
                kind: Kind::Quick,
            }
        );
        Ok(())
    }

    #[test]
    fn every_option_is_understood() -> Result<()> {
        let options = parse(&[
            "--port",
            "9000",
            "--data=/tmp/inbox",
            "--demo-size",
            "100000",
            "--no-build",
            "--release",
        ])?;
        let expected = Options {
            port: 9000,
            data: "/tmp/inbox".into(),
            demo: Demo::Size(100_000),
            build: false,
            kind: Kind::Shipped,
        };
        assert_eq!(options, expected);
        assert_eq!(parse(&["--empty"])?.demo, Demo::Empty);
        assert!(parse(&["--port", "no"]).is_err());
        assert!(parse(&["--prot", "8080"]).is_err());
        Ok(())
    }

    #[test]
    fn a_port_that_is_taken_is_said_with_a_way_out() -> Result<()> {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = taken.local_addr()?.port();
        let message = check_port(port).expect_err("the port is taken").to_string();
        assert!(
            message.contains(&format!("port {port} can't be used")),
            "{message}"
        );
        assert!(message.contains("--port"), "{message}");
        Ok(())
    }

    #[test]
    fn the_welcome_names_the_inbox_the_sign_ins_and_the_customer_site() {
        let text = welcome("http://127.0.0.1:8080", Duration::from_secs(2), true);
        for part in [
            "http://127.0.0.1:8080/\n",
            "/demo-site/",
            "agent@demo.recado.test",
            "recado-demo",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!welcome("http://127.0.0.1:8080", Duration::ZERO, false).contains("recado-demo"));
    }
}
