//! Reads a connector and speaks by it.

use crate::capabilities::Capabilities;
use crate::capability;
use crate::document::{CapabilityMembers, Connector, Request};
use crate::error::{BackendError, ConfigError, PrepareError};
use crate::http::{HttpRequest, HttpResponse};
use crate::intent::Intent;
use crate::json::{self, FromJson, Words};
use crate::mentions;
use crate::outcome::Outcome;
use crate::prepare;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::rest::{Rest, WORDS, rest};
use crate::scope::Scope;
use crate::secret_use::{self, SecretUse};
use crate::session::Session;
use crate::time;
use crate::value::Value;
use chrono::{DateTime, Utc};
use latchkey_model::Preset;
use std::cell::Cell;
use std::sync::OnceLock;

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

/// A connector that was found good.
#[derive(Clone, Debug)]
pub struct Engine {
    /// For errors.
    file: String,
    /// The document, to be read once more when the [`Rest`] is there, which looks at its texts.
    json: String,
    connector: &'static Connector,
    zone: time::Offset,
    rest: OnceLock<&'static Rest>,
}

impl Engine {
    /// `file` is the name shown in errors.
    pub fn load(file: &str, json: &str) -> Result<Engine, ConfigError> {
        let engine = Engine::read(file, json, Some(&WORDS)).map_err(|error| in_words(file, error))?;
        engine.complete(rest())?;
        Ok(engine)
    }

    /// As [`Engine::load`] for who has the [`Rest`] later: the shape of the document is good, and the rest of it is
    /// looked at with that. `None`: it is not; [`Engine::load`] says what is wrong.
    pub fn load_first(file: &str, json: &str) -> Option<Engine> {
        Engine::read(file, json, None).ok()
    }

    fn read(file: &str, json: &str, words: Option<&'static Words>) -> Result<Engine, Option<ConfigError>> {
        let connector = blank();
        read_document(file, json, connector, words)?;
        let zone = connector.zone.as_deref().and_then(time::zone).unwrap_or(0);
        Ok(Engine { file: file.to_owned(), json: json.to_owned(), connector, zone, rest: OnceLock::new() })
    }

    /// From now on it can do everything, unless something is wrong in the connector.
    pub fn complete(&self, rest: &'static Rest) -> Result<(), ConfigError> {
        let read = read_document(&self.file, &self.json, blank(), Some(rest.words));
        read.map_err(|error| in_words(&self.file, error))?;
        (rest.check)(self.connector).map_err(|problem| config_error(&self.file, problem))?;
        // It may be so already.
        let _ = self.rest.set(rest);
        Ok(())
    }

    pub fn is_complete(&self) -> bool {
        self.rest.get().is_some()
    }

    /// What the connector itself says; [`Outcome::Instance`] may narrow it.
    pub fn capabilities(&self) -> Capabilities {
        capability::of(self.connector)
    }

    /// Capabilities narrowed by those of an installation that cannot tell its own ([`AppConfig`](crate::AppConfig)).
    pub fn narrowed(&self, mut capabilities: Capabilities, by: &CapabilityMembers) -> Capabilities {
        capability::apply(self.connector, &mut capabilities, by);
        capabilities
    }

    /// The connector's document, for tools.
    pub fn connector(&self) -> &Connector {
        self.connector
    }

    pub fn prepare(&self, intent: &Intent, context: &Context<'_>) -> Result<HttpRequest, PrepareError> {
        self.prepared(intent, context, self.request(intent)?)
    }

    fn prepared(
        &self,
        intent: &Intent,
        context: &Context<'_>,
        request: &Request,
    ) -> Result<HttpRequest, PrepareError> {
        let missed = Cell::new(false);
        let prepared = prepare::prepare(&self.scope(intent, context, &missed), request);
        if missed.get() { Err(PrepareError::NeedsRest) } else { prepared }
    }

