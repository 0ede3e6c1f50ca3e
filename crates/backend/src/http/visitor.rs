//! `/visitor`: the customer's side of the live chat, for the widget and any website's own code.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use recado_protocol::http::MessagePage;
use recado_protocol::visitor::{
    BeginVisit, NewVisitorMessage, Receipts, Visit, VisitContext, VisitorAnswer, VisitorMessage,
};
use recado_protocol::{ChannelKind, ConversationId, MessageId, SessionId};
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath, IdempotencyKey};
use super::messages::check_id;
use super::query::MessageQuery;
use crate::app::App;
use crate::auth::tokens::VisitorToken;
use crate::limits;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages::{self, Reader};
use crate::storage::{event_log, masking, people, visits};
use crate::write::once::WriteKey;
use crate::write::{answer, receipts, visit_facts, visitor_message};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin))
        .routes(routes!(write))
        .routes(routes!(answer_message))
        .routes(routes!(window))
        .routes(routes!(receive_receipts))
        .routes(routes!(receive_context))
}

/// Begin a visit, or come back to one.
///
/// Nothing is stored before the visitor's first message: the token says all there is.
#[utoipa::path(post, path = "/visitor/session", tag = "visitor", request_body = BeginVisit,
    responses((status = 200, body = Visit), Problems))]
async fn begin(State(app): State<App>, ApiJson(body): ApiJson<BeginVisit>) -> Answer<Visit> {
    let now = app.now();
    let known = body
        .token
        .and_then(|token| app.tokens.read_visitor(&token, now))
        .filter(|token| token.channel == body.channel);
    let token = known.unwrap_or_else(|| VisitorToken {
        visitor: random::id::<SessionId>(now).to_string(),
        channel: body.channel,
    });
    let written = app.tokens.visitor(&token, now);
    app.storage
        .read(move |sql| visit(sql, &token, written))
        .await
        .map(Json)
}

/// Write to the team. The `Idempotency-Key` is the message's id.
#[utoipa::path(post, path = "/visitor/messages", tag = "visitor", security(("visitor" = [])),
    params(("Idempotency-Key" = String, Header)),
    request_body = NewVisitorMessage, responses((status = 200, body = VisitorMessage), Problems))]
async fn write(
    State(app): State<App>,
    visitor: VisitorToken,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<NewVisitorMessage>,
) -> Outcome<JsonText> {
    check_id(&body.id, &key)?;
    let key = WriteKey::of_visitor(&visitor.visitor, &key, "visitor's message", &body)?;
    app.write_once(key, move |change| {
        visitor_message::write(change, &visitor, body)
    })
    .await
    .map(JsonText)
}

/// Answer what the team asked: choose, or fill in. The `Idempotency-Key` is the id of the message
/// that the answer becomes.
#[utoipa::path(post, path = "/visitor/messages/{id}/answer", tag = "visitor", security(("visitor" = [])),
    params(("id" = MessageId, Path), ("Idempotency-Key" = String, Header)),
    request_body = VisitorAnswer, responses((status = 200, body = VisitorMessage), Problems))]
async fn answer_message(
    State(app): State<App>,
    visitor: VisitorToken,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(asked): ApiPath<MessageId>,
    ApiJson(body): ApiJson<VisitorAnswer>,
) -> Outcome<JsonText> {
    check_id(&body.id, &key)?;
    let resource = format!("answer to {asked}");
    let key = WriteKey::of_visitor(&visitor.visitor, &key, &resource, &body)?;
    app.write_once(key, move |change| {
        answer::write(change, &visitor, &asked, body)
    })
    .await
    .map(JsonText)
}

/// Some messages of the visitor's own conversation, oldest first, without notes and system lines.
#[utoipa::path(get, path = "/visitor/conversations/{id}/messages", tag = "visitor", security(("visitor" = [])),
    params(
        ("id" = ConversationId, Path),
        ("before" = Option<u64>, Query, description = "Those just before this position"),
        ("after" = Option<u64>, Query, description = "Those just after this position"),
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 when absent"),
    ),
    responses((status = 200, body = MessagePage), Problems))]
async fn window(
    State(app): State<App>,
    visitor: VisitorToken,
    ApiPath(id): ApiPath<ConversationId>,
    query: MessageQuery,
) -> Answer<MessagePage> {
    let page = app.storage.read(move |sql| {
        visits::of_visitor(sql, &visitor.visitor)?
            .filter(|visit| visit.conversation == id)
            .ok_or_else(|| Refusal::not_found("conversation"))?;
        let (window, limit) = (query.window, query.limit);
        let mut page = messages::window(sql, &id, window, limit, Reader::Customer)?;
        for message in &mut page.items {
            masking::restore(sql, message)?;
        }
        Ok(page)
    });
    page.await.map(Json)
}

/// Say how far the team's messages got.
#[utoipa::path(put, path = "/visitor/conversations/{id}/receipts", tag = "visitor", security(("visitor" = [])),
    params(("id" = ConversationId, Path)),
    request_body = Receipts, responses((status = 204), Problems))]
async fn receive_receipts(
    State(app): State<App>,
    visitor: VisitorToken,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<Receipts>,
) -> Outcome<StatusCode> {
    app.storage
        .write(move |change| receipts::write(change, &visitor.visitor, &id, body))
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

/// Say on which page the conversation began. What was said first stays; the query of an address is not kept, but for
/// what says where the visitor comes from.
#[utoipa::path(put, path = "/visitor/conversations/{id}/context", tag = "visitor", security(("visitor" = [])),
    params(("id" = ConversationId, Path)),
    request_body = VisitContext, responses((status = 204), Problems))]
async fn receive_context(
    State(app): State<App>,
    visitor: VisitorToken,
    ApiPath(id): ApiPath<ConversationId>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<VisitContext>,
) -> Outcome<StatusCode> {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    app.storage
        .write(move |change| visit_facts::write(change, &visitor.visitor, &id, &body, &agent))
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

fn visit(sql: &Connection, token: &VisitorToken, written: String) -> Outcome<Visit> {
    let channel = people::channel(sql, &token.channel)?
        .filter(|channel| channel.kind == ChannelKind::LiveChat)
        .ok_or_else(|| Refusal::not_found("live chat"))?;
    visitor_message::check_open(&channel)?;
    let visit = visits::of_visitor(sql, &token.visitor)?;
    let unread_count = match &visit {
        Some(visit) => messages::count_to_customer(sql, &visit.conversation, visit.read_position)?,
        None => 0,
    };
    Ok(Visit {
        token: written,
        channel_name: channel.name,
        conversation: visit.map(|visit| visit.conversation),
        unread_count,
        cursor: event_log::bounds(sql)?.newest,
        limits: limits::of(&channel.kind),
    })
}
