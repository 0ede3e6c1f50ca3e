//! `/queues`: the filters that an agent keeps under names.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use recado_protocol::Filter;
use recado_protocol::filter::pairs;
use recado_protocol::queue::{Queue, Queues};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::ApiJson;
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::queues;

/// Longest id, in bytes.
const ID_BYTES: usize = 64;
/// Longest filter, in bytes.
const FILTER_BYTES: usize = 4_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(all, set))
}

/// My queues, in their order.
#[utoipa::path(get, path = "/queues", tag = "inbox", security(("bearer" = [])),
    responses((status = 200, body = Queues), Problems))]
async fn all(State(app): State<App>, signed_in: SignedIn) -> Answer<Queues> {
    let me = signed_in.agent.id;
    let items = app.storage.read(move |sql| Ok(queues::of(sql, &me)?));
    items.await.map(|items| Json(Queues { items }))
}

/// Put these in the place of all my queues: new ones, renamed ones, in another order, without some.
#[utoipa::path(post, path = "/queues", tag = "inbox", security(("bearer" = [])),
    request_body = Queues, responses((status = 200, body = Queues), Problems))]
async fn set(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiJson(body): ApiJson<Queues>,
) -> Answer<Queues> {
    let me = signed_in.agent.id;
    let items = checked(body.items)?;
    app.storage
        .write(move |change| {
            queues::set(change.sql, &me, &items)?;
            Ok(Queues { items })
        })
        .await
        .map(Json)
}

fn checked(items: Vec<Queue>) -> Outcome<Vec<Queue>> {
    if items.len() > Queue::MOST {
        return Err(Refusal::field(
            "items",
            format!("At most {} queues can be kept.", Queue::MOST),
        ));
    }
    let mut ids = BTreeSet::new();
    let mut checked = Vec::new();
    for mut queue in items {
        let id = queue.id.as_str();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if id.is_empty() || id.len() > ID_BYTES || !id.bytes().all(allowed) {
            return Err(Refusal::field(
                "id",
                format!("An id is 1 to {ID_BYTES} letters, digits, hyphens or underscores."),
            ));
        }
        if !ids.insert(queue.id.clone()) {
            return Err(Refusal::field("id", "Two queues have the same id."));
        }
        queue.name = queue.name.trim().to_owned();
        if queue.name.is_empty() || queue.name.chars().nth(Queue::NAME_CHARS).is_some() {
            return Err(Refusal::field(
                "name",
                format!("A name is 1 to {} characters long.", Queue::NAME_CHARS),
            ));
        }
        if queue.filter.len() > FILTER_BYTES {
            return Err(Refusal::field("filter", "The filter is too long."));
        }
        let mut filter = Filter::default();
        for (name, value) in pairs(&queue.filter) {
            if !filter.take(name, &value) {
                return Err(Refusal::field(
                    "filter",
                    format!("There is no such {name}: `{value}`."),
                ));
            }
        }
        queue.filter = filter.whole_query();
        checked.push(queue);
    }
    Ok(checked)
}
