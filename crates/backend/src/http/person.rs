//! The person behind a conversation: all conversations and files, and what is blocked.

use axum::Json;
use axum::extract::{Query, State};
use recado_protocol::command::WriteAnswer;
use recado_protocol::person::{Blocks, ExchangedPage, FileSort, Siblings};
use recado_protocol::{ContactId, ConversationId};
use rusqlite::Connection;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::blocks::{self, Blocked};
use crate::storage::{conversations, exchanged};
use crate::write::block;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(siblings))
        .routes(routes!(files))
        .routes(routes!(what_is_blocked))
        .routes(routes!(block_notifications))
        .routes(routes!(block_customer))
}

/// Every conversation with the person of this one, on every channel, archived ones too.
#[utoipa::path(get, path = "/conversations/{id}/siblings", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Siblings), Problems))]
async fn siblings(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Siblings> {
    let read = move |sql: &Connection| {
        let contact = contact_of(sql, &id)?;
        let items = conversations::of_contact(sql, &contact, Siblings::MOST)?;
        Ok(Siblings { items })
    };
    app.storage.read(read).await.map(Json)
}

/// What is asked for of the files.
#[derive(Deserialize)]
struct FilesQuery {
    sort: String,
    cursor: Option<String>,
}

/// The files that were exchanged with the person, in every conversation, the newest first.
#[utoipa::path(get, path = "/conversations/{id}/files", tag = "conversations", security(("bearer" = [])),
    params(
        ("id" = ConversationId, Path),
        ("sort" = String, Query, description = "`pictures`, `films`, `sounds`, or `files` for all others"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, body = ExchangedPage), Problems))]
async fn files(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
    Query(query): Query<FilesQuery>,
) -> Answer<ExchangedPage> {
    let sort = FileSort::from_word(&query.sort)
        .ok_or_else(|| Refusal::field("sort", "One of pictures, films, sounds, files."))?;
    let after = match &query.cursor {
        None => None,
        Some(cursor) => Some(
            exchanged::Place::read(cursor)
                .ok_or_else(|| Refusal::field("cursor", "This is no cursor of these files."))?,
        ),
    };
    let read = move |sql: &Connection| {
        let contact = contact_of(sql, &id)?;
        Ok(exchanged::page(sql, &contact, sort, after.as_ref())?)
    };
    app.storage.read(read).await.map(Json)
}

/// What is blocked for the person.
#[utoipa::path(get, path = "/conversations/{id}/blocks", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Blocks), Problems))]
async fn what_is_blocked(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Blocks> {
    let read = move |sql: &Connection| Ok(blocks::of(sql, &contact_of(sql, &id)?)?);
    app.storage.read(read).await.map(Json)
}

/// Block messages to the contact that are no answers, or allow them again.
#[utoipa::path(put, path = "/conversations/{id}/notifications_blocked", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn block_notifications(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    set(writer, id, Blocked::Notifications, on).await
}

/// Block the contact: what they write is not taken in any more, on any channel. Or listen to them again.
#[utoipa::path(put, path = "/conversations/{id}/customer_blocked", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn block_customer(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    set(writer, id, Blocked::Customer, on).await
}

async fn set(writer: AgentWrite, id: ConversationId, what: Blocked, on: bool) -> Outcome<JsonText> {
    writer
        .about(&format!("block {what:?} in {id}"), &on)?
        .run(move |change, agent| block::write(change, &id, what, on, agent))
        .await
}

/// The contact of a conversation.
///
/// # Errors
/// `NotFound`.
pub fn contact_of(sql: &Connection, id: &ConversationId) -> Outcome<ContactId> {
    let record = conversations::one(sql, id)?;
    let record = record.ok_or_else(|| Refusal::not_found("conversation"))?;
    Ok(record.contact.id)
}
