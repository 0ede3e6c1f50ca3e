//! Recado: the agent inbox.

mod app;
mod browser;
mod config;
mod inbox;
mod keyboard;
mod later;
mod locale;
mod markup;
mod notification;
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
