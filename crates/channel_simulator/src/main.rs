//! The demo's channels as a program: see `--help`.

use std::process::ExitCode;
use std::time::Duration;

use lexopt::Arg::{Long, Short};
use lexopt::ValueExt as _;
use recado_channel_simulator::play::{self, Demo};

const HELP: &str = "\
Plays the channels of Recado's demo: what is sent through them arrives, is read, and sometimes answered.

Usage: recado-channel-simulator --backend URL [options]

Options:
  --backend URL     the backend's origin, such as http://127.0.0.1:8080
  --email EMAIL     an administrator (admin@demo.recado.test)
  --pace MILLIS     between two things that a customer does (1500)
  --end-with-input  end when the standard input does, and so with whoever holds it
  --help            this text

The administrator's password is in the variable RECADO_PASSWORD; without it, it is that of the demo.
";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("recado-channel-simulator: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut demo = Demo {
        backend: String::new(),
        email: "admin@demo.recado.test".to_owned(),
        password: std::env::var("RECADO_PASSWORD").unwrap_or_else(|_| "recado-demo".to_owned()),
        pace: Duration::from_millis(1_500),
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("backend") => demo.backend = arguments.value()?.string()?,
            Long("email") => demo.email = arguments.value()?.string()?,
            Long("pace") => demo.pace = Duration::from_millis(arguments.value()?.parse()?),
            Long("end-with-input") => {
                std::thread::spawn(|| {
                    // An input that fails has ended too.
                    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
                    std::process::exit(0);
                });
            }
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if demo.backend.is_empty() {
        return Err("--backend is missing: see --help".into());
    }
    let channels = play::begin(demo).await?;
    println!("recado-channel-simulator plays {channels} channels");
    std::future::pending().await
}
