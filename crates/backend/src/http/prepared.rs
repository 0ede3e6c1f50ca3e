//! What the team has prepared: canned replies, articles, approved templates and macros.

use axum::Json;
use axum::extract::State;
use recado_protocol::prepared::{Article, CannedReply, Macro, Prepared, Template};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use crate::app::{App, SignedIn};
use crate::storage::prepared::{self, Kept};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(canned_replies))
        .routes(routes!(articles))
        .routes(routes!(templates))
        .routes(routes!(macros))
}

/// Texts that are said often, with their variables.
#[utoipa::path(get, path = "/canned_replies", tag = "prepared", security(("bearer" = [])),
    responses((status = 200, body = Prepared<CannedReply>), Problems))]
async fn canned_replies(
    State(app): State<App>,
    _signed_in: SignedIn,
) -> Answer<Prepared<CannedReply>> {
    all(app).await
}

/// The knowledge base.
#[utoipa::path(get, path = "/articles", tag = "prepared", security(("bearer" = [])),
    responses((status = 200, body = Prepared<Article>), Problems))]
async fn articles(State(app): State<App>, _signed_in: SignedIn) -> Answer<Prepared<Article>> {
    all(app).await
}

/// The approved templates of every channel kind.
#[utoipa::path(get, path = "/templates", tag = "prepared", security(("bearer" = [])),
    responses((status = 200, body = Prepared<Template>), Problems))]
async fn templates(State(app): State<App>, _signed_in: SignedIn) -> Answer<Prepared<Template>> {
    all(app).await
}

/// Actions that are done in one step.
#[utoipa::path(get, path = "/macros", tag = "prepared", security(("bearer" = [])),
    responses((status = 200, body = Prepared<Macro>), Problems))]
async fn macros(State(app): State<App>, _signed_in: SignedIn) -> Answer<Prepared<Macro>> {
    all(app).await
}

async fn all<T: Kept + Send + 'static>(app: App) -> Answer<Prepared<T>> {
    let items = app.storage.read(|sql| Ok(prepared::all(sql)?));
    items.await.map(|items| Json(Prepared { items }))
}
