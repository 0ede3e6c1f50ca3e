//! Whoever uploads: an agent, or a visitor. Both speak the same, each below an address of their own.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use recado_protocol::{API_ROOT, ChannelKind, ConversationId};

use crate::app::{App, SignedIn};
use crate::auth::tokens::VisitorToken;
use crate::http::tus::Metadata;
use crate::limits::attachments::{UNUSED_OF_AGENT, UNUSED_OF_VISITOR};
use crate::refusal::{Outcome, Refusal};
use crate::storage::{conversations, people};
use crate::write::attachments::{owner_of_agent, owner_of_visitor};
use crate::write::visitor_message;

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
    visitor: Option<VisitorToken>,
}

impl Uploader {
    /// The channel whose limits an upload is held to; none for one that an agent ties to no
    /// conversation.
    pub async fn channel_kind(
        &self,
        app: &App,
        metadata: &Metadata,
    ) -> Outcome<Option<ChannelKind>> {
        if self.visitor.is_some() {
            return self.check(app).await;
        }
        let Some(conversation) = metadata.text("conversation").map(ConversationId::from) else {
            return Ok(None);
        };
        let kind = app.storage.read(move |sql| {
            let channel = conversations::one(sql, &conversation)?
                .ok_or_else(|| Refusal::not_found("conversation"))?
                .conversation
                .channel;
            let channel = people::channel(sql, &channel)?;
            Ok(Some(
                channel.ok_or_else(|| Refusal::not_found("channel"))?.kind,
            ))
        });
        kind.await
    }

    /// Refuses a visitor who may not write, and gives the kind of the channel of one who may. Agents always may.
    pub async fn check(&self, app: &App) -> Outcome<Option<ChannelKind>> {
        let Some(visitor) = self.visitor.clone() else {
            return Ok(None);
        };
        let kind = app.storage.read(move |sql| {
            let (channel, _) = visitor_message::who_may_write(sql, &visitor)?;
            Ok(Some(channel.kind))
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
                visitor: Some(visitor),
            });
        }
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        Ok(Self {
            owner: owner_of_agent(&signed_in.agent.id),
            most_unused: UNUSED_OF_AGENT,
            root: format!("{API_ROOT}/uploads"),
            visitor: None,
        })
    }
}
