//! `/conversations/{id}/scheduled`: messages that go out later, and
//! `/conversations/{id}/messages/{message}/attempts`: trying again what has failed.

use recado_protocol::command::WriteAnswer;
use recado_protocol::schedule::NewTime;
use recado_protocol::{ConversationId, MessageId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::App;
use crate::refusal::Outcome;
use crate::write::{outgoing, scheduled};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(move_to, call_off))
        .routes(routes!(try_again))
}

/// Move a message that goes out later to another time; a time that is over sends it now.
#[utoipa::path(put, path = "/conversations/{id}/scheduled/{message}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewTime, responses((status = 200, body = WriteAnswer), Problems))]
async fn move_to(
    writer: AgentWrite,
    ApiPath((id, message)): ApiPath<(ConversationId, MessageId)>,
    ApiJson(body): ApiJson<NewTime>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("time of {message} in {id}"), &body)?
        .run(move |change, _| scheduled::move_to(change, &id, &message, body))
        .await
}

/// Call off a message that goes out later.
#[utoipa::path(delete, path = "/conversations/{id}/scheduled/{message}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn call_off(
    writer: AgentWrite,
    ApiPath((id, message)): ApiPath<(ConversationId, MessageId)>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("calling off {message} in {id}"), &())?
        .run(move |change, _| scheduled::call_off(change, &id, &message))
        .await
}

/// Try a message again that has failed and may be tried again.
#[utoipa::path(post, path = "/conversations/{id}/messages/{message}/attempts", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn try_again(
    writer: AgentWrite,
    ApiPath((id, message)): ApiPath<(ConversationId, MessageId)>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("attempt at {message} in {id}"), &())?
        .run(move |change, _| outgoing::try_again(change, &id, &message))
        .await
}
