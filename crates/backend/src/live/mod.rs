//! The live sockets: who listens, what they missed, what they hear and say.

mod brief;
pub mod client_frame;
pub mod hello;
pub mod hub;
pub mod replay;
pub mod socket;
pub mod typing;
pub mod viewing;
