//! Response to outcome.

use crate::capability;
use crate::document::{Expression, Request, Success};
use crate::entries;
use crate::error::{BackendError, ReadError};
use crate::fail;
use crate::http::HttpResponse;
use crate::instance;
use crate::intent::Intent;
use crate::outcome::{Issued, Outcome, Revocation};
use crate::paging;
use crate::portion::Portion;
use crate::read::{self, Reader};
use crate::scope::{Answer, Scope};
use crate::session::Session;
use crate::value::{NotJson, Parsing, Value};
use latchkey_model::{Token, TokenId};

type Decoded = Result<Outcome, BackendError>;

/// What a portion of an answer says, and what those before it did.
pub(crate) fn decode(
    scope: &Scope<'_>,
    request: &Request,
    response: &HttpResponse,
    body: &Body,
    portion: &mut Portion,
) -> Decoded {
    answered(scope, request, response, body, |scope| outcome(scope, request, portion))
}

/// What a request sent before the intent's own binds, with what the session had.
pub(crate) fn decode_first(
    scope: &Scope<'_>,
    request: &Request,
    response: &HttpResponse,
) -> Result<Session, BackendError> {
    let mut text = BodyText::of(response);
    let body = std::iter::repeat_with(|| text.read(usize::MAX)).flatten().next().unwrap_or_default();
    answered(scope, request, response, &body, |scope| Ok(bound(scope, request)?))
}

impl From<ReadError> for BackendError {
    fn from(error: ReadError) -> Self {
        BackendError::Unreadable(error)
    }
}

/// Reads a success, or types the error.
fn answered<T>(
    scope: &Scope<'_>,
    request: &Request,
    response: &HttpResponse,
    body: &Body,
    read: impl FnOnce(&Scope<'_>) -> Result<T, BackendError>,
) -> Result<T, BackendError> {
    let Body { value, broken } = body;
    let answer = Answer { response, body: value, entry: value, base: &String::new, keys: &[] };
    let scope = Scope { answer: Some(answer), ..*scope };
    let rule = request.success.as_ref().or(scope.connector.success.as_ref());
    if !has_success_status(rule, response.status) {
        // Neither what the connector calls a success nor an error: something in between answered.
        if (200..300).contains(&response.status) {
            let problem = ["expected another status, found ", &response.status.to_string()].concat();
            return Err(ReadError { at: String::new(), problem }.into());
        }
        return Err(refusal(&scope, &answer));
    }
    // Some backends refuse with a page and a success; then only the headers tell.
    if !has_success_values(&scope, rule, true) {
        return Err(refusal(&scope, &answer));
    }
    // What is no JSON is no refusal either: a proxy or a wrong address answered, not the backend.
    let is_page = response.body.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let must_read = reads_json(scope.intent, request, rule) || (is_page && changes(scope.intent));
    if let Some(broken) = broken.as_ref().filter(|_| must_read) {
        return Err(broken.clone().into());
    }
    if !has_success_values(&scope, rule, false) {
        return Err(refusal(&scope, &answer));
    }
    read(&scope)
}

/// The error that an answer is.
fn refusal(scope: &Scope<'_>, answer: &Answer<'_>) -> BackendError {
    let first = matches!(scope.intent, Intent::CurrentSession | Intent::Describe);
    // How most visits begin: there is no session. Whatever an answer says beside that changes nothing.
    if first && answer.response.status == 401 {
        return BackendError::NotSignedIn;
    }
    scope.rest().map_or(BackendError::NeedsRest, |rest| (rest.refusal)(scope, answer))
}

/// A body as JSON: null if it is empty; what is wrong with it if it is no JSON.
#[derive(Default)]
pub(crate) struct Body {
    value: Value,
    broken: Option<ReadError>,
}

/// A body that is read a part at a time.
pub(crate) struct BodyText<'a> {
    response: &'a HttpResponse,
    text: &'a str,
    parsing: Parsing<'a>,
}

impl<'a> BodyText<'a> {
    pub fn of(response: &'a HttpResponse) -> Self {
        let text = response.body.trim_start_matches('\u{feff}').trim();
        Self { response, text, parsing: Parsing::new(text) }
    }

    /// Reads on, at least so many bytes. `None`: there is more, call again.
    pub fn read(&mut self, bytes: usize) -> Option<Body> {
        if self.text.is_empty() {
            return Some(Body::default());
        }
        Some(match self.parsing.go_on(bytes)? {
            Ok(value) => Body { value, broken: None },
            Err(error) => Body { value: Value::Null, broken: Some(self.broken(error)) },
        })
    }

    fn broken(&self, error: NotJson) -> ReadError {
        let kind = self.response.header("content-type").unwrap_or_default();
        let kind = match kind.split(';').next().unwrap_or_default().trim() {
            "" => "without a content type",
            kind => kind,
        };
        let found = if self.text.starts_with('<') {
            "HTML".to_owned()
        } else {
            let place = [error.line.to_string(), error.column.to_string()].join(" column ");
            ["a text that is none at line ", &place].concat()
        };
        let problem = ["expected JSON, found ", &found, " (", kind, ")"].concat();
        ReadError { at: String::new(), problem }
    }
}

