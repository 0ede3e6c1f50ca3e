//! `/conversations/{id}/messages/{message}/...`: what is done to one message, and what it was before.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::WriteAnswer;
use recado_protocol::message::write::{NewText, Version, Versions};
use recado_protocol::{ConversationId, MessageId, MessageWrite, ProblemKind, Role};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::masking::hide;
use crate::refusal::{Outcome, Refusal};
use crate::storage::{audit_log, masking, messages};
use crate::write::message;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(delete))
        .routes(routes!(edit))
        .routes(routes!(pin, unpin))
        .routes(routes!(react, take_reaction_back))
        .routes(routes!(versions))
}

/// One message of one conversation.
type OneMessage = (ConversationId, MessageId);
/// An emoji on it.
type OneReaction = (ConversationId, MessageId, String);

/// Take a message back, where the channel can. A line stays that says so.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn delete(writer: AgentWrite, ApiPath(path): ApiPath<OneMessage>) -> Outcome<JsonText> {
    carry_out(writer, path, MessageWrite::Delete).await
}

/// Change the text of a message of one's own, where the channel can. A note always can be.
///
/// An edit of what was changed since it was begun is refused with `stale-revision` and the message as it is.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/text", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewText, responses((status = 200, body = WriteAnswer), Problems))]
async fn edit(
    writer: AgentWrite,
    ApiPath(path): ApiPath<OneMessage>,
    ApiJson(body): ApiJson<NewText>,
) -> Outcome<JsonText> {
    carry_out(writer, path, MessageWrite::Edit(body)).await
}

/// Pin a message to the top of its conversation.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn pin(writer: AgentWrite, ApiPath(path): ApiPath<OneMessage>) -> Outcome<JsonText> {
    carry_out(writer, path, MessageWrite::Pin).await
}

/// Take a pinned message off the top of its conversation.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn unpin(writer: AgentWrite, ApiPath(path): ApiPath<OneMessage>) -> Outcome<JsonText> {
    carry_out(writer, path, MessageWrite::Unpin).await
}

/// React to a message with an emoji, where the channel can. Once for each emoji and person.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("emoji" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn react(
    writer: AgentWrite,
    ApiPath((id, message, emoji)): ApiPath<OneReaction>,
) -> Outcome<JsonText> {
    let done = MessageWrite::React(emoji);
    carry_out(writer, (id, message), done).await
}

/// Take one's reaction back.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("emoji" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn take_reaction_back(
    writer: AgentWrite,
    ApiPath((id, message, emoji)): ApiPath<OneReaction>,
) -> Outcome<JsonText> {
    let done = MessageWrite::TakeReactionBack(emoji);
    carry_out(writer, (id, message), done).await
}

/// What a message was before it was changed or taken back. For who leads alone.
#[utoipa::path(get, path = "/conversations/{id}/messages/{message}/versions", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path)),
    responses((status = 200, body = Versions), Problems))]
async fn versions(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath((id, message)): ApiPath<OneMessage>,
) -> Answer<Versions> {
    if !matches!(signed_in.agent.role, Role::Supervisor | Role::Administrator) {
        return Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only supervisors and administrators see what a message was before.",
        ));
    }
    let items = app.storage.read(move |sql| {
        messages::one(sql, &id, &message)?.ok_or_else(|| Refusal::not_found("message"))?;
        let mut items = audit_log::versions(sql, &message)?;
        // What was hidden then is; what newer rules hide is now.
        let rules = masking::rules(sql)?;
        for Version { before, .. } in &mut items {
            let _known = hide(&rules, &mut before.content, &mut before.more);
        }
        Ok(items)
    });
    items.await.map(|items| Json(Versions { items }))
}

async fn carry_out(
    writer: AgentWrite,
    (id, message): OneMessage,
    done: MessageWrite,
) -> Outcome<JsonText> {
    // The command names the resource, the verb and the body.
    let asked = done.command(id.clone(), &message);
    writer
        .about("message", &asked)?
        .run(move |change, agent| message::write(change, &id, &message, &done, agent))
        .await
}
