//! `/live` and `/visitor/live`: where HTTP becomes a live socket.

use axum::Router;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use recado_protocol::ProblemKind;

use crate::app::App;
use crate::live::hello::Side;
use crate::live::socket::{self, FRAME_BYTES};
use crate::refusal::{Outcome, Refusal};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

pub fn agent_routes() -> Router<App> {
    Router::new().route(
        "/live",
        get(async |State(app): State<App>, upgrade: Upgrade| open(app, upgrade, Side::Agents)),
    )
}

pub fn visitor_routes() -> Router<App> {
    Router::new().route(
        "/visitor/live",
        get(async |State(app): State<App>, upgrade: Upgrade| open(app, upgrade, Side::Visitors)),
    )
}

fn open(app: App, upgrade: Upgrade, side: Side) -> Outcome<Response> {
    let upgrade = upgrade.map_err(|_| {
        Refusal::new(
            ProblemKind::MalformedBody,
            "This address speaks WebSocket only.",
        )
    })?;
    Ok(upgrade
        .max_frame_size(FRAME_BYTES)
        .max_message_size(FRAME_BYTES)
        .on_upgrade(move |socket| socket::run(socket, app, side)))
}
