//! Requests to the backend. This and `socket.rs` are all that knows the network.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, RequestInit, Response};

use super::{json, page::window};
use crate::wire::reading::{self, Refused};

/// A request that has no answer after this long has failed, in milliseconds.
const ANSWER_WITHIN_MS: u32 = 20_000;
/// The same for one that carries a piece of a file.
const PIECE_WITHIN_MS: u32 = 120_000;

/// Why there is no answer that can be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// No answer, or none of our backend's, or it has no time now: the same again may work.
    Unreachable,
    /// The visitor's token does not count any more.
    Unauthenticated,
    /// The same again will be refused again.
    Refused(Refused),
}

/// One request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub token: Option<&'a str>,
    pub idempotency_key: Option<&'a str>,
    pub body: Option<&'a str>,
    /// A piece of a file.
    pub bytes: Option<&'a Blob>,
    pub headers: &'a [(&'a str, &'a str)],
}

/// Sends a request and gives the answer's body, as JSON where it has one.
pub async fn fetch(request: Request<'_>) -> Result<JsValue, Failure> {
    let (response, text) = taken(request).await?;
    match response.status() {
        204 => Ok(JsValue::NULL),
        // A page of somebody else's, such as a hotel's sign-in, is no answer of ours.
        _ => json::parse(&text).ok_or(Failure::Unreachable),
    }
}

/// Sends a request and gives a header of the answer; empty where it has none.
pub async fn header(request: Request<'_>, name: &str) -> Result<String, Failure> {
    let (response, _) = taken(request).await?;
    let value = match name {
        "" => None,
        name => response.headers().get(name).ok().flatten(),
    };
    Ok(value.unwrap_or_default())
}

/// The answer to a request that was taken, and its body.
async fn taken(request: Request<'_>) -> Result<(Response, String), Failure> {
    let answer = exchange(request).await;
    let (response, text) = answer.map_err(|_| Failure::Unreachable)?;
    match response.status() {
        200..=299 => Ok((response, text)),
        401 => Err(Failure::Unauthenticated),
        408 | 423 | 425 | 429 | 500.. => Err(Failure::Unreachable),
        // A piece that came at the wrong place: how far it is, is asked for again.
        409 if request.bytes.is_some() => Err(Failure::Unreachable),
        status => {
            let json = json::parse(&text);
            Err(Failure::Refused(reading::refused(json.as_ref(), status)))
        }
    }
}

async fn exchange(request: Request<'_>) -> Result<(Response, String), JsValue> {
    let headers = Headers::new()?;
    if let Some(token) = request.token {
        headers.set("authorization", &["Bearer ", token].concat())?;
    }
    if let Some(key) = request.idempotency_key {
        headers.set("idempotency-key", key)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method);
    if let Some(body) = request.body {
        headers.set("content-type", "application/json")?;
        init.set_body(&body.into());
    }
    let mut within = ANSWER_WITHIN_MS;
    if let Some(bytes) = request.bytes {
        headers.set("content-type", "application/offset+octet-stream")?;
        init.set_body(bytes);
        within = PIECE_WITHIN_MS;
    }
    for (name, value) in request.headers {
        headers.set(name, value)?;
    }
    init.set_headers(&headers);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(within)));
    let response = JsFuture::from(window().fetch_with_str_and_init(request.url, &init)).await?;
    let response: Response = response.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    Ok((response, text.as_string().unwrap_or_default()))
}
