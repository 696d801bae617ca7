//! Why a call came to nothing.

use latchkey_connector::{BackendError, PrepareError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer.
    Network(NetworkError),
    /// The request could not be made.
    Prepare(PrepareError),
    /// The backend refused, or its answer cannot be read.
    Backend(BackendError),
    /// The person closed the dialog that asked for the password.
    Declined,
}

/// No answer at all. The browser does not say more, so that pages cannot scan a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkError {
    /// This device has no network, as the browser knows.
    Offline,
    Unreachable,
    TimedOut,
    /// The answer leads away from the backend, as a proxy's does that wants people to sign in first. Not followed.
    Redirected,
    /// The page that asked is gone.
    Cancelled,
}

impl ApiError {
    /// The seconds that the backend asked to be left alone.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            ApiError::Backend(
                BackendError::TooMany { retry_after } | BackendError::Unavailable { retry_after, .. },
            ) => *retry_after,
            _ => None,
        }
    }

    /// Whether the request may have been carried out although no good answer came. What fails with 5xx may have
    /// failed behind the backend, after its work was done.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            ApiError::Network(error) => *error != NetworkError::Cancelled,
            ApiError::Backend(BackendError::Unreadable(_)) => true,
            ApiError::Backend(BackendError::Failed { status, .. }) => *status >= 500,
            _ => false,
        }
    }

    pub fn is_cancelled(&self) -> bool {
        *self == ApiError::Network(NetworkError::Cancelled)
    }
}

impl From<NetworkError> for ApiError {
    fn from(error: NetworkError) -> Self {
        ApiError::Network(error)
    }
}

impl From<PrepareError> for ApiError {
    fn from(error: PrepareError) -> Self {
        ApiError::Prepare(error)
    }
}

impl From<BackendError> for ApiError {
    fn from(error: BackendError) -> Self {
        ApiError::Backend(error)
    }
}
