//! The backend of one test, on its own data and a free port.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::PASSWORD;
use crate::process::Process;
use crate::stage::Scene;
use crate::steps::Steps;

/// Overrides which program is tested.
const PROGRAM_VARIABLE: &str = "RECADO_BACKEND_BIN";
/// Overrides which built frontends are tested.
const DIST_VARIABLE: &str = "RECADO_DIST";
/// What the program prints once it listens.
const READY: &str = "recado-backend listening on http://";

/// Where a backend listens now; a restarted one may listen elsewhere.
#[derive(Clone)]
pub struct Address(Arc<Mutex<SocketAddr>>);

impl Address {
    pub fn now(&self) -> SocketAddr {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A backend that can be killed and started again.
pub struct Backend {
    arguments: Vec<String>,
    log_level: &'static str,
    log: PathBuf,
    process: Mutex<Option<Process>>,
    address: Address,
    steps: Steps,
}

impl Backend {
    /// Starts it on an empty folder below `folder`.
    pub(crate) async fn start(scene: &Scene, dist: &Path, folder: &Path, steps: &Steps) -> Self {
        let data = scene.data(folder);
        let mut arguments: Vec<String> = ["--port", "0", "--data"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        arguments.extend([text(&data), "--dist".to_owned(), text(dist)]);
        arguments.extend(scene.arguments());
        let backend = Self {
            arguments,
            log_level: scene.log_level(),
            log: folder.join("backend.log"),
            process: Mutex::new(None),
            address: Address(Arc::new(Mutex::new(SocketAddr::from(([127, 0, 0, 1], 0))))),
            steps: steps.clone(),
        };
        backend.restart().await;
        backend
    }

    pub fn address(&self) -> Address {
        self.address.clone()
    }

    /// Where its log is.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Kills it with SIGKILL, as a power cut would.
    pub fn kill(&self) {
        self.steps.note("the backend is killed");
        self.stop();
    }

    /// Starts it again on the same data, after it was killed.
    pub async fn restart(&self) {
        self.steps.note("the backend starts");
        let mut command = Command::new(program());
        command
            .args(&self.arguments)
            .env("RECADO_LOG", self.log_level);
        let mut process = Process::start("the backend", command, &self.log);
        let address = process
            .says(|line| line.strip_prefix(READY)?.trim().parse().ok())
            .await;
        *self
            .address
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = address;
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
    }

    /// Adds somebody who may sign in, between two lives of the backend.
    ///
    /// # Panics
    /// When the program refuses.
    pub async fn add_agent(&self, email: &str, name: &str) {
        self.stop();
        let data = self
            .arguments
            .iter()
            .skip_while(|it| *it != "--data")
            .nth(1);
        let data = data.expect("the backend has a data folder");
        let mut command = Command::new(program());
        command
            .args(["add-agent", "--data", data, "--", email, name, "agent"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut adding = command.spawn().expect("the program is there");
        let mut input = adding.stdin.take().expect("it has an input");
        writeln!(input, "{PASSWORD}").expect("it reads the password");
        drop(input);
        let added = adding.wait().expect("it ends");
        assert!(added.success(), "{email} was not added");
        self.restart().await;
    }

    pub(crate) fn stop(&self) {
        self.process
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}

/// The built frontends that are tested.
pub fn dist() -> PathBuf {
    let dist =
        std::env::var_os(DIST_VARIABLE).map_or_else(|| project().join("dist"), PathBuf::from);
    assert!(
        dist.join("index.html").is_file(),
        "there is no built app in {}: run `cargo xtask build`",
        dist.display()
    );
    dist
}

/// The project's folder.
pub fn project() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// The backend that is tested.
pub fn program() -> PathBuf {
    let built = |profile: &str| {
        project()
            .join("target")
            .join(profile)
            .join("recado-backend")
    };
    let named = std::env::var_os(PROGRAM_VARIABLE).map(PathBuf::from);
    named
        .into_iter()
        .chain([built("server"), built("debug")])
        .find(|program| program.is_file())
        .expect("the backend is built: `cargo xtask build`, or name it in RECADO_BACKEND_BIN")
}

fn text(path: &Path) -> String {
    path.to_str()
        .expect("folders of tests have plain names")
        .to_owned()
}
