//! Sensitive numbers: the rules that hide them, and revealing them.

use axum::Json;
use axum::extract::State;
use recado_protocol::masking::{Masking, Revealed, Trial, Tried};
use recado_protocol::{ConversationId, MessageId};
use tokio::task;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::{Administrator, ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::storage::masking;
use crate::write::{remasking, reveal};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rules, change))
        .routes(routes!(try_out))
        .routes(routes!(reveal_message))
}

/// The rules by which sensitive numbers are hidden: for administrators.
#[utoipa::path(get, path = "/masking", tag = "privacy", security(("bearer" = [])),
    responses((status = 200, body = Masking), Problems))]
async fn rules(State(app): State<App>, Administrator(_): Administrator) -> Answer<Masking> {
    let read = app.storage.read(|sql| Ok(masking::settings(sql)?));
    read.await.map(Json)
}

/// Change the rules, for administrators. What is stored follows them soon after; what a rule hid is shown again when the
/// rule is gone.
#[utoipa::path(post, path = "/masking", tag = "privacy", security(("bearer" = [])),
    request_body = Masking, responses((status = 200, body = Masking), Problems))]
async fn change(
    State(app): State<App>,
    Administrator(agent): Administrator,
    ApiJson(body): ApiJson<Masking>,
) -> Answer<Masking> {
    let written = app
        .storage
        .write(move |change| remasking::change_rules(change, body, &agent));
    let now = written.await?;
    task::spawn(remasking::run(app));
    Ok(Json(now))
}

/// See how a text would look under rules that need not be kept: for administrators.
#[utoipa::path(post, path = "/masking/trial", tag = "privacy", security(("bearer" = [])),
    request_body = Trial, responses((status = 200, body = Tried), Problems))]
async fn try_out(Administrator(_): Administrator, ApiJson(body): ApiJson<Trial>) -> Answer<Tried> {
    remasking::try_out(body).map(Json)
}

/// What a message really says where numbers are hidden in it: for administrators, and for who wrote it. The audit log notes
/// who looked, when, and at which message.
#[utoipa::path(post, path = "/conversations/{id}/messages/{message}/reveal", tag = "privacy", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path)),
    responses((status = 200, body = Revealed), Problems))]
async fn reveal_message(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath((id, message)): ApiPath<(ConversationId, MessageId)>,
) -> Answer<Revealed> {
    let written = app
        .storage
        .write(move |change| reveal::write(change, &id, &message, &signed_in.agent));
    written.await.map(Json)
}
