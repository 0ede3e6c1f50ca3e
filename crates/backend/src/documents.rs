//! The documents from which anybody can write a compatible backend or client: OpenAPI 3.1 for the
//! HTTP resources, AsyncAPI 3.0 for the live sockets, both made from the protocol's own types.

use std::path::Path;
use std::{fs, io};

use recado_protocol::{API_ROOT, PROTOCOL_VERSION, Problem};
use serde_json::{Value, json};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::http;

mod open_words;
mod sockets;
mod webhooks;

/// Writes both documents into a folder, made when it is missing.
///
/// # Errors
/// When the folder can't be written to.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("openapi.json"), openapi())?;
    fs::write(folder.join("asyncapi.json"), asyncapi())
}

/// The OpenAPI document as JSON text, the same every time.
pub fn openapi() -> String {
    let (agents, visitors) = http::documented_routes();
    // The router collects what handlers answer with, but not what every handler may refuse with.
    let mut problem = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut problem);
    webhooks::schemas(&mut problem);
    let document = OpenApiBuilder::new()
        .info(info())
        .components(Some(
            ComponentsBuilder::new()
                .schemas_from_iter(problem)
                .security_scheme("bearer", bearer("An agent's access token"))
                .security_scheme("visitor", bearer("A visitor's token"))
                .security_scheme("connector", signature())
                .build(),
        ))
        .build();
    let router = OpenApiRouter::with_openapi(document).nest(API_ROOT, agents.merge(visitors));
    let (_, document): (_, OpenApi) = router.split_for_parts();
    let mut document = json!(document);
    document["webhooks"] = webhooks::calls();
    text(document)
}

/// The AsyncAPI document as JSON text, the same every time.
pub fn asyncapi() -> String {
    text(sockets::document())
}

fn info() -> Info {
    let mut info = Info::new("Recado", &format!("{PROTOCOL_VERSION}.0.0"));
    info.description = Some(
        "What a Recado frontend and a compatible backend say to each other over HTTP. \
         Errors are RFC 9457 problems. Every write takes an Idempotency-Key: the same key again \
         gives the first answer again. Times are RFC 3339 in UTC."
            .to_owned(),
    );
    info
}

fn signature() -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
        "Recado-Signature",
        "The signature of a channel's connector",
    )))
}

fn bearer(description: &str) -> SecurityScheme {
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.description = Some(description.to_owned());
    SecurityScheme::Http(scheme)
}

fn text(mut document: Value) -> String {
    open_words::amend(&mut document);
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}
