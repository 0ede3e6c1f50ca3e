//! Channels without their platforms. It speaks the connector contract from outside, as a real
//! connector would, and knows none of the backend's types.
//!
//! [`Wire`] is the way of one channel to the backend and back, for whoever says what goes over it:
//! the tests. [`play`] lets customers who are not there read and answer, for the demo.

mod customers;
pub mod play;
mod wire;

pub use wire::{Answer, Trouble, Wire};
