//! What else can be set on a conversation: labels, priority, a time to come back at; and macros,
//! which do several such things in one step.

use recado_protocol::command::WriteAnswer;
use recado_protocol::prepared::{NewLabels, NewPriority, NewSnooze, RunMacro};
use recado_protocol::{ConversationId, MacroId, RunId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::App;
use crate::refusal::{Outcome, Refusal};
use crate::write::{labels, macros, priority, snooze};

/// Longest id of a run, in bytes.
const RUN_ID_BYTES: usize = 64;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_labels))
        .routes(routes!(set_priority))
        .routes(routes!(set_snooze))
        .routes(routes!(run_macro))
        .routes(routes!(take_back))
}

/// Set all labels.
#[utoipa::path(put, path = "/conversations/{id}/labels", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewLabels, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_labels(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewLabels>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("labels of {id}"), &body)?
        .run(move |change, agent| labels::write(change, &id, &body, agent))
        .await
}

/// Set the priority, or none.
#[utoipa::path(put, path = "/conversations/{id}/priority", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewPriority, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_priority(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewPriority>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("priority of {id}"), &body)?
        .run(move |change, agent| priority::write(change, &id, body, agent))
        .await
}

/// Put it off until a time, or bring it back.
#[utoipa::path(put, path = "/conversations/{id}/snooze", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewSnooze, responses((status = 200, body = WriteAnswer), Problems))]
async fn set_snooze(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewSnooze>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("snooze of {id}"), &body)?
        .run(move |change, agent| snooze::write(change, &id, body, agent))
        .await
}

/// Run a macro: all of its actions, or none. A refusal names the action in its field: `actions[2]`
/// is the third.
#[utoipa::path(post, path = "/conversations/{id}/macros/{macro}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("macro" = MacroId, Path), ("Idempotency-Key" = String, Header)),
    request_body = RunMacro, responses((status = 200, body = WriteAnswer), Problems))]
async fn run_macro(
    writer: AgentWrite,
    ApiPath((id, what)): ApiPath<(ConversationId, MacroId)>,
    ApiJson(body): ApiJson<RunMacro>,
) -> Outcome<JsonText> {
    check_run(&body.run)?;
    writer
        .about(&format!("macro {what} on {id}"), &body)?
        .run(move |change, agent| macros::run(change, &id, &what, &body, agent))
        .await
}

/// Take a run of a macro back: what is still as it left it becomes what it was, and its notes go, and
/// so does a reply that has not been sent or that the customer reads through this backend.
#[utoipa::path(delete, path = "/conversations/{id}/macro_runs/{run}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("run" = RunId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn take_back(
    writer: AgentWrite,
    ApiPath((id, run)): ApiPath<(ConversationId, RunId)>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("undo of {run} on {id}"), &())?
        .run(move |change, agent| macros::take_back(change, &id, &run, agent))
        .await
}

fn check_run(run: &RunId) -> Outcome<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let run = run.as_str();
    if run.is_empty() || run.len() > RUN_ID_BYTES || !run.bytes().all(allowed) {
        return Err(Refusal::field(
            "run",
            format!("A run is 1 to {RUN_ID_BYTES} letters, digits, hyphens or underscores."),
        ));
    }
    Ok(())
}
