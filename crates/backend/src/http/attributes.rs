//! The attributes of contacts: what administrators define, and what a person has of it.

use axum::Json;
use axum::extract::State;
use recado_protocol::attribute::{
    AttributeChange, AttributeDeletion, AttributeOrder, Attributes, AttributesEdit, Definitions,
    NewAttribute,
};
use recado_protocol::command::WriteAnswer;
use recado_protocol::{Agent, AttributeId, ConversationId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{Administrator, ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{attributes, conversations, visit_facts};
use crate::write::{self, attribute_definitions};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, set))
        .routes(routes!(definitions, create))
        .routes(routes!(order))
        .routes(routes!(alter))
        .routes(routes!(delete))
}

/// The attributes of the person of this conversation, and where a visitor came from.
#[utoipa::path(get, path = "/conversations/{id}/attributes", tag = "attributes", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Attributes), Problems))]
async fn of_person(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Attributes> {
    let read = app.storage.read(move |sql| {
        let record = conversations::one(sql, &id)?;
        let record = record.ok_or_else(|| Refusal::not_found("conversation"))?;
        Ok(Attributes {
            attributes: attributes::all(sql)?,
            values: attributes::values(sql, &record.contact.id)?,
            visit: visit_facts::of(sql, &id)?,
        })
    });
    read.await.map(Json)
}

/// Change attributes of the person, all of those that are named or none.
#[utoipa::path(put, path = "/conversations/{id}/attributes", tag = "attributes", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = AttributesEdit, responses((status = 200, body = WriteAnswer), Problems))]
async fn set(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<AttributesEdit>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("attributes in {id}"), &body)?
        .run(move |change, agent| write::attributes::write(change, &id, &body, agent))
        .await
}

/// Which attributes there are, and how much they are used.
#[utoipa::path(get, path = "/attributes", tag = "attributes", security(("bearer" = [])),
    responses((status = 200, body = Definitions), Problems))]
async fn definitions(State(app): State<App>, _signed_in: SignedIn) -> Answer<Definitions> {
    let items = app.storage.read(|sql| Ok(attributes::definitions(sql)?));
    items.await.map(|items| Json(Definitions { items }))
}

/// Define an attribute.
#[utoipa::path(post, path = "/attributes", tag = "attributes", security(("bearer" = [])),
    request_body = NewAttribute, responses((status = 200, body = Definitions), Problems))]
async fn create(
    State(app): State<App>,
    Administrator(agent): Administrator,
    ApiJson(body): ApiJson<NewAttribute>,
) -> Answer<Definitions> {
    defined(app, agent, move |change, agent| {
        attribute_definitions::create(change, body, agent)
    })
    .await
}

/// Put the attributes into another order.
#[utoipa::path(post, path = "/attributes/order", tag = "attributes", security(("bearer" = [])),
    request_body = AttributeOrder, responses((status = 200, body = Definitions), Problems))]
async fn order(
    State(app): State<App>,
    Administrator(agent): Administrator,
    ApiJson(body): ApiJson<AttributeOrder>,
) -> Answer<Definitions> {
    defined(app, agent, move |change, _| {
        attribute_definitions::order(change, &body)
    })
    .await
}

/// Rename an attribute, change its choices, archive it or take it back.
#[utoipa::path(post, path = "/attributes/{id}", tag = "attributes", security(("bearer" = [])),
    params(("id" = AttributeId, Path)), request_body = AttributeChange,
    responses((status = 200, body = Definitions), Problems))]
async fn alter(
    State(app): State<App>,
    Administrator(agent): Administrator,
    ApiPath(id): ApiPath<AttributeId>,
    ApiJson(body): ApiJson<AttributeChange>,
) -> Answer<Definitions> {
    defined(app, agent, move |change, agent| {
        attribute_definitions::alter(change, &id, body, agent)
    })
    .await
}

/// Delete an attribute and whatever contacts have of it.
#[utoipa::path(post, path = "/attributes/{id}/deletion", tag = "attributes", security(("bearer" = [])),
    params(("id" = AttributeId, Path)), request_body = AttributeDeletion,
    responses((status = 200, body = Definitions), Problems))]
async fn delete(
    State(app): State<App>,
    Administrator(agent): Administrator,
    ApiPath(id): ApiPath<AttributeId>,
    ApiJson(body): ApiJson<AttributeDeletion>,
) -> Answer<Definitions> {
    defined(app, agent, move |change, agent| {
        attribute_definitions::delete(change, &id, body, agent)
    })
    .await
}

async fn defined(
    app: App,
    agent: Agent,
    write: impl FnOnce(&mut Change<'_>, &Agent) -> Outcome<Definitions> + Send + 'static,
) -> Answer<Definitions> {
    let written = app.storage.write(move |change| write(change, &agent));
    written.await.map(Json)
}
