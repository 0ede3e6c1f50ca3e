//! Tickets: those of a person, and those that a search finds.

use axum::Json;
use axum::extract::{Query, State};
use recado_protocol::command::WriteAnswer;
use recado_protocol::search::QUERY_CHARS;
use recado_protocol::ticket::{NewTicket, NewTicketStatus, TicketEdit, Tickets};
use recado_protocol::{ConversationId, TicketId};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::{conversations, tickets};
use crate::write;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, create))
        .routes(routes!(edit))
        .routes(routes!(set_linked))
        .routes(routes!(set_status))
        .routes(routes!(find))
}

/// The tickets of the person of this conversation.
#[utoipa::path(get, path = "/conversations/{id}/tickets", tag = "tickets", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Tickets), Problems))]
async fn of_person(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Tickets> {
    let items = app.storage.read(move |sql| {
        let record = conversations::one(sql, &id)?;
        let record = record.ok_or_else(|| Refusal::not_found("conversation"))?;
        Ok(tickets::of_contact(sql, &record.contact.id, Tickets::MOST)?)
    });
    items.await.map(|items| Json(Tickets { items }))
}

/// Make a ticket that is linked with the conversation.
#[utoipa::path(post, path = "/conversations/{id}/tickets", tag = "tickets", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewTicket, responses((status = 200, body = WriteAnswer), Problems))]
async fn create(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewTicket>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("ticket in {id}"), &body)?
        .run(move |change, agent| write::tickets::create(change, &id, &body, agent))
        .await
}

/// Change what is written in a ticket.
#[utoipa::path(put, path = "/conversations/{id}/tickets/{ticket}", tag = "tickets", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("ticket" = TicketId, Path), ("Idempotency-Key" = String, Header)),
    request_body = TicketEdit, responses((status = 200, body = WriteAnswer), Problems))]
async fn edit(
    writer: AgentWrite,
    ApiPath((id, ticket)): ApiPath<(ConversationId, TicketId)>,
    ApiJson(body): ApiJson<TicketEdit>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("edit of {ticket} in {id}"), &body)?
        .run(move |change, agent| write::tickets::edit(change, &id, &ticket, &body, agent))
        .await
}

/// Link a ticket with the conversation, or unlink it.
#[utoipa::path(put, path = "/conversations/{id}/tickets/{ticket}/linked", tag = "tickets", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("ticket" = TicketId, Path), ("Idempotency-Key" = String, Header)),
    request_body = bool, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_linked(
    writer: AgentWrite,
    ApiPath((id, ticket)): ApiPath<(ConversationId, TicketId)>,
    ApiJson(on): ApiJson<bool>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("link of {ticket} with {id}"), &on)?
        .run(move |change, agent| write::tickets::link(change, &id, &ticket, on, agent))
        .await
}

/// Close a ticket, or open it again.
#[utoipa::path(put, path = "/conversations/{id}/tickets/{ticket}/status", tag = "tickets", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("ticket" = TicketId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewTicketStatus, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_status(
    writer: AgentWrite,
    ApiPath((id, ticket)): ApiPath<(ConversationId, TicketId)>,
    ApiJson(body): ApiJson<NewTicketStatus>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("status of {ticket} in {id}"), &body)?
        .run(move |change, agent| {
            write::tickets::set_status(change, &id, &ticket, body.status, agent)
        })
        .await
}

/// What is looked for.
#[derive(Deserialize)]
struct TicketQuery {
    #[serde(default)]
    q: String,
}

/// The ticket of a number and those whose number begins so, and, without a `#`, those in which every word stands, the
/// best match first.
#[utoipa::path(get, path = "/tickets", tag = "tickets", security(("bearer" = [])),
    params(("q" = String, Query, description = "A number, with `#` or without, or words; 1 to 200 characters")),
    responses((status = 200, body = Tickets), Problems))]
async fn find(
    State(app): State<App>,
    _signed_in: SignedIn,
    Query(query): Query<TicketQuery>,
) -> Answer<Tickets> {
    let text = query.q.trim().to_owned();
    if text.is_empty() || text.chars().nth(QUERY_CHARS).is_some() {
        return Err(Refusal::field(
            "q",
            format!("Say what to look for, in at most {QUERY_CHARS} characters."),
        ));
    }
    let items = app
        .storage
        .read(move |sql| Ok(tickets::search(sql, &text, Tickets::MOST_FOUND)?));
    items.await.map(|items| Json(Tickets { items }))
}
