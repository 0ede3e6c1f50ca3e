//! What anybody may ask: whether the backend lives, what it can do, and its documents.

use axum::Json;
use axum::extract::State;
use recado_protocol::http::Health;
use recado_protocol::{Capabilities, Feature, PROTOCOL_VERSION};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::JsonText;
use crate::app::App;
use crate::documents;
use crate::limits;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(capabilities))
        .routes(routes!(openapi))
        .routes(routes!(asyncapi))
}

/// Whether the backend lives, and what time it has.
#[utoipa::path(get, path = "/health", tag = "about", responses((status = 200, body = Health)))]
async fn health(State(app): State<App>) -> Json<Health> {
    Json(Health { now: app.now() })
}

/// What this backend can do.
#[utoipa::path(get, path = "/capabilities", tag = "about",
    responses((status = 200, body = Capabilities)))]
async fn capabilities(State(app): State<App>) -> Json<Capabilities> {
    let assist = app.assist.as_ref().map(|_| Feature::ASSIST);
    Json(Capabilities {
        protocol: PROTOCOL_VERSION,
        features: [
            Feature::NOTES,
            Feature::ASSIGN,
            Feature::RECEIPTS,
            Feature::TYPING,
            Feature::VISITOR,
            Feature::SEARCH,
            Feature::SCHEDULE,
            Feature::VIEWING,
            Feature::CANNED_REPLIES,
            Feature::ARTICLES,
            Feature::TEMPLATES,
            Feature::MACROS,
            Feature::UPLOADS,
            Feature::CONTACTS,
            Feature::EDIT,
            Feature::DELETE,
            Feature::REACT,
            Feature::PIN,
            Feature::FORWARD,
            Feature::MENTIONS,
            Feature::QUEUES,
            Feature::ARCHIVE,
            Feature::DELETE_CONVERSATION,
            Feature::DELETE_BLOCKS,
            Feature::PERSON,
            Feature::BLOCK,
            Feature::MERGE,
            Feature::PRIVACY,
            Feature::MASKING,
            Feature::INSIGHTS,
            Feature::TICKETS,
            Feature::ATTRIBUTES,
            Feature::BULK,
            Feature::WRITE_FIRST,
        ]
        .into_iter()
        .chain(assist)
        .collect(),
        limits: limits::stated(),
        sign_in: vec!["password".to_owned()],
    })
}

/// The HTTP resources as an OpenAPI 3.1 document.
#[utoipa::path(get, path = "/openapi.json", tag = "about",
    responses((status = 200, description = "The document", content_type = "application/json")))]
async fn openapi() -> JsonText {
    JsonText(documents::openapi())
}

/// The live sockets as an AsyncAPI 3.0 document.
#[utoipa::path(get, path = "/asyncapi.json", tag = "about",
    responses((status = 200, description = "The document", content_type = "application/json")))]
async fn asyncapi() -> JsonText {
    JsonText(documents::asyncapi())
}
