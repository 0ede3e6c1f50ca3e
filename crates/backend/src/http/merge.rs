//! Contacts that are one person become one, and two again.

use axum::Json;
use axum::extract::State;
use recado_protocol::merge::{Merge, Merged, Merges, Unmerged};
use recado_protocol::{CommandId, ContactId, ConversationId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use super::person::contact_of;
use crate::app::{App, SignedIn};
use crate::refusal::Outcome;
use crate::write::merge;
use crate::write::once::WriteKey;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(merge_contacts))
        .routes(routes!(recent))
        .routes(routes!(take_back))
}

/// Make two contacts one, for supervisors and administrators. All conversations are with the one of the path from then
/// on, and what is written by an address of the other arrives there.
#[utoipa::path(post, path = "/contacts/{id}/merge", tag = "conversations", security(("bearer" = [])),
    params(("id" = ContactId, Path)),
    request_body = Merge, responses((status = 200, body = Merged), Problems))]
async fn merge_contacts(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<Merge>,
) -> Outcome<JsonText> {
    let agent = signed_in.agent;
    let what = format!("merge into {id}");
    let key = WriteKey::of_agent(&agent.id, body.id.as_str(), &what, &body)?;
    app.write_once(key, move |change| merge::write(change, &id, &body, &agent))
        .await
        .map(JsonText)
}

/// The merges into the person of this conversation that can still be taken back, for supervisors and administrators.
#[utoipa::path(get, path = "/conversations/{id}/merges", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Merges), Problems))]
async fn recent(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Merges> {
    let now = app.now();
    let read = app.storage.read(move |sql| {
        let contact = contact_of(sql, &id)?;
        merge::that_can_be_undone(sql, &contact, now, &signed_in.agent)
    });
    read.await.map(Json)
}

/// Take a merge back, for a day. What somebody has changed since stays as it is, and the answer names it.
#[utoipa::path(post, path = "/merges/{id}/undo", tag = "conversations", security(("bearer" = [])),
    params(("id" = CommandId, Path)),
    responses((status = 200, body = Unmerged), Problems))]
async fn take_back(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<CommandId>,
) -> Outcome<JsonText> {
    let undone = app
        .storage
        .write(move |change| merge::undo(change, &id, &signed_in.agent))
        .await?;
    Ok(JsonText(serde_json::to_string(&undone)?))
}
