//! The transport and the clock of a browser.

use std::future::poll_fn;

use futures_util::future::{Either, select};
use futures_util::{SinkExt, StreamExt, pin_mut};
use gloo_net::http::{Request as Fetch, RequestBuilder};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use js_sys::{Reflect, Uint8Array};
use recado_protocol::Timestamp;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::lines::Lines;
use crate::transport::{
    ANSWER_WITHIN_MS, Clock, Lost, Method, Received, Request, Response, STREAM_SILENT_MS, Socket,
    Transport,
};

/// A link that broke without saying why (RFC 6455, 7.4.1).
const ABNORMAL_CLOSURE: u16 = 1006;

/// Fetch, WebSocket and timers of this page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

impl Transport for Browser {
    type Socket = WebSocket;

    async fn fetch(&self, request: Request<'_>) -> Result<Response, Lost> {
        let signal = web_sys::AbortSignal::timeout_with_u32(ANSWER_WITHIN_MS);
        let response = ask(request, &signal).await?;
        read_whole(&response).await
    }

    async fn stream(
        &self,
        request: Request<'_>,
        take: &mut dyn FnMut(&str),
    ) -> Result<Response, Lost> {
        let ending = Ending(AbortController::new().map_err(|_| Lost)?);
        let response = within(ask(request, &ending.0.signal())).await??;
        if !response.ok() {
            return read_whole(&response).await;
        }
        let reader: ReadableStreamDefaultReader =
            response.body().ok_or(Lost)?.get_reader().unchecked_into();
        let mut lines = Lines::default();
        loop {
            let read = within(JsFuture::from(reader.read())).await?;
            let read = read.map_err(|_| Lost)?;
            // The reader gives `{ done, value }`, and bytes alone for a body.
            let get = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
            if get("done").is_truthy() {
                lines.end(take);
                break;
            }
            lines.push(&Uint8Array::from(get("value")).to_vec(), take);
        }
        Ok(Response {
            status: response.status(),
            retry_after: None,
            body: String::new(),
        })
    }

    async fn open_socket(&self, url: &str) -> Result<WebSocket, Lost> {
        WebSocket::open(url).map_err(|_| Lost)
    }
}

/// Ends a request that nobody waits for any more.
struct Ending(AbortController);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A stream that says nothing for too long is lost.
async fn within<T>(waiting: impl Future<Output = T>) -> Result<T, Lost> {
    let silence = gloo_timers::future::TimeoutFuture::new(STREAM_SILENT_MS);
    pin_mut!(waiting);
    match select(waiting, silence).await {
        Either::Left((come, _)) => Ok(come),
        Either::Right(_) => Err(Lost),
    }
}

async fn ask(
    request: Request<'_>,
    signal: &web_sys::AbortSignal,
) -> Result<gloo_net::http::Response, Lost> {
    let mut fetch = builder(request.method, request.url).abort_signal(Some(signal));
    if let Some(token) = request.bearer {
        fetch = fetch.header("Authorization", &format!("Bearer {token}"));
    }
    if let Some(key) = request.idempotency_key {
        fetch = fetch.header("Idempotency-Key", key);
    }
    let response = match request.body {
        Some(body) => {
            let fetch = fetch.header("Content-Type", "application/json").body(body);
            fetch.map_err(|_| Lost)?.send().await
        }
        None => fetch.send().await,
    };
    response.map_err(|_| Lost)
}

async fn read_whole(response: &gloo_net::http::Response) -> Result<Response, Lost> {
    let retry_after = response
        .headers()
        .get("Retry-After")
        .and_then(|text| text.parse().ok());
    let status = response.status();
    let body = response.text().await.map_err(|_| Lost)?;
    Ok(Response {
        status,
        retry_after,
        body,
    })
}

fn builder(method: Method, url: &str) -> RequestBuilder {
    match method {
        Method::Get => Fetch::get(url),
        Method::Post => Fetch::post(url),
        Method::Put => Fetch::put(url),
        Method::Delete => Fetch::delete(url),
    }
}

impl Socket for WebSocket {
    async fn receive(&mut self) -> Received {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return Received::Text(text),
                // The protocol has text messages only.
                Some(Ok(Message::Bytes(_))) => {}
                Some(Err(WebSocketError::ConnectionClose(close))) => {
                    return Received::Closed { code: close.code };
                }
                Some(Err(_)) | None => {
                    return Received::Closed {
                        code: ABNORMAL_CLOSURE,
                    };
                }
            }
        }
    }

    async fn send(&mut self, text: String) -> Result<(), Lost> {
        poll_fn(|context| self.poll_ready_unpin(context))
            .await
            .map_err(|_| Lost)?;
        // A browser takes a text for a socket that is closed, and complains on its console.
        if !matches!(self.state(), State::Open) {
            return Err(Lost);
        }
        self.start_send_unpin(Message::Text(text)).map_err(|_| Lost)
    }
}

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole milliseconds below 2^53"
        )]
        Timestamp::from_millis(js_sys::Date::now() as i64)
    }

    async fn sleep(&self, millis: u32) {
        gloo_timers::future::TimeoutFuture::new(millis).await;
    }

    fn chance(&self) -> f64 {
        js_sys::Math::random()
    }
}
