//! The window of the live chat, inside the iframe that the loader puts on the host's page.
//!
//! Pure parts, each with its tests: `chat` and what it is made of (`conversation_log`, `outbox`,
//! `receipts`), `timeline`, `tray`, `picture`, `typing`, `backoff`, `wire`, `fold`, `length`,
//! `scroll_anchor`, `locale`.
//! `extras` is what is fetched later.
//! `browser` holds the browser's own things, `session` joins the two, `view` shows the outcome.

mod backoff;
mod browser;
mod chat;
mod conversation_log;
mod extras;
mod fold;
mod length;
mod locale;
mod outbox;
mod picture;
mod receipts;
mod scroll_anchor;
mod session;
mod timeline;
mod tray;
mod typing;
mod view;
mod wire;

fn main() {
    view::open();
}
