//! What handlers take from a request. Whatever can't be read is refused as a problem.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Request};
use axum::http::{HeaderMap, header, request::Parts as RequestParts};
use futures_util::StreamExt;
use recado_protocol::{Agent, ProblemKind, Role};
use serde::de::DeserializeOwned;

use crate::app::{App, SignedIn};
use crate::auth::tokens::VisitorToken;
use crate::limits::BODY_BYTES;
use crate::refusal::{Outcome, Refusal};

/// How much of a body that is too large is read and thrown away, in bytes, so that the sender gets
/// to read the answer instead of a broken connection.
const DISCARDED_BYTES: usize = 8 * 1024 * 1024;
/// How long a body may take to come.
pub const BODY_WITHIN: Duration = Duration::from_secs(30);
/// Longest detail of a problem about unreadable JSON, in characters.
const DETAIL_CHARS: usize = 200;
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A JSON body of at most [`BODY_BYTES`].
pub struct ApiJson<T>(pub T);

/// An id in the path.
pub struct ApiPath<T>(pub T);

/// The value of the `Idempotency-Key` header.
pub struct IdempotencyKey(pub String);

/// Where the request came from.
pub struct Peer(pub IpAddr);

impl<T: DeserializeOwned> FromRequest<App> for ApiJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _app: &App) -> Outcome<Self> {
        let is_json = is_json(request.headers());
        let body = tokio::time::timeout(BODY_WITHIN, read(request.into_body()))
            .await
            .map_err(|_| malformed("The body took too long to come."))??;
        if !is_json {
            return Err(malformed("The body must be sent as application/json."));
        }
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            let detail: String = format!("The body could not be read: {error}.")
                .chars()
                .take(DETAIL_CHARS)
                .collect();
            malformed(&detail)
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for ApiPath<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        let path: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, app).await;
        path.map(|Path(value)| Self(value))
            .map_err(|_| Refusal::not_found("address"))
    }
}

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, _app: &App) -> Outcome<Self> {
        let Some(key) = parts.headers.get(IDEMPOTENCY_KEY) else {
            return Err(Refusal::new(
                ProblemKind::KeyMissing,
                "Every write needs an Idempotency-Key header, so that it can be repeated safely.",
            ));
        };
        key.to_str().map(|key| Self(key.to_owned())).map_err(|_| {
            Refusal::field(
                "Idempotency-Key",
                "The key must be visible ASCII characters.",
            )
        })
    }
}

/// An administrator behind an access token.
pub struct Administrator(pub Agent);

impl FromRequestParts<App> for Administrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.agent.role == Role::Administrator {
            return Ok(Self(signed_in.agent));
        }
        Err(Refusal::new(
            ProblemKind::Forbidden,
            "Only administrators may do this.",
        ))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        let token = bearer(&parts.headers).ok_or_else(Refusal::unauthenticated)?;
        app.signed_in(token).await
    }
}

impl FromRequestParts<App> for VisitorToken {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        let token = bearer(&parts.headers).ok_or_else(Refusal::unauthenticated)?;
        app.visitor(token)
    }
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, _state: &S) -> Outcome<Self> {
        parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| Self(info.0.ip()))
            .ok_or_else(|| Refusal::internal("a request came from nowhere"))
    }
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn is_json(headers: &HeaderMap) -> bool {
    has_type(headers, "application/json")
}

/// Whether a body is of this media type.
pub fn has_type(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}

/// Reads a body of at most [`BODY_BYTES`].
///
/// # Errors
/// See [`read_at_most`].
pub async fn read(body: Body) -> Outcome<Vec<u8>> {
    read_at_most(body, BODY_BYTES).await
}

/// Reads a body of at most so many bytes.
///
/// # Errors
/// `BodyTooLarge`, or `MalformedBody` when it ends too early.
pub async fn read_at_most(body: Body, most: usize) -> Outcome<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| malformed("The body ended too early."))?;
        length = length.saturating_add(piece.len());
        if length <= most {
            kept.extend_from_slice(&piece);
        } else if length > most + DISCARDED_BYTES {
            break;
        }
    }
    if length > most {
        return Err(Refusal::new(
            ProblemKind::BodyTooLarge,
            format!(
                "The request is too large: at most {} KiB can be sent.",
                most / 1024
            ),
        ));
    }
    Ok(kept)
}

fn malformed(detail: &str) -> Refusal {
    Refusal::new(ProblemKind::MalformedBody, detail)
}
