//! Requests to the backend. This and `socket.rs` are all that knows the network.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use super::{json, page::window};
use crate::wire::reading::{self, Refused};

/// A request that has no answer after this long has failed, in milliseconds.
const ANSWER_WITHIN_MS: u32 = 20_000;

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
}

/// Sends a request and gives the answer's body, as JSON where it has one.
pub async fn fetch(request: Request<'_>) -> Result<JsValue, Failure> {
    let (status, text) = exchange(request).await.map_err(|_| Failure::Unreachable)?;
    let json = json::parse(&text);
    match status {
        204 => Ok(JsValue::NULL),
        // A page of somebody else's, such as a hotel's sign-in, is no answer of ours.
        200..=299 => json.ok_or(Failure::Unreachable),
        401 => Err(Failure::Unauthenticated),
        408 | 425 | 429 | 500.. => Err(Failure::Unreachable),
        _ => Err(Failure::Refused(reading::refused(json.as_ref(), status))),
    }
}

async fn exchange(request: Request<'_>) -> Result<(u16, String), JsValue> {
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
    init.set_headers(&headers);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(ANSWER_WITHIN_MS)));
    let response = JsFuture::from(window().fetch_with_str_and_init(request.url, &init)).await?;
    let response: Response = response.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
