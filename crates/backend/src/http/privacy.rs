//! What a person has allowed, all that is held of them, and erasing it.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use recado_protocol::command::WriteAnswer;
use recado_protocol::privacy::{Consents, Erase, Erasure, NewConsent, may_export, may_reveal};
use recado_protocol::{ContactId, ConversationId, ProblemKind};
use tokio::io::AsyncReadExt;
use tokio::task;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agent_write::AgentWrite;
use super::answer::{Answer, JsonText, Problems};
use super::extract::{ApiJson, ApiPath};
use super::person::contact_of;
use crate::app::{App, SignedIn};
use crate::export::{self, Wanted};
use crate::refusal::{Outcome, Refusal};
use crate::storage::erasing::Whole;
use crate::storage::{audit_log, consents, merges};
use crate::write::{consent, erasure};

/// So much of an archive is in memory, in bytes.
const PIECE: usize = 64 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(what_is_allowed, note, take_back))
        .routes(routes!(export_all))
        .routes(routes!(what_would_go, erase))
}

/// Whether the person wants messages that they have not asked for, on each channel, and how that came.
#[utoipa::path(get, path = "/conversations/{id}/consent", tag = "privacy", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Consents), Problems))]
async fn what_is_allowed(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Consents> {
    let read = app.storage.read(move |sql| {
        let contact = contact_of(sql, &id)?;
        Ok(Consents {
            channels: consents::by_channel(sql, &contact)?,
            history: consents::history(sql, &contact, Consents::MOST)?,
        })
    });
    read.await.map(Json)
}

/// Note that the person opted in or out, and how. That they opted in, supervisors and administrators may note.
#[utoipa::path(put, path = "/conversations/{id}/consent", tag = "privacy", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    request_body = NewConsent, responses((status = 200, body = WriteAnswer), Problems))]
async fn note(
    writer: AgentWrite,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<NewConsent>,
) -> Outcome<JsonText> {
    writer
        .about(&format!("consent in {id}"), &body)?
        .run(move |change, agent| consent::write(change, &id, &body, agent))
        .await
}

/// Take back what the same agent noted within the last hour, when nothing was said or noted since.
#[utoipa::path(delete, path = "/conversations/{id}/consent", tag = "privacy", security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = WriteAnswer), Problems))]
async fn take_back(writer: AgentWrite, ApiPath(id): ApiPath<ConversationId>) -> Outcome<JsonText> {
    writer
        .about(&format!("consent in {id} taken back"), &())?
        .run(move |change, agent| consent::take_back(change, &id, agent))
        .await
}

/// Everything that is held of the person, as a ZIP archive: for supervisors and administrators. Numbers of cards and of
/// people are hidden for all but administrators.
#[utoipa::path(post, path = "/contacts/{id}/export", tag = "privacy", security(("bearer" = [])),
    params(("id" = ContactId, Path)),
    responses((status = 200, description = "The archive", content_type = "application/zip"), Problems))]
async fn export_all(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<ContactId>,
) -> Outcome<Response> {
    let agent = signed_in.agent;
    if !may_export(agent.role) {
        return Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only supervisors and administrators may export what is held of a person.",
        ));
    }
    let wanted = Wanted {
        contact: id.clone(),
        masked: !may_reveal(agent.role),
        by: agent.name.clone(),
        at: app.now().to_rfc3339(),
    };
    let archive = export::archive(&app, wanted).await?;
    let noted = app.storage.write(move |change| {
        let entry = audit_log::Entry {
            at: change.now,
            agent: &agent.id,
            action: "contact.exported",
            subject: &format!("privacy:{id}"),
            revision: 0,
            before: &(),
        };
        Ok(audit_log::add(change.sql, &entry)?)
    });
    noted.await?;
    let file = tokio::fs::File::from_std(archive);
    let length = file.metadata().await.map_err(Refusal::internal)?.len();
    let pieces = futures_util::stream::try_unfold(file, async |mut file| {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        std::io::Result::Ok((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"contact.zip\"".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// What erasing the person would take away, and what would stay: for administrators.
#[utoipa::path(get, path = "/contacts/{id}/erase", tag = "privacy", security(("bearer" = [])),
    params(("id" = ContactId, Path)), responses((status = 200, body = Erasure), Problems))]
async fn what_would_go(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<ContactId>,
) -> Answer<Erasure> {
    erasure::allow(&signed_in.agent)?;
    let read = app.storage.read(move |sql| {
        if merges::now(sql, &id)?.as_ref() != Some(&id) {
            return Err(Refusal::not_found("contact"));
        }
        Ok(Whole::of(sql, &id)?.count(sql)?)
    });
    read.await.map(Json)
}

/// Erase the person, for administrators: what was said with them, what is known of them, and the files. What stays is an
/// empty shell of each conversation, and who did what when. It goes on when the asker goes away.
#[utoipa::path(post, path = "/contacts/{id}/erase", tag = "privacy", security(("bearer" = [])),
    params(("id" = ContactId, Path)),
    request_body = Erase, responses((status = 200, body = Erasure), Problems))]
async fn erase(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<Erase>,
) -> Outcome<JsonText> {
    let work = task::spawn(erasure::run(app, id, body, signed_in.agent));
    let erased = work
        .await
        .map_err(|error| Refusal::internal(format_args!("erasing failed: {error}")))?;
    erased.map(JsonText)
}
