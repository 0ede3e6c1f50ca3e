//! Bodies and queries of the agents' HTTP resources that are no entity of their own.

use serde::{Deserialize, Serialize};

use crate::{
    Agent, AgentStatus, Channel, Company, ConversationRecord, Counts, Message, Team, Timestamp,
};

/// Most items that a page may hold.
pub const PAGE_LIMIT: u32 = 200;

/// Body of `POST /session`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// Where the refresh token goes.
    #[serde(default)]
    pub keep: KeepRefresh,
}

/// Where the refresh token is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeepRefresh {
    /// In an HttpOnly cookie: for a page on the backend's own site.
    #[default]
    Cookie,
    /// In the answer's body: for a page on another site.
    Body,
}

/// Body of `POST /session/refresh`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Refresh {
    /// Absent when it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// Answer to a sign-in and to a refresh.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// For the `Authorization: Bearer` header and the `hello` frame.
    pub access_token: String,
    /// How long the access token lives from now, in seconds.
    pub expires_in: u32,
    /// Replaces the one that was used; absent when it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    pub me: Agent,
}

/// Body of `GET /snapshot`: everything that an inbox needs to start, true at `cursor`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Snapshot {
    pub me: Agent,
    pub agents: Vec<Agent>,
    pub teams: Vec<Team>,
    pub companies: Vec<Company>,
    pub channels: Vec<Channel>,
    pub counts: Counts,
    /// The newest conversations of the view All.
    pub conversations: ConversationPage,
    /// The `seq` of the last event that this snapshot contains.
    pub cursor: u64,
}

/// Newest activity first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConversationPage {
    pub items: Vec<ConversationRecord>,
    /// Give it as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Messages of one conversation, oldest first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MessagePage {
    pub items: Vec<Message>,
    /// Whether there are messages before the first of these.
    pub has_older: bool,
    /// Whether there are messages after the last of these.
    pub has_newer: bool,
}

/// Which messages of a conversation to get: at most `limit` of them, without gaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageWindow {
    /// The newest ones.
    Latest,
    /// Those just before a position.
    Before(u64),
    /// Those just after a position.
    After(u64),
    /// Those on both sides of a position, and the one at it.
    Around(u64),
}

impl MessageWindow {
    /// The query of `GET /conversations/{id}/messages`.
    pub fn query(self, limit: u32) -> String {
        match self {
            Self::Latest => format!("limit={limit}"),
            Self::Before(position) => format!("before={position}&limit={limit}"),
            Self::After(position) => format!("after={position}&limit={limit}"),
            Self::Around(position) => format!("around={position}&limit={limit}"),
        }
    }
}

/// Body of `PUT /me/status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewAgentStatus {
    pub status: AgentStatus,
}

/// Body of `GET /health`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Health {
    pub now: Timestamp,
}