    pub fn decode(
        &self,
        intent: &Intent,
        context: &Context<'_>,
        response: &HttpResponse,
    ) -> Result<Outcome, BackendError> {
        let mut reading = self.reading(intent, context, response)?.in_parts(usize::MAX, usize::MAX);
        loop {
            if let Some(outcome) = reading.go_on() {
                return outcome;
            }
        }
    }

    /// As [`Engine::decode`], a part at a time.
    pub fn reading<'a>(
        &'a self,
        intent: &'a Intent,
        context: &'a Context<'a>,
        response: &'a HttpResponse,
    ) -> Result<Reading<'a>, BackendError> {
        let request = self.request(intent).map_err(|_| unexpected_answer(response))?;
        Ok(Reading::new(self, intent, context, request, response))
    }

    /// Whether what is not there is as good as done.
    pub(crate) fn is_done_when_gone(&self, intent: &Intent) -> bool {
        matches!(intent, Intent::Revoke { .. }) && !self.connector.errors.revoke_404_is_error
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
        self.prepared(intent, context, request)
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
        let missed = Cell::new(false);
        let scope = self.scope(intent, context, &missed);
        scope.rest().map_or(Err(BackendError::NeedsRest), |rest| (rest.step)(&scope, request, response))
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
        self.request(intent).is_ok_and(|request| mentions::takes_password(&self.connector.headers, request))
    }

    /// How clients send a secret. `url`: where the backend is.
    pub fn secret_use(&self, secret: &str, name: &str, url: &str) -> SecretUse {
        secret_use::of(&self.connector.secret_use, secret, name, url)
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
            Intent::Presets if !fixed.presets.is_empty() => {
                let preset = |p: &crate::document::FixedPreset| Preset {
                    id: p.id.clone(),
                    name: p.name.clone(),
                    operations: p.operations.clone(),
                };
                Some(Outcome::Presets(fixed.presets.iter().map(preset).collect()))
            }
            _ => None,
        }
    }

    fn request(&self, intent: &Intent) -> Result<&Request, PrepareError> {
        self.connector.requests.get(intent.name()).ok_or(PrepareError::NotSupported)
    }

    pub(crate) fn scope<'a>(
        &'a self,
        intent: &'a Intent,
        context: &'a Context<'a>,
        missed: &'a Cell<bool>,
    ) -> Scope<'a> {
        let page = match intent {
            Intent::List { cursor: Some(cursor) } => cursor.0.as_str(),
            _ => "",
        };
        let rest = self.rest.get().copied();
        let (connector, zone) = (self.connector, self.zone);
        Scope { connector, zone, rest, missed, intent, context, page, item: None, answer: None }
    }
}

/// Kept for ever: there is one for the life of a page, or two, and code to take it down would cost the wasm more than its
/// memory is worth.
#[inline(never)]
fn blank() -> &'static mut Connector {
    Box::leak(Box::default())
}

fn unexpected_answer(response: &HttpResponse) -> BackendError {
    BackendError::Failed { status: response.status, code: String::new(), message: String::new() }
}

/// Reads a JSON document, whose errors name the file. `Err(None)`: something is wrong, and there are no `words` for it.
pub(crate) fn read_document(
    file: &str,
    text: &str,
    slot: &mut dyn FromJson,
    words: Option<&'static Words>,
) -> Result<(), Option<ConfigError>> {
    let value = Value::parse(text.trim_start_matches('\u{feff}'));
    let value = value.map_err(|error| words.map(|words| (words.not_json)(error)));
    let read = value.and_then(|value| json::read(slot, &value, words));
    read.map_err(|problem| problem.map(|problem| config_error(file, problem)))
}

/// What was read with words has some.
pub(crate) fn in_words(file: &str, error: Option<ConfigError>) -> ConfigError {
    error.unwrap_or_else(|| config_error(file, Problem::new("cannot be used".to_owned())))
}

pub(crate) fn config_error(file: &str, problem: Problem) -> ConfigError {
    ConfigError { file: file.to_owned(), path: problem.path, problem: problem.problem }
}
