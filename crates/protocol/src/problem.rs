//! Errors as RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

use crate::Fields;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused: a stable type for programs, a sentence for people.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// A short name of the problem, in English.
    #[serde(default)]
    pub title: String,
    /// A sentence for people: what happened, what was kept, what to do.
    #[serde(default)]
    pub detail: String,
    /// The field of the body that is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// With [`ProblemKind::StaleRevision`]: the record as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Fields>,
}

macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $name:ident = $word:tt, $status:literal, $title:literal;)+) => {
        /// The stable type of a problem; on the wire a URN such as `urn:recado:problem:not-found`.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(from = "String")]
        pub enum ProblemKind {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
            /// A type that this client does not know; `about:blank` by RFC 9457 when there is none.
            #[serde(untagged)]
            Other(String),
        }

        impl From<String> for ProblemKind {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$name,)+
                    _ => Self::Other(word),
                }
            }
        }

        impl ProblemKind {
            /// The HTTP status and the title that belong to this kind.
            pub fn status_and_title(&self) -> (u16, &'static str) {
                match self {
                    $(Self::$name => ($status, $title),)+
                    Self::Other(_) => (500, "Unknown problem"),
                }
            }
        }
    };
}

problem_kinds! {
    /// The body is not JSON, or not of the form that the resource takes.
    MalformedBody = "urn:recado:problem:malformed-body", 400, "The request could not be read";
    /// A field has a value that it may not have.
    InvalidField = "urn:recado:problem:invalid-field", 422, "A field is not valid";
    BodyTooLarge = "urn:recado:problem:body-too-large", 413, "The request is too large";
    WrongCredentials = "urn:recado:problem:wrong-credentials", 401, "E-mail or password is wrong";
    /// The token is missing, expired, revoked or not ours.
    Unauthenticated = "urn:recado:problem:unauthenticated", 401, "Sign in again";
    Forbidden = "urn:recado:problem:forbidden", 403, "Not allowed";
    NotFound = "urn:recado:problem:not-found", 404, "Not found";
    /// The record was changed meanwhile; the current one is in the body.
    StaleRevision = "urn:recado:problem:stale-revision", 409, "Changed meanwhile";
    /// The same key was used for another request.
    KeyReused = "urn:recado:problem:idempotency-key-reused", 422, "Key already used";
    KeyMissing = "urn:recado:problem:idempotency-key-missing", 400, "Idempotency-Key is missing";
    ChannelClosed = "urn:recado:problem:channel-closed", 409, "The channel does not take messages";
    /// The customer wrote too long ago: the channel takes approved templates only.
    WindowClosed = "urn:recado:problem:window-closed", 409, "Only templates can be sent";
    /// A pattern is no regular expression that can be used; the detail says why, in the words of who reads it.
    PatternUnreadable = "urn:recado:problem:pattern-unreadable", 422, "The pattern can't be read";
    /// A pattern finds nothing where it should find something to hide.
    PatternEmpty = "urn:recado:problem:pattern-empty", 422, "The pattern also finds where nothing is";
    PatternLarge = "urn:recado:problem:pattern-large", 422, "The pattern stands for too much";
    TooManyRequests = "urn:recado:problem:too-many-requests", 429, "Too many requests";
    Internal = "urn:recado:problem:internal", 500, "The backend failed";
    Unavailable = "urn:recado:problem:unavailable", 503, "The backend is not available";
}

impl Problem {
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (status, title) = kind.status_and_title();
        Self {
            kind,
            status,
            title: title.to_owned(),
            detail: detail.into(),
            field: None,
            current: None,
        }
    }

    /// Names the field at fault.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_survive_the_wire_and_unknown_ones_keep_their_type() {
        let problem = Problem::new(ProblemKind::InvalidField, "Empty.").at_field("text");
        let wire = serde_json::to_string(&problem).unwrap();
        assert!(wire.contains("urn:recado:problem:invalid-field"), "{wire}");
        assert_eq!(serde_json::from_str::<Problem>(&wire).unwrap(), problem);
        let other: Problem = serde_json::from_str(r#"{"type":"about:blank"}"#).unwrap();
        assert_eq!(other.kind, ProblemKind::Other("about:blank".into()));
    }
}
