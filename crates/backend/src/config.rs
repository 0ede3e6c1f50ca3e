//! How a backend is to run.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use recado_protocol::http::PAGE_LIMIT;
use recado_protocol::live;

use crate::assist::AssistConfig;
use crate::clock::Clock;
use crate::connectors::fetch::FetchConfig;
use crate::demo::LONG_MESSAGES;

/// The port when none is asked for.
pub const DEFAULT_PORT: u16 = 8080;

/// Everything that can be set. `Config::of(folder)` gives what a person who sets nothing gets.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on. Only this machine by default: put a TLS proxy in front for others.
    pub listen: IpAddr,
    /// 0 picks a free one.
    pub port: u16,
    /// The folder of the database. Made when it is missing.
    pub data: PathBuf,
    /// The built frontends to serve, when there are any.
    pub dist: Option<PathBuf>,
    /// Origins whose pages may use the agents' API from another site, such as `https://inbox.example`.
    pub allowed_origins: Vec<String>,
    /// What to put into an empty database.
    pub demo: Demo,
    /// Messages of the demo's longest conversation, about.
    pub demo_longest: u32,
    pub tuning: Tuning,
    pub clock: Clock,
    /// Who helps with texts; nobody when it is absent.
    pub assist: Option<AssistConfig>,
    /// Where connectors' files may be fetched from.
    pub fetch: FetchConfig,
}

/// What to put into an empty database. A database that holds an agent is never touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Demo {
    /// Nothing: agents are added with `recado-backend add-agent`.
    #[default]
    Nothing,
    /// The demo's sign-ins, teams and channels, without a conversation.
    PeopleOnly,
    /// The whole demo with this many conversations.
    Conversations(u32),
}

/// Times and sizes that tests make smaller.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// A live socket that has not said hello after this long is closed.
    pub hello_within: Duration,
    pub ping_every: Duration,
    /// A live socket that said nothing for this long is dead.
    pub dead_after: Duration,
    /// A live socket that takes no byte for this long is cut off.
    pub send_within: Duration,
    /// How many frames a live socket may be behind before it is cut off as too slow.
    pub ring: usize,
    /// How many events are kept for replay.
    pub events_kept: u64,
    /// How many conversations one page holds at the most.
    pub page: u32,
}

impl Config {
    pub fn of(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: DEFAULT_PORT,
            data: data.into(),
            dist: None,
            allowed_origins: Vec::new(),
            demo: Demo::default(),
            demo_longest: LONG_MESSAGES,
            tuning: Tuning::default(),
            clock: Clock::default(),
            assist: None,
            fetch: FetchConfig::default(),
        }
    }
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            hello_within: Duration::from_millis(live::HELLO_WITHIN_MS.into()),
            ping_every: Duration::from_millis(live::PING_EVERY_MS.into()),
            dead_after: Duration::from_millis(live::DEAD_AFTER_MS.into()),
            send_within: Duration::from_secs(10),
            ring: 2_048,
            events_kept: 200_000,
            page: PAGE_LIMIT,
        }
    }
}
