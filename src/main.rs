//! Recado: the agent inbox.

// What the session stores is read and written by the small reader too.
#[cfg(not(test))]
mod app;
mod browser;
mod config;
mod inbox;
mod locale;
mod reactive;
mod session;
mod shell;
mod sign_in;
mod start;
mod theme;
mod ui;

fn main() {
    app::start();
}
