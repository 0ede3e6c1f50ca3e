//! `/conversations/{id}/messages`: the history, and writing.

use axum::Json;
use axum::extract::State;
use recado_protocol::command::{NewMessage, WriteAnswer};
use recado_protocol::http::MessagePage;
use recado_protocol::{ConversationId, Message, MessageId, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use super::query::MessageQuery;
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::conversations;
use crate::storage::messages::{self, Reader};
use crate::write::team_message;

/// Longest message id, in bytes.
const MESSAGE_ID_BYTES: usize = 64;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(window, write))
        .routes(routes!(one))
}

/// Some messages of the history, oldest first; the newest ones when nothing else is asked for.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "messages", security(("bearer" = [])),
    params(
        ("id" = ConversationId, Path),
        ("before" = Option<u64>, Query, description = "Those just before this position"),
        ("after" = Option<u64>, Query, description = "Those just after this position"),
        ("around" = Option<u64>, Query, description = "Those on both sides of this position"),
        ("from" = Option<Timestamp>, Query, description = "The first one of this time or later, and those after it"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 when absent"),
    ),
    responses((status = 200, body = MessagePage), Problems))]
async fn window(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
    query: MessageQuery,
) -> Answer<MessagePage> {
    let page = app.storage.read(move |sql| {
        conversations::one(sql, &id)?.ok_or_else(|| Refusal::not_found("conversation"))?;
        let window = match query.from {
            Some(from) => messages::from(sql, &id, from)?,
            None => query.window,
        };
        Ok(messages::window(
            sql,
            &id,
            window,
            query.limit,
            Reader::Team,
        )?)
    });
    page.await.map(Json)
}

/// One message, by its id.
#[utoipa::path(get, path = "/conversations/{id}/messages/{message}", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message" = MessageId, Path)),
    responses((status = 200, body = Message), Problems))]
async fn one(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath((id, message)): ApiPath<(ConversationId, MessageId)>,
) -> Answer<Message> {
    let found = app
        .storage
        .read(move |sql| Ok(messages::one(sql, &id, &message)?))
        .await?;
    found.map(Json).ok_or_else(|| Refusal::not_found("message"))
}

/// Write to the customer, or a note to the team. The `Idempotency-Key` is the message's id.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "messages", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewMessage, responses((status = 200, body = WriteAnswer), Problems))]
async fn write(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewMessage>,
) -> Outcome<JsonText> {
    check_id(&body.id, &writer.key)?;
    writer
        .about(&format!("message in {id}"), &body)?
        .run(move |change, agent| team_message::write(change, &id, body, agent))
        .await
}

/// Refuses a message id that is not the key, or that could not stand in a link.
///
/// # Errors
/// `InvalidField` at `id`.
pub fn check_id(id: &MessageId, key: &str) -> Outcome<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let id = id.as_str();
    if id.is_empty() || id.len() > MESSAGE_ID_BYTES || !id.bytes().all(allowed) {
        return Err(Refusal::field(
            "id",
            format!(
                "A message id is 1 to {MESSAGE_ID_BYTES} letters, digits, hyphens or underscores."
            ),
        ));
    }
    if id != key {
        return Err(Refusal::field(
            "id",
            "The message's id must equal the Idempotency-Key.",
        ));
    }
    Ok(())
}
