//! An agent's client without a screen.
//!
//! The [`Engine`] owns the replica. It keeps the live link up, carries the outbox to the backend,
//! puts what must survive into storage and shares one connection among the tabs of a person. What
//! it needs of the world comes in through [`Host`] and its ports, so that the same engine runs
//! behind a page and, natively, in the simulation.
//!
//! Nothing here is reactive: the host is told that something changed ([`News`]), takes the folded
//! [`recado_store::Changes`] when it is ready to draw, and reads the replica.

mod door;
mod draft;
mod engine;
mod filling;
mod history;
mod host;
mod intent;
mod keeping;
mod link;
mod replica;
mod report;
mod search;
mod sending;
mod stored_work;
mod tabs;
mod vault;

pub use draft::draft_name;
pub use engine::{Engine, Farewell, LinkState, Notice, Phase, no_capabilities};
pub use history::{History, Lookup};
pub use host::{Host, News};
pub use intent::Intent;
pub use report::Finding;
pub use search::Whereabouts;
pub use tabs::Tabs;
pub use vault::{NotKept, Shelf, Vault, Write};
