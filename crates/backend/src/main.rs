//! The program: reads the command line, then lets the library do it.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

use recado_backend::command_line::{self, HELP, Invocation};
use recado_backend::connectors::settings;
use recado_backend::{Config, accounts, documents, serve};
use recado_protocol::Role;
use tracing::level_filters::LevelFilter;

/// How a start that is refused ends.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let done = match command_line::parse(arguments) {
        Ok(Invocation::Help) => say(HELP),
        Ok(Invocation::Documents { folder }) => documents::write(&folder).map_err(|error| {
            format!(
                "The documents can't be written to {}: {error}.",
                folder.display()
            )
        }),
        Ok(Invocation::AddAgent {
            data,
            email,
            name,
            role,
        }) => add_agent(&data, &email, &name, role),
        Ok(Invocation::ConnectChannel { data, channel, url }) => {
            connect_channel(&data, &channel, &url)
        }
        Ok(Invocation::Serve(config)) => run(*config),
        Err(error) => Err(format!("The command line is wrong: {error}. See --help.")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(REFUSED)
        }
    }
}

#[tokio::main]
async fn run(config: Config) -> Result<(), String> {
    log();
    let running = serve(config).await.map_err(|error| error.to_string())?;
    say(&format!(
        "recado-backend listening on http://{}\n",
        running.address()
    ))?;
    asked_to_stop()
        .await
        .map_err(|error| format!("Signals can't be heard: {error}."))?;
    running.stop().await;
    Ok(())
}

fn log() {
    let level = std::env::var("RECADO_LOG")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::INFO);
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(false)
        .init();
}

/// Says something on standard output at once: whoever started us may wait for it.
fn say(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| format!("Standard output can't be written to: {error}."))
}

fn add_agent(data: &Path, email: &str, name: &str, role: Role) -> Result<(), String> {
    let password = first_line("password")?;
    accounts::add(data, email, name, role, &password).map_err(|error| error.to_string())?;
    say(&format!("{email} can sign in now.\n"))
}

fn connect_channel(data: &Path, channel: &str, url: &str) -> Result<(), String> {
    let given = first_line("secret")?;
    let secret =
        settings::connect(data, channel, url, &given).map_err(|error| error.to_string())?;
    let secret = if given.is_empty() {
        format!("The secret is {secret}\n")
    } else {
        String::new()
    };
    say(&format!("{channel} is connected to {url}.\n{secret}"))
}

/// The first line of standard input.
fn first_line(what: &str) -> Result<String, String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| format!("The {what} can't be read from standard input: {error}."))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
