//! What the browser offers, made safe to use: the clipboard, the clock, lengths, letters, the microphone, the network, storage.

pub mod clipboard;
pub mod clock;
pub mod file;
pub mod length;
pub mod letters;
pub mod local_time;
pub mod online;
pub mod recorder;
pub mod site_file;
pub mod storage;
