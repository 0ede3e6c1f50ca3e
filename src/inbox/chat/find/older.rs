//! Matches that only the backend knows.

use js_sys::encode_uri_component;
use recado_client::Failure;
use recado_protocol::{ConversationId, MessageId};
use serde::Deserialize;

use super::matches::Match;
use crate::session::Session;

/// How many one answer holds.
const PAGE: u32 = 200;
/// More than this many are not gone through one by one.
const MOST: usize = 1_000;

/// What the backend found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Older {
    pub found: Vec<Match>,
    /// Whether there are more than these.
    pub has_more: bool,
}

/// What is read of an answer; it says more.
#[derive(Deserialize)]
struct Page {
    items: Vec<Hit>,
    #[serde(default)]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Hit {
    #[serde(default)]
    message: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    position: u64,
    preview: Of,
}

#[derive(Deserialize)]
struct Of {
    message: MessageId,
}

/// Asks the backend for all that it finds in one conversation.
///
/// # Errors
/// See [`Failure`].
pub async fn ask(
    session: Session,
    conversation: &ConversationId,
    query: &str,
) -> Result<Older, Failure> {
    let query = String::from(encode_uri_component(query));
    let address = format!("search?q={query}&conversation={conversation}&limit={PAGE}");
    let mut older = Older::default();
    let mut cursor = String::new();
    loop {
        let answer = session.resource(&format!("{address}{cursor}")).await?;
        let page: Page = recado_json::from_str(answer.as_json())
            .map_err(|_| Failure::Unreadable { status: 200 })?;
        let found = page.items.into_iter().filter_map(|hit| hit.message);
        older.found.extend(found.map(|place| Match {
            position: place.position,
            message: place.preview.message,
        }));
        match page.next {
            None => return Ok(older),
            Some(_) if older.found.len() >= MOST => {
                older.has_more = true;
                return Ok(older);
            }
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
}
