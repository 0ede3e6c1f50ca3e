//! What the browser offers, made safe to use: the clipboard, the clock, the network, storage.

pub mod clipboard;
pub mod clock;
pub mod online;
pub mod storage;
