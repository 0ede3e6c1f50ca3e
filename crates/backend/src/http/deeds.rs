//! What else is done to a conversation: archived, marked, deleted; or to everything that a filter shows.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::WriteAnswer;
use recado_protocol::deed::{Bulk, BulkAnswer, NewUnread};
use recado_protocol::{CommandId, ConversationId};
use tokio::task;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::write::{answered, archive, bulk, deletion, unread};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_archived))
        .routes(routes!(set_answered))
        .routes(routes!(set_unread))
        .routes(routes!(set_deleted))
        .routes(routes!(change_all))
        .routes(routes!(take_back))
}

/// Take it out of the lists, or back. It comes back by itself when either side writes.
#[utoipa::path(put, path = "/conversations/{id}/archived", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_archived(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("archive of {id}"), &on)?
        .run(move |change, _| archive::write(change, &id, on))
        .await
}

/// Say whether the customer's last word has an answer.
#[utoipa::path(put, path = "/conversations/{id}/answered", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_answered(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("answer of {id}"), &on)?
        .run(move |change, _| answered::write(change, &id, on))
        .await
}

/// Let it count as unread.
#[utoipa::path(put, path = "/conversations/{id}/unread", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewUnread, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_unread(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewUnread>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("unread mark of {id}"), &body)?
        .run(move |change, _| unread::write(change, &id, body))
        .await
}

/// Delete it, or take that back: for supervisors and administrators. Its customer is blocked.
#[utoipa::path(put, path = "/conversations/{id}/deleted", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_deleted(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("deletion of {id}"), &on)?
        .run(move |change, agent| deletion::write(change, &id, on, agent))
        .await
}

/// Change everything that a filter shows. It goes on when the asker goes away, and asked for again with the same
/// id it is gone on with. Everybody hears of each conversation as of any other change.
#[utoipa::path(post, path = "/bulk", tag = "conversations", security(("bearer" = [])),
    request_body = Bulk, responses((status = 200, body = BulkAnswer), Problems))]
async fn change_all(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiJson(body): ApiJson<Bulk>,
) -> Answer<BulkAnswer> {
    let work = task::spawn(bulk::run(app, body, signed_in.agent));
    ended(work.await)
}

/// Take such a command back, for a day: what is still as it left it becomes what it was.
#[utoipa::path(post, path = "/bulk/{id}/undo", tag = "conversations", security(("bearer" = [])),
    params(("id" = CommandId, Path)),
    responses((status = 200, body = BulkAnswer), Problems))]
async fn take_back(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<CommandId>,
) -> Answer<BulkAnswer> {
    let work = task::spawn(bulk::take_back(app, id, signed_in.agent));
    ended(work.await)
}

fn ended(outcome: Result<Outcome<BulkAnswer>, task::JoinError>) -> Answer<BulkAnswer> {
    outcome
        .map_err(|error| Refusal::internal(format_args!("a bulk command failed: {error}")))?
        .map(Json)
}
