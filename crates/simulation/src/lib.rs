//! Recado under everything that can go wrong, from one seed.
//!
//! Several devices of agents run the real engine, store and client; visitors follow the widget's
//! rules; the real backend's handlers answer on a real database. Between them are a made-up
//! network, a made-up clock and made-up storage, and a plan of steps: work, faults and quiet
//! points. At a quiet point everything that must be true is checked. `docs/simulation.md` says
//! more.

mod backend;
mod chance;
mod check;
mod device;
mod devices_work;
mod ledger;
mod network;
mod plan;
mod records;
mod sabotage;
mod schedule;
mod shrink;
mod socket;
mod storage;
mod tab;
mod tabs;
#[cfg(test)]
mod tests;
mod time;
mod visitor;
mod world;

pub use check::Violation;
pub use plan::{Act, Plan, Step};
pub use sabotage::Sabotage;
pub use schedule::{Outcome, run};
pub use shrink::shrink;
