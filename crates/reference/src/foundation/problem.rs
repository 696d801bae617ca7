//! Every error answer: problem details (RFC 9457) with a stable code.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// What went wrong. The text of each is part of the contract: clients branch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    BadJson,
    BadQuery,
    BadCursor,
    BadHeader,
    NotSignedIn,
    BadCredentials,
    StepUpRequired,
    PasswordRequired,
    BadPassword,
    InvalidToken,
    Csrf,
    InsufficientScope,
    Blocked,
    NotFound,
    MethodNotAllowed,
    InProgress,
    Revoked,
    Stale,
    TooLarge,
    UnsupportedMediaType,
    Invalid,
    NotSupported,
    IdempotencyKeyReused,
    VersionRequired,
    TooManyAttempts,
    Internal,
    Unavailable,
}

impl Code {
    pub const ALL: [Code; 27] = [
        Code::BadJson,
        Code::BadQuery,
        Code::BadCursor,
        Code::BadHeader,
        Code::NotSignedIn,
        Code::BadCredentials,
        Code::StepUpRequired,
        Code::PasswordRequired,
        Code::BadPassword,
        Code::InvalidToken,
        Code::Csrf,
        Code::InsufficientScope,
        Code::Blocked,
        Code::NotFound,
        Code::MethodNotAllowed,
        Code::InProgress,
        Code::Revoked,
        Code::Stale,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::Invalid,
        Code::NotSupported,
        Code::IdempotencyKeyReused,
        Code::VersionRequired,
        Code::TooManyAttempts,
        Code::Internal,
        Code::Unavailable,
    ];

    /// Status, code and title.
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Code::BadJson => (StatusCode::BAD_REQUEST, "bad_json", "The body is not readable JSON"),
            Code::BadQuery => (StatusCode::BAD_REQUEST, "bad_query", "The query is not readable"),
            Code::BadCursor => (StatusCode::BAD_REQUEST, "bad_cursor", "The cursor is not one of ours"),
            Code::BadHeader => (StatusCode::BAD_REQUEST, "bad_header", "A header is not readable"),
            Code::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first"),
            Code::BadCredentials => {
                (StatusCode::UNAUTHORIZED, "bad_credentials", "User name or password is wrong")
            }
            Code::StepUpRequired => {
                (StatusCode::UNAUTHORIZED, "step_up_required", "Confirm with your password first")
            }
            Code::PasswordRequired => {
                (StatusCode::UNAUTHORIZED, "password_required", "This change needs your password")
            }
            Code::BadPassword => (StatusCode::UNAUTHORIZED, "bad_password", "The password is wrong"),
            Code::InvalidToken => {
                (StatusCode::UNAUTHORIZED, "invalid_token", "The access token is not accepted")
            }
            Code::Csrf => (StatusCode::FORBIDDEN, "csrf", "The X-CSRF-Token header is missing or wrong"),
            Code::InsufficientScope => {
                (StatusCode::FORBIDDEN, "insufficient_scope", "The access token lacks a scope")
            }
            Code::Blocked => (StatusCode::FORBIDDEN, "blocked", "The access token may not do this"),
            Code::NotFound => (StatusCode::NOT_FOUND, "not_found", "There is nothing here"),
            Code::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This method is not offered here")
            }
            Code::InProgress => (StatusCode::CONFLICT, "in_progress", "The same request is still running"),
            Code::Revoked => (StatusCode::CONFLICT, "revoked", "The token is revoked for good"),
            Code::Stale => (StatusCode::PRECONDITION_FAILED, "stale", "It was changed in the meantime"),
            Code::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large"),
            Code::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be application/json",
            ),
            Code::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some values are not acceptable"),
            Code::NotSupported => {
                (StatusCode::UNPROCESSABLE_ENTITY, "not_supported", "This backend does not offer that")
            }
            Code::IdempotencyKeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "The Idempotency-Key was used for another request",
            ),
            Code::VersionRequired => {
                (StatusCode::PRECONDITION_REQUIRED, "version_required", "If-Match is missing")
            }
            Code::TooManyAttempts => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "Too many attempts")
            }
            Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something broke here"),
            Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available just now"),
        }
    }

    pub const fn status(self) -> StatusCode {
        self.parts().0
    }

    pub const fn as_str(self) -> &'static str {
        self.parts().1
    }

    pub const fn title(self) -> &'static str {
        self.parts().2
    }
}

/// One value that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the request's body.
    #[schema(example = "/allowed_ips/0")]
    pub pointer: String,
    #[schema(value_type = String, example = "host_bits")]
    pub code: Cow<'static, str>,
    pub detail: String,
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: Cow::Borrowed(code), detail: detail.into() }
    }
}

/// An error on its way out.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    /// Extension members: `current` with 412, `reason` with 403.
    extensions: Vec<(&'static str, serde_json::Value)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The body of every error answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A relative address that explains the code.
    #[serde(rename = "type")]
    #[schema(example = "/docs/api#problem-stale")]
    pub kind: String,
    pub title: String,
    /// The HTTP status again.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Stable; branch on this.
    #[schema(example = "stale")]
    pub code: String,
    pub detail: String,
    /// The refused values; empty where no single value is to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The token as it is now (412 only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
    /// What decided (403 of the protected API only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub reason: Option<serde_json::Value>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), extensions: Vec::new(), headers: Vec::new() }
    }

    /// Bad input, value by value.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.detail.clone(),
            many => format!("{} values are not acceptable.", many.len()),
        };
        Self { errors, ..Self::new(Code::Invalid, detail) }
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// The cause goes to standard error only: it may name files and tables.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        eprintln!("latchkey-reference: {cause}");
        Self::new(Code::Internal, "The request failed because of a fault in the server.")
    }

    pub fn too_many_attempts(retry_after_seconds: u64) -> Self {
        Self::new(Code::TooManyAttempts, format!("Try again in {retry_after_seconds} s."))
            .with_header(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds))
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub fn with_extension(mut self, name: &'static str, value: serde_json::Value) -> Self {
        self.extensions.push((name, value));
        self
    }

    pub fn code(&self) -> Code {
        self.code
    }

    #[cfg(test)]
    pub fn first_error(&self) -> Option<&FieldError> {
        self.errors.first()
    }

    fn extension(&mut self, name: &str) -> Option<serde_json::Value> {
        let at = self.extensions.iter().position(|(n, _)| *n == name)?;
        Some(self.extensions.swap_remove(at).1)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let body = ProblemBody {
            kind: format!("/docs/api#problem-{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: self.code.status().as_u16(),
            code: self.code.as_str().to_owned(),
            current: self.extension("current"),
            reason: self.extension("reason"),
            detail: self.detail,
            errors: self.errors,
        };
        let text = serde_json::to_string(&body).unwrap_or_else(|_| String::from("{}"));
        let mut response =
            (self.code.status(), [(header::CONTENT_TYPE, "application/problem+json")], text).into_response();
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Problem::internal(&error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Problem::internal(&error)
    }
}
