//! Reads a connector and speaks by it.

use crate::capabilities::Capabilities;
use crate::error::{BackendError, ConfigError, PrepareError};
use crate::http::{HttpRequest, HttpResponse};
use crate::intent::Intent;
use crate::outcome::Outcome;
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

#[derive(Clone, Debug)]
pub struct Engine {}

impl Engine {
    /// `file` is the name shown in errors.
    pub fn load(file: &str, json: &str) -> Result<Engine, ConfigError> {
        let _ = (file, json);
        Ok(Engine {})
    }

    /// What the connector itself says; [`Outcome::Instance`] may narrow it.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    pub fn prepare(&self, intent: &Intent, context: &Context<'_>) -> Result<HttpRequest, PrepareError> {
        let _ = (intent, context);
        Err(PrepareError::NotSupported)
    }

    pub fn decode(
        &self,
        intent: &Intent,
        context: &Context<'_>,
        response: &HttpResponse,
    ) -> Result<Outcome, BackendError> {
        let _ = (intent, context, response);
        Err(BackendError::NotSignedIn)
    }
}