/// Whether what answers with a page has not done what was asked: the sign-in page of a network would else pass for
/// a token that is revoked.
fn changes(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::Edit { .. }
            | Intent::Enable { .. }
            | Intent::Disable { .. }
            | Intent::Revoke { .. }
            | Intent::RevokeMany { .. }
            | Intent::EditProfile { .. }
    )
}

/// Whether a success of this intent is read at all; what is not may be a text or anything.
fn reads_json(intent: &Intent, request: &Request, rule: Option<&Success>) -> bool {
    let changes = matches!(
        intent,
        Intent::SignOut
            | Intent::StepUp { .. }
            | Intent::Edit { .. }
            | Intent::Enable { .. }
            | Intent::Disable { .. }
            | Intent::Revoke { .. }
            | Intent::RevokeMany { .. }
            | Intent::EditProfile { .. }
    );
    const TEXT: &str = "$response.body";
    let page = request.bind.0.iter().any(|(_, read)| read.0.at.0 == TEXT)
        || request.secret.as_ref().is_some_and(|secret| secret.0 == TEXT);
    let signs_in = matches!(intent, Intent::SignIn { .. }) && request.bind.0.is_empty();
    let answer = request.token.is_some() || request.items.is_some();
    let compares = rule.is_some_and(|r| r.equals.0.iter().any(|(at, _)| !is_header(at)));
    compares || !(page || signs_in || (changes && !answer))
}

fn has_success_status(rule: Option<&Success>, status: u16) -> bool {
    match rule {
        Some(rule) if !rule.status.is_empty() => rule.status.contains(&status.into()),
        _ => (200..300).contains(&status),
    }
}

/// Whether the headers, or else the body, have the values that they must.
fn has_success_values(scope: &Scope<'_>, rule: Option<&Success>, headers: bool) -> bool {
    rule.is_none_or(|rule| {
        let mut equals = rule.equals.0.iter().filter(|(at, _)| is_header(at) == headers);
        equals.all(|(at, value)| Reader::new(scope).find(at).as_ref() == value)
    })
}

fn is_header(at: &str) -> bool {
    at.starts_with("$response.header")
}

fn outcome(scope: &Scope<'_>, request: &Request, portion: &mut Portion) -> Decoded {
    let connector = scope.connector;
    match scope.intent {
        Intent::CurrentSession => {
            if let Some(at) = &request.signed_in
                && matches!(*Reader::new(scope).find(&at.0), Value::Null | Value::Bool(false))
            {
                return Err(BackendError::NotSignedIn);
            }
            Ok(Outcome::Session(bound(scope, request)?))
        }
        Intent::SignIn { .. } if request.signed_in.is_some() => {
            let at = text(&request.signed_in).unwrap_or_default();
            let mut reader = Reader::new(scope);
            let found = reader.find(at);
            if matches!(*found, Value::Null | Value::Bool(false)) {
                reader.unexpected(at, "who is signed in", &found);
            }
            reader.finish(())?;
            Ok(Outcome::Session(bound(scope, request)?))
        }
        Intent::SignIn { .. } | Intent::Refresh => Ok(Outcome::Session(bound(scope, request)?)),
        Intent::Describe => {
            let Some(reads) = &connector.instance else { return Ok(Outcome::Done) };
            let instance = instance::instance(scope, reads, capability::of(connector))?;
            Ok(Outcome::Instance(instance))
        }
        Intent::List { .. } => Ok(Outcome::Page(paging::page(scope, request, portion)?)),
        // Its language is the page's.
        Intent::Profile => match &connector.profile {
            Some(reads) => Ok(Outcome::Profile(entries::profile(scope, reads)?)),
            None => Ok(Outcome::Done),
        },
        _ => {
            scope.rest().map_or(Err(BackendError::NeedsRest), |rest| (rest.outcome)(scope, request, portion))
        }
    }
}

