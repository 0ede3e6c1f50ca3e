//! `/conversations/{id}/messages/{message}/...`: what is done to one message, and which are pinned.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::WriteAnswer;
use recado_protocol::message::write::{NewText, Pins};
use recado_protocol::{ConversationId, MessageId, MessageWrite};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath, IdempotencyKey};
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::{conversations, messages};
use crate::write::message;
use crate::write::once::WriteKey;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(delete))
        .routes(routes!(edit))
        .routes(routes!(pin, unpin))
        .routes(routes!(react, take_reaction_back))
        .routes(routes!(pins))
}

/// One message of one conversation.
type OneMessage = (ConversationId, MessageId);
/// An emoji on it.
type OneReaction = (ConversationId, MessageId, String);

/// Take a message back, where the channel can. A line stays that says so.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn delete(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<OneMessage>,
) -> Outcome<JsonText> {
    carry_out(&app, signed_in, &key, path, MessageWrite::Delete).await
}

/// Change the text of a message of one's own, where the channel can. A note always can be.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/text", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewText, responses((status = 200, body = WriteAnswer), Problems))]
async fn edit(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<OneMessage>,
    ApiJson(body): ApiJson<NewText>,
) -> Outcome<JsonText> {
    carry_out(&app, signed_in, &key, path, MessageWrite::Edit(body)).await
}

/// Pin a message to the top of its conversation.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn pin(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<OneMessage>,
) -> Outcome<JsonText> {
    carry_out(&app, signed_in, &key, path, MessageWrite::Pin).await
}

/// Take a pinned message off the top of its conversation.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}/pin", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn unpin(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<OneMessage>,
) -> Outcome<JsonText> {
    carry_out(&app, signed_in, &key, path, MessageWrite::Unpin).await
}

/// React to a message with an emoji, where the channel can. Once for each emoji and person.
#[utoipa::path(put, path = "/conversations/{id}/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("emoji" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn react(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath((id, message, emoji)): ApiPath<OneReaction>,
) -> Outcome<JsonText> {
    let done = MessageWrite::React(emoji);
    carry_out(&app, signed_in, &key, (id, message), done).await
}

/// Take one's reaction back.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message}/reactions/{emoji}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("emoji" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn take_reaction_back(
    State(app): State<App>,
    signed_in: SignedIn,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath((id, message, emoji)): ApiPath<OneReaction>,
) -> Outcome<JsonText> {
    let done = MessageWrite::TakeReactionBack(emoji);
    carry_out(&app, signed_in, &key, (id, message), done).await
}

/// The pinned messages of a conversation, oldest first.
#[utoipa::path(get, path = "/conversations/{id}/pins", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Pins), Problems))]
async fn pins(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Pins> {
    let items = app.storage.read(move |sql| {
        conversations::one(sql, &id)?.ok_or_else(|| Refusal::not_found("conversation"))?;
        Ok(messages::pinned(sql, &id)?)
    });
    items.await.map(|items| Json(Pins { items }))
}

async fn carry_out(
    app: &App,
    signed_in: SignedIn,
    key: &str,
    (id, message): OneMessage,
    done: MessageWrite,
) -> Outcome<JsonText> {
    let agent = signed_in.agent;
    // The command names the resource, the verb and the body.
    let asked = done.command(id.clone(), &message);
    let key = WriteKey::of_agent(&agent.id, key, "message", &asked)?;
    app.write_once(key, move |change| {
        message::write(change, &id, &message, &done, &agent)
    })
    .await
    .map(JsonText)
}
