//! How a frontend talks to a backend.
//!
//! [`Backend`] is the port: what the session needs, in the protocol's words. An adapter translates
//! one backend's wire into it; [`recado::RecadoBackend`] speaks our own protocol. Below it stands
//! [`transport::Transport`], so that the same adapter runs in a browser and in native tests
//! against a real server. [`live::keep_live`] keeps the live link up over whatever the network does.

pub mod backend;
mod lines;
pub mod live;
pub mod recado;
pub mod transport;

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "native")]
pub mod native;

pub use backend::{Backend, Failure};
pub use live::{LiveNews, LiveOrder, LiveSink, keep_live};
pub use recado::{RecadoBackend, RefreshVault};
pub use transport::{Clock, Transport};
