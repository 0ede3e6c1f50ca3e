//! `/files`: the bytes of what was uploaded, under signed links, and the links.

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use recado_protocol::attachment::{FileUrls, URLS_AT_ONCE, WantedUrls};
use recado_protocol::{Attachment, AttachmentKind, FileId, Timestamp};
use rusqlite::Connection;
use tower::ServiceExt;
use tower_http::services::ServeFile;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::{ApiJson, ApiPath};
use crate::app::{App, SignedIn};
use crate::auth::tokens::VisitorToken;
use crate::files::inspection::JUST_BYTES;
use crate::files::link::{self, Variant};
use crate::files::name::disposition;
use crate::refusal::{Outcome, Refusal};
use crate::storage::files;
use crate::write::attachments::{owner_of_agent, owner_of_visitor, visitor_may_see};

/// A link stays the same for an hour, and so may what it leads to.
const CACHING: &str = "private, max-age=3600, immutable";
/// Whatever a file holds, as a page of its own it runs nothing and loads nothing.
const POLICY: &str = "default-src 'none'; sandbox";

pub fn agent_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(urls))
        .routes(routes!(bytes))
}

pub fn visitor_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(visitor_urls))
}

/// Get links to files, also to those of old messages: links expire, ids do not.
///
/// Files that are gone, or that you may not see, are left out.
#[utoipa::path(post, path = "/files/urls", tag = "files", security(("bearer" = [])),
    request_body = WantedUrls, responses((status = 200, body = FileUrls), Problems))]
async fn urls(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiJson(wanted): ApiJson<WantedUrls>,
) -> Answer<FileUrls> {
    let owner = owner_of_agent(&signed_in.agent.id);
    let may_see = move |sql: &Connection, id: &FileId, file_owner: &str| {
        Ok(file_owner == owner || files::is_held(sql, id)?)
    };
    links(app, wanted, may_see).await
}

/// Get links to files of the visitor's own conversation.
#[utoipa::path(post, path = "/visitor/files/urls", tag = "visitor", security(("visitor" = [])),
    request_body = WantedUrls, responses((status = 200, body = FileUrls), Problems))]
async fn visitor_urls(
    State(app): State<App>,
    visitor: VisitorToken,
    ApiJson(wanted): ApiJson<WantedUrls>,
) -> Answer<FileUrls> {
    let owner = owner_of_visitor(&visitor.visitor);
    let may_see = move |sql: &Connection, id: &FileId, file_owner: &str| {
        Ok(file_owner == owner || visitor_may_see(sql, &visitor.visitor, id)?)
    };
    links(app, wanted, may_see).await
}

async fn links(
    app: App,
    wanted: WantedUrls,
    may_see: impl Fn(&Connection, &FileId, &str) -> Outcome<bool> + Send + 'static,
) -> Answer<FileUrls> {
    if wanted.ids.len() > URLS_AT_ONCE {
        return Err(Refusal::field(
            "ids",
            format!("At most {URLS_AT_ONCE} links can be asked for at once."),
        ));
    }
    let seen = app.storage.read(move |sql| {
        let mut seen = Vec::new();
        for id in &wanted.ids {
            if let Some(file) = files::one(sql, id)?
                && file.is_whole
                && may_see(sql, id, &file.owner)?
            {
                seen.push((file.attachment.file, file.has_thumbnail));
            }
        }
        Ok(seen)
    });
    let (seen, now) = (seen.await?, app.now());
    let items = seen
        .iter()
        .map(|(id, has_thumbnail)| link::urls(&app.tokens, id, *has_thumbnail, now));
    Ok(Json(FileUrls {
        items: items.collect(),
    }))
}

/// What a link says.
struct Asked {
    variant: Variant,
    until: Timestamp,
    signature: String,
    to_be_saved: bool,
}

/// Get the bytes of a file by a signed link. Parts of it can be asked for (`Range`).
///
/// Pictures, sounds and films whose bytes are what they say are shown by a browser; everything else
/// is only ever saved.
#[utoipa::path(get, path = "/files/{id}", tag = "files",
    params(
        ("id" = FileId, Path),
        ("of" = String, Query, description = "`whole` or `small`, as the link has it"),
        ("exp" = i64, Query, description = "As the link has it"),
        ("sig" = String, Query, description = "As the link has it"),
        ("download" = Option<String>, Query, description = "`1`: to be saved, whatever it is"),
    ),
    responses((status = 200, description = "The bytes"), (status = 206, description = "A part"), Problems))]
async fn bytes(
    State(app): State<App>,
    ApiPath(id): ApiPath<FileId>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Outcome<Response> {
    let no_link = || Refusal::not_found("file, or the link to it has expired");
    let asked = read(&query.unwrap_or_default()).ok_or_else(no_link)?;
    let Asked {
        variant,
        until,
        signature,
        to_be_saved,
    } = asked;
    if !link::is_good(&app.tokens, &id, variant, until, &signature, app.now()) {
        return Err(no_link());
    }
    let wanted = id.clone();
    let file = app.storage.read(move |sql| Ok(files::one(sql, &wanted)?));
    let file = file.await?.filter(|file| file.is_whole);
    let attachment = file.ok_or_else(no_link)?.attachment;
    let path = match variant {
        Variant::Whole => app.files.path(&id),
        Variant::Thumbnail => app.files.thumbnail(&id),
    };
    let (parts, _body) = request.into_parts();
    let asked = Request::from_parts(parts, Body::empty());
    let served = ServeFile::new(path).oneshot(asked).await;
    let mut response = match served {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => return Err(no_link()),
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    set_headers(&mut response, &attachment, variant, to_be_saved);
    Ok(response)
}

fn read(query: &str) -> Option<Asked> {
    let value = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == wanted)
            .map(|(_, value)| value.into_owned())
    };
    Some(Asked {
        variant: Variant::from_word(&value("of")?)?,
        until: Timestamp::from_millis(value("exp")?.parse().ok()?),
        signature: value("sig")?,
        to_be_saved: value("download").is_some(),
    })
}

fn set_headers(
    response: &mut Response,
    attachment: &Attachment,
    variant: Variant,
    to_be_saved: bool,
) {
    let is_shown = AttachmentKind::of(attachment) != AttachmentKind::File;
    let media_type = match variant {
        // Only PNG and JPEG are written; a browser tells them apart among pictures.
        Variant::Thumbnail => "image/jpeg",
        Variant::Whole if is_shown => &attachment.media_type,
        // What is no picture, sound or film is just to be saved, whatever its sender calls it.
        Variant::Whole => JUST_BYTES,
    };
    let how = if is_shown && !to_be_saved {
        "inline"
    } else {
        "attachment"
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media_type);
    set(
        header::CONTENT_DISPOSITION,
        &disposition(how, &attachment.name),
    );
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, CACHING);
    // Pages on other sites show it: the widget's, and an inbox that is hosted elsewhere.
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
}
