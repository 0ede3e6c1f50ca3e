//! The page around the window: what it asked for in the address, and the short words that the two
//! say to each other. `loader/widget.js` is the other side.
//!
//! A word is a text that begins with `recado/`. It is taken only from the parent window and only
//! from the origin that the address names, and said only to that origin.

use wasm_bindgen::JsValue;
use web_sys::{MessageEvent, UrlSearchParams, Window};

use super::page::{self, listen, window};

/// What the window says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ToHost {
    /// The window listens.
    Ready,
    /// So many messages are not read.
    Unread(usize),
    /// There is a conversation to come back to.
    Began,
    /// The visitor wants the window away.
    Close,
}

/// What the host's page says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FromHost {
    /// Where the visitor is, as the query of an address.
    Page(String),
    /// The window is shown.
    Opened,
    /// The window is hidden.
    Closed,
}

/// What the address of the window asks for, and the page around it.
pub struct Host {
    pub channel: String,
    pub language: String,
    /// Absent when the window is a page of its own.
    parent: Option<Window>,
    origin: String,
}

impl Host {
    /// Reads `#channel=...&language=...&host=...`.
    pub fn from_address() -> Self {
        let hash = window().location().hash().unwrap_or_default();
        let asked = UrlSearchParams::new_with_str(hash.trim_start_matches('#')).ok();
        let get = |name: &str| asked.as_ref().and_then(|asked| asked.get(name));
        let parent = window().parent().ok().flatten();
        Self {
            channel: get("channel").unwrap_or_default(),
            language: get("language").or_else(page::language).unwrap_or_default(),
            parent: parent.filter(|parent| JsValue::from(parent) != JsValue::from(window())),
            origin: get("host").unwrap_or_default(),
        }
    }

    /// Whether there is a page around the window that shows and hides it.
    pub fn is_framed(&self) -> bool {
        self.parent.is_some()
    }

    pub fn say(&self, word: ToHost) {
        let Some(parent) = &self.parent else { return };
        let word = match word {
            ToHost::Ready => "recado/ready".to_owned(),
            ToHost::Unread(count) => ["recado/unread/", &count.to_string()].concat(),
            ToHost::Began => "recado/began".to_owned(),
            ToHost::Close => "recado/close".to_owned(),
        };
        // A page from a file has no origin that could be named. The words hold no secret.
        let to = if self.origin == "null" {
            "*"
        } else {
            &self.origin
        };
        let _ = parent.post_message(&word.into(), to);
    }

    /// Listens to the host's page from now on.
    pub fn listen(&self, hear: impl Fn(FromHost) + 'static) {
        let Some(parent) = self.parent.clone() else {
            return;
        };
        let origin = self.origin.clone();
        listen(&window(), "message", move |event: MessageEvent| {
            let from_parent = event
                .source()
                .is_some_and(|source| JsValue::from(source) == JsValue::from(&parent));
            if !from_parent || event.origin() != origin {
                return;
            }
            let said = event.data().as_string().unwrap_or_default();
            match said.strip_prefix("recado/") {
                Some("opened") => hear(FromHost::Opened),
                Some("closed") => hear(FromHost::Closed),
                Some(word) => {
                    if let Some(page) = word.strip_prefix("page/") {
                        hear(FromHost::Page(page.to_owned()));
                    }
                }
                None => {}
            }
        });
    }
}
