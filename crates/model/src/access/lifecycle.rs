//! Whether a token is switched on, apart from its expiry.

use chrono::{DateTime, Utc};

/// Whether the token was switched off or revoked, as the backend says; expiry is in [`Access`](crate::Access).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifecycle {
    #[default]
    Enabled,
    Disabled,
    /// Refused for good. `None` where the backend does not say when.
    Revoked(Option<DateTime<Utc>>),
}
