//! `/search`: people and messages by what is typed.

use axum::Json;
use axum::extract::State;
use recado_protocol::{ConversationId, SearchPage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::query::SearchQuery;
use crate::app::{App, SignedIn};
use crate::refusal::Refusal;
use crate::storage::{conversations, search};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find))
}

/// People, then messages and notes, in which every word stands; of the last word its beginning is
/// enough. Case and accents do not count, nor what stands between the digits of a number.
#[utoipa::path(get, path = "/search", tag = "search", security(("bearer" = [])),
    params(
        ("q" = String, Query, description = "What is looked for, 1 to 200 characters"),
        ("conversation" = Option<ConversationId>, Query,
            description = "Looks through the messages and notes of this conversation alone"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 when absent"),
    ),
    responses((status = 200, body = SearchPage), Problems))]
async fn find(
    State(app): State<App>,
    _signed_in: SignedIn,
    query: SearchQuery,
) -> Answer<SearchPage> {
    let page = app.storage.read(move |sql| {
        let SearchQuery {
            text,
            conversation,
            cursor,
            limit,
        } = query;
        if let Some(id) = &conversation {
            conversations::one(sql, id)?.ok_or_else(|| Refusal::not_found("conversation"))?;
        }
        Ok(search::page(
            sql,
            &text,
            conversation.as_ref(),
            cursor,
            limit,
        )?)
    });
    page.await.map(Json)
}
