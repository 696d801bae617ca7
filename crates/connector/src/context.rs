//! What a request is filled from besides the intent.

use crate::session::Session;
use chrono::{DateTime, Utc};

/// What a request is filled from besides the intent.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    pub session: &'a Session,
    pub now: DateTime<Utc>,
    /// Values of readable cookies, for CSRF values: name and value.
    pub cookies: &'a [(String, String)],
    /// One key for one intent, also when it is sent again; empty where none is wanted.
    pub idempotency_key: &'a str,
    /// For [`PasswordConfirmation::EachChange`](crate::PasswordConfirmation::EachChange).
    pub password: Option<&'a str>,
}
