//! The browser's own things, each behind the few verbs that the window needs.

pub mod clock;
pub mod host;
pub mod http;
pub mod json;
pub mod page;
pub mod shelf;
pub mod socket;
pub mod storage;
