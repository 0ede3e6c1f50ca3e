//! The real backend on a database of its own for each schedule.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use recado_backend::rehearsal::{self, Pace, Rehearsal};
use recado_backend::{Clock, Config, Demo, Tuning};
use recado_protocol::{Agent, AgentId};
use tempfile::TempDir;

use crate::chance::mix;
use crate::network::Life;
use crate::time::{BEGINNING, Time};

/// A folder in memory, where there is one.
const MEMORY: &str = "/dev/shm";
/// The database inside a data folder.
const DATABASE: &str = "recado.sqlite3";
/// Conversations of the demo that every schedule begins with. One of them is long.
const CONVERSATIONS: u32 = 9;
/// Small, so that a replica takes several pages to fill and a slow socket falls behind.
const TUNING_PAGE: u32 = 4;
const TUNING_RING: usize = 64;
/// The slowest piece of work of the backend, in milliseconds.
const PACE_MS: u64 = 20;

/// Who is signed in, and the refresh token.
pub type SignedIn = (Agent, String);

/// What every schedule begins with, made once per process.
struct Template {
    database: Vec<u8>,
    sessions: Vec<SignedIn>,
}

/// The data of one schedule.
pub struct Data {
    folder: TempDir,
    /// The sessions, in order.
    pub sessions: Vec<SignedIn>,
}

/// Who signs in, session by session, in the template: the device's sessions, then the checker's.
pub const SESSIONS: [&str; 6] = [
    "demo-agent",
    "demo-agent-2",
    "demo-agent",
    "demo-agent",
    "demo-agent-2",
    "demo-agent",
];

impl Data {
    /// A fresh copy.
    pub fn new() -> Self {
        let template = template();
        let folder = temporary();
        std::fs::write(folder.path().join(DATABASE), &template.database)
            .expect("a temporary folder can be written to");
        Self {
            folder,
            sessions: template.sessions.clone(),
        }
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// Starts the backend on it.
    pub fn start(&self, time: Time, seed: u64) -> Rc<Life> {
        let clock = Clock::new(move || time.now());
        let (rehearsal, work) = open(self.folder.path(), clock, seed, Demo::Nothing);
        Life::new(rehearsal, work)
    }
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        std::thread::spawn(make_template)
            .join()
            .expect("the template can be made")
    })
}

fn make_template() -> Template {
    let folder = temporary();
    rehearsal::begin_chance(1);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let sessions = runtime.block_on(async {
        let clock = Clock::new(|| BEGINNING);
        let (rehearsal, work) = open(folder.path(), clock, 1, Demo::Conversations(CONVERSATIONS));
        let signing_in = async {
            let mut sessions = Vec::new();
            for agent in SESSIONS {
                let signed_in = rehearsal.sign_in(&AgentId::from(agent)).await;
                sessions.push(signed_in.expect("the demo has its agents"));
            }
            sessions
        };
        tokio::select! {
            sessions = signing_in => sessions,
            () = work => unreachable!("the backend lives as long as this"),
        }
    });
    drop(runtime);
    Template {
        database: std::fs::read(folder.path().join(DATABASE)).expect("the database was made"),
        sessions,
    }
}

fn open(
    folder: &Path,
    clock: Clock,
    seed: u64,
    demo: Demo,
) -> (Rehearsal, impl Future<Output = ()> + use<>) {
    let config = Config {
        demo,
        clock,
        tuning: Tuning {
            page: TUNING_PAGE,
            ring: TUNING_RING,
            ..Tuning::default()
        },
        ..Config::of(folder)
    };
    let drawn = AtomicU64::new(0);
    let pace: Pace = Arc::new(move || {
        let number = mix(&[seed, 3, drawn.fetch_add(1, Ordering::Relaxed)]);
        // Most pieces are quick.
        let is_slow = number.is_multiple_of(4);
        Duration::from_millis(if is_slow { (number >> 8) % PACE_MS } else { 0 })
    });
    Rehearsal::open(config, pace).expect("the backend starts on its own database")
}

fn temporary() -> TempDir {
    let memory = Path::new(MEMORY);
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    folder.expect("a temporary folder can be made")
}
