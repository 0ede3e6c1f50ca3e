//! The HTTP resources, one file each.

mod about;
mod agent_write;
mod answer;
mod assist;
mod attributes;
mod channels;
mod conversations;
mod deeds;
mod extract;
mod files;
mod first;
mod insights;
mod live;
mod masking;
mod me;
mod merge;
mod message;
mod messages;
mod person;
mod prepared;
mod privacy;
mod query;
mod queues;
mod scheduled;
mod search;
mod session;
mod snapshot;
mod tickets;
mod triage;
mod tus;
mod uploads;
mod visitor;

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use recado_protocol::API_ROOT;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::refusal::Refusal;

/// How long a browser may remember what it is allowed to ask from another site.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(60 * 60);

/// The documented resources of agents and of visitors, without the live sockets.
pub fn documented_routes() -> (OpenApiRouter<App>, OpenApiRouter<App>) {
    let agents = OpenApiRouter::new()
        .merge(about::routes())
        .merge(session::routes())
        .merge(snapshot::routes())
        .merge(conversations::routes())
        .merge(messages::routes())
        .merge(scheduled::routes())
        .merge(channels::routes())
        .merge(triage::routes())
        .merge(deeds::routes())
        .merge(first::routes())
        .merge(person::routes())
        .merge(merge::routes())
        .merge(privacy::routes())
        .merge(masking::routes())
        .merge(insights::routes())
        .merge(tickets::routes())
        .merge(attributes::routes())
        .merge(prepared::routes())
        .merge(queues::routes())
        .merge(assist::routes())
        .merge(message::routes())
        .merge(search::routes())
        .merge(me::routes())
        .merge(uploads::agent_routes())
        .merge(files::agent_routes());
    let visitors = visitor::routes()
        .merge(uploads::visitor_routes())
        .merge(files::visitor_routes());
    (agents, visitors)
}

/// Everything under `/api`. `allowed_origins` are the other sites whose pages may use the agents'
/// part with credentials; the visitors' part is open to every site, without credentials.
pub fn router(app: App, allowed_origins: &[HeaderValue]) -> Router {
    let (agents, visitors) = documented_routes();
    let agents = Router::from(agents)
        .merge(live::agent_routes())
        .method_not_allowed_fallback(method_not_allowed)
        .layer(
            cors()
                .allow_origin(allowed_origins.to_vec())
                .allow_credentials(true),
        );
    let visitors = Router::from(visitors)
        .merge(live::visitor_routes())
        .method_not_allowed_fallback(method_not_allowed)
        .layer(cors().allow_origin(Any));
    Router::new()
        .nest(API_ROOT, agents.merge(visitors))
        .route("/api", axum::routing::any(no_such_address))
        .route("/api/{*rest}", axum::routing::any(no_such_address))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(middleware::from_fn(tus::introduce))
        .layer(middleware::from_fn(log))
        .with_state(app)
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            tus::RESUMABLE,
            tus::LENGTH,
            tus::OFFSET,
            tus::METADATA,
        ])
        .expose_headers([
            header::LOCATION,
            header::RETRY_AFTER,
            tus::RESUMABLE,
            tus::LENGTH,
            tus::OFFSET,
            tus::EXPIRES,
        ])
        .max_age(PREFLIGHT_KEPT)
}

/// Logs what was asked and what came of it. Neither queries nor bodies nor headers: no token and
/// no customer's word ever stands in a log.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let begun = std::time::Instant::now();
    let response = next.run(request).await;
    let milliseconds = begun.elapsed().as_millis();
    tracing::debug!(%method, path, status = response.status().as_u16(), milliseconds);
    response
}

async fn no_such_address() -> Refusal {
    Refusal::not_found("address")
}

async fn method_not_allowed() -> Refusal {
    Refusal::of_http(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Method not allowed",
        "This address does not take this method.",
    )
}

fn panicked() -> Response {
    Refusal::internal("a handler panicked").into_response()
}
