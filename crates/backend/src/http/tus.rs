//! The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers in and out.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use recado_protocol::Timestamp;

use crate::limits::attachments::LARGEST;
use crate::refusal::{Outcome, Refusal};

/// The version of the protocol that is spoken.
const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,expiration,termination";
/// Longest `Upload-Metadata`, in bytes.
const METADATA_BYTES: usize = 4_096;

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");

/// Says the version on every answer, and refuses versions that are not spoken.
pub async fn speak(request: Request, next: Next) -> Response {
    let said = request.headers().get(RESUMABLE);
    let is_spoken = said.is_some_and(|version| version == VERSION);
    let mut response = if is_spoken {
        next.run(request).await
    } else {
        Refusal::of_http(
            StatusCode::PRECONDITION_FAILED,
            "tus-version",
            "Another version of tus",
            "Uploads speak tus 1.0.0: send the header Tus-Resumable: 1.0.0.",
        )
        .into_response()
    };
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    if !is_spoken {
        headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    }
    response
}

/// Says what can be done to who asks with `OPTIONS`. Stands outside of what answers those for the
/// sake of other sites' pages.
pub async fn introduce(request: Request, next: Next) -> Response {
    let is_asked =
        request.method() == Method::OPTIONS && request.uri().path().ends_with("/uploads");
    let mut response = next.run(request).await;
    if is_asked {
        let headers = response.headers_mut();
        headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
        headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
        headers.insert(TUS_EXTENSION, HeaderValue::from_static(EXTENSIONS));
        headers.insert(TUS_MAX_SIZE, HeaderValue::from(LARGEST));
    }
    response
}

/// A whole number in a header.
///
/// # Errors
/// `InvalidField` when it is missing or none.
pub fn number(headers: &HeaderMap, name: &HeaderName) -> Outcome<u64> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .ok_or_else(|| Refusal::field(name.as_str(), "The header must be a whole number."))
}

/// Whether the body is a piece of an upload.
///
/// # Errors
/// 415 when it is not.
pub fn check_piece(headers: &HeaderMap) -> Outcome<()> {
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/offset+octet-stream")
    {
        return Ok(());
    }
    Err(Refusal::of_http(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "Unsupported media type",
        "A piece of an upload must be sent as application/offset+octet-stream.",
    ))
}

/// What `Upload-Metadata` says, by key.
#[derive(Debug, Default)]
pub struct Metadata(Vec<(String, Vec<u8>)>);

impl Metadata {
    /// Reads pairs of a key and a value in base64.
    ///
    /// # Errors
    /// `InvalidField` when it is too long or not of this form.
    pub fn read(headers: &HeaderMap) -> Outcome<Self> {
        let Some(value) = headers.get(METADATA) else {
            return Ok(Self::default());
        };
        let wrong = || {
            Refusal::field(
                METADATA.as_str(),
                "The metadata must be pairs of a key and a value in base64, at most 4096 bytes.",
            )
        };
        let text = value.to_str().map_err(|_| wrong())?;
        if text.len() > METADATA_BYTES {
            return Err(wrong());
        }
        let pair = |pair: &str| {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value.trim()).map_err(|_| wrong())?;
            Ok((key.to_owned(), value))
        };
        let pairs = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        pairs.map(pair).collect::<Outcome<_>>().map(Self)
    }

    pub fn bytes(&self, key: &str) -> Option<&[u8]> {
        let found = self.0.iter().find(|(known, _)| known == key)?;
        Some(&found.1)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(key)?).ok()
    }
}

/// A time as HTTP writes it (RFC 9110, 5.6.7).
pub fn http_date(at: Timestamp) -> String {
    httpdate::fmt_http_date(
        std::time::UNIX_EPOCH
            + std::time::Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Outcome<Metadata> {
        let mut headers = HeaderMap::new();
        headers.insert(METADATA, HeaderValue::from_static(text));
        Metadata::read(&headers)
    }

    #[test]
    fn metadata_are_pairs() {
        let metadata = read("filename w6kucG5n,voice ,x").unwrap();
        assert_eq!(metadata.text("filename"), Some("é.png"));
        assert_eq!(metadata.bytes("voice"), Some(&[][..]));
        assert_eq!(metadata.text("y"), None);
        assert!(read("filename !").is_err());
    }

    #[test]
    fn times_are_those_of_http() {
        let at = Timestamp::from_millis(784_111_777_000);
        assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
