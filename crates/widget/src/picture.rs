//! What the window shows at one moment: all that the views need to know, and nothing of how.

use crate::{
    timeline::Row,
    tray::{FileLimits, Upload},
};

/// One moment of the window.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Picture {
    pub stage: Stage,
    /// The name of the channel; empty while it is not known.
    pub channel_name: String,
    /// The longest text that can be sent, in Unicode scalar values, if that is known.
    pub longest: Option<u32>,
    /// Which files can be sent.
    pub limits: FileLimits,
    /// Those of the message that is being written.
    pub tray: Vec<Upload>,
    /// The names of files that wait for the extras; absent when no files do.
    pub held: Option<Vec<String>>,
    pub extras: Progress,
    pub connection: Connection,
    /// How many messages wait to go out.
    pub waiting: usize,
    pub rows: Vec<Row>,
    /// Whether the history is there, so that no rows mean that nothing was said yet.
    pub is_loaded: bool,
    pub older: Older,
    /// Who of the team writes now; an empty name where it is not told.
    pub typing: Option<String>,
    /// The number of the current local day.
    pub today: i64,
}

/// Whether one can chat at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stage {
    #[default]
    Open,
    /// The host's page names no channel.
    NoChannel,
    /// The backend knows no channel of this name.
    UnknownChannel,
    /// The channel takes no visits now.
    ChannelClosed,
}

/// How the link to the backend stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Connection {
    /// There was no reason for one yet.
    #[default]
    NotBegun,
    /// On the way for the first time, or just lost and on the way back.
    Connecting,
    /// Everything that happens comes in at once.
    Live,
    /// The last try failed; the next one comes by itself.
    Offline,
}

/// How far the code is that only some conversations need.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Progress {
    /// Nothing of it was wanted yet.
    #[default]
    Unasked,
    Asked,
    Here,
    /// It could not be had.
    Missing,
}

/// How the older history stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Older {
    /// Nothing is asked for.
    #[default]
    AtRest,
    Loading,
    /// The last try failed; scrolling up tries again.
    Failed,
}
