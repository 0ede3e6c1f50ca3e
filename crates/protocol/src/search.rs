//! What a search on the backend finds.

use serde::{Deserialize, Serialize};

use crate::{ConversationRecord, Preview, Timestamp};

/// Longest query, in characters.
pub const QUERY_CHARS: usize = 200;

/// Answer to `GET /search`: people first, then messages, the newest ones first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SearchPage {
    pub items: Vec<SearchHit>,
    /// Give it as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A person or a message that was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// The conversation of the message, or the newest one with the person.
    pub record: ConversationRecord,
    /// Absent when it was the person that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<FoundMessage>,
}

/// A message or note in which every word of the query stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FoundMessage {
    pub position: u64,
    pub at: Timestamp,
    /// The message in one line, cut so that what was found is in it.
    pub preview: Preview,
}
