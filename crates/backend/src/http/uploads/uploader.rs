//! Whoever uploads: an agent, or a visitor. Both speak the same, each below an address of their own.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use recado_protocol::{API_ROOT, ChannelId, ChannelKind, ConversationId};

use crate::app::{App, SignedIn};
use crate::auth::tokens::VisitorToken;
use crate::http::tus::Metadata;
use crate::limits::attachments::{UNUSED_OF_AGENT, UNUSED_OF_VISITOR};
use crate::refusal::{Outcome, Refusal};
use crate::storage::{conversations, people};
use crate::write::attachments::{owner_of_agent, owner_of_visitor};

/// Where visitors' addresses begin, below the root of the API.
pub const VISITORS: &str = "/visitor";

/// A caller, and what they may do.
pub struct Uploader {
    /// Whose the upload is.
    pub owner: String,
    /// What they may have uploaded without sending it, in bytes and in files.
    pub most_unused: (u64, u64),
    /// Where their uploads are.
    pub root: String,
    /// The channel that a visitor writes through.
    channel: Option<ChannelId>,
}

impl Uploader {
    /// The channel whose limits an upload is held to; none for one that an agent ties to no
    /// conversation.
    pub async fn channel_kind(
        &self,
        app: &App,
        metadata: &Metadata,
    ) -> Outcome<Option<ChannelKind>> {
        let channel = self.channel.clone();
        let conversation = metadata.text("conversation").map(ConversationId::from);
        let kind = app.storage.read(move |sql| {
            let channel = match (channel, conversation) {
                (Some(channel), _) => channel,
                (None, Some(conversation)) => {
                    conversations::one(sql, &conversation)?
                        .ok_or_else(|| Refusal::not_found("conversation"))?
                        .conversation
                        .channel
                }
                (None, None) => return Ok(None),
            };
            let channel = people::channel(sql, &channel)?;
            Ok(Some(
                channel.ok_or_else(|| Refusal::not_found("channel"))?.kind,
            ))
        });
        kind.await
    }
}

impl FromRequestParts<App> for Uploader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Outcome<Self> {
        let Ok(OriginalUri(address)) = OriginalUri::from_request_parts(parts, app).await;
        let visitors = format!("{API_ROOT}{VISITORS}");
        if address.path().starts_with(&format!("{visitors}/")) {
            let visitor = VisitorToken::from_request_parts(parts, app).await?;
            return Ok(Self {
                owner: owner_of_visitor(&visitor.visitor),
                most_unused: UNUSED_OF_VISITOR,
                root: format!("{visitors}/uploads"),
                channel: Some(visitor.channel),
            });
        }
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        Ok(Self {
            owner: owner_of_agent(&signed_in.agent.id),
            most_unused: UNUSED_OF_AGENT,
            root: format!("{API_ROOT}/uploads"),
            channel: None,
        })
    }
}
