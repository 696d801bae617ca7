//! Why a call failed.

use latchkey_connector::{BackendError, FieldError, PrepareError};
use thiserror::Error;

use crate::labels;

/// No response that a browser would hand to the console.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    #[error("`{0}` is no address such as https://example.com or http://127.0.0.1:8000/api")]
    InvalidAddress(String),
    /// As the HTTP client says it.
    #[error("{0}")]
    Unreachable(String),
    #[error("none within 30 seconds; the console gives up then too")]
    TimedOut,
    #[error("the redirects do not end")]
    TooManyRedirects,
    #[error("redirected to {0}, another origin, where a browser does not let the console follow")]
    RedirectedAway(String),
    #[error("`{0}` is no path below the backend")]
    OutsideBackend(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    #[error("no answer: {0}")]
    Network(#[from] NetworkError),
    #[error("{}", describe_prepare_error(.0))]
    Prepare(PrepareError),
    #[error("{}", describe_backend_error(.0))]
    Backend(BackendError),
    #[error("the list does not end: does each page say where the next begins?")]
    EndlessList,
    /// An outcome that does not belong to its intent.
    #[error("an answer to something else")]
    UnexpectedOutcome,
}

impl CallError {
    /// Whether there was no response at all: the backend may have done what it was asked for.
    pub fn is_unanswered(&self) -> bool {
        matches!(self, CallError::Network(NetworkError::TimedOut | NetworkError::Unreachable(_)))
    }
}

impl From<PrepareError> for CallError {
    fn from(error: PrepareError) -> Self {
        CallError::Prepare(error)
    }
}

impl From<BackendError> for CallError {
    fn from(error: BackendError) -> Self {
        CallError::Backend(error)
    }
}

fn describe_prepare_error(error: &PrepareError) -> String {
    match error {
        PrepareError::NotSupported => "the connector has no such request".to_owned(),
        PrepareError::Missing { placeholder } => {
            format!("not sent: there is no value for `{placeholder}`")
        }
        PrepareError::Unfit { placeholder } => {
            format!("not sent: a value of `{placeholder}` cannot stand there")
        }
    }
}

fn describe_backend_error(error: &BackendError) -> String {
    let with_message = |kind: &str, message: &str| {
        if message.is_empty() { kind.to_owned() } else { format!("{kind}: “{message}”") }
    };
    match error {
        BackendError::NotSignedIn => "taken as: not signed in".to_owned(),
        BackendError::BadCredentials { message } => {
            with_message("taken as: user name or password refused", message)
        }
        BackendError::StepUpRequired => "taken as: confirm with the password first".to_owned(),
        BackendError::Forbidden { message } => with_message("taken as: forbidden", message),
        BackendError::NotFound => "taken as: not found".to_owned(),
        BackendError::Conflict { message, fields } => {
            with_message("taken as: conflict", message) + &describe_fields(fields)
        }
        BackendError::Stale => "taken as: changed by somebody else meanwhile".to_owned(),
        BackendError::VersionRequired => "taken as: a version must go along".to_owned(),
        BackendError::Invalid { message, fields } => {
            with_message("taken as: not accepted", message) + &describe_fields(fields)
        }
        BackendError::TooMany { retry_after } => match retry_after {
            Some(seconds) => format!("taken as: too many requests, wait {seconds} s"),
            None => "taken as: too many requests".to_owned(),
        },
        BackendError::Unavailable { message, .. } => with_message("taken as: not available now", message),
        BackendError::Failed { status, code, message } => {
            let code = if code.is_empty() { String::new() } else { format!(", code {code}") };
            with_message(&format!("taken as: failed with status {status}{code}"), message)
        }
        BackendError::Unreadable(error) => {
            let at = if error.at.is_empty() {
                "the answer".to_owned()
            } else {
                format!("{} in the answer", error.at)
            };
            format!("cannot be read: {at}: {}", error.problem)
        }
    }
}

fn describe_fields(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!(" [{}: {}]", labels::field(error.field), error.message)).collect()
}
