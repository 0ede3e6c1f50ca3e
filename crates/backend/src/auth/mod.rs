//! Who somebody is: passwords, tokens, sessions, and how often one may guess.

pub mod attempts;
pub mod password;
pub mod session;
pub mod tokens;
