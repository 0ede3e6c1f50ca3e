//! Recado's reference backend: the whole protocol in one process over one SQLite file.
//!
//! [`serve`] starts it; the binary does no more than read the command line. From the outside in:
//! `http` and `live` take what comes over the wire, `write` decides what it changes, `storage`
//! keeps it. The writer thread publishes what it committed to `live::hub`, from where it goes to
//! every socket that may know.

pub mod accounts;
mod app;
mod assist;
mod auth;
mod clock;
pub mod command_line;
mod config;
pub mod connectors;
pub mod demo;
pub mod documents;
mod email;
mod export;
mod files;
mod http;
mod insights;
mod judging;
mod limits;
mod live;
mod masking;
mod random;
mod refusal;
#[cfg(feature = "rehearsal")]
pub mod rehearsal;
mod server;
mod static_files;
mod storage;
mod write;

pub use assist::AssistConfig;
pub use clock::Clock;
pub use config::{Config, Demo, Tuning};
pub use server::{Running, StartError, serve};
pub use storage::file::OpenError;
