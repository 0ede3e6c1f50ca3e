//! Why something was not done. What is the caller's business goes out as a problem; what is not is
//! logged here and goes out as "the backend failed", without details.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recado_protocol::problem::PROBLEM_JSON;
use recado_protocol::{Fields, Problem, ProblemKind};

/// A problem on its way to the caller.
#[derive(Clone, Debug)]
pub struct Refusal(Problem);

/// The result of everything that may be refused.
pub type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self(Problem::new(kind, detail))
    }

    /// A field of the body, the path or the query has a value that it may not have.
    pub fn field(field: &str, detail: impl Into<String>) -> Self {
        Self(Problem::new(ProblemKind::InvalidField, detail).at_field(field))
    }

    /// The record was changed by somebody else; it goes along as it is now.
    pub fn stale(current: &impl serde::Serialize) -> Self {
        let mut problem = Problem::new(
            ProblemKind::StaleRevision,
            "Somebody else changed this meanwhile. Nothing was overwritten: look at both and choose.",
        );
        problem.current = Some(Fields::of(current));
        Self(problem)
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemKind::NotFound, format!("There is no such {what}."))
    }

    pub fn unauthenticated() -> Self {
        Self::new(
            ProblemKind::Unauthenticated,
            "The token is missing, expired or not valid. Sign in again.",
        )
    }

    pub fn unavailable() -> Self {
        Self::new(
            ProblemKind::Unavailable,
            "The backend is stopping. Try again in a moment.",
        )
    }

    /// Logs what went wrong and tells the caller only that something did.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        Self::new(
            ProblemKind::Internal,
            "Something went wrong in the backend. Nothing was changed. Try again.",
        )
    }

    /// A problem of HTTP itself that the protocol has no name for.
    pub fn of_http(status: StatusCode, word: &str, title: &str, detail: &str) -> Self {
        Self(Problem {
            kind: ProblemKind::Other(format!("urn:recado:problem:{word}")),
            status: status.as_u16(),
            title: title.to_owned(),
            detail: detail.to_owned(),
            field: None,
            current: None,
        })
    }

    /// A problem as it is.
    pub fn problem_of(problem: Problem) -> Self {
        Self(problem)
    }

    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(format_args!("database: {error}"))
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format_args!("record that is no JSON: {error}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
