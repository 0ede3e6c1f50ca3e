//! What the browser offers, made safe to use: the clipboard, the clock, storage.

pub mod clipboard;
pub mod clock;
pub mod file;
pub mod storage;
