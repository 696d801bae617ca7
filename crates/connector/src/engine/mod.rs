//! Reads a connector and speaks by it.

mod asked;
mod expiry;
mod secret_use;

pub use expiry::ExpirySending;
pub use secret_use::SecretUse;

use crate::capabilities::Capabilities;
use crate::check::check;
use crate::codec::time;
use crate::context::Context;
use crate::document::{self, CapabilityMembers, Connector, Request};
use crate::error::{BackendError, ConfigError, PrepareError};
use crate::http::{HttpRequest, HttpResponse};
use crate::intent::Intent;
use crate::outcome::Outcome;
use crate::request::{self, capabilities};
use crate::response::{self, Decoding};
use crate::session::Session;
use crate::template::Variables;
use std::sync::Arc;

/// A connector that was found good.
#[derive(Clone, Debug)]
pub struct Engine {
    connector: Arc<Connector>,
    zone: time::Offset,
}

impl Engine {
    /// Reads and checks a connector as a whole. `file` is the name shown in errors.
    pub fn load(file: &str, json: &str) -> Result<Engine, ConfigError> {
        let connector: Connector = document::from_json(file, json)?;
        check(&connector).map_err(|problem| problem.in_file(file))?;
        let zone = connector.zone.as_deref().and_then(time::zone).unwrap_or(0);
        Ok(Engine { connector: Arc::new(connector), zone })
    }

    /// What the connector itself says; [`Outcome::Instance`] may narrow it.
    pub fn capabilities(&self) -> Capabilities {
        capabilities::of(&self.connector)
    }

    /// Capabilities narrowed by those of an installation that cannot tell its own ([`AppConfig`](crate::AppConfig)).
    pub fn narrowed(&self, mut capabilities: Capabilities, by: &CapabilityMembers) -> Capabilities {
        capabilities::narrow(&self.connector, &mut capabilities, by);
        capabilities
    }

    /// The connector's document, for tools.
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    pub fn prepare(&self, intent: &Intent, context: &Context<'_>) -> Result<HttpRequest, PrepareError> {
        request::prepare(&self.variables(intent, context), self.request(intent)?)
    }

    pub fn decode(
        &self,
        intent: &Intent,
        context: &Context<'_>,
        response: &HttpResponse,
    ) -> Result<Outcome, BackendError> {
        self.decoding(intent, context, response)?.finish()
    }

    /// As [`Engine::decode`], entry by entry.
    pub fn decoding<'a>(
        &'a self,
        intent: &'a Intent,
        context: &'a Context<'a>,
        response: &'a HttpResponse,
    ) -> Result<Decoding<'a>, BackendError> {
        let request = self.request(intent).map_err(|_| unexpected_answer(response))?;
        let variables = self.variables(intent, context);
        match Decoding::new(variables, request, response) {
            Err(BackendError::NotFound) if self.is_done_when_gone(intent) => {
                Decoding::gone(variables, request, response)
            }
            decoding => decoding,
        }
    }

    /// How many requests to send before the intent's own, for example to read a CSRF value from a page. What
    /// each binds comes back as the session for the next and for the intent itself.
    pub fn steps(&self, intent: &Intent) -> usize {
        self.request(intent).map_or(0, |request| request.first.len())
    }

    /// The request of a step, `0..steps`.
    pub fn prepare_step(
        &self,
        intent: &Intent,
        step: usize,
        context: &Context<'_>,
    ) -> Result<HttpRequest, PrepareError> {
        let request = self.request(intent)?.first.get(step).ok_or(PrepareError::NotSupported)?;
        request::prepare(&self.variables(intent, context), request)
    }

    /// The session after a step.
    pub fn decode_step(
        &self,
        intent: &Intent,
        step: usize,
        context: &Context<'_>,
        response: &HttpResponse,
    ) -> Result<Session, BackendError> {
        let request = self.request(intent).ok().and_then(|r| r.first.get(step));
        let request = request.ok_or_else(|| unexpected_answer(response))?;
        response::decode_step(&self.variables(intent, context), request, response)
    }

    /// Whether to send [`Intent::Refresh`] and then this intent once more, when its answer says that nobody is signed
    /// in or the session lacks a value.
    pub fn can_refresh(&self, intent: &Intent) -> bool {
        self.connector.requests.refresh.is_some()
            && !matches!(intent, Intent::SignIn { .. } | Intent::Refresh)
    }

    /// Whether the password goes along with an intent, where the backend wants it with changes
    /// ([`PasswordConfirmation::EachChange`](crate::PasswordConfirmation::EachChange)): not always with each.
    pub fn takes_password(&self, intent: &Intent) -> bool {
        self.request(intent).is_ok_and(|request| request.takes_password(&self.connector.headers))
    }

    /// How clients send a secret. `url`: where the backend is.
    pub fn secret_use(&self, secret: &str, name: &str, url: &str) -> SecretUse {
        secret_use::fill(&self.connector.secret_use, secret, name, url)
    }

    /// The answer to an intent that needs no request: lists that the connector itself holds. Ask here when
    /// [`Engine::prepare`] says [`PrepareError::NotSupported`].
    pub fn answer(&self, intent: &Intent) -> Option<Outcome> {
        let fixed = &self.connector.fixed;
        match intent {
            Intent::Scopes if !fixed.scopes.is_empty() => Some(Outcome::Scopes(fixed.scopes())),
            Intent::Operations if !fixed.operations.is_empty() => {
                Some(Outcome::Operations(fixed.operations()))
            }
            Intent::Presets if !fixed.presets.is_empty() => Some(Outcome::Presets(fixed.presets())),
            _ => None,
        }
    }

    fn request(&self, intent: &Intent) -> Result<&Request, PrepareError> {
        self.connector.requests.get(intent.name()).ok_or(PrepareError::NotSupported)
    }

    fn variables<'a>(&'a self, intent: &'a Intent, context: &'a Context<'a>) -> Variables<'a> {
        let page = match intent {
            Intent::List { cursor: Some(cursor) } => cursor.at.as_str(),
            _ => "",
        };
        let (connector, zone) = (&*self.connector, self.zone);
        Variables { connector, zone, intent, context, page, item: None, answer: None }
    }

    /// Whether what is not there is as good as done.
    fn is_done_when_gone(&self, intent: &Intent) -> bool {
        matches!(intent, Intent::Revoke { .. }) && !self.connector.errors.revoke_404_is_error
    }
}

fn unexpected_answer(response: &HttpResponse) -> BackendError {
    BackendError::Failed { status: response.status, code: String::new(), message: String::new() }
}
