//! `/conversations`: lists, one record, and what can be set on it.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::{NewAssignment, NewStatus, ReadMark, WriteAnswer};
use recado_protocol::http::ConversationPage;
use recado_protocol::{ContactEdit, ConversationId, ConversationRecord};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use super::query::ConversationQuery;
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::conversations;
use crate::write::{assignment, contact, mentions, read, status};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(assign))
        .routes(routes!(set_status))
        .routes(routes!(mark_read))
        .routes(routes!(mention_seen))
        .routes(routes!(edit_contact))
}

/// A page of a view, narrowed by conditions. Values of one condition add up; several conditions narrow
/// each other. `none` stands for nobody and nothing.
#[utoipa::path(get, path = "/conversations", tag = "conversations", security(("bearer" = [])),
    params(
        ("view" = inline(Option<recado_protocol::BaseView>), Query, description = "`all` when absent"),
        ("sort" = Option<String>, Query, description = "`activity` (when absent: newest first), `waiting` (longest first), `priority`, `created`"),
        ("channel" = Option<Vec<String>>, Query, description = "Only these channel instances; may come more than once, as may all others"),
        ("kind" = Option<Vec<String>>, Query, description = "Only channels of these kinds"),
        ("company" = Option<Vec<String>>, Query, description = "Only contacts of these companies, or of `none`"),
        ("assignee" = Option<Vec<String>>, Query, description = "Only what these agents are responsible for, or `none` is"),
        ("team" = Option<Vec<String>>, Query, description = "Only what belongs to these teams, or to `none`"),
        ("label" = Option<Vec<String>>, Query, description = "Only with one of these labels"),
        ("priority" = Option<Vec<String>>, Query, description = "`urgent`, `high`, `medium`, `low`, `none`"),
        ("status" = Option<Vec<String>>, Query, description = "`open`, `pending`, `snoozed`, `resolved`"),
        ("answered" = Option<Vec<String>>, Query, description = "`yes` or `no`"),
        ("mentions" = Option<Vec<String>>, Query, description = "`me`: where a note mentions me and I have not seen it"),
        ("archived" = Option<Vec<String>>, Query, description = "`yes`, `no`, or both; `no` when absent"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 when absent"),
    ),
    responses((status = 200, body = ConversationPage), Problems))]
async fn list(
    State(app): State<App>,
    signed_in: SignedIn,
    query: ConversationQuery,
) -> Answer<ConversationPage> {
    let limit = query.limit.min(app.tuning.page);
    let page = app.storage.read(move |sql| {
        let me = &signed_in.agent.id;
        Ok(conversations::page(
            sql,
            &query.filter,
            me,
            query.cursor.as_ref(),
            limit,
        )?)
    });
    page.await.map(Json)
}

/// One conversation with its contact.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationRecord), Problems))]
async fn one(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<ConversationRecord> {
    let record = app
        .storage
        .read(move |sql| Ok(conversations::one(sql, &id)?))
        .await?;
    record
        .map(Json)
        .ok_or_else(|| Refusal::not_found("conversation"))
}

/// Make an agent responsible, or nobody.
#[utoipa::path(put, path = "/conversations/{id}/assignment", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewAssignment, responses((status = 200, body = WriteAnswer), Problems))]
async fn assign(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewAssignment>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("assignment of {id}"), &body)?
        .run(move |change, agent| assignment::write(change, &id, body, agent))
        .await
}

/// Resolve, reopen, snooze or hand over.
#[utoipa::path(put, path = "/conversations/{id}/status", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewStatus, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_status(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewStatus>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("status of {id}"), &body)?
        .run(move |change, agent| status::write(change, &id, body, agent))
        .await
}

/// Say that the team has read everything up to a position. The mark never moves backward.
#[utoipa::path(put, path = "/conversations/{id}/read", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = ReadMark, responses((status = 200, body = WriteAnswer), Problems))]
async fn mark_read(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<ReadMark>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("read mark of {id}"), &body)?
        .run(move |change, agent| read::write(change, &id, body, Some(&agent.id)))
        .await
}

/// Say that I have seen where notes mention me. The backend takes it out of `mentions` also when I read
/// to the end, or write.
#[utoipa::path(delete, path = "/conversations/{id}/mention", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn mention_seen(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("mention in {id}"), &())?
        .run(move |change, agent| mentions::seen(change, &id, &agent.id))
        .await
}

/// Change what is known of the contact. An edit that somebody else's overtook is refused with
/// `stale-revision` and the contact as it is now.
#[utoipa::path(put, path = "/conversations/{id}/contact", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = ContactEdit, responses((status = 200, body = WriteAnswer), Problems))]
async fn edit_contact(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<ContactEdit>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("contact of {id}"), &body)?
        .run(move |change, agent| contact::write(change, &id, &body, agent))
        .await
}
