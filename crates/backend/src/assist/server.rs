//! The request to the server that helps.

use axum::body::Bytes;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use recado_protocol::ProblemKind;
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::AssistConfig;
use super::prompt::Message;
use crate::refusal::{Outcome, Refusal};

/// The server, by HTTP or HTTPS.
pub struct Server {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    address: String,
}

impl Server {
    pub fn new(config: &AssistConfig) -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .build();
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            address: format!("{}/chat/completions", config.url.trim_end_matches('/')),
        }
    }

    /// Asks, and gives the body when the server has begun to answer.
    ///
    /// # Errors
    /// `Unavailable` when it says nothing in time, or no.
    pub async fn ask(
        &self,
        config: &AssistConfig,
        messages: &[Message],
        deadline: Instant,
    ) -> Outcome<Incoming> {
        let body = json!({ "model": config.model, "messages": messages, "stream": true });
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&self.address)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream");
        if let Some(key) = &config.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let request = request
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(|error| unavailable(&format!("it can't be asked: {error}")))?;
        let patience = config
            .silence
            .min(deadline.saturating_duration_since(Instant::now()));
        let response = timeout(patience, self.client.request(request))
            .await
            .map_err(|_| unavailable("it says nothing"))?
            .map_err(|error| unavailable(&format!("it can't be reached: {error}")))?;
        match response.status() {
            StatusCode::OK => Ok(response.into_body()),
            status => Err(unavailable(&format!("it answers {status}"))),
        }
    }
}

fn unavailable(reason: &str) -> Refusal {
    tracing::warn!("the server that helps with texts: {reason}");
    Refusal::new(
        ProblemKind::Unavailable,
        "The writing help does not answer now. Your text is as it was; try again in a moment.",
    )
}
