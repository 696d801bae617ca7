//! What can go wrong, with the data its reader needs. Text is made at the edge, in the user's language.

use crate::capabilities::Field;

/// A connector or config that cannot be used: which file, which JSON path (RFC 6901), what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    pub file: String,
    /// JSON pointer; empty for the document itself.
    pub path: String,
    /// In English, for the person who hosts the console: "expected a string, found a number".
    pub problem: String,
}

/// A place in a response that is not what the connector says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// JSON pointer into the body, or `header NAME`.
    pub at: String,
    /// In English, without the value itself where that may be a secret.
    pub problem: String,
}

/// The intent cannot be put into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrepareError {
    /// The backend has no such request; pages should have asked the capabilities first.
    NotSupported,
    /// A placeholder without a value, for example `session.user_id` before signing in.
    Missing { placeholder: String },
    /// A value that cannot stand where the connector puts it (a control character in a header).
    Unfit { placeholder: String },
}

impl PrepareError {
    /// Whether it is the session that lacks a value.
    pub fn lacks_session(&self) -> bool {
        matches!(self, PrepareError::Missing { placeholder } if placeholder.starts_with("session."))
    }
}

/// A complaint about one field of a form, in the backend's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub message: String,
}

/// Typed by what the console can do about it. `message` is the backend's own words, empty if it had none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendError {
    /// The session is missing or over: sign in and try again.
    NotSignedIn,
    /// User name or password refused.
    BadCredentials {
        message: String,
    },
    /// Confirm with the password, then try again (RFC 9470).
    StepUpRequired,
    Forbidden {
        message: String,
    },
    NotFound,
    /// 409, and a name that is taken.
    Conflict {
        message: String,
        fields: Vec<FieldError>,
    },
    /// 412: somebody else changed it meanwhile.
    Stale,
    /// 428: the backend wants a version along.
    VersionRequired,
    /// 400, 422: what was sent is not accepted.
    Invalid {
        message: String,
        fields: Vec<FieldError>,
    },
    /// 429: wait so many seconds, if the backend says.
    TooMany {
        retry_after: Option<u64>,
    },
    /// 503: for now the backend does nothing. Wait so many seconds, if it says.
    Unavailable {
        message: String,
        retry_after: Option<u64>,
    },
    /// 5xx and everything else that is not success. `code` is the backend's own, may be empty.
    Failed {
        status: u16,
        code: String,
        message: String,
    },
    /// An answer that is not what it should be (HTML from a proxy, broken JSON).
    Unreadable(ReadError),
}

impl From<ReadError> for BackendError {
    fn from(error: ReadError) -> Self {
        BackendError::Unreadable(error)
    }
}
