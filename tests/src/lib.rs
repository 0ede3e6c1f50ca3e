//! What the browser tests are written with: a stage with a backend, a network and browsers, and the
//! people who use them. Tests say what a person does and sees; roles, names and waiting are here.
#![cfg(feature = "browser")]

pub mod agent;
pub mod api;
pub mod audit;
mod backend;
mod browser;
pub mod channel_simulator;
mod driver;
mod evidence;
pub mod model;
mod network;
pub mod page;
mod process;
pub mod pseudo;
mod stage;
mod steps;
pub mod visitor;
pub mod waiting;

pub use backend::{Backend, dist, program, project};
pub use browser::Device;
pub use network::{Held, Network};
pub use stage::{Scene, Stage, copy_folder, play};
