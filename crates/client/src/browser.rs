//! The transport and the clock of a browser.

use std::future::poll_fn;

use futures_util::{SinkExt, StreamExt};
use gloo_net::http::{Request as Fetch, RequestBuilder};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use recado_protocol::Timestamp;

use crate::transport::{
    ANSWER_WITHIN_MS, Clock, Lost, Method, Received, Request, Response, Socket, Transport,
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
        let mut fetch = builder(request.method, request.url).abort_signal(Some(&signal));
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
        let response = response.map_err(|_| Lost)?;
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

    async fn open_socket(&self, url: &str) -> Result<WebSocket, Lost> {
        WebSocket::open(url).map_err(|_| Lost)
    }
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
