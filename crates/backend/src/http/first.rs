//! Writing to somebody who has not written.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::WriteAnswer;
use recado_protocol::first::{NewConversation, Reach, Reached};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::ApiJson;
use crate::app::{App, SignedIn};
use crate::refusal::Outcome;
use crate::write::first_message;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(reach))
        .routes(routes!(begin))
}

/// Who is behind an address of a channel, and whether they may be written to.
#[utoipa::path(post, path = "/conversations/reach", tag = "conversations", security(("bearer" = [])),
    request_body = Reach, responses((status = 200, body = Reached), Problems))]
async fn reach(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiJson(body): ApiJson<Reach>,
) -> Answer<Reached> {
    let read = move |sql: &_| first_message::reach(sql, &body.channel, &body.address);
    app.storage.read(read).await.map(Json)
}

/// Begin a conversation with its first message, whose id is the idempotency key. Refused where there is one
/// already, which stands in the problem then, and for those who want no such messages.
#[utoipa::path(post, path = "/conversations", tag = "conversations", security(("bearer" = [])),
    request_body = NewConversation, responses((status = 200, body = WriteAnswer), Problems))]
async fn begin(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiJson(body): ApiJson<NewConversation>,
) -> Outcome<JsonText> {
    let key = body.message.id.to_string();
    AgentWrite::with_key(app, signed_in.agent, key)
        .about("first message", &body)?
        .run(move |change, agent| first_message::write(change, body, agent))
        .await
}
