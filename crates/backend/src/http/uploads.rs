//! `/uploads` and `/visitor/uploads`: files come in with tus 1.0, in as many pieces as the network
//! makes of them.

mod uploader;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{AppendHeaders, IntoResponse, Response};
use recado_protocol::attachment::WAVEFORM_BARS;
use recado_protocol::{Attachment, ChannelKind, FileId, ProblemKind};
use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::uploader::{Uploader, VISITORS};
use super::answer::Problems;
use super::extract::ApiPath;
use super::tus::{self, Metadata};
use crate::app::App;
use crate::files::inspection::clean_type;
use crate::files::intake::{Received, Turn, receive};
use crate::files::keeping::{self, UNFINISHED_MS};
use crate::files::name;
use crate::limits::attachments::check_file;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::files::{self, NewFile, StoredFile};
use crate::write::once::{WriteKey, key_reused};

/// The key is optional here: other clients of tus do not know it.
const KEY: &str = "idempotency-key";

pub fn agent_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(progress, append, terminate))
        .route_layer(middleware::from_fn(tus::speak))
}

/// The same for visitors, below their address and with their token.
pub fn visitor_routes() -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::new().nest(VISITORS, agent_routes());
    for item in routes.get_openapi_mut().paths.paths.values_mut() {
        let operations = [
            &mut item.post,
            &mut item.head,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            operation.tags = Some(vec!["visitor".to_owned()]);
            operation.security = Some(vec![SecurityRequirement::new(
                "visitor",
                Vec::<String>::new(),
            )]);
            let id = operation.operation_id.take().unwrap_or_default();
            operation.operation_id = Some(format!("visitor_{id}"));
        }
    }
    routes
}

/// Begin an upload (tus creation).
///
/// `Upload-Metadata` may hold `filename`, `filetype`, and `conversation`, whose channel's limits are
/// held to then (a visitor's are always those of their channel); for a recording also `voice`, `duration` in milliseconds and `waveform` (at most 64
/// bytes). Visitors who may not write, because they are blocked or their channel is switched off, may not upload
/// (`channel-closed`), nor go on with what they had begun. The same `Idempotency-Key` again gives the same upload.
#[utoipa::path(post, path = "/uploads", tag = "files", security(("bearer" = [])),
    params(("Tus-Resumable" = String, Header), ("Upload-Length" = u64, Header),
        ("Upload-Metadata" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, description = "Its address is in `Location`, when it expires in `Upload-Expires`"), Problems))]
async fn create(
    State(app): State<App>,
    uploader: Uploader,
    headers: HeaderMap,
) -> Outcome<Response> {
    let metadata = Metadata::read(&headers)?;
    let kind = uploader.channel_kind(&app, &metadata).await?;
    begin(&app, uploader, kind, &headers, &metadata).await
}

/// How much of an upload is here.
#[utoipa::path(head, path = "/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, description = "In `Upload-Offset`, of `Upload-Length`"), Problems))]
async fn progress(
    State(app): State<App>,
    uploader: Uploader,
    ApiPath(id): ApiPath<FileId>,
) -> Outcome<Response> {
    let file = find(&app, &uploader.owner, id).await?;
    let attachment = &file.attachment;
    let mut offset = attachment.size;
    if !file.is_whole {
        let turn = turn(&app, &attachment.file).await?;
        offset = length(&app, &attachment.file).await?;
        finish(&app, &file, offset, turn).await?;
    }
    let mut response = offset_of(StatusCode::OK, &file, offset);
    response
        .headers_mut()
        .insert(tus::LENGTH, HeaderValue::from(attachment.size));
    Ok(response)
}

/// Send the next piece. When the connection breaks, what came is kept.
#[utoipa::path(patch, path = "/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header)),
    request_body(content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "How much is here now is in `Upload-Offset`"), Problems))]
async fn append(
    State(app): State<App>,
    uploader: Uploader,
    ApiPath(id): ApiPath<FileId>,
    headers: HeaderMap,
    body: Body,
) -> Outcome<Response> {
    tus::check_piece(&headers)?;
    uploader.check(&app).await?;
    let offset = tus::number(&headers, &tus::OFFSET)?;
    let file = find(&app, &uploader.owner, id).await?;
    let Attachment { file: id, size, .. } = &file.attachment;
    if file.is_whole {
        return if offset == *size {
            Ok(offset_of(StatusCode::NO_CONTENT, &file, *size))
        } else {
            Err(other_offset())
        };
    }
    let turn = turn(&app, id).await?;
    if length(&app, id).await? != offset {
        return Err(other_offset());
    }
    let received = receive(body, app.files.path(id), offset, *size, turn).await;
    let (received, length, turn) = received.map_err(Refusal::internal)?;
    finish(&app, &file, length, turn).await?;
    if received == Received::TooMuch {
        return Err(Refusal::new(
            ProblemKind::BodyTooLarge,
            "More bytes came than the upload was announced with.",
        ));
    }
    Ok(offset_of(StatusCode::NO_CONTENT, &file, length))
}

