//! The way to channels that are connected from outside: see `recado_protocol::connector`.

pub(crate) mod dispatcher;
pub mod fetch;
pub(crate) mod inbound;
mod parcel;
pub mod settings;
pub(crate) mod signature;
pub(crate) mod webhook;
mod writing;
