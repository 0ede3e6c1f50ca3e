//! The transport and the clock of native tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use recado_protocol::Timestamp;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::lines::Lines;
use crate::transport::{
    ANSWER_WITHIN_MS, Clock, Lost, Method, Received, Request, Response, Socket, Transport,
};

/// A link that broke without saying why (RFC 6455, 7.4.1).
const ABNORMAL_CLOSURE: u16 = 1006;

/// HTTP with a cookie jar, WebSocket, and the time of the machine.
#[derive(Clone, Debug)]
pub struct Native {
    http: reqwest::Client,
}

impl Native {
    pub fn new() -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .timeout(Duration::from_millis(u64::from(ANSWER_WITHIN_MS)))
            .build()
            .expect("a client without special settings can always be built");
        Self { http }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new()
    }
}

impl Native {
    async fn ask(&self, request: Request<'_>) -> Result<reqwest::Response, Lost> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut fetch = self.http.request(method, request.url);
        if let Some(token) = request.bearer {
            fetch = fetch.bearer_auth(token);
        }
        if let Some(key) = request.idempotency_key {
            fetch = fetch.header("Idempotency-Key", key);
        }
        if let Some(body) = request.body {
            fetch = fetch.header("Content-Type", "application/json").body(body);
        }
        fetch.send().await.map_err(|_| Lost)
    }
}

async fn read_whole(response: reqwest::Response) -> Result<Response, Lost> {
    let retry_after = response
        .headers()
        .get("Retry-After")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let status = response.status().as_u16();
    let body = response.text().await.map_err(|_| Lost)?;
    Ok(Response {
        status,
        retry_after,
        body,
    })
}

impl Transport for Native {
    type Socket = NativeSocket;

    async fn fetch(&self, request: Request<'_>) -> Result<Response, Lost> {
        read_whole(self.ask(request).await?).await
    }

    async fn stream(
        &self,
        request: Request<'_>,
        take: &mut dyn FnMut(&str),
    ) -> Result<Response, Lost> {
        let mut response = self.ask(request).await?;
        if !response.status().is_success() {
            return read_whole(response).await;
        }
        let mut lines = Lines::default();
        while let Some(piece) = response.chunk().await.map_err(|_| Lost)? {
            lines.push(&piece, take);
        }
        lines.end(take);
        Ok(Response {
            status: response.status().as_u16(),
            retry_after: None,
            body: String::new(),
        })
    }

    async fn open_socket(&self, url: &str) -> Result<NativeSocket, Lost> {
        let (stream, _) = tokio_tungstenite::connect_async(url)
            .await
            .map_err(|_| Lost)?;
        Ok(NativeSocket(stream))
    }
}

/// A WebSocket of a native test.
pub struct NativeSocket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket for NativeSocket {
    async fn receive(&mut self) -> Received {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Received::Text(text.to_string()),
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(ABNORMAL_CLOSURE, |frame| frame.code.into());
                    return Received::Closed { code };
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    return Received::Closed {
                        code: ABNORMAL_CLOSURE,
                    };
                }
            }
        }
    }

    async fn send(&mut self, text: String) -> Result<(), Lost> {
        self.0.send(Message::text(text)).await.map_err(|_| Lost)
    }
}

impl Clock for Native {
    fn now(&self) -> Timestamp {
        let passed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
    }

    async fn sleep(&self, millis: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(millis))).await;
    }

    fn chance(&self) -> f64 {
        rand::random()
    }
}