/// Give an upload up (tus termination). A file that a message holds stays.
#[utoipa::path(delete, path = "/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), Problems))]
async fn terminate(
    State(app): State<App>,
    uploader: Uploader,
    ApiPath(id): ApiPath<FileId>,
) -> Outcome<StatusCode> {
    let file = find(&app, &uploader.owner, id).await?;
    let id = file.attachment.file;
    let turn = turn(&app, &id).await?;
    let gone = id.clone();
    let removed = app.storage.write(move |change| {
        if files::is_held(change.sql, &gone)? {
            return Err(Refusal::new(
                ProblemKind::Forbidden,
                "A message holds this file: it can't be taken away.",
            ));
        }
        Ok(files::remove(change.sql, &gone)?)
    });
    removed.await?;
    app.files.remove(&id).await;
    drop(turn);
    Ok(StatusCode::NO_CONTENT)
}

async fn begin(
    app: &App,
    uploader: Uploader,
    kind: Option<ChannelKind>,
    headers: &HeaderMap,
    metadata: &Metadata,
) -> Outcome<Response> {
    let Uploader {
        owner,
        most_unused: (most_bytes, most_files),
        root,
        ..
    } = uploader;
    let size = tus::number(headers, &tus::LENGTH)?;
    let attachment = described(random::id(app.now()), size, metadata);
    check_file(
        &attachment.media_type,
        size,
        kind.as_ref(),
        tus::LENGTH.as_str(),
    )?;
    let key = match headers.get(KEY).map(HeaderValue::to_str) {
        None => None,
        Some(key) => {
            let key = key.unwrap_or_default().to_owned();
            WriteKey::check(&key)?;
            Some(key)
        }
    };
    let file = app.storage.write(move |change| {
        let known = match &key {
            Some(key) => files::by_key(change.sql, &owner, key)?,
            None => None,
        };
        if let Some(known) = known {
            return if known.attachment.size == size {
                Ok(known)
            } else {
                Err(key_reused())
            };
        }
        let unused = files::unused_of(change.sql, &owner)?;
        if unused.files >= most_files || unused.bytes.saturating_add(size) > most_bytes {
            return Err(Refusal::new(
                ProblemKind::TooManyRequests,
                "Too many files are waiting for their messages. Send or remove some of them.",
            ));
        }
        let expires_at = change.now.plus_millis(UNFINISHED_MS);
        let new = NewFile {
            attachment: &attachment,
            owner: &owner,
            key: key.as_deref(),
            now: change.now,
            expires_at,
        };
        files::add(change.sql, &new)?;
        Ok(StoredFile {
            attachment,
            owner,
            is_whole: false,
            has_thumbnail: false,
            expires_at: Some(expires_at),
        })
    });
    let file = file.await?;
    app.files
        .begin(&file.attachment.file)
        .await
        .map_err(Refusal::internal)?;
    let location = format!("{root}/{}", file.attachment.file);
    let location = [(header::LOCATION, location)];
    Ok((StatusCode::CREATED, expiry(&file), AppendHeaders(location)).into_response())
}

/// A file as its sender describes it.
fn described(id: FileId, size: u64, metadata: &Metadata) -> Attachment {
    let waveform = metadata.bytes("waveform").unwrap_or_default().iter();
    Attachment {
        file: id,
        name: name::clean(metadata.text("filename").unwrap_or_default()),
        media_type: clean_type(metadata.text("filetype").unwrap_or_default()),
        size,
        width: None,
        height: None,
        colour: None,
        voice: metadata.bytes("voice").is_some(),
        duration_ms: metadata.text("duration").and_then(|it| it.parse().ok()),
        waveform: waveform.take(WAVEFORM_BARS).copied().collect(),
    }
}

/// Somebody's own upload.
async fn find(app: &App, owner: &str, id: FileId) -> Outcome<StoredFile> {
    let found = app
        .storage
        .read(move |sql| Ok(files::one(sql, &id)?))
        .await?;
    let file = found
        .filter(|file| file.owner == owner)
        .ok_or_else(|| Refusal::not_found("upload"))?;
    if file.expires_at.is_some_and(|until| until <= app.now()) {
        return Err(Refusal::of_http(
            StatusCode::GONE,
            "expired",
            "Expired",
            "The upload took too long and was taken away. Begin it again.",
        ));
    }
    Ok(file)
}

async fn turn(app: &App, id: &FileId) -> Outcome<Turn> {
    app.files.writers.turn(id).await.ok_or_else(|| {
        Refusal::of_http(
            StatusCode::LOCKED,
            "locked",
            "Locked",
            "Another connection is sending to this upload. Try again in a moment.",
        )
    })
}

async fn length(app: &App, id: &FileId) -> Outcome<u64> {
    app.files.length(id).await.map_err(Refusal::internal)
}

/// Looks into a file that is whole now, and says what it is.
async fn finish(app: &App, file: &StoredFile, length: u64, turn: Turn) -> Outcome<()> {
    if file.is_whole || length != file.attachment.size {
        return Ok(());
    }
    let completed = keeping::complete(app, file.attachment.clone()).await;
    drop(turn);
    completed.map(drop)
}

fn offset_of(status: StatusCode, file: &StoredFile, offset: u64) -> Response {
    let offset = [(tus::OFFSET, HeaderValue::from(offset))];
    (status, expiry(file), AppendHeaders(offset)).into_response()
}

fn expiry(file: &StoredFile) -> AppendHeaders<Option<(header::HeaderName, String)>> {
    AppendHeaders(file.expires_at.map(|at| (tus::EXPIRES, tus::http_date(at))))
}

fn other_offset() -> Refusal {
    Refusal::of_http(
        StatusCode::CONFLICT,
        "other-offset",
        "Another offset",
        "The upload is at another offset. Ask for it with HEAD and go on from there.",
    )
}