/// What an answer to anything else says.
pub(crate) fn outcome_of_rest(scope: &Scope<'_>, request: &Request, portion: &mut Portion) -> Decoded {
    let connector = scope.connector;
    match scope.intent {
        Intent::Get { .. } => token(scope, text(&request.token).or(Some("#"))),
        Intent::Create { .. } | Intent::Regenerate { .. } => issued(scope, request),
        Intent::Edit { .. } | Intent::Enable { .. } | Intent::Disable { .. } => {
            token(scope, text(&request.token))
        }
        Intent::Scopes => {
            let mut scopes = match portion.before.take() {
                Some(Outcome::Scopes(scopes)) => scopes,
                _ => connector.fixed.scopes(),
            };
            list(scope, request, portion, &mut |entry| {
                scopes.extend(connector.scope.as_ref().map(|r| entries::scope_entry(entry, r)).transpose()?);
                Ok(())
            })?;
            Ok(Outcome::Scopes(scopes))
        }
        Intent::Operations => {
            let mut operations = match portion.before.take() {
                Some(Outcome::Operations(operations)) => operations,
                _ => Vec::new(),
            };
            list(scope, request, portion, &mut |entry| {
                operations
                    .extend(connector.operation.as_ref().map(|r| entries::operation(entry, r)).transpose()?);
                Ok(())
            })?;
            Ok(Outcome::Operations(operations))
        }
        Intent::Presets => {
            let mut presets = match portion.before.take() {
                Some(Outcome::Presets(presets)) => presets,
                _ => Vec::new(),
            };
            list(scope, request, portion, &mut |entry| {
                presets.extend(connector.preset.as_ref().map(|r| entries::preset(entry, r)).transpose()?);
                Ok(())
            })?;
            Ok(Outcome::Presets(presets))
        }
        Intent::RevokeMany { tokens } => revocations(scope, request, tokens),
        _ => Ok(Outcome::Done),
    }
}

fn text(expression: &Option<Expression>) -> Option<&str> {
    expression.as_ref().map(|e| e.0.as_str())
}

fn list(
    scope: &Scope<'_>,
    request: &Request,
    portion: &mut Portion,
    take: &mut dyn FnMut(&Scope<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    portion.each(scope, text(&request.items).unwrap_or("#"), request, take).map(|_| ())
}

/// The session with what the request binds. A value that is not there is no longer bound: an old CSRF value
/// must not outlive its session.
fn bound(scope: &Scope<'_>, request: &Request) -> Result<Session, ReadError> {
    let mut session = Session::default();
    for (name, value) in scope.context.session.values() {
        if request.bind.get(name).is_none() {
            session.set(name, value.clone());
        }
    }
    let mut reader = Reader::new(scope);
    for (name, read) in &request.bind.0 {
        if let Some(value) = reader.text(read) {
            session.set(name, value);
        }
    }
    reader.finish(session)
}

fn token(scope: &Scope<'_>, at: Option<&str>) -> Decoded {
    match (at, &scope.connector.token) {
        (Some(at), Some(reads)) => Ok(Outcome::Token(entries::token_at(scope, at, reads)?)),
        _ => Ok(Outcome::Done),
    }
}

/// The secret must be there. The record need not: losing the only showing of a secret because a date beside it
/// cannot be read would be worse than listing again.
fn issued(scope: &Scope<'_>, request: &Request) -> Decoded {
    let at = request.secret.as_ref().map_or("", |s| s.0.as_str());
    let mut reader = Reader::new(scope);
    let found = reader.find(at);
    // As a text of its own it may end with a line break.
    let secret = found.as_str().unwrap_or_default().trim().to_owned();
    if secret.is_empty() {
        reader.unexpected(at, "the secret", &found);
    }
    let secret = reader.finish(secret)?;
    let token = match token(scope, text(&request.token)) {
        // Where the list keeps a part of the secret, some backends put the whole of it into this one answer.
        Ok(Outcome::Token(token)) if token.hint == secret => Some(Token { hint: String::new(), ..token }),
        Ok(Outcome::Token(token)) => Some(token),
        _ => None,
    };
    Ok(Outcome::Issued(Issued { token, secret }))
}

/// A result per token: those that the answer names, else what the answer as a whole says.
fn revocations(scope: &Scope<'_>, request: &Request, tokens: &[Token]) -> Decoded {
    let mut revoked = Vec::new();
    if let (Some(_), Some(reads)) = (&request.items, &scope.connector.revocation) {
        // As many as were asked for: not more than fit into one request.
        list(scope, request, &mut Portion::all(), &mut |entry| {
            let mut reader = Reader::new(entry);
            let status = reader.number(&reads.status) as u16;
            let id = TokenId(reader.required(&reads.id).into());
            let gone = status == 404 && !scope.connector.errors.revoke_404_is_error;
            let done = gone || (200..300).contains(&status);
            let result = if done { Ok(()) } else { Err(fail::of_status(scope.intent, status)) };
            revoked.push(reader.finish(Revocation { id, result })?);
            Ok(())
        })?;
        // What was asked for and not answered is not done.
        for token in tokens {
            if !revoked.iter().any(|r| r.id == token.id) {
                let at = read::place(scope, text(&request.items).unwrap_or_default(), &[]);
                let problem = "expected a result for every token, found none for this one".to_owned();
                let result = Err(BackendError::Unreadable(ReadError { at, problem }));
                revoked.push(Revocation { id: token.id.clone(), result });
            }
        }
    } else {
        revoked.extend(tokens.iter().map(|t| Revocation { id: t.id.clone(), result: Ok(()) }));
    }
    Ok(Outcome::Revoked(revoked))
}
