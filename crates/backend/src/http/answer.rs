//! What handlers answer with.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use recado_protocol::Problem;

use crate::refusal::Outcome;

/// A JSON body that is text already: the stored answer of a write.
pub struct JsonText(pub String);

/// What a handler that answers with a record gives.
pub type Answer<T> = Outcome<Json<T>>;

impl IntoResponse for JsonText {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// The problems that every resource may answer with, for the OpenAPI document.
#[derive(utoipa::IntoResponses)]
#[expect(
    dead_code,
    reason = "the document is made from the type, no value of it is"
)]
pub enum Problems {
    /// The request was refused: the body says why.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Refused(Problem),
    /// The backend failed. Nothing was changed.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Failed(Problem),
}
