//! What an inbox needs to start, and the counts.

use axum::Json;
use axum::extract::State;
use recado_protocol::http::Snapshot;
use recado_protocol::{BaseView, Counts, Filter};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::query::ConversationQuery;
use crate::app::{App, SignedIn};
use crate::storage::{conversations, event_log, people};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(snapshot))
        .routes(routes!(counts))
}

/// Everything that an inbox needs to start, true at `cursor`.
#[utoipa::path(get, path = "/snapshot", tag = "inbox", security(("bearer" = [])),
    responses((status = 200, body = Snapshot), Problems))]
async fn snapshot(State(app): State<App>, signed_in: SignedIn) -> Answer<Snapshot> {
    let me = signed_in.agent;
    let limit = app.tuning.page;
    let snapshot = app.storage.read(move |sql| {
        Ok(Snapshot {
            agents: people::agents(sql)?,
            teams: people::teams(sql)?,
            companies: people::companies(sql)?,
            channels: people::channels(sql)?,
            counts: conversations::counts(sql, &Filter::of(BaseView::All), &me.id)?,
            conversations: conversations::page(
                sql,
                &Filter::of(BaseView::All),
                &me.id,
                None,
                limit,
            )?,
            cursor: event_log::bounds(sql)?.newest,
            // Read again: it must be of the same moment as the rest.
            me: people::agent(sql, &me.id)?.unwrap_or(me),
        })
    });
    snapshot.await.map(Json)
}

/// How many conversations each view holds; under the same conditions as in `GET /conversations`.
#[utoipa::path(get, path = "/counts", tag = "inbox", security(("bearer" = [])),
    responses((status = 200, body = Counts), Problems))]
async fn counts(
    State(app): State<App>,
    signed_in: SignedIn,
    query: ConversationQuery,
) -> Answer<Counts> {
    let me = signed_in.agent.id;
    app.storage
        .read(move |sql| Ok(conversations::counts(sql, &query.filter, &me)?))
        .await
        .map(Json)
}
