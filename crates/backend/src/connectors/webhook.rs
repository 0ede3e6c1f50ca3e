//! One call to a connector, and what its answer means.

use std::time::Duration;

use axum::http::{StatusCode, header as standard_header};
use recado_protocol::Timestamp;
use recado_protocol::connector::{NotTaken, Taken, ToConnector, header};

use super::signature;
use crate::storage::connectors::ConnectorRecord;

/// How long a connector may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Most bytes of an answer that are read.
const ANSWER_BYTES: usize = 16 * 1024;
/// Of what it calls the reason of a refusal, and says of it, so much is kept.
const CODE_CHARS: usize = 60;
const REASON_CHARS: usize = 300;

/// What came of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Called {
    Taken(Taken),
    /// It will never take this as it is.
    Refused(NotTaken),
    /// It could not be reached, or not now.
    NotNow {
        /// Whether the platform may have it all the same.
        has_come: bool,
    },
}

/// What calls connectors.
#[derive(Clone)]
pub struct Caller(reqwest::Client);

impl Caller {
    /// # Errors
    /// When the machine has no certificates to trust.
    pub fn new() -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            // What is signed for one address is not for another.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("recado-backend/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    /// Calls a connector. The key tells it what it has had already.
    pub async fn call(
        &self,
        connector: &ConnectorRecord,
        key: &str,
        what: &ToConnector,
        now: Timestamp,
    ) -> Called {
        let Ok(body) = serde_json::to_vec(what) else {
            return Called::NotNow { has_come: false };
        };
        let seconds = now.millis().div_euclid(1_000);
        let sent = self
            .0
            .post(&connector.url)
            .header(standard_header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .header(header::TIMESTAMP, seconds)
            .header(
                header::SIGNATURE,
                signature::sign(&connector.secret, seconds, &body),
            )
            .body(body)
            .send()
            .await;
        match sent {
            Ok(response) => answered(response).await,
            Err(error) => {
                let has_come = !error.is_connect();
                // The address may hold a secret.
                tracing::info!("a connector could not be called: {}", error.without_url());
                Called::NotNow { has_come }
            }
        }
    }
}

async fn answered(mut response: reqwest::Response) -> Called {
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER_BYTES {
            break;
        }
    }
    meaning(status, &body)
}

fn meaning(status: StatusCode, body: &[u8]) -> Called {
    let may_pass = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    let not_yet = [
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    if status.is_success() {
        Called::Taken(serde_json::from_slice(body).unwrap_or_default())
    } else if status.is_client_error() && !may_pass.contains(&status) {
        let mut refused: NotTaken = serde_json::from_slice(body).unwrap_or_default();
        limit(&mut refused.code, CODE_CHARS);
        limit(&mut refused.reason, REASON_CHARS);
        if refused.code.is_empty() {
            refused.code = "refused".to_owned();
        }
        if refused.reason.is_empty() {
            refused.reason = format!("The channel answered {}.", status.as_u16());
        }
        Called::Refused(refused)
    } else {
        let has_come = !not_yet.contains(&status);
        Called::NotNow { has_come }
    }
}

/// It is shown at the message and in lists.
fn limit(text: &mut String, chars: usize) {
    if let Some((end, _)) = text.char_indices().nth(chars) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_refuses_or_wants_to_be_asked_again() {
        let taken = meaning(StatusCode::OK, br#"{"external_id":"wamid.1"}"#);
        let external_id = Some("wamid.1".to_owned());
        assert_eq!(taken, Called::Taken(Taken { external_id }));
        assert_eq!(
            meaning(StatusCode::NO_CONTENT, b""),
            Called::Taken(Taken::default())
        );
        let refused = meaning(
            StatusCode::UNPROCESSABLE_ENTITY,
            br#"{"code":"spam","reason":"No.","retryable":true}"#,
        );
        let Called::Refused(refused) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((refused.code.as_str(), refused.retryable), ("spam", true));
        let long = format!(r#"{{"code":"{0}","reason":"{0}"}}"#, "é".repeat(5_000));
        let Called::Refused(refused) = meaning(StatusCode::BAD_REQUEST, long.as_bytes()) else {
            panic!("a refusal with a long reason is one");
        };
        assert_eq!(refused.code.chars().count(), CODE_CHARS + 1);
        assert_eq!(refused.reason.chars().count(), REASON_CHARS + 1);
        assert!(matches!(
            meaning(StatusCode::BAD_REQUEST, b"<html>"),
            Called::Refused(NotTaken {
                retryable: false,
                ..
            })
        ));
        for (status, has_come) in [
            (429, false),
            (503, false),
            (408, true),
            (500, true),
            (302, true),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let not_now = Called::NotNow { has_come };
            assert_eq!(meaning(status, b"{}"), not_now, "{status}");
        }
    }
}
